// Facts of a station come in: each once, in the station's order, in one transaction with all they change. Rules of docs/specs/hub.md.
import type { QuarantineCause } from '#shared/contract/board-api.ts'
import { factShapes, type FactOf } from '#shared/domain/facts/facts.ts'
import { canonicalJson, noHash, type Envelope } from '#shared/sync/envelope.ts'
import type { PushReply, PushRequest } from '#shared/sync/protocol.ts'
import { assert } from '#shared/kernel/assert.ts'
import { isDatabaseAway } from './store/database-away.ts'
import { planOnce, type Database, type Sql, type Transaction } from './store/database.ts'
import type { Claim } from '#shared/domain/claims/claim.ts'
import { claimBook, claimedFact, type ClaimBook } from './store/claims.ts'
import { raise } from './store/discrepancies.ts'
import { hubTimeOf, appendFacts, hashOf, lastPositionOf, recordHubFacts, type HubFact, type HubTools, type StoredFact } from './store/facts.ts'
import { foldStationFact, isStationFactKind, type FoldContext, type StationFactKind } from './store/fold-station-facts.ts'
import { foldTogether, type Together } from './store/fold-together.ts'
import { heardFrom } from './store/station-status.ts'
import { readSettings, siteDay } from './store/settings.ts'

/** What was stored before is answered from the store; only then new facts are looked at. */
export async function receiveBatch(database: Database, tools: HubTools, request: PushRequest): Promise<PushReply> {
  const [reply] = await receiveTogether(database, tools, [{ request }])
  assert(reply && reply.kind !== 'key-unknown', 'each request has its answer')
  return reply
}

/** A request, and the hash of the key that it came with where the transaction itself shall see whether that is the station's (HB10). */
type Sent = { request: PushRequest; keyHash?: string }
/** Nothing of the request was looked at. */
export type KeyUnknown = { kind: 'key-unknown' }

const mostFactsTogether = 2_000

/** Rule HB15: requests that wait while a transaction runs are stored by the next one together, each answered by itself; at most one of each station. */
export function receiver(database: Database, tools: HubTools): (request: PushRequest, keyHash?: string) => Promise<PushReply | KeyUnknown> {
  type Waiting = Sent & { answer: (reply: PushReply | KeyUnknown) => void; fail: (fault: unknown) => void }
  let waiting: Waiting[] = []
  let running = false
  const takeGroup = (): Waiting[] => {
    const stations = new Set<string>()
    let facts = 0
    const group = waiting.filter(({ request }, index) => {
      facts += request.envelopes.length
      if (stations.has(request.stationId) || (index > 0 && facts > mostFactsTogether)) return false
      stations.add(request.stationId)
      return true
    })
    waiting = waiting.filter((each) => !group.includes(each))
    return group
  }
  const store = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const replies = await receiveTogether(database, tools, group)
      for (const [index, { answer }] of group.entries()) answer(replies[index]!)
    } catch (fault) {
      const [only] = group
      if (group.length === 1) return only?.fail(fault)
      // A database that is away is nobody's batch: all are told at once, and ask again.
      if (isDatabaseAway(fault)) return group.forEach(({ fail }) => fail(fault))
      // One of them may be what cannot be stored; the others must not wait behind it.
      for (const each of group) await store([each])
    }
  }
  const run = async (): Promise<void> => {
    running = true
    while (waiting.length > 0) await store(takeGroup())
    running = false
  }
  return (request, keyHash) => new Promise((answer, fail) => {
    waiting.push({ request, ...(keyHash === undefined ? {} : { keyHash }), answer, fail })
    if (!running) void run()
  })
}

type Read = { reply: PushReply | KeyUnknown } | { fresh: Envelope[]; known: Map<number, KnownFact> }

