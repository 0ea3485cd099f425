import type { ScreenOf } from '#shared/contract/station-view.ts'
import type { Activity } from '#shared/domain/bench/bench.ts'
import type { Store } from '../store/store.ts'
import { productCard } from './product-card.ts'

export function putScreen(store: Store, activity: Extract<Activity, { kind: 'put' }>): ScreenOf<'put'> {
  const state = store.putState(activity.waveId)
  const { inHand } = activity
  return {
    kind: 'put', step: inHand ? 'slot' : activity.asksMissing ? 'missing' : 'item', waveNumber: store.wave(activity.waveId)?.waveNumber ?? '',
    product: inHand ? productCard(store, inHand.sku) : null, slotCode: inHand?.slotCode ?? null,
    putPieces: state.putPieces, pieceCount: state.pieceCount, notPutPieces: store.notPut(activity.waveId).reduce((sum, share) => sum + share.quantity, 0), slots: state.slots,
  }
}
