// Numbers that a carrier gives for each order: asked over the network before the release, kept in a table of our own, judged before they are used.
import type { PlatformPrint } from '#shared/domain/waybills/platform-print.ts'
import { judgeAnswer, waybillRequestKey, type CarrierAnswer, type Verdict } from '#shared/domain/waybills/judge-answer.ts'
import { PlatformPrintShape } from '#shared/sync/label-payload-shape.ts'
import type { CheckDigitRule } from '#shared/domain/waybills/waybill-number.ts'
import type { Database, Sql } from '../store/database.ts'
import { raise } from '../store/discrepancies.ts'
import type { HubTools } from '../store/facts.ts'
import type { CarrierAdapter, IssuedWaybill, Reservation } from './carrier-port.ts'
import { readSettings, senderOf } from '../store/settings.ts'

export type AskingConfig = { deadlineMs: number; atOnce: number; tries: number }
export const askingDefaults: AskingConfig = { deadlineMs: 10_000, atOnce: 8, tries: 3 }

type RequestRow = { request_key: string; state: 'asking' | 'issued' | 'refused' | 'unclear'; waybill_number: string | null; contradictions: number }

/** NB3: the question stands on disk before it is asked; an answer that never came leaves it there, to be asked again under the same key. */
export async function askCarriers(database: Database, tools: HubTools, adapters: ReadonlyMap<string, CarrierAdapter>, reservations: readonly Reservation[], config: AskingConfig = askingDefaults): Promise<void> {
  const waiting = reservations.filter((each) => adapters.has(each.carrierCode))
  if (waiting.length === 0) return
  await database.write((sql) => sql.run(
    `insert into waybill_request (request_key, order_id, attempt, carrier_code, asked_at_ms)
     select t.*, $5 from unnest($1::text[], $2::text[], $3::int[], $4::text[]) as t on conflict (request_key) do nothing`,
    [waiting.map((each) => waybillRequestKey(each.orderId, each.attempt)), waiting.map((each) => each.orderId), waiting.map((each) => each.attempt), waiting.map((each) => each.carrierCode), tools.system.nowMs()]))
  const sender = senderOf(await readSettings(database))
  const queue = [...waiting]
  await Promise.all(Array.from({ length: Math.min(config.atOnce, queue.length) }, async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await askOne(database, tools, adapters.get(next.carrierCode)!, next, sender, config)
  }))
}

async function askOne(database: Database, tools: HubTools, adapter: CarrierAdapter, reservation: Reservation, sender: Parameters<CarrierAdapter['issue']>[0]['sender'], config: AskingConfig): Promise<void> {
  const requestKey = waybillRequestKey(reservation.orderId, reservation.attempt)
  for (let tries = 0; tries < config.tries; tries += 1) {
    const before = await database.row<RequestRow>('select request_key, state, waybill_number, contradictions from waybill_request where request_key = $1', [requestKey])
    if (before?.state !== 'asking') return
    let answer = await within(config.deadlineMs, (signal) => adapter.issue({ requestKey, orderId: reservation.orderId, carrierCode: reservation.carrierCode, recipient: reservation.recipient, sender }, signal))
    // NB5: it says that it has one; then it can say which.
    if (answer.kind === 'exists') answer = await within(config.deadlineMs, (signal) => adapter.find(requestKey, signal))
    if ((await keepAnswer(database, tools, requestKey, answer)).kind !== 'again') return
  }
}

/** A deadline passed or a line broke: whether the carrier took a number is not known. */
async function within(deadlineMs: number, ask: (signal: AbortSignal) => Promise<CarrierAnswer>): Promise<CarrierAnswer> {
  const signal = AbortSignal.timeout(deadlineMs)
  const tooLate = new Promise<CarrierAnswer>((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'unknown', why: 'no answer in time' }), { once: true }))
  return Promise.race([ask(signal).catch((fault: unknown): CarrierAnswer => ({ kind: 'unknown', why: fault instanceof Error ? fault.message.slice(0, 200) : 'the line broke' })), tooLate])
}