async function receiveTogether(database: Database, tools: HubTools, sent: readonly Sent[]): Promise<(PushReply | KeyUnknown)[]> {
  try {
    return await receiveAll(database, tools, sent, { oneByOne: false })
  } catch (fault) {
    if (!isConstraintViolation(fault)) throw fault
    // The store said no to one of them, and nothing of the transaction holds. Folded by itself, that one is found (HB4).
    return receiveAll(database, tools, sent, { oneByOne: true })
  }
}

async function receiveAll(database: Database, tools: HubTools, sent: readonly Sent[], { oneByOne }: { oneByOne: boolean }): Promise<(PushReply | KeyUnknown)[]> {
  const requests = sent.map(({ request }) => request)
  return database.write(async (sql, { rows, site }: Asked) => {
    const nowMs = tools.system.nowMs()
    const hubEpoch = rows[0]?.epoch
    assert(hubEpoch, 'the hub has an identity')
    const byRequest = Map.groupBy(rows.filter((row) => row.seq !== null), (row) => row.request)
    const read: Read[] = []
    for (const [index, { stationId, envelopes }] of requests.entries()) {
      const { keyHash } = sent[index]!
      if (keyHash !== undefined && site.stations.get(stationId)?.key_hash !== keyHash) {
        read.push({ reply: { kind: 'key-unknown' } })
        continue
      }
      sql.behind(heardFrom(sql, stationId, nowMs, {}))
      const known = byRequest.get(index + 1) ?? []
      const seen = readRequest(envelopes, known)
      if (seen.kind === 'gap') read.push({ reply: { kind: 'gap', hubEpoch, expectedSeq: seen.expectedSeq } })
      else if (seen.kind === 'fork') read.push({ reply: await declareFork(sql, tools, stationId, hubEpoch, seen.seq, nowMs) })
      else read.push({ fresh: seen.fresh, known: new Map(known.map((row) => [row.seq, row])) })
    }
    const added = await foldAll(sql, tools, requests.map(({ stationId }, index) => ({ stationId, fresh: 'fresh' in read[index]! ? read[index].fresh : [] })), nowMs, { oneByOne, site })
    return requests.map(({ envelopes }, index): PushReply | KeyUnknown => {
      const seen = read[index]!
      if ('reply' in seen) return seen.reply
      return { kind: 'stored', hubEpoch, outcomes: envelopes.map(({ seq }) => {
        const { outcome, why } = seen.known.get(seq) ?? added[index]!.get(seq)!
        return { seq, outcome, why }
      }) }
    })
  }, async (sql): Promise<Asked> => {
    const [, rows, site] = await Promise.all([planOnce(sql), askKnown(sql, requests), askSite(sql, requests.flatMap(({ envelopes }) => envelopes), requests.map(({ stationId }) => stationId))])
    return { rows, site }
  })
}

type Asked = { rows: KnownRow[]; site: Site }
type KnownRow = { epoch: string; request: number } & (KnownFact | { seq: null })

/** The facts that are sent and stand already, the one before them, and the newest of the journal. */
function askKnown(sql: Sql, requests: readonly PushRequest[]): Promise<KnownRow[]> {
  const asked = requests.map(({ stationId, incarnation, envelopes }) => [stationId, incarnation, envelopes[0]!.seq] as const)
  return sql.rows(
    `select i.epoch, a.request::int as request, f.seq, f.hash, f.outcome, f.why from hub_identity i cross join unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality as a(station_id, incarnation, first, request)
     left join lateral (select seq, hash, outcome, why from fact where station_id = a.station_id and incarnation = a.incarnation and seq >= a.first - 1
       union select * from (select seq, hash, outcome, why from fact where station_id = a.station_id and incarnation = a.incarnation order by seq desc limit 1) newest) f on true order by a.request, f.seq`,
    [0, 1, 2].map((column) => asked.map((each) => each[column])))
}

type StationRow = { station_id: string; name: string; key_hash: string }
/** What folding needs of the site, whatever the facts are. */
type Site = { utcOffsetMinutes: number; usedIds: Set<string>; stations: ReadonlyMap<string, StationRow>; lastPosition: number }

