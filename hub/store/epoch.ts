// Notices that the store was put back from a backup. The database cannot know; a small file beside it remembers how far the hub had come.
import { isDeepStrictEqual } from 'node:util'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { factShapes, type Body } from '#shared/domain/facts/facts.ts'
import { noHash } from '#shared/sync/envelope.ts'
import { repeat } from '../repeated-work.ts'
import type { System } from '../system.ts'
import type { Database, Sql } from './database.ts'
import { raise, raiseHubTrouble } from './discrepancies.ts'
import { lastPositionOf, recordHubFacts } from './facts.ts'

const Station = z.object({ stationId: z.string(), name: z.string(), keyHash: z.string(), state: z.enum(['ok', 'forked', 'removed']), joinedAtMs: z.number().int(), heardAtMs: z.number().int(), joinRequestId: z.string().nullable() })
const Mark = z.object({
  epoch: z.string(), position: z.number().int(), ranges: z.record(z.string(), z.number().int()),
  /** Who may speak, as hashes: a station that joined after the backup goes on, and one that was removed after it stays removed. */
  stations: z.array(Station).default([]),
  /** Who works at the site: who left after the backup stays away, and a role or PIN is as it was. */
  people: z.array(factShapes.PersonListed).default([]),
})
export type Mark = z.infer<typeof Mark>

const markEveryMs = 15_000
/** Numbers that may have been given out between the last mark and the loss: burnt, never given twice. */
const burntNumbers = 2_000
/** Without a mark nobody knows how many were given out since the backup. */
export const burntWithoutMark = 20_000

const fileOf = (dataDir: string): string => path.join(dataDir, 'hub-mark.json')

/** What `hub-mark.json` remembers; undefined on a new folder. Throws when the file is damaged. */
export function readMark(dataDir: string): Mark | undefined {
  if (!existsSync(fileOf(dataDir))) return undefined
  const text = readFileSync(fileOf(dataDir), 'utf8')
  try {
    return Mark.parse(JSON.parse(text))
  } catch (fault) {
    throw new Error(`${fileOf(dataDir)} is damaged, so that nobody can tell whether the database is the newest. If it is, remove the file and start again.`, { cause: fault })
  }
}

/**
 * From here on the store is a new epoch of the site, so that every station starts reading anew and sends again what this store has lost. Waybill numbers
 * that may be on parcels already are burnt: `burn` of each range, counted from the mark's place where there is one.
 */
export async function beginEpoch(sql: Sql, system: System, mark: Mark | undefined, burn: number): Promise<void> {
  // HX32: what changed meanwhile nobody here knows.
  if (!mark) await raiseHubTrouble(sql, system.mintId(), 'hub-put-back', {}, system.nowMs())
  await sql.run('update hub_identity set restored_from = epoch, epoch = $1, incarnation = incarnation + 1, last_seq = 0, head_hash = $2', [system.mintId(), noHash])
  await sql.run('update waybill_range set next_index = least(number_count, next_index + $1::bigint)', [mark ? 0 : burn])
  if (mark) await catchUp(sql, system, mark)
}

/** What the mark knows and the store has lost: numbers given out, stations joined, removed and found to be copies. */
async function catchUp(sql: Sql, system: System, mark: Mark): Promise<void> {
  for (const [rangeId, nextIndex] of Object.entries(mark.ranges)) {
    await sql.run('update waybill_range set next_index = least(number_count, greatest(next_index, $2::bigint)) where range_id = $1', [rangeId, nextIndex + burntNumbers])
  }
  for (const { stationId, name, keyHash, state, joinedAtMs, heardAtMs, joinRequestId } of mark.stations) {
    await sql.run(
      `insert into station (station_id, name, key_hash, state, joined_at_ms, last_heard_at_ms, join_request_id) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (station_id) do update set key_hash = excluded.key_hash, state = excluded.state, joined_at_ms = excluded.joined_at_ms, last_heard_at_ms = excluded.last_heard_at_ms, join_request_id = excluded.join_request_id`,
      [stationId, name, keyHash, state, joinedAtMs, heardAtMs, joinRequestId])
    if (state === 'forked') await raise(sql, system.mintId(), { kind: 'quarantined-fact', subject: `fork/${stationId}`, stationId, detail: { cause: 'fork' } }, system.nowMs())
  }
  await catchUpPeople(sql, system, mark)
}

type Person = Body<'PersonListed'>
const readPeople = (sql: Sql): Promise<Person[]> =>
  sql.rows<Person>('select person_id as "personId", name, badge_code as "badgeCode", role, pin_hash as "pinHash", active from person order by person_id')

/** HX32: people as the mark has them, told to every station. Whom somebody changed since the store was put back stays as she is then. */
async function catchUpPeople(sql: Sql, system: System, { position, people }: Mark): Promise<void> {
  if (position <= (await lastPositionOf(sql))) return
  const changedSince = new Set((await sql.rows<{ id: string }>("select f.body ->> 'personId' as id from fact f join hub_identity i on f.incarnation = i.incarnation where f.station_id = 'hub' and f.kind = 'PersonListed'")).map((row) => row.id))
  const here = await readPeople(sql)
  const lost = people.filter((person) => !changedSince.has(person.personId) && !here.some((known) => isDeepStrictEqual(known, person)))
  const lostIds = new Set(lost.map((person) => person.personId))
  // A badge that somebody else got since is hers.
  const taken = new Set(here.filter((known) => !lostIds.has(known.personId)).map((known) => known.badgeCode))
  const back = lost.filter((person) => !taken.has(person.badgeCode))
  // Badges may have changed hands among them: each is free before it is given.
  await sql.run("update person set badge_code = 'put-back/' || person_id where person_id = any($1::text[])", [back.map((person) => person.personId)])
  await recordHubFacts(sql, { system }, 'hub', back.map((body) => ({ kind: 'PersonListed', body })))
}

