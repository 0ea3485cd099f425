// A real hub on a real PostgreSQL in a temporary folder, in this process. One for each test file. The hub brings its database along, or
// (PACKWAVE_TEST_POSTGRES=debian) works on Debian's, each hub in a database of its own on a server that ends with the last of them.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startHub, type HubOptions, type RunningHub } from '#hub/create-hub.ts'
import { hashOf } from '#hub/store/facts.ts'
import { realSystem, type System } from '#hub/system.ts'
import type { Fact } from '#shared/domain/facts/facts.ts'
import { ChangesReply, JoinReply, PushReply } from '#shared/sync/protocol.ts'
import type { StationStatus } from '#shared/sync/station-status.ts'
import { noHash, type Envelope } from '#shared/sync/envelope.ts'
import { startTestServer, wantsDebian, type TestServer } from './test-postgres.ts'

export type TestHub = RunningHub & {
  dataDir: string
  /** What the hub would have written to its log. */
  faults: { where: string; fault: unknown }[]
  /** Stops the hub and removes its folder. */
  close(): Promise<void>
}

let shared: { server: Promise<TestServer>; users: number; made: number } | undefined

/** A database of Debian's server for one hub, where the suite runs on it. */
async function borrowDatabase(): Promise<{ databaseUrl?: string; giveBack(): Promise<void> }> {
  if (!wantsDebian) return { giveBack: async () => undefined }
  const now = (shared ??= { server: startTestServer(), users: 0, made: 0 })
  now.users += 1
  now.made += 1
  const name = `packwave_${now.made}`
  return {
    databaseUrl: (await now.server).url(name),
    async giveBack() {
      now.users -= 1
      if (now.users > 0) return
      shared = undefined
      await (await now.server).close()
    },
  }
}

type TestHubOptions = { sample?: HubOptions['sample']; system?: System; databaseUrl?: string } & Partial<Pick<HubOptions, 'dataDir' | 'port' | 'keysDir' | 'tls' | 'publicUrl' | 'backupEveryHours'>>

export async function startTestHub({ sample = false, system = realSystem, ...options }: TestHubOptions = {}): Promise<TestHub> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), 'packwave-hub-'))
  // PostgreSQL may run as another user here, and everything shall be gone with this folder.
  chmodSync(dataDir, 0o755)
  const faults: TestHub['faults'] = []
  const borrowed = options.databaseUrl === undefined ? await borrowDatabase() : { giveBack: async () => undefined }
  const hub = await startHub({
    host: '127.0.0.1', port: 0, sample, system, ...('databaseUrl' in borrowed ? { databaseUrl: borrowed.databaseUrl } : {}), ...options, dataDir, pagesFolder: path.join(import.meta.dirname, '..', '..', 'dist', 'renderer'), say: () => undefined,
    onFault: (where, fault) => `incident-${faults.push({ where, fault })}`,
    onDatabaseLost: (why) => void faults.push({ where: 'database', fault: why }),
  })
  return {
    ...hub, dataDir, faults,
    async close() {
      await hub.stop()
      await borrowed.giveBack()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A station as the hub sees it: a key, a journal, and what it says over HTTP. */
export type TestStation = {
  stationId: string
  journal: Envelope[]
  /** Appends a fact to the journal without sending it. */
  record(fact: Fact, actorId?: string): Envelope
  push(envelopes: readonly Envelope[]): Promise<PushReply>
  /** Records and sends. */
  tell(...facts: Fact[]): Promise<PushReply>
  changes(after: number, options?: { asked?: string; limit?: number; epoch?: string; proof?: string | undefined; incarnation?: number; own?: 'named'; status?: StationStatus }): Promise<ChangesReply>
}

export async function joinTestStation(hub: TestHub, name = 'P1'): Promise<TestStation> {
  const post = async (address: string, body: unknown, key?: string): Promise<unknown> => {
    const response = await fetch(`${hub.url}${address}`, { method: 'POST', body: JSON.stringify(body), headers: key ? { authorization: `Bearer ${key}` } : {} })
    const answer: unknown = await response.json()
    if (response.status !== 200) throw new Error(`${address}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  const joined = JoinReply.parse(await post('/sync/join', { protocol: 1, joinToken: hub.joinToken, stationName: name }))
  const journal: Envelope[] = []
  const station: TestStation = {
    stationId: joined.stationId,
    journal,
    record({ kind, body }, actorId = 'P-0001') {
      const entry = {
        factId: hub.tools.system.mintId(), stationId: joined.stationId, incarnation: 1, seq: journal.length + 1, kind, schema: 1 as const, atMs: hub.tools.system.nowMs(), actorId,
        body: body as Record<string, unknown>, prevHash: journal.at(-1)?.hash ?? noHash,
      }
      const envelope = { ...entry, hash: hashOf(entry) }
      journal.push(envelope)
      return envelope
    },
    push: async (envelopes) => PushReply.parse(await post('/sync/push', { protocol: 1, stationId: joined.stationId, incarnation: envelopes[0]?.incarnation ?? 1, envelopes }, joined.stationKey)),
    tell: (...facts) => station.push(facts.map((each) => station.record(each))),
    async changes(after, { asked, limit = 500, epoch = joined.hubEpoch, proof, incarnation, own, status = {} } = {}) {
      const told = Object.entries(status).map(([name, value]) => `&${name}=${String(value)}`).join('')
      const response = await fetch(`${hub.url}/sync/changes?after=${after}&limit=${limit}&epoch=${epoch}${proof === undefined ? '' : `&proof=${proof}`}${incarnation === undefined ? '' : `&incarnation=${incarnation}`}${own === undefined ? '' : `&own=${own}`}${asked === undefined ? '' : `&asked=${asked}`}${told}`, { headers: { authorization: `Bearer ${joined.stationKey}` } })
      return ChangesReply.parse(await response.json())
    },
  }
  return station
}