async function askSite(sql: Sql, envelopes: readonly Envelope[], stationIds: readonly string[]): Promise<Site> {
  const [settings, used, stations, lastPosition] = await Promise.all([
    readSettings(sql),
    sql.rows<{ fact_id: string }>('select fact_id from fact where fact_id = any($1::text[])', [envelopes.map(({ factId }) => factId)]),
    sql.rows<StationRow>('select station_id, name, key_hash from station where station_id = any($1::text[])', [[...new Set(stationIds)]]),
    lastPositionOf(sql),
  ])
  return { utcOffsetMinutes: settings.utcOffsetMinutes, usedIds: new Set(used.map((row) => row.fact_id)), stations: new Map(stations.map((row) => [row.station_id, row])), lastPosition }
}

/** HB1..HB3: what of these is new and follows what is known. */
function readRequest(envelopes: readonly Envelope[], known: readonly KnownFact[]): { kind: 'fresh'; fresh: Envelope[] } | { kind: 'gap'; expectedSeq: number } | { kind: 'fork'; seq: number } {
  const last = known.at(-1)
  const knownBySeq = new Map(known.map((row) => [row.seq, row]))
  let prevHash = last?.hash ?? noHash
  let expectedSeq = (last?.seq ?? 0) + 1
  const fresh: Envelope[] = []
  for (const envelope of envelopes) {
    const stored = knownBySeq.get(envelope.seq)
    const isSequel = stored ? stored.hash === envelope.hash : envelope.prevHash === prevHash
    if (!stored && envelope.seq !== expectedSeq) return { kind: 'gap', expectedSeq: (last?.seq ?? 0) + 1 }
    if (!isSequel) return { kind: 'fork', seq: envelope.seq }
    if (stored) continue
    fresh.push(envelope)
    prevHash = envelope.hash
    expectedSeq += 1
  }
  return { kind: 'fresh', fresh }
}

const quarantineWords = {
  'id-used': 'the fact id is used by another fact',
  'hash-wrong': 'the hash does not fit the content',
  'kind-unknown': 'stations of this build do not record',
  'shape-wrong': 'the content has not the shape of',
  contradiction: 'it contradicts what is stored',
} as const satisfies { [cause in Exclude<QuarantineCause, 'fork'>]: string }
const isQuarantineCause = (cause: string): cause is QuarantineCause => Object.hasOwn(quarantineWords, cause)

type KnownFact = { seq: number; hash: string; outcome: StoredFact['outcome']; why: string }

/** The same place with another content: this station's store was copied or restored. It is marked, and a supervisor is told. */
async function declareFork(sql: Sql, tools: HubTools, stationId: string, hubEpoch: string, seq: number, nowMs: number): Promise<PushReply> {
  await sql.run("update station set state = 'forked' where station_id = $1", [stationId])
  await raise(sql, tools.system.mintId(), { kind: 'quarantined-fact', subject: `fork/${stationId}`, stationId, detail: { cause: 'fork', seq } }, nowMs)
  return { kind: 'fork', hubEpoch, seq }
}

export type FreshFacts = { stationId: string; fresh: readonly Envelope[] }

/**
 * Stores the new facts of some stations and all they change; answers what was stored of each, by seq. Facts of the usual kinds are folded together, and one by one what is left;
 * `oneByOne` folds all of them so, and finds what the store says no to: without it that ends the transaction.
 */
