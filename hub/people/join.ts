// How a station becomes one of the site's: a join token for a key of its own. Keys and tokens rest as SHA-256 (they are 256 random bits).
import { createHash } from 'node:crypto'
import type { JoinReply } from '#shared/sync/protocol.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Database, Sql } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { readSettings } from '../store/settings.ts'

const tokenLifeMs = 15 * 60_000
const never = 8_640_000_000_000_000

export const restingHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** The token in the data folder of the site's own machine: whoever can read that file may join, as often as needed. */
export async function keepLocalJoinToken(sql: Sql, token: string): Promise<void> {
  await sql.run('insert into join_token (token_hash, reusable, expires_at_ms) values ($1, true, $2) on conflict (token_hash) do nothing', [restingHash(token), never])
}

/** A token for one more station: good once, for a quarter of an hour. */
export async function mintJoinToken(database: Database, { system }: HubTools): Promise<string> {
  const token = system.mintSecret(24)
  await database.run('insert into join_token (token_hash, reusable, expires_at_ms) values ($1, false, $2)', [restingHash(token), system.nowMs() + tokenLifeMs])
  return token
}

/** Undefined when the token is unknown, used up or too old; which of them is not told. */
export async function joinStation(database: Database, { system }: HubTools, asked: { joinToken: string; stationName: string }): Promise<JoinReply | undefined> {
  return database.write(async (sql) => {
    const nowMs = system.nowMs()
    const used = await sql.run(
      'update join_token set used_at_ms = $2 where token_hash = $1 and expires_at_ms > $2 and (reusable or used_at_ms is null)', [restingHash(asked.joinToken), nowMs])
    if (used !== 1) return undefined
    const stationId = system.mintId()
    const stationKey = system.mintSecret(32)
    await sql.run('insert into station (station_id, name, key_hash, joined_at_ms, last_heard_at_ms) values ($1, $2, $3, $4, $4)', [stationId, asked.stationName, restingHash(stationKey), nowMs])
    const identity = await sql.row<{ epoch: string }>('select epoch from hub_identity')
    assert(identity, 'the hub has an identity')
    return { stationId, stationKey, hubEpoch: identity.epoch, siteName: (await readSettings(sql)).siteName }
  })
}

/** Whose key it is. */
export async function stationOfKey(sql: Sql, key: string): Promise<{ stationId: string; forked: boolean } | undefined> {
  const station = await sql.row<{ station_id: string; state: string }>('select station_id, state from station where key_hash = $1', [restingHash(key)])
  return station && { stationId: station.station_id, forked: station.state === 'forked' }
}
