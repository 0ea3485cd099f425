import type { ScreenOf } from '#shared/contract/station-view.ts'
import type { Activity } from '#shared/domain/bench/bench.ts'
import type { Store } from '../store/store.ts'

export function manifestScreen(store: Store, activity: Extract<Activity, { kind: 'manifest' }>): ScreenOf<'manifest'> {
  const manifest = activity.manifestId === null ? undefined : store.manifest(activity.manifestId)
  const handOver = manifest ? store.handOverState(manifest.carrierCode) : { remainingCount: store.workCounts().toHandOver, stoppedCount: 0 }
  return {
    kind: 'manifest', manifestNumber: manifest?.manifestNumber ?? null, carrierCode: manifest?.carrierCode ?? null, carrierName: manifest ? (store.carrier(manifest.carrierCode)?.name ?? manifest.carrierCode) : '',
    scannedCount: manifest?.parcelCount ?? 0, totalGrams: manifest?.totalGrams ?? 0, ...handOver,
    lastWaybillNumber: manifest ? (store.manifestParcels(manifest.manifestId).at(-1)?.waybillNumber ?? null) : null,
  }
}