export async function foldAll(sql: Transaction, tools: HubTools, given: readonly FreshFacts[], nowMs: number, { oneByOne = false, site: known }: { oneByOne?: boolean; site?: Site } = {}): Promise<Map<number, StoredFact>[]> {
  const all = given.flatMap(({ stationId, fresh }, of) => fresh.map((envelope) => ({ stationId, of, envelope })))
  const added = given.map(() => new Map<number, StoredFact>())
  if (all.length === 0) return added
  const site = known ?? await askSite(sql, all.map((each) => each.envelope), given.map((each) => each.stationId))
  const { usedIds } = site
  const read = all.map(({ stationId, envelope }): ReadFact => {
    const refused = usedIds.has(envelope.factId) ? quarantineWords['id-used'] : ''
    usedIds.add(envelope.factId)
    // The place in the journal is taken all the same, under an id of the hub's making: a gap would stop the station for ever.
    return refused ? { stationId, envelope: { ...envelope, factId: tools.system.mintId() }, refused } : { stationId, envelope, ...readFact(envelope) }
  })
  const batch = { sql, nowMs, hubTimeMs: hubTimeOf(tools), mintId: tools.system.mintId, site }
  const folded = oneByOne ? await foldEach(batch, read) : await foldRuns(batch, read)
  const stored = read.map(({ envelope }, index): StoredFact => ({ envelope, personal: null, ...folded.outcomes[index]! }))
  for (const [index, fact] of stored.entries()) added[all[index]!.of]!.set(fact.envelope.seq, fact)
  sql.behind(appendFacts(sql, stored, nowMs, site.lastPosition))
  for (const { envelope, outcome, why } of stored) {
    if (outcome !== 'quarantined') continue
    const { stationId } = envelope
    await raise(sql, tools.system.mintId(), { kind: 'quarantined-fact', subject: `${stationId}/${envelope.incarnation}/${envelope.seq}`, stationId, detail: { kind: envelope.kind, cause: causeOf(why) } }, nowMs)
  }
  await recordHubFacts(sql, tools, 'hub', [...folded.granted.values()].map(claimedFact).concat(folded.toTell))
  await endWaves(sql, tools, [...folded.touchedWaves])
  return added
}

type Outcome = Pick<StoredFact, 'outcome' | 'why'>
type Batch = { sql: Transaction; nowMs: number; hubTimeMs: number; mintId: () => string; site: Site }
/** A fact as it is stored, and either what it says or why it is quarantined unread. */
type ReadFact = { stationId: string; envelope: Envelope } & ({ refused: string; fact?: undefined } | { fact: FactOf<StationFactKind>; refused?: undefined })
/** `granted`: claims that were given, in the order of their giving; the newest of each stands. */
type Folded = { outcomes: Outcome[]; granted: Map<string, Claim>; claimsOf: (stationId: string) => ClaimBook; toTell: HubFact[]; touchedWaves: Set<string> }

function readFact(envelope: Envelope): { refused: string } | { fact: FactOf<StationFactKind> } {
  const { hash, ...entry } = envelope
  const bodyText = canonicalJson(envelope.body)
  if (hashOf(entry, bodyText) !== hash) return { refused: quarantineWords['hash-wrong'] }
  const { kind } = envelope
  // PostgreSQL keeps other characters in their place; every station would find that the fact is not what was recorded.
  if (![envelope.factId, envelope.actorId].every((text) => text.isWellFormed() && !text.includes('\u0000'))) return { refused: `${quarantineWords['shape-wrong']} ${kind}` }
  if (!isStationFactKind(kind)) return { refused: `${quarantineWords['kind-unknown']} ${kind}` }
  const body = factShapes[kind].safeParse(envelope.body)
  return body.success ? { fact: { kind, body: body.data } as FactOf<StationFactKind> } : { refused: `${quarantineWords['shape-wrong']} ${kind}` }
}

const contextOf = ({ sql, nowMs, mintId, site: { utcOffsetMinutes } }: Batch, { stationId, envelope: { actorId, atMs } }: ReadFact, folded: Folded): FoldContext =>
  ({ sql, stationId, actorId, atMs, nowMs, day: siteDay(atMs, utcOffsetMinutes), mintId, touchedWaves: folded.touchedWaves, claims: folded.claimsOf(stationId), toTell: folded.toTell })
function nothingFolded({ sql, hubTimeMs }: Batch): Folded {
  const granted: Folded['granted'] = new Map()
  const books = new Map<string, ClaimBook>()
  const claimsOf = (stationId: string): ClaimBook => {
    const book = books.get(stationId) ?? claimBook(sql, stationId, hubTimeMs, granted)
    books.set(stationId, book)
    return book
  }
  return { outcomes: [], granted, claimsOf, toTell: [], touchedWaves: new Set() }
}
const applied: Outcome = { outcome: 'applied', why: '' }

