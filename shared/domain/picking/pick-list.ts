import type { PickMode } from '../facts/common.ts'
import type { Body } from '../facts/facts.ts'

export type Wave = { waveId: string; waveNumber: string; mode: PickMode; cutOffAtMs: number; cancelled: boolean }

/** One walk. */
export type PickList = {
  listId: string; listNumber: string; waveId: string; zone: string; mode: PickMode
  state: 'open' | 'taken' | 'finished' | 'cancelled'
  personId: string | null
  /** Whether it was last taken at this bench, by whomever: who works at a bench may change while its list goes on. */
  takenHere: boolean
  toteCode: string | null; taskCount: number
}

/** One stop of a walk. It is done when picked + short = asked. */
export type PickTask = {
  taskId: string; listId: string; waveId: string; sequence: number; placeCode: string; sku: string
  askedQty: number; pickedQty: number; shortQty: number
  /** Earliest cut-off first: what is picked is given out in this order. */
  shares: Body<'PickListReleased'>['tasks'][number]['shares']
}