/** Judges an answer and keeps what it says. One that comes twice, or after all was settled, changes nothing that was issued. */
export async function keepAnswer(database: Database, tools: HubTools, requestKey: string, answer: CarrierAnswer): Promise<Verdict> {
  return database.write(async (sql) => {
    const row = await sql.row<RequestRow & { order_id: string; carrier_code: string; number_pattern: string; check_digit: CheckDigitRule }>(
      'select r.*, c.number_pattern, c.check_digit from waybill_request r join carrier c using (carrier_code) where request_key = $1 for update of r', [requestKey])
    if (!row) return { kind: 'unclear', why: 'other-request' }
    const used = answer.kind === 'issued' && (await isUsed(sql, answer.waybillNumber, requestKey))
    const verdict = judgeAnswer({ requestKey, shape: { pattern: row.number_pattern, checkDigit: row.check_digit }, knownNumber: row.waybill_number, isUsedElsewhere: () => used, contradictions: row.contradictions + 1 }, answer)
    const burn = async (why: string): Promise<void> => {
      if (answer.kind === 'issued') await sql.run('insert into burned_number (waybill_number, carrier_code, why, at_ms) values ($1, $2, $3, $4) on conflict do nothing', [answer.waybillNumber.slice(0, 64), row.carrier_code, why, tools.system.nowMs()])
    }
    switch (verdict.kind) {
      case 'issued':
        if (answer.kind !== 'issued' || row.state === 'issued') return verdict
        if (row.state !== 'asking') {
          // A person was asked meanwhile: what comes now is nobody's.
          await burn('too-late')
          return { kind: 'unclear', why: 'another-number' }
        }
        await sql.run("update waybill_request set state = 'issued', waybill_number = $2, service_name = $3, sorting_code = $4, consolidation = $5, platform_print = $6 where request_key = $1", [requestKey, answer.waybillNumber, answer.serviceName.slice(0, 100), answer.sortingCode.slice(0, 64), answer.consolidation.slice(0, 100), platformPrintText(answer.platformPrint)])
        return verdict
      case 'again':
        if (answer.kind !== 'unknown') await sql.run('update waybill_request set contradictions = contradictions + 1 where request_key = $1', [requestKey])
        return verdict
      case 'refused':
      case 'unclear':
        // NB6: what was issued stays; a second number, a foreign one or a wrong one is burned, never bound.
        if (verdict.kind === 'unclear' && verdict.why !== 'number-used') await burn(verdict.why)
        if (row.state === 'asking') await sql.run('update waybill_request set state = $2, why = $3 where request_key = $1', [requestKey, verdict.kind, verdict.why.slice(0, 200)])
        await raise(sql, tools.system.mintId(), { kind: 'waybill-not-issued', subject: requestKey, orderId: row.order_id, detail: { carrierAnswer: verdict.why.slice(0, 200), ...(answer.kind === 'issued' ? { waybill: answer.waybillNumber.slice(0, 64) } : {}) } }, tools.system.nowMs())
        return verdict
    }
  })
}

/** PC8: what no station could take must not reach one; the number is good all the same. */
function platformPrintText(platformPrint: PlatformPrint | undefined): string | null {
  const read = PlatformPrintShape.safeParse(platformPrint)
  return read.success ? JSON.stringify(read.data) : null
}

/** On whatever order, in whatever way, now or before: a number that was somebody's is nobody else's. */
async function isUsed(sql: Sql, waybillNumber: string, requestKey: string): Promise<boolean> {
  const found = await sql.row<{ used: boolean }>(
    `select exists (select 1 from waybill_request where waybill_number = $1 and request_key <> $2) or exists (select 1 from burned_number where waybill_number = $1)
       or exists (select 1 from waybill w where w.waybill_number = $1 and not exists (select 1 from waybill_request r where r.request_key = $2 and r.order_id = w.order_id and r.attempt = w.attempt)) as used`, [waybillNumber, requestKey])
  return found?.used ?? false
}

/** What the table holds for these; the rest has no number yet. */
export async function issuedFor(sql: Sql, reservations: readonly Reservation[]): Promise<Map<string, IssuedWaybill>> {
  const rows = await sql.rows<{ request_key: string; waybill_number: string; service_name: string; sorting_code: string; consolidation: string; platform_print: string | null }>(
    "select request_key, waybill_number, service_name, sorting_code, consolidation, platform_print from waybill_request where state = 'issued' and request_key = any($1::text[])", [reservations.map((each) => waybillRequestKey(each.orderId, each.attempt))])
  return new Map(rows.map((row) => [row.request_key, { waybillNumber: row.waybill_number, serviceName: row.service_name, sortingCode: row.sorting_code, consolidation: row.consolidation, ...(row.platform_print === null ? {} : { platformPrint: JSON.parse(row.platform_print) as PlatformPrint }) }]))
}
