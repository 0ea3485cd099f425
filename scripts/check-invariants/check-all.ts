// One pass over all facts of the hub and of each station, then the tables against what was counted.
import { checkHubTables, checkStationTables } from './check-tables.ts'
import { checkStationJournal, hubJournalCheck } from './check-journals.ts'
import { checkLabelContent, checkRanges, checkReserved, checkWork, readDiscrepancies } from './check-work.ts'
import type { Entry } from './entry.ts'
import { collectFindings, type Finding } from './findings.ts'
import { hubEntries, type HubReader } from './read-hub.ts'
import { readStation, type StationStore } from './read-station.ts'
import { recount } from './recount.ts'
import { recountStock } from './recount-stock.ts'

/** `drained`: the network is whole and all has quietened, so that empty queues are demanded too. Reads only. */
export async function checkInvariants({ hub, stations, drained = false }: { hub: HubReader; stations: readonly Pick<StationStore, 'name' | 'db'>[]; drained?: boolean }): Promise<Finding[]> {
  const findings = collectFindings()
  const told = await readDiscrepancies(hub)
  // Put back from a backup, or begun anew beside stations that had worked with another one.
  const [identity] = await hub.rows<{ has_lost: boolean }>(`select restored_from is not null or exists (select 1 from fact p where p.kind = 'ParcelOpened'
    and not exists (select 1 from fact w where w.kind = 'WaveReleased' and w.body->>'waveId' = p.body->>'waveId')) as has_lost from hub_identity`)
  const hubHasLost = identity?.has_lost === true
  if (hubHasLost) findings.note('I21', 'the hub was put back from a backup or begun anew: lists and numbers of which only the facts it lost told are left out')
  const journals = hubJournalCheck(findings)
  const benches = stations.map((store) => ({ facts: readStation(store), work: recount(hubHasLost) }))
  const atHub = recount(hubHasLost)
  const stock = recountStock(findings)
  // The whole site: what the hub has, and behind it what waits at the stations.
  const site = recount(hubHasLost)
  for await (const entry of hubEntries(hub)) {
    journals.see(entry)
    for (const { facts, work } of benches) {
      const isOwn = entry.stationId === facts.stationId && facts.incarnations.some((part) => part.incarnation === entry.incarnation && entry.seq <= part.lastSeq)
      // What is its own counts when it stands in its journal (or was let go of there), what is of others when it has met it.
      if (isOwn ? facts.holds(entry) : entry.position <= facts.position && !facts.setAside.has(entry.factId)) work.add(entry)
    }
    if (entry.outcome === 'quarantined') continue
    atHub.add(entry)
    stock.add(entry)
    site.add(entry)
    checkReserved(findings, site, entry)
    checkLabelContent(findings, hub, site, entry)
  }
  await journals.seal(hub)
  const unsent: Entry[] = []
  for (const { facts, work } of benches) {
    for (const entry of checkStationJournal(findings, facts, journals.journals, drained)) {
      work.add(entry)
      unsent.push(entry)
    }
    // After another epoch began, a station holds what this hub has forgotten: only the hub that was can tell what its tables should be.
    if (facts.hubEpoch === journals.journals.epoch) checkStationTables(findings, facts, work, hubHasLost)
    else findings.note('I21', `the tables of ${facts.name} are not compared until it has met this hub`)
  }
  await checkHubTables(findings, hub, atHub)
  await stock.check(hub)
  await checkRanges(findings, hub)
  for (const entry of unsent) {
    site.add(entry)
    checkReserved(findings, site, entry)
  }
  checkWork(findings, site, told, unsent.length === 0, hubHasLost)
  return findings.all()
}