/**
 * HX24: a station has shown that this store, of `lostEpoch`, has forgotten what it gave out. How much nobody here knows, and the mark may be as old: the numbers
 * are burnt as without one. Answers the epoch that stands then; of stations that come together the first begins it.
 */
export async function beginEpochOfLoss(database: Database, system: System, lostEpoch: string): Promise<string> {
  return database.write(async (sql) => {
    const epochNow = async (): Promise<string> => (await sql.row<{ epoch: string }>('select epoch from hub_identity'))!.epoch
    if ((await epochNow()) === lostEpoch) await beginEpoch(sql, system, undefined, burntWithoutMark)
    return epochNow()
  })
}

/** Of `hub_identity i`: whether it stands at the end of the hub's own journal. Otherwise the hub could record nothing more, or would record over what it has lost (HX26). */
const isAtEnd = `coalesce((select case when f.incarnation < i.incarnation then i.last_seq = 0 else f.incarnation = i.incarnation and f.seq = i.last_seq and f.hash = i.head_hash end
  from fact f where f.station_id = 'hub' order by f.incarnation desc, f.seq desc limit 1), i.last_seq = 0) as is_at_end`

/**
 * Makes the identity of a new hub. When the database knows less than the mark of the same epoch, a backup was put back, and a new epoch begins. When the restore
 * began one already (by command, or by another process of this hub), what this mark knows beyond it is kept. Answers whether a new epoch began here.
 */
export async function keepEpoch(database: Database, dataDir: string, system: System): Promise<{ wasRestored: boolean }> {
  const mark = readMark(dataDir)
  return database.write(async (sql) => {
    await sql.run('insert into hub_identity (epoch, incarnation, head_hash) values ($1, 1, $2) on conflict do nothing', [system.mintId(), noHash])
    const now = await sql.row<{ epoch: string; restored_from: string | null; position: number; is_at_end: boolean }>(`select epoch, restored_from, (select coalesce(max(position), 0) from fact) as position, ${isAtEnd} from hub_identity i`)
    if (!now) return { wasRestored: false }
    if (!now.is_at_end) {
      await sql.run("update hub_identity set incarnation = greatest(incarnation, (select max(incarnation) from fact where station_id = 'hub'))")
      await beginEpoch(sql, system, mark, burntWithoutMark)
      return { wasRestored: true }
    }
    if (!mark) return { wasRestored: false }
    if (mark.epoch === now.restored_from) await catchUp(sql, system, mark)
    if (mark.epoch !== now.epoch || now.position >= mark.position) return { wasRestored: false }
    await beginEpoch(sql, system, mark, 0)
    return { wasRestored: true }
  })
}

/**
 * Writes the mark now, every quarter of a minute and at the end. A database that knows less than the mark while the hub works (its server was put back) begins a new
 * epoch at once: otherwise the lower mark would hide what was lost.
 */
export async function keepMark({ database, dataDir, system, onFault, onRestored }: {
  database: Database; dataDir: string; system: System; onFault: (where: string, fault: unknown) => string; onRestored: () => void
}): Promise<{ stop(): Promise<void> }> {
  const write = async (): Promise<void> => {
    const before = readMark(dataDir)
    const stands = await database.row<{ epoch: string; position: number; is_at_end: boolean }>(`select epoch, (select coalesce(max(position), 0) from fact) as position, ${isAtEnd} from hub_identity i`)
    // The write lock of the site is asked for only when there is something to mend.
    const isBehind = stands === undefined || !stands.is_at_end || (before !== undefined && (stands.epoch !== before.epoch || stands.position < before.position))
    if (isBehind && (await keepEpoch(database, dataDir, system)).wasRestored) onRestored()
    const mark = await database.snapshot(async (sql): Promise<Mark | undefined> => {
      const now = await sql.row<{ epoch: string; position: number }>('select epoch, (select coalesce(max(position), 0) from fact) as position from hub_identity')
      if (!now) return undefined
      const ranges = await sql.rows<{ range_id: string; next_index: number }>('select range_id, next_index from waybill_range')
      const stations = await sql.rows<{ station_id: string; name: string; key_hash: string; state: 'ok'; joined_at_ms: number; last_heard_at_ms: number; join_request_id: string | null }>('select station_id, name, key_hash, state, joined_at_ms, last_heard_at_ms, join_request_id from station order by station_id')
      const people = await readPeople(sql)
      return {
        ...now, people, ranges: Object.fromEntries(ranges.map((row) => [row.range_id, row.next_index])),
        stations: stations.map((row) => ({ stationId: row.station_id, name: row.name, keyHash: row.key_hash, state: row.state, joinedAtMs: row.joined_at_ms, heardAtMs: row.last_heard_at_ms, joinRequestId: row.join_request_id })),
      }
    })
    if (!mark) return
    const file = fileOf(dataDir)
    writeFileSync(`${file}.new`, JSON.stringify(mark), { flush: true, mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  await write()
  const writing = repeat({ everyMs: markEveryMs, where: 'mark', work: write, onFault })
  return {
    async stop() {
      await writing.stop()
      await write().catch((fault: unknown) => onFault('mark', fault))
    },
  }
}