async function foldEach(batch: Batch, read: readonly ReadFact[]): Promise<Folded> {
  const folded = nothingFolded(batch)
  for (const each of read) folded.outcomes.push(each.refused === undefined ? await foldOne(batch.sql, contextOf(batch, each, folded), each.fact) : { outcome: 'quarantined', why: each.refused })
  return folded
}

/** Rule HB12: the same rows and outcomes as folding each by itself. What a fact changes by itself is read anew by those behind it. */
async function foldRuns(batch: Batch, read: readonly ReadFact[]): Promise<Folded> {
  const { sql, nowMs, hubTimeMs, site: { utcOffsetMinutes, stations } } = batch
  const folded = nothingFolded(batch)
  let together: Together | undefined
  for (const [index, each] of read.entries()) {
    const { stationId, envelope: { actorId, atMs }, fact, refused } = each
    if (refused !== undefined) {
      folded.outcomes.push({ outcome: 'quarantined', why: refused })
      continue
    }
    together ??= await foldTogether(sql, read.slice(index).flatMap((later) => later.fact ?? []), folded.granted, folded.touchedWaves)
    if (together.fold(fact, { stationId, stationName: stations.get(stationId)?.name ?? '', actorId, atMs, nowMs, hubTimeMs, day: siteDay(atMs, utcOffsetMinutes) })) {
      folded.outcomes.push(applied)
      continue
    }
    together.write()
    together = undefined
    folded.outcomes.push(await foldOne(sql, contextOf(batch, each, folded), fact))
  }
  together?.write()
  return folded
}

/** Why a fact is quarantined, as the board names it; the whole sentence stays with the fact. */
function causeOf(why: string): QuarantineCause {
  const [cause] = Object.entries(quarantineWords).find(([, words]) => why.startsWith(words)) ?? []
  assert(cause && isQuarantineCause(cause), 'a quarantined fact says why in one of the known sentences')
  return cause
}

/** What cannot be applied is kept as it came, shown to a supervisor, and does not hold up the facts behind it. */
async function foldOne(sql: Transaction, context: FoldContext, fact: FactOf<StationFactKind>): Promise<Outcome> {
  sql.behind(sql.run('savepoint one_fact'))
  try {
    const why = await foldStationFact(context, fact)
    sql.behind(sql.run('release savepoint one_fact'))
    return why === '' ? applied : { outcome: 'applied-with-discrepancy', why }
  } catch (fault) {
    // A constraint of the store said no. Anything else (a lost connection, a fault of ours) ends the whole batch, and the station sends it again.
    if (!isConstraintViolation(fault)) throw fault
    await sql.run('rollback to savepoint one_fact')
    return { outcome: 'quarantined', why: `${quarantineWords.contradiction} (${fault.constraint ?? fault.code})` }
  }
}

/** SQLSTATE classes 22 (a value the column cannot hold) and 23 (integrity). */
function isConstraintViolation(fault: unknown): fault is Error & { code: string; constraint?: string } {
  return fault instanceof Error && 'code' in fault && typeof fault.code === 'string' && /^2[23]/.test(fault.code)
}

/** A wave is done when every order of it has ended, one way or another. */
export async function endWaves(sql: Sql, tools: HubTools, waveIds: readonly string[]): Promise<void> {
  if (waveIds.length === 0) return
  const ended = await sql.rows<{ wave_id: string }>(
    `select w.wave_id from wave w where w.wave_id = any($1::text[]) and w.state = 'released' and not exists (select 1 from customer_order o where o.wave_id = w.wave_id and o.state = 'released')`, [waveIds])
  await recordHubFacts(sql, tools, 'hub', ended.map((wave) => ({ kind: 'WaveDone' as const, body: { waveId: wave.wave_id } })))
}
