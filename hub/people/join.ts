// How a station becomes one of the site's, and how it stops being one. Keys and long tokens rest as SHA-256 (they are random bits); a code that people carry has
// only 40 of them and rests as scrypt. Rules HX11..HX16 of docs/specs/hub-operations.md.
import { createHash, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { codeLength, isShortCode } from '#shared/contract/enrolment.ts'
import { base32 } from '#shared/kernel/base32.ts'
import type { JoinReply, JoinRequest } from '#shared/sync/protocol.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Database, Sql } from '../store/database.ts'
import { tellBoards, type HubTools } from '../store/facts.ts'
import { readSettings } from '../store/settings.ts'

const codeLifeMs = 30 * 60_000
/** A station whose answer was lost may be away for a while before it can ask again. */
const repeatLifeMs = 24 * 3_600_000
const never = 8_640_000_000_000_000

/** At commit every process closes the lines of a station that was removed. */
export const stationsTopic = 'packwave_stations'

export const restingHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')

const slowHash = promisify<string, string, number, { N: number }, Buffer>(scrypt)
const restingToken = async (joinToken: string): Promise<string> =>
  isShortCode(joinToken) ? (await slowHash(joinToken, 'packwave enrolment', 32, { N: 16_384 })).toString('hex') : restingHash(joinToken)

/** The token in the data folder of the site's own machine: whoever can read that file may join, as often as needed. */
export async function keepLocalJoinToken(sql: Sql, token: string): Promise<void> {
  await sql.run('insert into join_token (token_hash, reusable, expires_at_ms) values ($1, true, $2) on conflict (token_hash) do nothing', [restingHash(token), never])
}

/** A code for one more station: good once, for half an hour. Answers it in plain; it is kept nowhere. */
export async function mintCode(database: Database, { system }: HubTools, random: (byteCount: number) => Uint8Array = randomBytes): Promise<{ code: string; expiresAtMs: number }> {
  const code = base32(random(codeLength), codeLength)
  const expiresAtMs = system.nowMs() + codeLifeMs
  await database.run('delete from join_token where not reusable and expires_at_ms < $1', [system.nowMs() - repeatLifeMs])
  await database.run('insert into join_token (token_hash, reusable, expires_at_ms) values ($1, false, $2)', [await restingToken(code), expiresAtMs])
  return { code, expiresAtMs }
}

/** `listed`: the station says it is one that is listed and not removed; only a supervisor can free its name. */
export type Joined = { kind: 'joined'; reply: JoinReply } | { kind: 'refused' } | { kind: 'listed' }
type Token = { reusable: boolean; expires_at_ms: number; used_at_ms: number | null; request_id: string | null; station_id: string | null }

/**
 * A key for a new station. `refused` when the token is unknown, used up or too old; which of them is not told. The same request again (its answer was lost) gets
 * the same station and a new key, until that station has spoken with its key. A station that was removed, or that this store has lost, keeps its id.
 */
export async function joinStation(database: Database, { system }: HubTools, asked: JoinRequest): Promise<Joined> {
  const tokenHash = await restingToken(asked.joinToken)
  return database.write(async (sql) => {
    const nowMs = system.nowMs()
    const requestId = asked.requestId ?? null
    const token = await sql.row<Token>('select reusable, expires_at_ms, used_at_ms, request_id, station_id from join_token where token_hash = $1 for update', [tokenHash])
    if (!token) return { kind: 'refused' }
    const stationKey = system.mintSecret(32)
    // A store that says whose it is never becomes another's, whatever its data folder asked for before it was put back.
    const isRepeat = requestId !== null && token.request_id === requestId && token.station_id !== null && (asked.formerStationId ?? token.station_id) === token.station_id
    if (isRepeat && nowMs < token.expires_at_ms + repeatLifeMs) {
      const silent = await sql.run("update station set key_hash = $2 where station_id = $1 and last_heard_at_ms = joined_at_ms and state = 'ok'", [token.station_id, restingHash(stationKey)])
      if (silent === 1) return { kind: 'joined', reply: await replyFor(sql, token.station_id!, stationKey) }
    }
    if (nowMs >= token.expires_at_ms || (!token.reusable && token.used_at_ms !== null)) return { kind: 'refused' }
    const stationId = asked.formerStationId ?? system.mintId()
    const listed = await sql.row<{ state: string; is_own: boolean }>('select state, join_request_id = $2 and last_heard_at_ms = joined_at_ms as is_own from station where station_id = $1', [stationId, requestId])
    // Its own last request, whose answer it never heard, is no other station.
    if (listed && listed.state !== 'removed' && !listed.is_own) return { kind: 'listed' }
    // What a supervisor removed comes back by a supervisor's code only.
    if (listed?.state === 'removed' && token.reusable) return { kind: 'refused' }
    await sql.run(
      `insert into station (station_id, name, key_hash, joined_at_ms, last_heard_at_ms, join_request_id) values ($1, $2, $3, $4, $4, $5)
       on conflict (station_id) do update set name = excluded.name, join_request_id = excluded.join_request_id, key_hash = excluded.key_hash, state = 'ok', joined_at_ms = excluded.joined_at_ms, last_heard_at_ms = excluded.last_heard_at_ms`,
      [stationId, asked.stationName, restingHash(stationKey), nowMs, requestId])
    // The token of the own machine belongs to nobody: only its last request is remembered.
    await sql.run('update join_token set used_at_ms = $2, request_id = $3, station_id = $4 where token_hash = $1', [tokenHash, nowMs, requestId, stationId])
    await tellBoards(sql)
    return { kind: 'joined', reply: await replyFor(sql, stationId, stationKey) }
  })
}

async function replyFor(sql: Sql, stationId: string, stationKey: string): Promise<JoinReply> {
  const identity = await sql.row<{ epoch: string }>('select epoch from hub_identity')
  assert(identity, 'the hub has an identity')
  return { stationId, stationKey, hubEpoch: identity.epoch, siteName: (await readSettings(sql)).siteName }
}

/** Its key opens nothing from here on; what it has recorded stays. Answers false when no such station is listed. */
export async function removeStation(sql: Sql, { system }: HubTools, stationId: string): Promise<boolean> {
  // Whoever still holds the old key holds the hash of nothing.
  const removed = await sql.run("update station set state = 'removed', key_hash = $2, operator_id = null, activity = '', line_until_ms = 0 where station_id = $1 and state <> 'removed'", [stationId, restingHash(system.mintSecret(32))])
  if (removed !== 1) return false
  await tellBoards(sql)
  await sql.rows('select pg_notify($1, $2)', [stationsTopic, stationId])
  return true
}

/** The id of the station whose key it is; nobody's when the station was removed. */
export async function stationOfKey(sql: Sql, key: string): Promise<string | undefined> {
  return (await sql.row<{ station_id: string }>("select station_id from station where key_hash = $1 and state <> 'removed'", [restingHash(key)]))?.station_id
}
