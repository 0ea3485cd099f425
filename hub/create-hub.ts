// Wires the hub from its arguments: database, server, waves, board. Used by main.ts and, in the same process, by tests.
import { timingSafeEqual } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { openDoors } from './doors.ts'
import { keepForgetting } from './orders/forget-recipients.ts'
import { keepLocalJoinToken, mintCode, restingHash } from './people/join.ts'
import { forgetAddress, runningHubOf, tellAddress } from './running-hub.ts'
import { openHubServer } from './server.ts'
import { loadSample } from './load-sample.ts'
import type { CarrierAdapter } from './carriers/carrier-port.ts'
import { keepBlocks } from './carriers/lease-blocks.ts'
import { siteCarriers } from './carriers/site-carriers.ts'
import { keepLogChecked } from './store/check-log.ts'
import { keepClaims } from './store/claims.ts'
import { locks, makeDatabase, openDatabase, type Database } from './store/database.ts'
import { assertDurable } from './store/durable.ts'
import { startEmbeddedPostgres } from './store/embedded-postgres.ts'
import { keepEpoch, keepMark } from './store/epoch.ts'
import { keepHubTime } from './store/hub-time.ts'
import type { HubTools } from './store/facts.ts'
import { keepKeyCheck } from './store/key-check.ts'
import { migrate } from './store/migrate.ts'
import { personalBox } from '#shared/node/personal-box.ts'
import { keepSecret, secretFile } from './store/secret-files.ts'
import type { System } from './system.ts'
import { ownHosts, siteTls, type TlsChoice } from './tls/site-certificate.ts'
import { enrolmentCode, readEnrolment, tokenWithPin } from '#shared/contract/enrolment.ts'
import type { HubWays } from './board/enrol.ts'
import { endApart } from './waves/ask-apart.ts'
import { keepRolling } from './waves/rolling.ts'

export type HubOptions = {
  /** Carriers that are asked for a number for each order, by carrier code; all others count numbers off ranges. */
  carriers?: ReadonlyMap<string, CarrierAdapter>
  dataDir: string
  host: string
  /** 0: any free one. */
  port: number
  /** What an empty hub starts with: the whole sample warehouse, its site without goods and orders ('site'), or nothing. */
  sample: boolean | 'site'
  /** An own PostgreSQL 15 or newer instead of the embedded one. */
  databaseUrl?: string
  /** Where the site's keys lie, the same for every process of the hub; the data folder unless it is said. */
  keysDir?: string | undefined
  /** https with this certificate; plain http without. */
  tls?: TlsChoice | undefined
  /** What stations are told as the hub's address, where something stands before it; otherwise the addresses of this machine. */
  publicUrl?: string | undefined
  /** At most so long lies between two backups of this site; 24 unless it is said. */
  backupEveryHours?: number | undefined
  /** The folder with board.html. */
  pagesFolder: string
  system: System
  say: (text: string) => void
  /** What went wrong inside; answers the id that is shown. */
  onFault: (where: string, fault: unknown) => string
  /** The database ended although nobody asked for it: the hub cannot go on. */
  onDatabaseLost: (why: string) => void
}

export type RunningHub = {
  url: string
  boardUrl: string
  /** Of this machine; over https with the fingerprint behind it (shared/contract/enrolment.ts). */
  joinToken: string
  adminKey: string
  /** For the first station of a site without people, good once and for half an hour (NS1); null when somebody is there. */
  firstCode: string | null
  /** The fingerprint of its certificate; null over plain http. */
  pin: string | null
  /** Holds the password: never logged. */
  databaseUrl: string
  database: Database
  tools: HubTools
  stop(): Promise<void>
}

