// Goal: facts folded together leave exactly what they leave when each is folded by itself. Method: histories of two stations, usual work mixed with every kind of mistake, are
// folded both ways from the same state, each in a transaction that is rolled back, and all tables are compared row by row.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { foldAll } from '#hub/receive-batch.ts'
import type { Sql } from '#hub/store/database.ts'
import type { HubTools } from '#hub/store/facts.ts'
import { layOutHub } from '#scripts/bench/site/lay-out-hub.ts'
import { workShift } from '#scripts/bench/site/work-shift.ts'
import type { Fact } from '#shared/domain/facts/facts.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import type { Envelope } from '#shared/sync/envelope.ts'
import { journalOf } from '#tests/support/bench-facts.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'

const histories = 40
let hub: TestHub
let usual: Fact[]
beforeAll(async () => {
  hub = await startTestHub()
  const told = await layOutHub(hub.database, hub.tools, 400)
  usual = [...workShift(told, 'A')]
  for (const stationId of ['A', 'B']) await hub.database.run("insert into station (station_id, name, key_hash, joined_at_ms, last_heard_at_ms) values ($1, $1, $1, 1, 1)", [stationId])
  await hub.database.run("insert into stock (place_code, sku, quantity) select distinct place_code, sku, 1 from pick_task")
})
afterAll(() => hub.close())

/** What rolls a transaction back and carries its result out. */
class Done extends Error {
  readonly tables: Record<string, unknown[]>
  readonly outcomes: unknown[]
  constructor(tables: Record<string, unknown[]>, outcomes: unknown[]) {
    super('rolled back')
    this.tables = tables
    this.outcomes = outcomes
  }
}

const tables = ['order_line', 'pick_task', 'pick_list', 'customer_order', 'parcel', 'waybill', 'manifest', 'stock', 'reservation', 'tally', 'claim', 'discrepancy', 'unique_code', 'wave', 'person', 'hub_identity', 'station'] as const
async function everything(sql: Sql): Promise<Record<string, unknown[]>> {
  const read: Record<string, unknown[]> = {}
  for (const name of tables) read[name] = (await sql.rows<{ row: unknown }>(`select to_jsonb(t) as row from ${name} t order by to_jsonb(t)::text`)).map((each) => each.row)
  read['fact'] = await sql.rows('select position, station_id, incarnation, seq, kind, body, hash, outcome, why from fact where position > (select max(position) - 900 from fact) order by position')
  return read
}

type Batch = { stationId: string; envelopes: Envelope[] }

async function foldBoth(groups: readonly Batch[][]): Promise<Done[]> {
  const results: Done[] = []
  for (const oneByOne of [true, false]) {
    let minted = 0
    const tools: HubTools = { ...hub.tools, hubTimeMs: () => 1_800_000_000_000, system: { ...hub.tools.system, mintId: () => `minted-${(minted += 1)}`, nowMs: () => 1_800_000_000_000 } }
    const done = await hub.database.write(async (sql): Promise<never> => {
      const outcomes: unknown[] = []
      for (const group of groups) {
        const added = await foldAll(sql, tools, group.map(({ stationId, envelopes }) => ({ stationId, fresh: envelopes })), 1_800_000_000_000, { oneByOne })
        for (const [index, facts] of added.entries()) for (const [seq, { outcome, why }] of facts) outcomes.push([group[index]?.stationId, seq, outcome, why])
      }
      throw new Done(await everything(sql), outcomes)
    }).catch((fault: unknown) => fault)
    if (!(done instanceof Done)) throw done
    results.push(done)
  }
  return results
}

