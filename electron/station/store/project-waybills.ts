import { indexOf, type CheckDigitRule } from '#shared/domain/waybills/waybill-number.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import type { PersonalBox } from '#shared/node/personal-box.ts'
import type { Db } from './open-database.ts'
import { one, type Folds } from './fold.ts'
import type { CodeTable } from './project-catalogue.ts'
import { payloadPlace } from './project-release.ts'

/** Where a payload rests that has no number yet. */
export const preparedName = (orderId: string): string => `order/${orderId}`

/** Numbers off this station's own blocks. Rules NB9..NB14 of docs/specs/waybill-numbers.md. */
export function projectWaybills(db: Db, codes: CodeTable, personal: PersonalBox): Folds<'LabelPrepared' | 'WaybillBlockLeased' | 'WaybillVoided' | 'WaybillTaken' | 'WaybillNumbersSeen'> {
  const addBlock = db.prepare<[string, string, string, number, string, string, number, number, number, number, string]>(`
    INSERT INTO waybill_block (block_id, carrier_code, prefix, digits, suffix, check_digit, start_number, first_index, number_count, next_index, until_ms)
    SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ? WHERE EXISTS (SELECT 1 FROM station_identity WHERE station_id = ?)`)
  const block = db.prepare<[string], { prefix: string; digits: number; suffix: string; checkDigit: CheckDigitRule; startNumber: number; firstIndex: number; numberCount: number; nextIndex: number }>(
    'SELECT prefix, digits, suffix, check_digit AS checkDigit, start_number AS startNumber, first_index AS firstIndex, number_count AS numberCount, next_index AS nextIndex FROM waybill_block WHERE block_id = ?')
  const pass = db.prepare<[number, string]>('UPDATE waybill_block SET next_index = ? WHERE block_id = ?')
  const addWaybill = db.prepare<[string, string, string]>('INSERT INTO waybill (waybill_number, order_id, carrier_code, parcel_id) VALUES (?, ?, ?, NULL)')
  const voided = db.prepare<[string]>('UPDATE waybill SET voided = 1 WHERE waybill_number = ?')
  const payload = db.prepare<[string], Buffer>('SELECT payload FROM label_payload WHERE waybill_number = ?').pluck()
  const addPayload = db.prepare<[string, Buffer]>('INSERT INTO label_payload (waybill_number, payload) VALUES (?, ?) ON CONFLICT (waybill_number) DO UPDATE SET payload = excluded.payload')
  return {
    LabelPrepared({ orderId }, context) {
      if (context.personal) addPayload.run(preparedName(orderId), personal.seal(context.personal, payloadPlace(preparedName(orderId))))
    },
    WaybillBlockLeased: (body) => void addBlock.run(body.blockId, body.carrierCode, body.prefix, body.digits, body.suffix, body.checkDigit, body.startNumber, body.firstIndex, body.numberCount, body.untilMs, body.stationId),
    WaybillVoided: (body) => void voided.run(body.waybillNumber),
    WaybillTaken({ waybillNumber, orderId, carrierCode, blockId }, { own }) {
      if (own) {
        const its = block.get(blockId)
        const index = its && (indexOf(its, waybillNumber) ?? -1) - its.firstIndex
        const isOpen = its !== undefined && index !== undefined && index >= its.nextIndex && index < its.numberCount
        one({ changes: isOpen ? 1 : 0, lastInsertRowid: 0 }, `${waybillNumber} is an unused number of block ${blockId}`)
        if (isOpen) pass.run(index + 1, blockId)
      }
      addWaybill.run(waybillNumber, orderId, carrierCode)
      codes.put(waybillNumber, 'waybill', waybillNumber)
      const prepared = payload.get(preparedName(orderId))
      if (prepared) addPayload.run(waybillNumber, personal.seal({ ...personal.open<LabelPayload>(prepared, payloadPlace(preparedName(orderId))), waybillNumber }, payloadPlace(waybillNumber)))
    },
    WaybillNumbersSeen: () => undefined,
  }
}
