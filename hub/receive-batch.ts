// Facts of a station come in: each once, in the station's order, in one transaction with all they change. Rules of docs/specs/hub.md.
import type { QuarantineCause } from '#shared/contract/board-api.ts'
import { factShapes, type FactOf } from '#shared/domain/facts/facts.ts'
import { noHash, type Envelope } from '#shared/sync/envelope.ts'
import type { PushReply, PushRequest } from '#shared/sync/protocol.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { Database, Sql } from './store/database.ts'
import { claimBook } from './store/claims.ts'
import { raise } from './store/discrepancies.ts'
import { appendFacts, hashOf, recordHubFacts, type HubFact, type HubTools, type StoredFact } from './store/facts.ts'
import { foldStationFact, isStationFactKind, type FoldContext, type StationFactKind } from './store/fold-station-facts.ts'
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

async function foldAll(sql: Sql, tools: HubTools, stationId: string, fresh: readonly Envelope[], nowMs: number): Promise<Map<number, StoredFact>> {
  const added = new Map<number, StoredFact>()
  if (fresh.length === 0) return added
  const settings = await readSettings(sql)
  const touchedWaves = new Set<string>()
  const claims = claimBook(sql, stationId, nowMs)
  const toTell: HubFact[] = []
  const usedIds = new Set((await sql.rows<{ fact_id: string }>('select fact_id from fact where fact_id = any($1::text[])', [fresh.map((each) => each.factId)])).map((row) => row.fact_id))
  for (const envelope of fresh) {
    const context: FoldContext = {
      sql, stationId, actorId: envelope.actorId, atMs: envelope.atMs, nowMs, day: siteDay(envelope.atMs, settings.utcOffsetMinutes), mintId: tools.system.mintId, touchedWaves, claims, toTell,
    }
    const refused = usedIds.has(envelope.factId) ? quarantineWords['id-used'] : ''
    // The place in the journal is taken all the same, under an id of the hub's making: a gap would stop the station for ever.
    const kept = refused ? { ...envelope, factId: tools.system.mintId() } : envelope
    usedIds.add(envelope.factId)
    added.set(envelope.seq, { envelope: kept, personal: null, ...(refused ? { outcome: 'quarantined' as const, why: refused } : await foldOne(context, envelope)) })
  }
  await appendFacts(sql, [...added.values()], nowMs)
  for (const { envelope, outcome, why } of added.values()) {
    if (outcome !== 'quarantined') continue
    await raise(sql, tools.system.mintId(), { kind: 'quarantined-fact', subject: `${stationId}/${envelope.incarnation}/${envelope.seq}`, stationId, detail: { kind: envelope.kind, cause: causeOf(why) } }, nowMs)
  }
  await recordHubFacts(sql, tools, 'hub', [...claims.facts(), ...toTell])
  await endWaves(sql, tools, [...touchedWaves])
  return added
}

/** Why a fact is quarantined, as the board names it; the whole sentence stays with the fact. */
function causeOf(why: string): QuarantineCause {
  const [cause] = Object.entries(quarantineWords).find(([, words]) => why.startsWith(words)) ?? []
  assert(cause && isQuarantineCause(cause), 'a quarantined fact says why in one of the known sentences')
  return cause
}

/** What cannot be applied is kept as it came, shown to a supervisor, and does not hold up the facts behind it. */
async function foldOne(context: FoldContext, envelope: Envelope): Promise<Pick<StoredFact, 'outcome' | 'why'>> {
  const { hash, ...entry } = envelope
  if (hashOf(entry) !== hash) return { outcome: 'quarantined', why: quarantineWords['hash-wrong'] }
  const { kind } = envelope
  if (!isStationFactKind(kind)) return { outcome: 'quarantined', why: `${quarantineWords['kind-unknown']} ${kind}` }
  const body = factShapes[kind].safeParse(envelope.body)
  if (!body.success) return { outcome: 'quarantined', why: `${quarantineWords['shape-wrong']} ${kind}` }
  await context.sql.run('savepoint one_fact')
  try {
    const why = await foldStationFact(context, { kind, body: body.data } as FactOf<StationFactKind>)
    await context.sql.run('release savepoint one_fact')
    return why === '' ? { outcome: 'applied', why: '' } : { outcome: 'applied-with-discrepancy', why }
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
