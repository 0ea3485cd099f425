import type { ScreenOf } from '#shared/contract/station-view.ts'
import type { Activity } from '#shared/domain/bench/bench.ts'
import type { Store } from '../store/store.ts'

export function manifestScreen(store: Store, activity: Extract<Activity, { kind: 'manifest' }>): ScreenOf<'manifest'> {
  const manifest = activity.manifestId === null ? undefined : store.manifest(activity.manifestId)
  const handOver = manifest ? store.handOverState(manifest.carrierCode) : { remainingCount: store.workCounts().toHandOver, stoppedCount: 0 }
  const carrier = manifest && store.carrier(manifest.carrierCode)
  return {
    kind: 'manifest', manifestNumber: manifest?.manifestNumber ?? null, carrierCode: manifest?.carrierCode ?? null, carrierName: carrier?.name ?? manifest?.carrierCode ?? '', carrierNameEn: carrier?.nameEn ?? manifest?.carrierCode ?? '',
    scannedCount: manifest?.parcelCount ?? 0, totalGrams: manifest?.totalGrams ?? 0, notWeighedCount: manifest?.notWeighedCount ?? 0, ...handOver,
    lastWaybillNumber: manifest?.lastWaybillNumber ?? null,
  }
}
