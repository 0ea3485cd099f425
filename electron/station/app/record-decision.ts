// The one place where a decision becomes true: facts, what is owed to the world, the bench and the answer, in the caller's transaction.
import type { Decision } from '#shared/domain/bench/decision.ts'
import type { Bench } from '#shared/domain/bench/bench.ts'
import { recordableCode } from '#shared/domain/codes/recordable-code.ts'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Scan } from '#shared/domain/outcomes/scan.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { AppDeps } from './app-deps.ts'
import { printerForCopy, printerForNext } from './choose-printers.ts'
import { owePackingList } from './owe-packing-list.ts'

/** Must run inside a transaction. The scan's outcome is stored under its id, so that a retry gets the same answer. */
export function recordDecision(deps: AppDeps, scan: Scan, decision: Decision): Outcome {
  const { store, mintId } = deps
  const atMs = deps.nowMs()
  const before = store.bench()
  const actorId = before.operatorId ?? decision.bench.operatorId ?? 'station'
  const record = (entry: Fact): void => store.record({ factId: mintId(), atMs, actorId, fact: entry })

  for (const entry of decision.facts) record(entry)
  // What the person chose with this scan counts for what it owes.
  for (const work of decision.owed) oweWork(deps, work, record, atMs, decision.bench.printerId)

  const outcome = withNames(store, decision.outcome)
  let bench: Bench = decision.bench
  if (outcome.kind === 'refused') {
    record(fact('ScanRefused', { scanId: scan.scanId, code: recordableCode(scan.code), reason: outcome.reason, activity: bench.activity.kind }))
    // The first refusal stays on the screen until it is acknowledged; what is refused meanwhile is heard and stored.
    if (outcome.reason !== 'acknowledge-first') bench = { ...bench, refusal: { scanId: scan.scanId, reason: outcome.reason, values: outcome.values } }
  }
  store.saveBench(bench)
  store.recordScan({ scan, outcome, atMs })
  return outcome
}

/** A person at the bench knows things by their names: they go beside the numbers of a refusal. */
function withNames(store: AppDeps['store'], outcome: Outcome): Outcome {
  if (outcome.kind !== 'refused') return outcome
  const nameOf = (sku: string | number | undefined): string | undefined => {
    const product = typeof sku === 'string' ? store.product(sku) : undefined
    return product && `${product.name} ${product.spec}`.trim()
  }
  const name = nameOf(outcome.values.sku)
  const scannedName = nameOf(outcome.values.scannedSku)
  return { ...outcome, values: { ...outcome.values, ...(name === undefined ? {} : { name }), ...(scannedName === undefined ? {} : { scannedName }) } }
}

function oweWork(deps: AppDeps, work: Decision['owed'][number], record: (entry: Fact) => void, atMs: number, chosenId: string | undefined): void {
  if (work.kind === 'move-label') {
    const { jobId, parcelId, waybillNumber, printerId } = work
    assert(deps.store.moveEffect(jobId, printerId), 'a job that was queued when this was decided still is')
    record(fact('LabelMoved', { jobId, parcelId, waybillNumber, printerId }))
    return
  }
  if (work.kind === 'print-manifest') {
    const printerId = printerForNext(deps, chosenId)
    if (printerId !== undefined) deps.store.oweEffect({ effectId: deps.mintId(), kind: 'print-manifest', printerId, body: { manifestId: work.manifestId } }, atMs)
    return
  }
  const printerId = work.printerId ?? (work.copy > 1 ? printerForCopy(deps, work.parcelId, chosenId) : printerForNext(deps, chosenId))
  assert(printerId, 'a label is only owed where there is a printer')
  const jobId = deps.mintId()
  record(fact('LabelQueued', { jobId, parcelId: work.parcelId, waybillNumber: work.waybillNumber, printerId, copy: work.copy }))
  deps.store.oweEffect({ effectId: jobId, kind: 'print-label', printerId, body: { jobId, parcelId: work.parcelId, waybillNumber: work.waybillNumber, copy: work.copy } }, atMs)
  if (work.copy === 1) owePackingList(deps, work.parcelId, printerId, atMs)
}
