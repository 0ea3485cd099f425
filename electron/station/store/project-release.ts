import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import type { Db } from './open-database.ts'
import type { PersonalBox } from '#shared/node/personal-box.ts'
import type { CodeTable } from './project-catalogue.ts'
import { one, type Folds } from './fold.ts'
import { ProjectionConflict } from './store-refusal.ts'

export const payloadPlace = (waybillNumber: string): string => `label_payload.payload/${waybillNumber}`

type ReleaseKinds =
  | 'OrderReleased' | 'WaybillReserved' | 'PickListReleased' | 'WaveReleased' | 'WaveCancelled' | 'WaveDone'
  | 'ShortReplaced' | 'OrderKickedOut' | 'OrderCancelled' | 'OrderSplit' | 'OrderStopped' | 'StopTaskRaised' | 'ShortAccepted' | 'CancelListRead'

/** A cancelled order whose label may exist on paper must not be handed over (fold rule of OrderCancelled, LabelQueued and ParcelClosed). */
export function stopTaskRule(db: Db): (orderId: string) => void {
  const raise = db.prepare<{ orderId: string }>(`
    UPDATE parcel SET stop_task = 1
    WHERE order_id = :orderId AND state <> 'stopped' AND waybill_number IS NOT NULL AND (label_state <> 'none' OR state = 'closed')
      AND EXISTS (SELECT 1 FROM sales_order WHERE order_id = :orderId AND cancelled = 1)`)
  return (orderId) => void raise.run({ orderId })
}