/** Answers when stations may join. Throws with a sentence for people when it cannot start; nothing is left running then. */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const { dataDir, system } = options
  const other = await runningHubOf(dataDir)
  // Two hubs on one folder would fight for one database.
  if (other) throw new Error(`A hub already runs on ${dataDir} (process ${other.pid}, ${other.url}). Stop it first, or choose another data folder.`)
  mkdirSync(dataDir, { recursive: true })
  const keysDir = options.keysDir ?? dataDir
  const key = Buffer.from(secretFile(keysDir, 'hub.key', system), 'base64url')
  const tools: HubTools = { system, box: personalBox(key), ...(options.backupEveryHours === undefined ? {} : { backupEveryHours: options.backupEveryHours }), ...(options.carriers ? { carriers: siteCarriers(options.carriers) } : {}) }
  const keptToken = secretFile(dataDir, 'join-token', system)
  const joinToken = readEnrolment(keptToken)?.joinToken ?? keptToken
  const adminKey = secretFile(keysDir, 'admin-key', system)
  for (const file of [path.join(keysDir, 'hub.key'), path.join(dataDir, 'join-token'), path.join(keysDir, 'admin-key')]) chmodSync(file, 0o600)

  /** In the order of opening; stopped in the reverse order, also when a later one does not open. */
  const opened: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (let close = opened.pop(); close; close = opened.pop()) await close()
  }
  try {
    let { databaseUrl } = options
    if (!databaseUrl) {
      const postgres = await startEmbeddedPostgres({ dataDir, password: secretFile(dataDir, 'pg-password', system), say: options.say })
      opened.push(() => postgres.stop())
      postgres.onExit(options.onDatabaseLost)
      databaseUrl = postgres.url
    }
    await makeDatabase(databaseUrl)
    const database = openDatabase({ url: databaseUrl, onTrouble: (fault) => void options.onFault('database', fault), verify: assertDurable })
    opened.push(() => database.close())
    await migrate(database)
    const hubTime = await keepHubTime(database, system, options.onFault)
    opened.push(() => hubTime.stop())
    tools.hubTimeMs = hubTime.nowMs
    const access = { databaseUrl, key, isOwnServer: options.databaseUrl === undefined }
    tools.access = access
    opened.push(() => endApart(access))
    const onRestored = (): void => options.say('The database was put back from a backup; the stations will send again what it lacks')
    if ((await keepEpoch(database, dataDir, system)).wasRestored) onRestored()
    await keepLocalJoinToken(database, joinToken)
    await keepKeyCheck(database, tools)
    const hubEpoch = (await database.row<{ epoch: string }>('select epoch from hub_identity'))!.epoch
    const { sample } = options
    if (sample) await database.alone(locks.sample, () => loadSample({ database, tools, say: options.say, parts: sample === 'site' ? 'site' : 'all' }), { wait: true })
    const mark = await keepMark({ database, dataDir, system, onFault: options.onFault, onRestored })
    opened.push(() => mark.stop())
    const tls = options.tls && siteTls(options.tls, keysDir, system.nowMs())
    const pin = tls?.pin ?? null
    const tokenHere = tokenWithPin(joinToken, pin)
    // Whoever starts before the hub can know from this file whom to expect (HX18).
    if (tokenHere !== keptToken) keepSecret(dataDir, 'join-token', tokenHere)
    const ways = (): HubWays => ({ hubUrls: options.publicUrl === undefined ? urlsOf(server.url, options.host) : [options.publicUrl], pin })
    const doors = await openDoors({ database, tools, uploadFolder: path.join(dataDir, 'uploads'), ways, onFault: options.onFault, isAdminKey: (given) => timingSafeEqual(Buffer.from(restingHash(given)), Buffer.from(restingHash(adminKey))) })
    opened.push(() => doors.close())
    const server = await openHubServer({ database, tools, doors, host: options.host, port: options.port, pagesFolder: options.pagesFolder, tls })
    opened.push(() => server.close())
    const rolling = keepRolling({ database, tools, onFault: options.onFault })
    opened.push(() => rolling.stop())
    const blocks = keepBlocks({ database, tools, onFault: options.onFault })
    opened.push(() => blocks.stop())
    const claims = keepClaims({ database, tools, onFault: options.onFault })
    opened.push(() => claims.stop())
    const log = keepLogChecked({ database, tools, onFault: options.onFault })
    opened.push(() => log.stop())
    const forgetting = keepForgetting({ database, tools, onFault: options.onFault })
    opened.push(() => forgetting.stop())
    const firstCode = (await database.row('select 1 from person limit 1')) ? null : enrolmentCode((await mintCode(database, tools)).code, pin)
    tellAddress(dataDir, { pid: process.pid, url: server.url, hubEpoch, pin })
    opened.push(async () => forgetAddress(dataDir))
    return { url: server.url, boardUrl: `${server.url}/board`, joinToken: tokenHere, adminKey, firstCode, pin, databaseUrl, database, tools, stop }
  } catch (fault) {
    await stop()
    throw fault
  }
}

/** A hub that listens on every address is told by those of the machine's own network; one that listens on one address, by that. */
function urlsOf(url: string, host: string): string[] {
  if (host !== '0.0.0.0' && host !== '::') return [url]
  const { protocol, port } = new URL(url)
  return ownHosts().filter((each) => !each.includes(':') && each !== 'localhost' && each !== '127.0.0.1').sort((a, b) => Number(/[a-z]/.test(a)) - Number(/[a-z]/.test(b))).map((each) => `${protocol}//${each}:${port}`).concat(url)
}
