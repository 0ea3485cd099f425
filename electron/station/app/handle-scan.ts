// One scan, end to end: read it, decide, record all of it in one transaction. What is answered is on disk, so it may beep.
import { type Decision, refuse } from '#shared/domain/bench/decision.ts'
import { recordableCode } from '#shared/domain/codes/recordable-code.ts'
import type { FactKind } from '#shared/domain/facts/facts.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Scan } from '#shared/domain/outcomes/scan.ts'
import type { AppDeps } from './app-deps.ts'
import { decideMeanings } from './decide-meanings.ts'
import { handleCommand } from './handle-command.ts'
import { readCode } from './read-code.ts'
import { recordDecision } from './record-decision.ts'

/** Two reads of the same code by one scanner within this time are one pull of the trigger, or a scanner that reads on and on, as some are set to, thirty times a second: no hand is that fast. */
export const bounceMs = 45

/** Reads, decides and records. A scan that was answered before gets the same answer and changes nothing. */
export function handleScan(deps: AppDeps, scan: Scan): Outcome {
  return deps.store.transaction(() => {
    const earlier = deps.store.outcomeOf(scan.scanId)
    if (earlier) return earlier
    const last = scan.source === 'tap' ? undefined : deps.store.lastScanOf(scan.scannerId)
    if (last && last.code === scan.code && scan.readAtMs >= last.readAtMs && scan.readAtMs - last.readAtMs < bounceMs) {
      const outcome: Outcome = { kind: 'ignored', why: 'bounce' }
      deps.store.recordScan({ scan, outcome, atMs: deps.nowMs() })
      return outcome
    }
    return recordDecision(deps, scan, holdNewWork(deps, decideScan(deps, scan)))
  })
}

const beginsWork: ReadonlySet<FactKind> = new Set<FactKind>(['PickListStarted', 'ParcelOpened', 'ManifestOpened'])

/** SV8: on a full disk what is open is finished, and nothing new is begun. */
function holdNewWork(deps: AppDeps, decision: Decision): Decision {
  const isNew = decision.facts.some((entry) => beginsWork.has(entry.kind))
  return isNew && deps.isDiskFull?.() ? refuse('disk-full', deps.store.bench()) : decision
}

function decideScan(deps: AppDeps, scan: Scan): Decision {
  const bench = deps.store.bench()
  const read = readCode(deps.store, scan.code)
  if (read.kind === 'command') return handleCommand(deps, bench, read.command)
  // A refusal blocks until it is acknowledged: whoever does not look must not pack on.
  if (bench.refusal) return refuse('acknowledge-first', bench, { reason: bench.refusal.reason })
  if (read.kind === 'refused') return refuse(read.reason, bench, { code: recordableCode(scan.code) })
  const decision = decideMeanings(deps, bench, read.meanings, { ...read.text, typed: scan.source === 'manual' })
  // CO6: a number that nobody knows and whose check digit is wrong was misread.
  const misread = read.badCheckDigit && decision.outcome.kind === 'refused' && decision.outcome.reason === 'code-unknown'
  return misread ? { ...decision, outcome: { kind: 'refused', reason: 'code-damaged', values: { code: read.text.value } } } : decision
}
