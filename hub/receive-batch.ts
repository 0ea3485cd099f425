// Facts of a station come in: each once, in the station's order, in one transaction with all they change. Rules of docs/specs/hub.md.
import type { QuarantineCause } from '#shared/contract/board-api.ts'
import { factShapes, type FactOf } from '#shared/domain/facts/facts.ts'
import { canonicalJson, noHash, type Envelope } from '#shared/sync/envelope.ts'
import type { PushReply, PushRequest } from '#shared/sync/protocol.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Database, Sql } from './store/database.ts'
import { claimBook, type ClaimBook } from './store/claims.ts'
import { raise } from './store/discrepancies.ts'
import { appendFacts, hashOf, recordHubFacts, type HubFact, type HubTools, type StoredFact } from './store/facts.ts'
import { foldStationFact, isStationFactKind, type FoldContext, type StationFactKind } from './store/fold-station-facts.ts'
import { foldTogether, type Together } from './store/fold-together.ts'
import { heardFrom } from './store/station-status.ts'
import { readSettings, siteDay } from './store/settings.ts'

/** What was stored before is answered from the store; only then new facts are looked at. */
export async function receiveBatch(database: Database, tools: HubTools, request: PushRequest): Promise<PushReply> {
  return database.write(async (sql) => {
    const epoch = await sql.row<{ epoch: string }>('select epoch from hub_identity')
    assert(epoch, 'the hub has an identity')
    const hubEpoch = epoch.epoch
    const { stationId, incarnation, envelopes } = request
    const nowMs = tools.system.nowMs()
    await heardFrom(sql, stationId, nowMs, {})
    const first = envelopes[0]!.seq
    const known = await sql.rows<KnownFact>('select seq, hash, outcome, why from fact where station_id = $1 and incarnation = $2 and seq >= $3 order by seq', [stationId, incarnation, first - 1])
    const last = known.at(-1) ?? (await sql.row<KnownFact>('select seq, hash, outcome, why from fact where station_id = $1 and incarnation = $2 order by seq desc limit 1', [stationId, incarnation]))
    const knownBySeq = new Map(known.map((row) => [row.seq, row]))
    let prevHash = last?.hash ?? noHash
    let expectedSeq = (last?.seq ?? 0) + 1
    const fresh: Envelope[] = []
    for (const envelope of envelopes) {
      const stored = knownBySeq.get(envelope.seq)
      const isSequel = stored ? stored.hash === envelope.hash : envelope.prevHash === prevHash
      if (!stored && envelope.seq !== expectedSeq) return { kind: 'gap', hubEpoch, expectedSeq: (last?.seq ?? 0) + 1 }
      if (!isSequel) return declareFork(sql, tools, stationId, hubEpoch, envelope.seq, nowMs)
      if (stored) continue
      fresh.push(envelope)
      prevHash = envelope.hash
      expectedSeq += 1
    }
    const added = await foldAll(sql, tools, stationId, fresh, nowMs)
    const outcomes = envelopes.map(({ seq }) => {
      const { outcome, why } = knownBySeq.get(seq) ?? added.get(seq)!
      return { seq, outcome, why }
    })
    return { kind: 'stored', hubEpoch, outcomes }
  })
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

/** Facts of the usual kinds are folded together, and one by one what is left; `oneByOne` folds all of them so. */
export async function foldAll(sql: Sql, tools: HubTools, stationId: string, fresh: readonly Envelope[], nowMs: number, { oneByOne = false } = {}): Promise<Map<number, StoredFact>> {
  const added = new Map<number, StoredFact>()
  if (fresh.length === 0) return added
  const settings = await readSettings(sql)
  const usedIds = new Set((await sql.rows<{ fact_id: string }>('select fact_id from fact where fact_id = any($1::text[])', [fresh.map((each) => each.factId)])).map((row) => row.fact_id))
  const read = fresh.map((envelope): ReadFact => {
    const refused = usedIds.has(envelope.factId) ? quarantineWords['id-used'] : ''
    usedIds.add(envelope.factId)
    // The place in the journal is taken all the same, under an id of the hub's making: a gap would stop the station for ever.
    return refused ? { envelope: { ...envelope, factId: tools.system.mintId() }, refused } : { envelope, ...readFact(envelope) }
  })
  const batch = { sql, stationId, nowMs, mintId: tools.system.mintId, utcOffsetMinutes: settings.utcOffsetMinutes }
  let folded: Folded | undefined
  if (!oneByOne && read.length >= leastTogether) {
    await sql.run('savepoint whole_batch')
    try {
      folded = await foldRuns(batch, read)
      await sql.run('release savepoint whole_batch')
    } catch (fault) {
      if (!isConstraintViolation(fault)) throw fault
      await sql.run('rollback to savepoint whole_batch')
    }
  }
  folded ??= await foldEach(batch, read)
  for (const [index, { envelope }] of read.entries()) added.set(envelope.seq, { envelope, personal: null, ...folded.outcomes[index]! })
  await appendFacts(sql, [...added.values()], nowMs)
  for (const { envelope, outcome, why } of added.values()) {
    if (outcome !== 'quarantined') continue
    await raise(sql, tools.system.mintId(), { kind: 'quarantined-fact', subject: `${stationId}/${envelope.incarnation}/${envelope.seq}`, stationId, detail: { kind: envelope.kind, cause: causeOf(why) } }, nowMs)
  }
  await recordHubFacts(sql, tools, 'hub', [...folded.claims.facts(), ...folded.toTell])
  await endWaves(sql, tools, [...folded.touchedWaves])
  return added
}

/** Reading what a few facts are about costs more than folding them. */
const leastTogether = 4

type Outcome = Pick<StoredFact, 'outcome' | 'why'>
type Batch = { sql: Sql; stationId: string; nowMs: number; mintId: () => string; utcOffsetMinutes: number }
/** A fact as it is stored, and either what it says or why it is quarantined unread. */
type ReadFact = { envelope: Envelope } & ({ refused: string; fact?: undefined } | { fact: FactOf<StationFactKind>; refused?: undefined })
type Folded = { outcomes: Outcome[]; claims: ClaimBook; toTell: HubFact[]; touchedWaves: Set<string> }

function readFact(envelope: Envelope): { refused: string } | { fact: FactOf<StationFactKind> } {
  const { hash, ...entry } = envelope
  const bodyText = canonicalJson(envelope.body)
  if (hashOf(entry, bodyText) !== hash) return { refused: quarantineWords['hash-wrong'] }
  const { kind } = envelope
  if (!isStationFactKind(kind)) return { refused: `${quarantineWords['kind-unknown']} ${kind}` }
  const body = factShapes[kind].safeParse(envelope.body)
  return body.success ? { fact: { kind, body: body.data } as FactOf<StationFactKind> } : { refused: `${quarantineWords['shape-wrong']} ${kind}` }
}

const contextOf = ({ sql, stationId, nowMs, mintId, utcOffsetMinutes }: Batch, { actorId, atMs }: Envelope, folded: Folded): FoldContext =>
  ({ sql, stationId, actorId, atMs, nowMs, day: siteDay(atMs, utcOffsetMinutes), mintId, touchedWaves: folded.touchedWaves, claims: folded.claims, toTell: folded.toTell })
const nothingFolded = ({ sql, stationId, nowMs }: Batch): Folded => ({ outcomes: [], claims: claimBook(sql, stationId, nowMs), toTell: [], touchedWaves: new Set() })
const applied: Outcome = { outcome: 'applied', why: '' }

async function foldEach(batch: Batch, read: readonly ReadFact[]): Promise<Folded> {
  const folded = nothingFolded(batch)
  for (const { envelope, fact, refused } of read) folded.outcomes.push(refused === undefined ? await foldOne(contextOf(batch, envelope, folded), fact) : { outcome: 'quarantined', why: refused })
  return folded
}

/** Rule HB12: the same rows and outcomes as folding each by itself. What a fact changes by itself is read anew by those behind it. */
async function foldRuns(batch: Batch, read: readonly ReadFact[]): Promise<Folded> {
  const { sql, stationId, nowMs, utcOffsetMinutes } = batch
  const folded = nothingFolded(batch)
  const stationName = (await sql.row<{ name: string }>('select name from station where station_id = $1', [stationId]))?.name ?? ''
  let together: Together | undefined
  for (const [index, { envelope, fact, refused }] of read.entries()) {
    if (refused !== undefined) {
      folded.outcomes.push({ outcome: 'quarantined', why: refused })
      continue
    }
    together ??= await foldTogether(sql, read.slice(index).flatMap((each) => each.fact ?? []), folded.claims, folded.touchedWaves)
    const { actorId, atMs } = envelope
    if (together.fold(fact, { stationId, stationName, actorId, atMs, nowMs, day: siteDay(atMs, utcOffsetMinutes) })) {
      folded.outcomes.push(applied)
      continue
    }
    await together.write()
    together = undefined
    folded.outcomes.push(await foldOne(contextOf(batch, envelope, folded), fact))
  }
  await together?.write()
  return folded
}

/** Why a fact is quarantined, as the board names it; the whole sentence stays with the fact. */
function causeOf(why: string): QuarantineCause {
  const [cause] = Object.entries(quarantineWords).find(([, words]) => why.startsWith(words)) ?? []
  assert(cause && isQuarantineCause(cause), 'a quarantined fact says why in one of the known sentences')
  return cause
}

/** What cannot be applied is kept as it came, shown to a supervisor, and does not hold up the facts behind it. */
async function foldOne(context: FoldContext, fact: FactOf<StationFactKind>): Promise<Outcome> {
  await context.sql.run('savepoint one_fact')
  try {
    const why = await foldStationFact(context, fact)
    await context.sql.run('release savepoint one_fact')
    return why === '' ? applied : { outcome: 'applied-with-discrepancy', why }
  } catch (fault) {
    // A constraint of the store said no. Anything else (a lost connection, a fault of ours) ends the whole batch, and the station sends it again.
    if (!isConstraintViolation(fault)) throw fault
    await context.sql.run('rollback to savepoint one_fact')
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
