// Waves that start by themselves as the floor has room for them, one process of the hub at a time. Rules RW1 to RW6 of docs/specs/planning.md.
import { RollingLast, RollingSwitch, RollingWaits, type BoardRolling } from '#shared/contract/rolling-waves.ts'
import { floorWaits, startVerdict, workOfPickers, type FloorNow, type StartVerdict } from '#shared/domain/waves/rolling.ts'
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'
import type * as z from 'zod'
import { repeat } from '../repeated-work.ts'
import { locks, type Database, type Sql } from '../store/database.ts'
import { tellBoards, type HubTools } from '../store/facts.ts'
import { firstHeard } from '../store/first-heard.ts'
import { freeSlots } from './free-slots.ts'
import { planOfRule } from './plan-of-rule.ts'
import { releaseWave } from './release-wave.ts'
import { listRules } from './rules.ts'
import { takenNow } from './taken-now.ts'

const everyMs = 15_000
/** What a bench checks in an hour: so many parcels of released orders may lie before each. */
export const parcelsPerStationHour = 60

const keys = { on: 'rollingWaves', last: 'rollingWavesLast', waits: 'rollingWavesWaiting' } as const

async function read<T>(sql: Sql, key: string, shape: z.ZodType<T>): Promise<T | undefined> {
  const row = await sql.row<{ value: unknown }>('select value from setting where key = $1', [key])
  return row && shape.parse(row.value)
}

/** Writes, and lets the boards look, when it says something else than before. */
async function keep(database: Database, key: string, value: unknown): Promise<void> {
  await database.write(async (sql) => {
    const changed = await sql.run('insert into setting (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value where setting.value <> excluded.value', [key, JSON.stringify(value)])
    if (changed > 0) await tellBoards(sql)
  })
}

/** RW6: on until a supervisor says otherwise. */
async function isOn(sql: Sql): Promise<boolean> {
  return (await read(sql, keys.on, RollingSwitch))?.on ?? true
}

/** What the board shows of it. */
export async function boardRolling(sql: Sql): Promise<BoardRolling> {
  const [said, last, waits] = [await read(sql, keys.on, RollingSwitch), await read(sql, keys.last, RollingLast), await read(sql, keys.waits, RollingWaits)]
  const rules = (await listRules(sql)).filter((rule) => rule.autoRelease)
  const names = new Map(rules.map((rule) => [rule.ruleId, rule.name]))
  return {
    on: said?.on ?? true, byName: said?.byName ?? '', sinceMs: said?.sinceMs ?? null, ruleCount: rules.length, last: last ?? null,
    waits: (waits ?? []).flatMap(({ ruleId, ...wait }) => (names.has(ruleId) ? [{ ruleId, ruleName: names.get(ruleId)!, ...wait }] : [])),
  }
}

/** RW6: stops and goes on with waves that start by themselves, at every process of the hub. */
export async function switchRolling(database: Database, tools: HubTools, personId: string, on: boolean): Promise<void> {
  const person = await database.row<{ name: string }>('select name from person where person_id = $1', [personId])
  await keep(database, keys.on, { on, byName: person?.name ?? '', sinceMs: tools.system.nowMs() } satisfies z.infer<typeof RollingSwitch>)
}

async function floorNow(sql: Sql, rule: ReleaseRule, nowMs: number): Promise<FloorNow> {
  const row = (await sql.row<{ stations: number; walking: number; free: number; open_lists: number; parcels: number }>(
    `with here as (select station_id, operator_id, activity from station where line_until_ms > $1 and state = 'ok'),
       walking as (select distinct l.station_id from pick_list l join wave w using (wave_id) where l.state = 'taken' and w.state = 'released' and l.station_id in (select station_id from here))
     select (select count(*)::int from here) as stations, (select count(*)::int from walking) as walking,
       (select count(*)::int from here where operator_id is not null and activity = any($2::text[]) and station_id not in (select station_id from walking)) as free,
       (select count(*)::int from pick_list l join wave w using (wave_id) where l.state = 'open' and w.state = 'released') as open_lists,
       (select count(*)::int from customer_order where state = 'released') as parcels`, [nowMs, workOfPickers]))!
  const slots = (await freeSlots(sql, rule.mode)).reduce((sum, group) => sum + (rule.mode === 'cart' ? Math.min(group.slotCodes.length, rule.maxSlots) : group.slotCodes.length), 0)
  return { freePickers: row.free, walkingPickers: row.walking, openLists: row.open_lists, freeSlots: slots, parcelsOnFloor: row.parcels, parcelRoom: row.stations * parcelsPerStationHour }
}

async function verdictOf(database: Database, tools: HubTools, rule: ReleaseRule): Promise<StartVerdict> {
  const nowMs = tools.system.nowMs()
  // A wave is only thought about where the floor has room for one.
  const full = floorWaits(await floorNow(database, rule, nowMs))
  if (full) return full
  const { orderIds } = await takenNow(database, tools, rule.ruleId, null)
  return database.snapshot(async (sql) => {
    const floor = await floorNow(sql, rule, nowMs)
    const { wave, orders } = await planOfRule(sql, tools, rule, null, orderIds)
    const taken = wave.orderIds.map((orderId) => orders.get(orderId)!)
    return startVerdict(rule, floor, { orders: taken.length, earliestCutOffAtMs: Math.min(...taken.map((order) => order.cutOffAtMs)), longestWaitingSinceMs: Math.min(...taken.map((order) => order.receivedAtMs)) }, nowMs)
  })
}

/** RW1: looks at every rule that says so, once; nothing is started while another process is at it. Answers the numbers of the waves that started. */
export async function rollOnce(database: Database, tools: HubTools): Promise<string[]> {
  const started: string[] = []
  await database.alone(locks.autoRelease, async () => {
    const waits: z.infer<typeof RollingWaits> = []
    for (const rule of (await listRules(database)).filter((each) => each.autoRelease)) {
      if (!(await isOn(database))) return
      const verdict = await verdictOf(database, tools, rule)
      if (!verdict.starts) {
        waits.push({ ruleId: rule.ruleId, code: verdict.code, value: verdict.value, wanted: verdict.wanted })
        continue
      }
      const answer = await releaseWave(database, tools, 'hub', { requestId: tools.system.mintId(), ruleId: rule.ruleId })
      // A refusal (the waybill numbers are used up, a carrier gives none) stays until somebody does something: it is said, and asked again next time.
      if (answer.kind === 'refused') waits.push({ ruleId: rule.ruleId, code: 'refused', value: 0, wanted: 0, refusal: answer })
      else {
        started.push(answer.waveNumber)
        await keep(database, keys.last, { waveNumber: answer.waveNumber, ruleName: rule.name, orderCount: answer.orderCount, atMs: tools.system.nowMs(), why: [...verdict.why] } satisfies z.infer<typeof RollingLast>)
      }
    }
    await keep(database, keys.waits, waits)
  })
  return started
}

/** Looks again and again until it is stopped; for the first time when a station was heard (HX27). */
export function keepRolling({ database, tools, onFault }: { database: Database; tools: HubTools; onFault: (where: string, fault: unknown) => string }): { stop(): Promise<void> } {
  const isHeard = firstHeard(database)
  return repeat({ everyMs, where: 'rolling waves', work: async () => (await isHeard()) && rollOnce(database, tools), onFault })
}
