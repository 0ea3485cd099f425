// Where the one person at this station stands in her work. One small value, saved in the transaction of every scan, so that a restart
// goes on where the power went. Runs anywhere.
import type { Refusal } from '../outcomes/outcome.ts'

/**
 * What is being done:
 *   choose ──list──► pick ──finish──► choose
 *     ├──PUT──► put ──FINISH──► choose
 *     ├──CHECK──► check (one parcel after the other) ──FINISH──► choose
 *     └──MANIFEST──► manifest ──FINISH──► choose
 */
export type Activity =
  | { kind: 'choose' }
  | {
      kind: 'pick'; listId: string; taskId: string | null
      step: 'tote' | 'place' | 'item' | 'slot' | 'zero-check' | 'short-reason'
      /** Pieces in the hand that still need their slot (cart). */
      inHandQty: number
    }
  | { kind: 'put'; waveId: string; inHand: { sku: string; orderId: string; lineNumber: number; slotCode: string; quantity: number } | null; /** SHORT was said: CONFIRM makes the pieces that are not in the wall short. */ asksMissing?: boolean }
  /** What is due next follows from the parcel itself (packing/parcel-needs.ts). */
  | { kind: 'check'; parcelId: string | null }
  | { kind: 'manifest'; manifestId: string | null }

/** Another person has to agree: badge, PIN, then a reason or a weight. */
export type Approval = {
  what: 'weight' | 'weigh-in' | 'reprint'
  step: 'badge' | 'pin' | 'reason' | 'scale'
  personId: string | null
  /** The product that is weighed in. */
  sku: string | null
}

export type Bench = {
  operatorId: string | null
  signedInAtMs: number
  locked: boolean
  /** Badge read, PIN awaited. */
  badgePersonId: string | null
  activity: Activity
  approval: Approval | null
  refusal: { scanId: string; reason: Refusal['reason']; values: Refusal['values'] } | null
  /** A code with several meanings waits for a choice. */
  question: { code: string; skus: { sku: string; quantity: number }[] } | null
  armedQuantity: number | null
  /** The printer that this person chose (FO1). */
  printerId?: string
}

export const emptyBench: Bench = {
  operatorId: null, signedInAtMs: 0, locked: false, badgePersonId: null, activity: { kind: 'choose' }, approval: null, refusal: null, question: null, armedQuantity: null,
}
