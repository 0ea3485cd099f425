// How one fact changes the tables that are read. The same for own facts and for those of others.
import type { Body, FactKind } from '#shared/domain/facts/facts.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import type BetterSqlite3 from 'better-sqlite3'
import { ProjectionConflict } from './store-refusal.ts'

export type FoldContext = {
  factId: string
  atMs: number
  /** Who did it. */
  actorId: string
  /** Recorded here, and not received. */
  own: boolean
  /** What travelled beside the fact and must rest encrypted. */
  personal: LabelPayload | null
}
export type Fold<K extends FactKind> = (body: Body<K>, context: FoldContext) => void
export type Folds<K extends FactKind> = { [P in K]: Fold<P> }

/** A fact about one thing changes exactly one row; otherwise it does not fit what is known here. */
export function one(result: BetterSqlite3.RunResult, belief: string): void {
  if (result.changes !== 1) throw new ProjectionConflict(belief)
}
