import type { Enclosure } from '../facts/common.ts'

/**
 * An order's life at the station:
 *   released ──parcel opened──► open ──parcel closed──► packed
 *       │                        └──suspend──► suspended ──resume──► open
 *       ├──cancelled order scanned──► stopped
 *       └──剔出──► kicked-out
 */
export type OrderState = 'released' | 'open' | 'packed' | 'stopped' | 'kicked-out' | 'suspended'

export type OrderLine = { lineNumber: number; sku: string; askedQty: number; pickedQty: number; shortQty: number; putQty: number; checkedQty: number }

export type Order = {
  orderId: string; number: string; waveId: string; carrierCode: string; cutOffAtMs: number; priority: number; itemCount: 'single' | 'multi'
  slotCode: string | null; toteCode: string | null; enclosures: Enclosure[]; state: OrderState
  /** The hub said it is cancelled or refunded. */
  cancelled: boolean
  /** A supervisor lets it ship without what was short. */
  shortAccepted: boolean
  lines: OrderLine[]
}
