// What a scan leads to. Nothing has happened yet when a decision is made: the caller writes all of it in one transaction or nothing.
import type { Fact } from '../facts/facts.ts'
import type { AcceptedVerdict, Outcome, WordValues } from '../outcomes/outcome.ts'
import type { RefusalReason } from '../outcomes/refusal-reasons.ts'
import type { Bench } from './bench.ts'

/** Work that the world is owed because of a decision. The caller mints the job's id and, unless one is named, picks the printer. */
export type OwedWork =
  | { kind: 'print-label'; parcelId: string; waybillNumber: string; copy: number; printerId?: string }
  /** A job that is queued goes to another printer. */
  | { kind: 'move-label'; jobId: string; parcelId: string; waybillNumber: string; printerId: string }
  | { kind: 'print-manifest'; manifestId: string }

export type Decision = { outcome: Outcome; facts: Fact[]; bench: Bench; owed: OwedWork[] }

export function accept(verdict: AcceptedVerdict, bench: Bench, more: { values?: WordValues; facts?: Fact[]; owed?: OwedWork[] } = {}): Decision {
  return { outcome: { kind: 'accepted', verdict, values: more.values ?? {} }, facts: more.facts ?? [], bench, owed: more.owed ?? [] }
}

/** `facts` are those that are true although the scan is refused: an order that stops, for example. */
export function refuse(reason: RefusalReason, bench: Bench, values: WordValues = {}, facts: Fact[] = []): Decision {
  return { outcome: { kind: 'refused', reason, values }, facts, bench, owed: [] }
}
