// A hub with so many released orders: the rows that a release makes before its facts, and the facts themselves, in large transactions.
import type { Body } from '#shared/domain/facts/facts.ts'
import type { Database, Sql } from '#hub/store/database.ts'
import { recordHubFacts, type HubFact, type HubTools } from '#hub/store/facts.ts'
import { hashPin } from '#shared/node/pin-hash.ts'
import { catalogue, operator, releases, type Told } from '../scan/warehouse.ts'

const factsAtOnce = 4_000

/** Answers the facts of the releases, so that a shift can be worked on them. */
export async function layOutHub(database: Database, tools: HubTools, orderCount: number): Promise<Told[]> {
  const pinHash = await hashPin(operator.pin)
  await inParts(database, tools, catalogue(pinHash))
  const told = [...releases(orderCount)]
  await inParts(database, tools, told)
  return told
}

async function inParts(database: Database, tools: HubTools, all: Iterable<Told>): Promise<void> {
  let part: Told[] = []
  let inWave = false
  const put = async (): Promise<void> => {
    const facts = part.map(({ fact, personal }): HubFact => (personal ? { ...fact, personal } : fact))
    part = []
    await database.write(async (sql) => {
      await rowsOf(sql, facts)
      await recordHubFacts(sql, tools, 'hub', facts)
    })
  }
  for (const told of all) {
    part.push(told)
    if (told.fact.kind === 'OrderReleased') inWave = true
    if (told.fact.kind === 'WaveReleased') inWave = false
    // A wave stands in one transaction, as the hub releases it.
    if (part.length >= factsAtOnce && !inWave) await put()
  }
  if (part.length > 0) await put()
}

const of = <K extends HubFact['kind']>(facts: readonly HubFact[], kind: K): Body<K>[] => facts.filter((fact) => fact.kind === kind).map((fact) => fact.body as Body<K>)

/** What stands in the tables before a wave's facts are folded (hub/waves/release-wave.ts). */
async function rowsOf(sql: Sql, facts: readonly HubFact[]): Promise<void> {
  const waves = of(facts, 'WaveReleased')
  await sql.run(
    `insert into wave (wave_id, wave_number, rule_id, rule_name, mode, state, cut_off_at_ms, order_count, piece_count, released_at_ms)
     select "waveId", "waveNumber", 'bench', "ruleName", mode, 'released', "cutOffAtMs", "orderCount", "pieceCount", 1 from jsonb_to_recordset($1::jsonb)
     as t("waveId" text, "waveNumber" text, "ruleName" text, mode text, "cutOffAtMs" bigint, "orderCount" int, "pieceCount" int)`, [JSON.stringify(waves)])
  const orders = of(facts, 'OrderReleased')
  await sql.run(
    `insert into customer_order (order_id, shop, number, state, holds, content_hash, carrier_code, priority, item_count, piece_count, enclosures, imported_at_ms)
     select "orderId", shop, number, 'waiting', '{}', '', "carrierCode", priority, "itemCount", pieces, '{}', 1 from jsonb_to_recordset($1::jsonb)
     as t("orderId" text, shop text, number text, "carrierCode" text, priority int, "itemCount" text, pieces int)`,
    [JSON.stringify(orders.map((order) => ({ ...order, lines: undefined, pieces: order.lines.reduce((sum, line) => sum + line.quantity, 0) })))])
  await sql.run(
    `insert into order_line (order_id, line_number, sku, quantity) select "orderId", "lineNumber", sku, quantity from jsonb_to_recordset($1::jsonb) as t("orderId" text, "lineNumber" int, sku text, quantity int)`,
    [JSON.stringify(orders.flatMap((order) => order.lines.map((line) => ({ ...line, orderId: order.orderId }))))])
  await sql.run(
    `insert into waybill (waybill_number, order_id, attempt, carrier_code) select "waybillNumber", "orderId", 1, "carrierCode" from jsonb_to_recordset($1::jsonb) as t("waybillNumber" text, "orderId" text, "carrierCode" text)`,
    [JSON.stringify(of(facts, 'WaybillReserved'))])
}
