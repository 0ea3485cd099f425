// A wave's life, drawn and kept. Runs anywhere: no clock, no I/O. Rules WV1..WV7 of docs/specs/waves.md.

/**
 *   released ──► picking ──► sorting ──► checking ──► done
 *      │           │ ▲          │ ▲          │
 *      │           │ └──────────┴─┼──────────┤  a piece is picked again (补拣)
 *      │           │              └──────────┘
 *      └───────────┴── cancel, as long as no parcel is closed ──► cancelled
 *
 * A stage without work is passed over (no wall: no sorting). Orders leave a wave one by one: packed, cancelled, or kicked out (剔出);
 * when the last one has left, it is done.
 */
export type WaveState = 'released' | 'picking' | 'sorting' | 'checking' | 'done' | 'cancelled'

/** What happened to a wave so far. Pieces are those of orders that are still in the wave. */
export type WaveProgress = {
  /** Pieces go through a put wall between picking and checking. */
  usesWall: boolean
  orders: number
  /** Orders whose parcel is closed. */
  closedOrders: number
  /** Orders that left unpacked: cancelled or kicked out. */
  goneOrders: number
  askedPieces: number
  pickedPieces: number
  shortPieces: number
  putPieces: number
}

/**
 * The stage the counts speak of: the earliest one with work left (WV1..WV4). Facts of several stations arrive in any order, so a put
 * may be counted before its pick and two stations may have done the same work: more than asked counts as all of it.
 */
function stageOf(progress: WaveProgress): WaveState {
  const { orders, closedOrders, goneOrders, askedPieces, pickedPieces, shortPieces, putPieces } = progress
  // WV1
  if (closedOrders + goneOrders >= orders) return 'done'
  // WV2
  if (pickedPieces + shortPieces < askedPieces) return pickedPieces + shortPieces === 0 && closedOrders === 0 ? 'released' : 'picking'
  // WV3
  if (progress.usesWall && putPieces < pickedPieces) return 'sorting'
  // WV4
  return 'checking'
}

/** WV5: an ended wave stays as it ended; before that its state is the stage that the counts speak of. */
export function waveState(kept: 'released' | 'done' | 'cancelled', progress: WaveProgress): WaveState {
  return kept === 'released' ? stageOf(progress) : kept
}

export type Permission<Why extends string> = { kind: 'allowed'; piecesToReturn: number } | { kind: 'refused'; why: Why }

/** Whether the whole wave may still be cancelled, and how many picked pieces then go back to the shelf (WV6). */
export function canCancelWave(state: WaveState, progress: WaveProgress): Permission<'wave-over' | 'parcels-closed'> {
  if (state === 'done' || state === 'cancelled') return { kind: 'refused', why: 'wave-over' }
  if (progress.closedOrders > 0) return { kind: 'refused', why: 'parcels-closed' }
  return { kind: 'allowed', piecesToReturn: progress.pickedPieces }
}

/** Whether one order may be kicked out (剔出). After its label was printed only a stop task can hold it (WV7). */
export function canKickOut(
  state: WaveState,
  order: { inWave: boolean; closed: boolean; labelPrinted: boolean; pickedPieces: number },
): Permission<'wave-over' | 'not-in-wave' | 'parcel-closed' | 'label-printed'> {
  if (state === 'done' || state === 'cancelled') return { kind: 'refused', why: 'wave-over' }
  if (!order.inWave) return { kind: 'refused', why: 'not-in-wave' }
  if (order.closed) return { kind: 'refused', why: 'parcel-closed' }
  if (order.labelPrinted) return { kind: 'refused', why: 'label-printed' }
  return { kind: 'allowed', piecesToReturn: order.pickedPieces }
}