/** Usual work, and now and then something that was not done so: left out, done twice, too much, of another order, unheard of, or of another station. */
function history(seed: number): Batch[] {
  const random = seededRandom(seed)
  const start = wholeBetween(random, 0, usual.length - 400)
  const journals = { A: journalOf(`A${seed}`), B: journalOf(`B${seed}`) }
  const mistakes = [0, 0.02, 0.1, 0.4][seed % 4] ?? 0
  const odd = (given: Fact): Fact[] => {
    const other = usual[wholeBetween(random, Math.max(0, start - 60), start + 399)] ?? given
    const body = given.body as Record<string, unknown>
    switch (wholeBetween(random, 0, 11)) {
      case 0: return []
      case 1: return [given, given]
      case 2: return [{ ...given, body: { ...body, ...('quantity' in body ? { quantity: wholeBetween(random, 1, 99) } : {}) } } as Fact]
      case 3: return [other]
      case 4: return [{ ...given, body: { ...body, ...('parcelId' in body ? { parcelId: 'parcel-of-nobody' } : { listId: 'list-of-nobody' }) } } as Fact]
      case 5: return [given, { kind: 'TeleporterUsed', body: {} } as never]
      case 6: return [{ ...given, body: { ...body, surplus: 1 } } as never]
      case 7: return [fact('OrderStopped', { orderId: String(body['orderId'] ?? 'order-0000001'), parcelId: (body['parcelId'] as string | undefined) ?? null })]
      case 8: return [fact('ParcelSuspended', { parcelId: String(body['parcelId'] ?? 'x'), orderId: String(body['orderId'] ?? 'order-0000001'), reason: 'late' }), given]
      case 9: return [fact('UniqueCodeTaken', { parcelId: String(body['parcelId'] ?? 'x'), orderId: 'order-0000001', lineNumber: 1, sku: 's', codeKind: 'serial', value: `SN-${wholeBetween(random, 1, 3)}` }), given]
      case 10: return given.kind === 'ItemPicked' ? [{ kind: 'ShortPicked', body: { taskId: given.body.taskId, listId: given.body.listId, waveId: given.body.waveId, sku: given.body.sku, placeCode: given.body.placeCode, quantity: given.body.quantity, reason: 'not-found', shares: given.body.shares } }] : [given]
      default: return given.kind === 'ParcelWeighed' ? [{ kind: 'ParcelWeighed', body: { ...given.body, verdict: 'too-heavy' } }, given] : [fact('ManifestOpened', { manifestId: `m-${wholeBetween(random, 1, 3)}`, manifestNumber: 'M', carrierCode: 'SF', personId: 'p' }), fact('ParcelScannedOut', { manifestId: `m-${wholeBetween(random, 1, 3)}`, parcelId: String(body['parcelId'] ?? 'x'), waybillNumber: 'w' })]
    }
  }
  const batches: Batch[] = []
  let facts: { fact: Fact }[] = []
  const send = (): void => {
    const who = random() < 0.75 ? 'A' : 'B'
    batches.push({ stationId: who, envelopes: journals[who].changes(facts, 1).map((change) => change.envelope as Envelope).map((envelope) => (random() < mistakes / 40 ? { ...envelope, hash: 'f'.repeat(64) } : envelope)) })
    facts = []
  }
  for (const given of usual.slice(start, start + 400)) {
    for (const each of random() < mistakes ? odd(given) : [given]) facts.push({ fact: each })
    if (facts.length > 0 && random() < 0.02) send()
  }
  if (facts.length > 0) send()
  return batches
}

/** Neighbours of different stations come at the same time. */
function groupsOf(batches: readonly Batch[]): Batch[][] {
  const groups: Batch[][] = []
  for (const batch of batches) {
    const last = groups.at(-1)
    if (last && last.every((other) => other.stationId !== batch.stationId)) last.push(batch)
    else groups.push([batch])
  }
  return groups
}

it(`[HB12] ${histories} histories leave the same rows and outcomes, folded together and one by one`, async () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= histories; seed += 1) {
    const [alone, together] = await foldBoth(groupsOf(history(seed)))
    expect(together?.outcomes, `seed ${seed}`).toEqual(alone?.outcomes)
    for (const name of [...tables, 'fact']) expect(together?.tables[name], `seed ${seed}, ${name}`).toEqual(alone?.tables[name])
    for (const outcome of alone?.outcomes ?? []) seen.add(String((outcome as string[])[2]))
  }
  // The mixture is worth comparing only when all three came up.
  expect([...seen].sort()).toEqual(['applied', 'applied-with-discrepancy', 'quarantined'])
}, 900_000)
