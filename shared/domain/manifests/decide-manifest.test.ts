import { describe, expect, it } from 'vitest'
import { aTote, aWaybill, anItem, anOrder, bench, bodiesOf, kindsOf, order, parcel, verdictOf } from '#tests/support/builders.ts'
import type { Manifest } from './manifest.ts'
import { decideManifestFinish, decideManifestScan, type ManifestWorld } from './decide-manifest.ts'

const open: Manifest = { manifestId: 'manifest-1', manifestNumber: 'M-SF-1', carrierCode: 'SF', closedAtMs: null, parcelCount: 2, totalGrams: 900, notWeighedCount: 0, lastWaybillNumber: 'SF2' }
const closed = { parcel: parcel({ state: 'closed', waybillNumber: 'SF1', grams: 300 }), order: order({ state: 'packed' }) }

function world(found: ReturnType<ManifestWorld['parcelOf']>, manifest: Manifest | undefined = open): ManifestWorld {
  const activity = { kind: 'manifest' as const, manifestId: manifest?.manifestId ?? null }
  return { bench: bench(activity), activity, operatorId: 'packer-1', nowMs: 5_000, manifest, stoppedOnIt: [], isUnconfirmed: () => false, mayVouch: false, parcelOf: () => found, nextManifest: (carrierCode) => ({ manifestId: 'manifest-2', manifestNumber: `M-${carrierCode}-2` }) }
}

describe('handing over', () => {
  it.each([
    ['MA1', undefined, 'refused parcel-not-closed'],
    ['MA1', { ...closed, parcel: parcel({ waybillNumber: 'SF1' }) }, 'refused parcel-not-closed'],
    ['MA1', { ...closed, parcel: parcel({ state: 'suspended' }) }, 'refused parcel-not-closed'],
    ['MA2', { ...closed, parcel: { ...closed.parcel, stopTask: true } }, 'refused parcel-stopped'],
    ['MA2', { ...closed, parcel: { ...closed.parcel, state: 'stopped' as const } }, 'refused parcel-stopped'],
    ['MA2', { ...closed, order: order({ state: 'packed', cancelled: true }) }, 'refused parcel-stopped'],
    ['MA3', { ...closed, parcel: { ...closed.parcel, manifestId: 'manifest-0' } }, 'refused parcel-already-scanned-out'],
    ['MA4', { ...closed, order: order({ state: 'packed', carrierCode: 'ZTO' }) }, 'refused wrong-carrier'],
    ['MA5', closed, 'accepted parcel-scanned-out'],
  ] as const)('[%s] case %#: %s', (_rule, found, verdict) => {
    const decision = decideManifestScan(world(found), aWaybill('SF1'))
    expect(verdictOf(decision)).toBe(verdict)
    expect(kindsOf(decision)).toEqual(verdict.startsWith('accepted') ? ['ParcelScannedOut'] : [])
  })

  it.each([[anItem('cup')], [aTote('T')], [anOrder('order-1')]])('[MA1] %j is not a parcel', (meanings) => {
    expect(verdictOf(decideManifestScan(world(closed), meanings))).toBe('refused wrong-kind')
  })

  it('[MA7] [CL10] what the hub has not confirmed waits, unless a supervisor sends it', () => {
    const alone = { ...world(closed), isUnconfirmed: () => true }
    expect([verdictOf(decideManifestScan(alone, aWaybill('SF1'))), kindsOf(decideManifestScan(alone, aWaybill('SF1')))]).toEqual(['refused parcel-not-confirmed', []])
    expect(verdictOf(decideManifestScan({ ...alone, mayVouch: true }, aWaybill('SF1')))).toBe('accepted parcel-scanned-out')
    // What stops it is said first, to whomever.
    expect(verdictOf(decideManifestScan({ ...alone, mayVouch: true, parcelOf: () => ({ ...closed, parcel: { ...closed.parcel, stopTask: true } }) }, aWaybill('SF1')))).toBe('refused parcel-stopped')
  })

  it('[MA5] the first parcel opens the manifest of its carrier', () => {
    const first = decideManifestScan({ ...world(closed), manifest: undefined }, aWaybill('SF1'))
    expect(kindsOf(first)).toEqual(['ManifestOpened', 'ParcelScannedOut'])
    expect(bodiesOf(first, 'ManifestOpened')).toEqual([{ manifestId: 'manifest-2', manifestNumber: 'M-SF-2', carrierCode: 'SF', personId: 'packer-1' }])
    expect(first.bench.activity).toEqual({ kind: 'manifest', manifestId: 'manifest-2' })
    expect([first, decideManifestScan(world(closed), aWaybill('SF1'))].map((scanned) => scanned.outcome)).toMatchObject([{ values: { count: 1 } }, { values: { count: 3 } }])
  })

  it('[MA5] FINISH counts, closes and prints', () => {
    const done = decideManifestFinish(world(undefined))
    expect(bodiesOf(done, 'ManifestClosed')).toEqual([{ manifestId: 'manifest-1', parcelCount: 2, totalGrams: 900, personId: 'packer-1', closedAtMs: 5_000 }])
    expect([verdictOf(done), done.owed, done.bench.activity]).toEqual(['accepted manifest-closed', [{ kind: 'print-manifest', manifestId: 'manifest-1' }], { kind: 'choose' }])
  })

  it('[MA6] a parcel stopped on the open manifest keeps it from closing, and its scan takes it off', () => {
    const late = { parcel: { ...closed.parcel, stopTask: true, manifestId: 'manifest-1' }, order: closed.order }
    const blocked = decideManifestFinish({ ...world(late), stoppedOnIt: ['SF1'] })
    expect([verdictOf(blocked), blocked.facts, blocked.bench.activity.kind]).toEqual(['refused parcel-stopped', [], 'manifest'])
    const off = decideManifestScan(world(late), aWaybill('SF1'))
    expect([verdictOf(off), bodiesOf(off, 'ParcelTakenOff')]).toEqual(['refused parcel-stopped', [{ manifestId: 'manifest-1', parcelId: late.parcel.parcelId, waybillNumber: 'SF1' }]])
  })

  it('[MA5] without a parcel there is nothing to close', () => {
    const nothing = decideManifestFinish({ ...world(undefined), manifest: undefined })
    expect([verdictOf(nothing), nothing.facts, nothing.owed]).toEqual(['accepted cancelled', [], []])
  })
})
