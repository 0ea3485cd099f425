import type { Enclosure, UniqueCodeKind } from '../facts/common.ts'
import type { Body } from '../facts/facts.ts'

/** queued → sending → sent → confirmed, or unknown (nobody knows whether paper came out), or failed (surely no byte left). */
export type LabelState = 'none' | 'queued' | 'sending' | 'sent' | 'unknown' | 'failed' | 'confirmed'

export type Parcel = {
  parcelId: string; orderId: string; waveId: string; personId: string
  state: 'open' | 'suspended' | 'closed' | 'stopped'
  packagingCodes: string[]; enclosures: Enclosure[]
  uniqueCodes: { lineNumber: number; codeKind: UniqueCodeKind; value: string }[]
  grams: number | null; weightVerdict: Body<'ParcelWeighed'>['verdict'] | null; weightApproved: boolean
  waybillNumber: string | null; labelState: LabelState; labelTrouble: string; copies: number; labelConfirmed: boolean
  /** Where its newest copy went; empty while there is none. */
  labelPrinterId: string
  /** An earlier copy may come out of another printer: only the mark of the newest one proves it (FO4). */
  copyMarked: boolean
  /** Cancelled after the label: hand-over refuses it. */
  stopTask: boolean
  /** Opened or last taken up at this bench. */
  packedHere: boolean
  manifestId: string | null
}

/** `blockId`: not taken yet; it is the next one off this station's own block. */
export type Waybill = { waybillNumber: string; orderId: string; carrierCode: string; parcelId: string | null; blockId?: string }
