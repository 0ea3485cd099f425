// I3, I4, I6, I7, I8, I25, I30: the journals of the stations, the hub's order, and what each knows of the other.
import { hashOfEntry, nameOf, zeros, type Entry, type HubEntry } from './entry.ts'
import type { Findings } from './findings.ts'
import type { HubReader } from './read-hub.ts'
import type { StationFacts } from './read-station.ts'

type Kept = { hash: string; outcome: string }
type HubJournal = { lastSeq: number; lastHash: string; entries: Map<number, Kept> }
export type HubJournals = { epoch: string; newest: number; byPlace: Map<string, HubJournal>; forked: Set<string>; quarantined: HubEntry[] }

const placeOf = (entry: Pick<Entry, 'stationId' | 'incarnation'>): string => `${entry.stationId}/${entry.incarnation}`
/** Content that the hub was given with a wrong hash, or under an id that was taken, is kept in quarantine as it came. */
const cameWrong = (entry: HubEntry): boolean => entry.outcome === 'quarantined' && /^the (hash does not fit|fact id is used)/.test(entry.why)

/** Looks at each fact of the hub as it passes; `seal` asks the tables once all have passed. */
export function hubJournalCheck(findings: Findings) {
  const journals: HubJournals = { epoch: '', newest: 0, byPlace: new Map(), forked: new Set(), quarantined: [] }
  const ids = new Set<string>()
  const scans = new Set<string>()
  return {
    journals,
    see(entry: HubEntry): void {
      findings.see('I8', entry.position === journals.newest + 1, () => `after position ${journals.newest} comes ${entry.position}`)
      journals.newest = entry.position
      findings.see('I7', !ids.has(entry.factId), () => `fact ${entry.factId} stands twice, the second time as ${nameOf(entry)}`)
      ids.add(entry.factId)
      if (entry.kind === 'ScanRefused') {
        const scan = `${entry.stationId}/${String(entry.body['scanId'])}`
        findings.see('I7', !scans.has(scan), () => `the scan ${scan} was refused twice (${nameOf(entry)})`)
        scans.add(scan)
      }
      const key = placeOf(entry)
      const journal = journals.byPlace.get(key) ?? { lastSeq: 0, lastHash: zeros, entries: new Map<number, Kept>() }
      journals.byPlace.set(key, journal)
      findings.see('I30', entry.seq === journal.lastSeq + 1, () => `${nameOf(entry)} follows ${journal.lastSeq}`)
      findings.see('I30', entry.prevHash === journal.lastHash, () => `${nameOf(entry)} is not chained to the one before`)
      if (!cameWrong(entry)) findings.see('I30', hashOfEntry(entry) === entry.hash, () => `${nameOf(entry)} at position ${entry.position} is not what was recorded`)
      if (entry.outcome === 'quarantined') journals.quarantined.push(entry)
      journal.lastSeq = entry.seq
      journal.lastHash = entry.hash
      journal.entries.set(entry.seq, { hash: entry.hash, outcome: entry.outcome })
    },
    async seal(hub: HubReader): Promise<void> {
      const [identity] = await hub.rows<{ epoch: string; incarnation: number; last_seq: number; head_hash: string }>('select epoch, incarnation, last_seq, head_hash from hub_identity')
      findings.see('I30', identity !== undefined, () => 'the hub has no identity')
      if (!identity) return
      journals.epoch = identity.epoch
      const own = journals.byPlace.get(`hub/${identity.incarnation}`) ?? { lastSeq: 0, lastHash: zeros }
      findings.see('I30', own.lastSeq === identity.last_seq && own.lastHash === identity.head_hash, () => `the hub's own journal ends at ${own.lastSeq}, and the hub remembers ${identity.last_seq}`)
      for (const row of await hub.rows<{ station_id: string }>("select station_id from station where state = 'forked'")) journals.forked.add(row.station_id)
      await checkQuarantine(findings, hub, journals.quarantined)
    },
  }
}

async function checkQuarantine(findings: Findings, hub: HubReader, quarantined: readonly HubEntry[]): Promise<void> {
  const shown = new Map((await hub.rows<{ subject: string; state: string; decided_by: string }>("select subject, state, decided_by from discrepancy where kind = 'quarantined-fact'")).map((row) => [row.subject, row]))
  for (const entry of quarantined) {
    const row = shown.get(`${entry.stationId}/${entry.incarnation}/${entry.seq}`)
    findings.see('I25', row !== undefined && (row.state === 'open' || row.decided_by !== ''), () => (row ? `${nameOf(entry)} was closed by nobody` : `${nameOf(entry)} is quarantined and not shown`))
  }
}

