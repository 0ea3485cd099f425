// The hub's database, read in one read-only transaction: of a running hub beside its work, of a stopped one from a copy of its folder.
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '#hub/store/embedded-postgres.ts'
import { databaseFolder, postgresUser, removeDataFolder } from '#hub/store/postgres-user.ts'
import { personalBox } from '#shared/node/personal-box.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import type { HubEntry } from './entry.ts'

export type HubReader = {
  rows<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** Opens a sealed label payload; null when the hub's key is not at hand. */
  openLabel: ((factId: string, sealed: Buffer) => LabelPayload) | null
}
export type OpenHub = HubReader & { close(): Promise<void> }

const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => (oid === 20 || oid === 1700 ? Number : pg.types.getTypeParser(oid, format as 'text'))) as typeof pg.types.getTypeParser,
}

/** `where`: postgres://… or the data folder of a hub, running or not. */
export async function openHub(where: string): Promise<OpenHub> {
  if (/^postgres(ql)?:\/\//.test(where)) return connect(where, null, async () => undefined)
  if (/^[a-z]+:\/\//.test(where)) throw new Error(`${where} is not an address of a database. Give postgres://… or the hub's data folder.`)
  if (!existsSync(path.join(where, 'pg-password'))) throw new Error(`${where} is not the data folder of a hub with its own database. Give the folder, or postgres://… of its database.`)
  const password = readFileSync(path.join(where, 'pg-password'), 'utf8').trim()
  const openLabel = labelsOf(where)
  const user = postgresUser()
  const folder = databaseFolder(path.resolve(where), user)
  const running = portOf(folder)
  if (running !== undefined) return connect(`postgres://packwave:${encodeURIComponent(password)}@127.0.0.1:${running}/packwave`, openLabel, async () => undefined)
  const copyFolder = mkdtempSync(path.join(tmpdir(), 'packwave-check-'))
  // PostgreSQL may run as another user, which must pass through this folder.
  chmodSync(copyFolder, 0o755)
  const copy = databaseFolder(copyFolder, user)
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true })
  rmSync(path.join(copy, 'postmaster.pid'), { force: true })
  if (user) for (const each of ['.', ...(readdirSync(copy, { recursive: true, encoding: 'utf8' }))]) chownSync(path.join(copy, each), user.uid, user.gid)
  chmodSync(copy, 0o700)
  const postgres = await startEmbeddedPostgres({ dataDir: copyFolder, password, say: () => undefined })
  return connect(postgres.url, openLabel, async () => {
    await postgres.stop()
    removeDataFolder(copyFolder)
  })
}

/** The port of a server that works on this folder now: the fourth line of its pid file (PostgreSQL manual, 19.3). */
function portOf(folder: string): number | undefined {
  const pidFile = path.join(folder, 'postmaster.pid')
  if (!existsSync(pidFile)) return undefined
  const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n')
  try {
    process.kill(Number(pid), 0)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault
    return undefined
  }
  return Number(port)
}

function labelsOf(dataDir: string): HubReader['openLabel'] {
  const keyFile = path.join(dataDir, 'hub.key')
  if (!existsSync(keyFile)) return null
  const box = personalBox(Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64url'))
  return (factId, sealed) => box.open<LabelPayload>(sealed, `fact/personal/${factId}`)
}

async function connect(url: string, openLabel: HubReader['openLabel'], after: () => Promise<void>): Promise<OpenHub> {
  const client = new pg.Client({ connectionString: url, types })
  try {
    await client.connect()
    await client.query('begin isolation level repeatable read read only')
  } catch (fault) {
    await client.end().catch(() => undefined)
    await after()
    throw fault
  }
  return {
    rows: async <Row>(sql: string, values: readonly unknown[] = []) => (await client.query(sql, values as unknown[])).rows as Row[],
    openLabel,
    async close() {
      await client.end()
      await after()
    },
  }
}

type FactRow = {
  position: number; fact_id: string; station_id: string; incarnation: number; seq: number; kind: string; schema: number; at_ms: number; actor_id: string
  body: Record<string, unknown>; prev_hash: string; hash: string; outcome: string; why: string; personal: Buffer | null
}
const pageSize = 5_000

/** All facts in the hub's order. */
export async function* hubEntries(hub: HubReader): AsyncGenerator<HubEntry> {
  for (let after = 0; ; ) {
    const rows = await hub.rows<FactRow>('select position, fact_id, station_id, incarnation, seq, kind, schema, at_ms, actor_id, body, prev_hash, hash, outcome, why, personal from fact where position > $1 order by position limit $2', [after, pageSize])
    for (const row of rows) {
      yield {
        position: row.position, factId: row.fact_id, stationId: row.station_id, incarnation: row.incarnation, seq: row.seq, kind: row.kind, schema: row.schema, atMs: row.at_ms,
        actorId: row.actor_id, body: row.body, prevHash: row.prev_hash, hash: row.hash, outcome: row.outcome, why: row.why, personal: row.personal,
      }
    }
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = last.position
  }
}
