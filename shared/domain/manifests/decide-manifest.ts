// 交接单: parcels scanned out to a carrier. Rules MA1..MA6 of docs/specs/manifests.md. Runs anywhere.
import type { Activity, Bench } from '../bench/bench.ts'
import { accept, type Decision, refuse } from '../bench/decision.ts'
import { type CodeMeaning, meaningsOfKind } from '../codes/code-meaning.ts'
import { fact, type Fact } from '../facts/facts.ts'
import type { Order } from '../orders/order.ts'
import type { Parcel } from '../packing/parcel.ts'
import type { Manifest } from './manifest.ts'

export type ManifestWorld = {
  bench: Bench
  activity: Extract<Activity, { kind: 'manifest' }>
  operatorId: string
  nowMs: number
  manifest: Manifest | undefined
  /** Packed at this station, and the hub has not confirmed yet that no other station packed the same order. */
  isUnconfirmed: (parcel: Parcel) => boolean
  /** May send it off all the same: she looks around herself. */
  mayVouch: boolean
  /** Parcels on it that were stopped after they were scanned out. */
  stoppedOnIt: readonly string[]
  /** The closed or open parcel of a waybill number, with its order. */
  parcelOf: (waybillNumber: string) => { parcel: Parcel; order: Order } | undefined
  /** The next number for a carrier's manifest, minted by the caller. */
  nextManifest: (carrierCode: string) => { manifestId: string; manifestNumber: string }
}

/** One parcel scanned out. The first one opens the manifest of its carrier. */
export function decideManifestScan(world: ManifestWorld, meanings: readonly CodeMeaning[]): Decision {
  const { bench, manifest } = world
  const [waybill] = meaningsOfKind(meanings, 'waybill')
  if (!waybill) return refuse('wrong-kind', bench, { kind: meanings[0]?.kind ?? 'unknown', step: 'manifest' })
  const { waybillNumber } = waybill
  const found = world.parcelOf(waybillNumber)
  // MA1: only a closed parcel leaves.
  if (!found) return refuse('parcel-not-closed', bench, { waybillNumber })
  const { parcel, order } = found
  // MA2: a stopped parcel never leaves. MA6: stopped while on the open manifest, its scan takes it off again.
  if (parcel.stopTask || parcel.state === 'stopped' || order.cancelled) {
    const isOnIt = manifest !== undefined && parcel.manifestId === manifest.manifestId
    return refuse('parcel-stopped', bench, { waybillNumber, orderNumber: order.number }, isOnIt ? [fact('ParcelTakenOff', { manifestId: manifest.manifestId, parcelId: parcel.parcelId, waybillNumber })] : [])
  }
  if (parcel.state !== 'closed') return refuse('parcel-not-closed', bench, { waybillNumber })
  // MA3: once.
  if (parcel.manifestId) return refuse('parcel-already-scanned-out', bench, { waybillNumber })
  // CL10: two stations without the hub may have packed one order; its number would be on two parcels.
  if (world.isUnconfirmed(parcel) && !world.mayVouch) return refuse('parcel-not-confirmed', bench, { waybillNumber, orderNumber: order.number })
  // MA4: one carrier on one manifest.
  if (manifest && manifest.carrierCode !== order.carrierCode) return refuse('wrong-carrier', bench, { waybillNumber, carrierCode: order.carrierCode, manifestCarrierCode: manifest.carrierCode })
  const facts: Fact[] = []
  let manifestId = manifest?.manifestId
  if (!manifestId) {
    const opened = world.nextManifest(order.carrierCode)
    manifestId = opened.manifestId
    facts.push(fact('ManifestOpened', { ...opened, carrierCode: order.carrierCode, personId: world.operatorId }))
  }
  facts.push(fact('ParcelScannedOut', { manifestId, parcelId: parcel.parcelId, waybillNumber }))
  return accept('parcel-scanned-out', { ...bench, activity: { kind: 'manifest', manifestId } }, { facts, values: { waybillNumber, count: (manifest?.parcelCount ?? 0) + 1 } })
}

/** FINISH: closes and prints the manifest; without a parcel there is nothing to close. */
export function decideManifestFinish(world: ManifestWorld): Decision {
  const { bench, manifest } = world
  const next: Bench = { ...bench, activity: { kind: 'choose' } }
  if (!manifest || manifest.parcelCount === 0) return accept('cancelled', next)
  // MA6: the manifest does not close over a stopped parcel: find it, scan it, put it aside.
  const [stopped] = world.stoppedOnIt
  if (stopped !== undefined) return refuse('parcel-stopped', bench, { waybillNumber: stopped, count: world.stoppedOnIt.length })
  // MA5: counted, closed, printed.
  const closed = fact('ManifestClosed', { manifestId: manifest.manifestId, parcelCount: manifest.parcelCount, totalGrams: manifest.totalGrams, personId: world.operatorId, closedAtMs: world.nowMs })
  return accept('manifest-closed', next, { facts: [closed], owed: [{ kind: 'print-manifest', manifestId: manifest.manifestId }], values: { count: manifest.parcelCount, manifestNumber: manifest.manifestNumber } })
}