/** One station's journal by itself, and against what the hub holds of it. Answers the entries that the hub does not have yet. */
export function checkStationJournal(findings: Findings, station: StationFacts, hub: HubJournals, isDrained: boolean): Entry[] {
  const unsent: Entry[] = []
  const sameEpoch = station.hubEpoch === hub.epoch
  if (!sameEpoch) findings.note('I4', `${station.name} has not met this hub in its present epoch; what it lacks is not held against it`)
  for (const part of station.incarnations) {
    const known = hub.byPlace.get(`${station.stationId}/${part.incarnation}`)
    const where = `${station.name} (${station.stationId}/${part.incarnation})`
    let seq = part.firstSeq - 1
    let prevHash = part.beforeHash ?? zeros
    for (const entry of station.entriesOf(part.incarnation)) {
      seq += 1
      findings.see('I3', entry.seq === seq, () => `${where}: where entry ${seq} should stand is entry ${Math.abs(entry.seq)}`)
      findings.see('I3', entry.prevHash === prevHash, () => `${where}: entry ${seq} is not chained to the one before`)
      findings.see('I3', hashOfEntry({ ...entry, seq }) === entry.hash, () => `${where}: entry ${seq} (${entry.kind}) is not what was recorded`)
      prevHash = entry.hash
      const atHub = known?.entries.get(seq)
      if (atHub) findings.see('I4', atHub.hash === entry.hash || hub.forked.has(station.stationId), () => `${where}: entry ${seq} (${entry.kind}) is another at the hub, and the hub has not noticed`)
      else if (seq <= part.acknowledgedSeq && sameEpoch) findings.see('I4', false, () => `${where}: entry ${seq} (${entry.kind}) was acknowledged and is not at the hub`)
      else unsent.push(entry)
      const answer = station.answers.get(`${part.incarnation}/${seq}`)
      if (atHub && seq <= part.acknowledgedSeq && sameEpoch) findings.see('I7', (answer ?? 'applied') === atHub.outcome, () => `${where}: entry ${seq} was answered '${answer ?? 'applied'}', and the hub keeps '${atHub.outcome}'`)
    }
    for (const entry of station.keptAside(part.incarnation)) {
      findings.see('I3', hashOfEntry(entry) === entry.hash, () => `${where}: entry ${Math.abs(entry.seq)} (${entry.kind}), kept when those around it were let go of, is not what was recorded`)
      const atHub = known?.entries.get(entry.seq)
      const answer = station.answers.get(`${part.incarnation}/${entry.seq}`)
      if (sameEpoch) findings.see('I7', atHub?.hash === entry.hash && answer === atHub.outcome, () => `${where}: entry ${entry.seq} was answered '${answer}', and the hub keeps '${atHub?.outcome}'`)
    }
    // A copy, and a store that was put back from one, ends before what its original told the hub.
    const mayBeShort = station.isCopy || !part.isNewest
    findings.see('I3', mayBeShort || seq >= (known?.lastSeq ?? 0), () => `${where}: ends at ${seq}, and the hub has heard ${known?.lastSeq}`)
    findings.see('I3', part.acknowledgedSeq <= seq, () => `${where}: ends at ${seq}, and ${part.acknowledgedSeq} were acknowledged`)
    for (let gone = 1; gone < part.firstSeq; gone += 1) findings.see('I4', known?.entries.has(gone) === true || !sameEpoch, () => `${where}: entry ${gone} was let go of and is not at the hub`)
  }
  findings.see('I8', !sameEpoch || station.position <= hub.newest, () => `${station.name} stands at position ${station.position}, beyond the hub's ${hub.newest}`)
  if (station.waitingKinds.length > 0) findings.note('I8', `${station.name} waits for a newer build to understand ${station.waitingKinds.join(', ')}`)
  if (isDrained) {
    findings.see('I6', unsent.length === 0, () => `${station.name} still has ${unsent.length} facts to send`)
    findings.see('I6', sameEpoch && station.position === hub.newest, () => `${station.name} stands at ${station.position}, the hub at ${hub.newest}`)
  } else if (unsent.length > 0) findings.note('I4', `${station.name} has ${unsent.length} facts that are not at the hub yet`)
  return unsent
}