/** What the hub releases and takes back: orders, waybills, lists, waves. */
export function projectRelease(db: Db, codes: CodeTable, personal: PersonalBox): Folds<ReleaseKinds> {
  const addOrder = db.prepare<[string, string, string, string, string, number, number, string, string | null, string]>(`
    INSERT INTO sales_order (order_id, number, shop, wave_id, carrier_code, cut_off_at_ms, priority, item_count, slot_code, tote_code, enclosures, state, cancelled, short_accepted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, 'released', 0, 0)`)
  const stateOf = db.prepare<[string], string>('SELECT state FROM sales_order WHERE order_id = ?').pluck()
  const dropLines = db.prepare<[string]>('DELETE FROM order_line WHERE order_id = ?')
  // What a buyer cancelled stays so: only a hub that has forgotten it releases it.
  const again = db.prepare<[string, string, number, number, string, string | null, string, string]>(`
    UPDATE sales_order SET wave_id = ?, carrier_code = ?, cut_off_at_ms = ?, priority = ?, item_count = ?, slot_code = ?, tote_code = NULL, enclosures = ?,
      state = 'released', short_accepted = 0 WHERE order_id = ?`)
  const letGo = db.prepare<[string]>("DELETE FROM claim WHERE claim_kind = 'order' AND subject = ?")
  const untouched = "state = 'released' AND NOT EXISTS (SELECT 1 FROM order_line WHERE order_line.order_id = sales_order.order_id AND picked_qty + short_qty > 0)"
  const formerWave = db.prepare<[string, string], string>(`SELECT wave_id FROM sales_order WHERE order_id = ? AND wave_id <> ? AND ${untouched}`).pluck()
  const cancelUntouchedLists = db.prepare<[string]>(`UPDATE pick_list SET state = 'cancelled' WHERE wave_id = ? AND state IN ('open', 'taken')
    AND NOT EXISTS (SELECT 1 FROM pick_task WHERE pick_task.list_id = pick_list.list_id AND picked_qty + short_qty > 0)`)
  const kickOutUntouched = db.prepare<[string]>(`UPDATE sales_order SET state = 'kicked-out' WHERE wave_id = ? AND ${untouched}`)
  const addLine = db.prepare<[string, number, string, number]>(`
    INSERT INTO order_line (order_id, line_number, sku, asked_qty, picked_qty, short_qty, put_qty, checked_qty) VALUES (?, ?, ?, ?, 0, 0, 0, 0)`)
  const addWaybill = db.prepare<[string, string, string]>(`
    INSERT INTO waybill (waybill_number, order_id, carrier_code, parcel_id) VALUES (?, ?, ?, NULL)
    ON CONFLICT (waybill_number) DO UPDATE SET carrier_code = excluded.carrier_code WHERE order_id = excluded.order_id`)
  const addPayload = db.prepare<[string, Buffer]>('INSERT INTO label_payload (waybill_number, payload) VALUES (?, ?) ON CONFLICT (waybill_number) DO UPDATE SET payload = excluded.payload')
  const addList = db.prepare<[string, string, string, string, string, number]>(`
    INSERT INTO pick_list (list_id, wave_id, list_number, zone, mode, state, person_id, taken_here, tote_code, task_count) VALUES (?, ?, ?, ?, ?, 'open', NULL, 0, NULL, ?)`)
  const addTask = db.prepare<[string, string, string, number, string, string, number, string]>(`
    INSERT INTO pick_task (task_id, list_id, wave_id, sequence, place_code, sku, asked_qty, picked_qty, short_qty, skip_rank, shares) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)`)
  const addWave = db.prepare<[string, string, string, string, number, number, number]>(`
    INSERT INTO wave (wave_id, wave_number, rule_name, mode, cut_off_at_ms, order_count, piece_count, cancelled, done) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)
    ON CONFLICT (wave_id) DO NOTHING`)
  const cancelWave = db.prepare<[string]>('UPDATE wave SET cancelled = 1 WHERE wave_id = ?')
  const cancelLists = db.prepare<[string]>("UPDATE pick_list SET state = 'cancelled' WHERE wave_id = ? AND state IN ('open', 'taken')")
  const kickOutUnopened = db.prepare<[string]>("UPDATE sales_order SET state = 'kicked-out' WHERE wave_id = ? AND state = 'released'")
  const waveDone = db.prepare<[string]>('UPDATE wave SET done = 1 WHERE wave_id = ?')
  const kickOut = db.prepare<[string]>("UPDATE sales_order SET state = 'kicked-out' WHERE order_id = ? AND state IN ('released', 'open', 'suspended', 'kicked-out')")
  const cancelled = db.prepare<[string]>('UPDATE sales_order SET cancelled = 1 WHERE order_id = ?')
  const stopOrder = db.prepare<[string]>("UPDATE sales_order SET state = 'stopped', cancelled = 1 WHERE order_id = ? AND state <> 'packed'")
  const stopParcel = db.prepare<[string]>("UPDATE parcel SET state = 'stopped' WHERE order_id = ? AND state IN ('open', 'suspended')")
  const freeCodes = db.prepare<[string]>("DELETE FROM unique_code WHERE parcel_id IN (SELECT parcel_id FROM parcel WHERE order_id = ? AND state = 'stopped')")
  const raise = db.prepare<[string]>('UPDATE parcel SET stop_task = 1 WHERE parcel_id = ?')
  const unmiss = db.prepare<{ quantity: number; orderId: string; lineNumber: number }>('UPDATE order_line SET short_qty = short_qty - :quantity WHERE order_id = :orderId AND line_number = :lineNumber')
  const acceptShort = db.prepare<[string]>('UPDATE sales_order SET short_accepted = 1 WHERE order_id = ?')
  const cancelListRead = db.prepare<[number]>('UPDATE pull_position SET cancel_list_at_ms = max(coalesce(cancel_list_at_ms, 0), ?)')
  const raiseStopTask = stopTaskRule(db)

  // Its goods go back to the shelf, so their serial numbers may be packed again.
  const stopOpenParcel = (orderId: string): void => {
    stopParcel.run(orderId)
    freeCodes.run(orderId)
  }
  const keepPayload = (waybillNumber: string, payload: LabelPayload): void =>
    void addPayload.run(waybillNumber, personal.seal(payload, payloadPlace(waybillNumber)))

  return {
    OrderReleased(body) {
      // HX31: the hub was put back and has forgotten that wave; what nobody here began is given out anew.
      const forgotten = formerWave.get(body.orderId, body.waveId)
      if (forgotten !== undefined) {
        cancelUntouchedLists.run(forgotten)
        kickOutUntouched.run(forgotten)
      }
      const state = stateOf.get(body.orderId)
      const enclosures = JSON.stringify(body.enclosures)
      if (state === undefined) {
        addOrder.run(body.orderId, body.number, body.shop, body.waveId, body.carrierCode, body.cutOffAtMs, body.priority, body.itemCount, body.slotCode, enclosures)
        codes.put(body.number, 'order', body.orderId)
      } else {
        // Only an order that left its wave comes again in another one; what was picked for it went back.
        if (state !== 'kicked-out' && state !== 'stopped') throw new ProjectionConflict(`order ${body.orderId} was released again while it is ${state}`)
        dropLines.run(body.orderId)
        again.run(body.waveId, body.carrierCode, body.cutOffAtMs, body.priority, body.itemCount, body.slotCode, enclosures, body.orderId)
      }
      // Whoever held it in an earlier wave holds it no longer.
      letGo.run(body.orderId)
      for (const line of body.lines) addLine.run(body.orderId, line.lineNumber, line.sku, line.quantity)
    },
    WaybillReserved(body, context) {
      one(addWaybill.run(body.waybillNumber, body.orderId, body.carrierCode), `waybill ${body.waybillNumber} belongs to one order`)
      codes.put(body.waybillNumber, 'waybill', body.waybillNumber)
      if (context.personal) keepPayload(body.waybillNumber, context.personal)
    },
    PickListReleased(body) {
      addList.run(body.listId, body.waveId, body.listNumber, body.zone, body.mode, body.tasks.length)
      codes.move(body.listNumber, 'pick-list', body.listId)
      for (const task of body.tasks) addTask.run(task.taskId, body.listId, body.waveId, task.sequence, task.placeCode, task.sku, task.quantity, JSON.stringify(task.shares))
    },
    ShortReplaced(body) {
      for (const share of body.shares) one(unmiss.run(share), `line ${share.lineNumber} of order ${share.orderId} is known`)
    },
    WaveReleased: (body) => void addWave.run(body.waveId, body.waveNumber, body.ruleName, body.mode, body.cutOffAtMs, body.orderCount, body.pieceCount),
    WaveCancelled(body) {
      one(cancelWave.run(body.waveId), `wave ${body.waveId} is known`)
      cancelLists.run(body.waveId)
      kickOutUnopened.run(body.waveId)
    },
    WaveDone: (body) => one(waveDone.run(body.waveId), `wave ${body.waveId} is known`),
    OrderKickedOut(body) {
      one(kickOut.run(body.orderId), `order ${body.orderId} is known and not packed`)
      stopOpenParcel(body.orderId)
    },
    OrderCancelled(body) {
      one(cancelled.run(body.orderId), `order ${body.orderId} is known`)
      raiseStopTask(body.orderId)
    },
    OrderStopped(body) {
      one(stopOrder.run(body.orderId), `order ${body.orderId} is known and not packed`)
      stopOpenParcel(body.orderId)
    },
    StopTaskRaised: (body) => one(raise.run(body.parcelId), `parcel ${body.parcelId} is known`),
    // The new order comes with its own release; the old one ships short by ShortAccepted.
    OrderSplit: () => undefined,
    ShortAccepted: (body) => one(acceptShort.run(body.orderId), `order ${body.orderId} is known`),
    CancelListRead: (body) => void cancelListRead.run(body.atMs),
  }
}
