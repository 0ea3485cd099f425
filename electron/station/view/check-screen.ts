import type { CheckStep, ScreenOf } from '#shared/contract/station-view.ts'
import type { Bench } from '#shared/domain/bench/bench.ts'
import type { Packaging as PackagingListed } from '#shared/domain/catalogue/product.ts'
import type { Parcel } from '#shared/domain/packing/parcel.ts'
import { type CheckWorld, packagingToTakeBack } from '#shared/domain/packing/decide-check.ts'
import { type ParcelNeed, parcelNeeds, targetQty, weightSettled } from '#shared/domain/packing/parcel-needs.ts'
import { paddingAmong, type PackagingProposal, proposePackaging } from '#shared/domain/packing/propose-packaging.ts'
import { expectedParcelWeight } from '#shared/domain/packing/weigh-parcel.ts'
import type { ExpectedWeight } from '#shared/domain/weighing/expected-weight.ts'
import type { AppDeps } from '../app/app-deps.ts'
import { productCard } from './product-card.ts'

type CheckScreen = ScreenOf<'check'>

const stepOfNeed: Readonly<Record<ParcelNeed['kind'], CheckStep>> = {
  'unique-code': 'unique-code', item: 'item', enclosure: 'enclosure', packaging: 'packaging', weight: 'weigh', label: 'label', 'scan-back': 'scan-back',
}

/** `world`: the parcel on the bench. */
export function checkScreen(deps: AppDeps, bench: Bench, world: CheckWorld | undefined): CheckScreen {
  const { store } = deps
  const singleItemWaiting = store.singleItemWaiting()
  if (!world) return { kind: 'check', step: 'open', singleItemWaiting, parcel: null }
  const { order, parcel, product } = world
  const carrier = store.carrier(order.carrierCode)
  const packagings = store.packagings()
  const needs = parcelNeeds(order, parcel, product, paddingAmong(packagings))
  const [first] = needs
  const reprinting = bench.approval?.what === 'reprint' && bench.approval.step === 'reason'
  const step: CheckStep = reprinting ? 'reprint-reason' : first ? stepOfNeed[first.kind] : 'scan-back'
  const owed = first?.kind === 'unique-code' ? first : undefined
  const focus = first?.kind === 'item' ? first.lineNumber : owed?.lineNumber
  return {
    kind: 'check', step, singleItemWaiting,
    parcel: {
      orderNumber: order.number, waveNumber: store.wave(order.waveId)?.waveNumber ?? '', carrierCode: order.carrierCode, carrierName: carrier?.name ?? order.carrierCode, carrierNameEn: carrier?.nameEn ?? order.carrierCode,
      cutOffAtMs: order.cutOffAtMs, slotCode: order.slotCode, toteCode: order.toteCode,
      lines: order.lines.map((line) => ({ lineNumber: line.lineNumber, product: productCard(world, line.sku), askedQty: targetQty(order, line), pickedQty: line.pickedQty, checkedQty: line.checkedQty })),
      focusLineNumber: focus ?? null,
      uniqueCodeAsked: owed ? { codeKind: owed.codeKind, product: productCard(world, owed.sku) } : null,
      enclosures: order.enclosures.map((enclosure) => ({ enclosure, done: parcel.enclosures.includes(enclosure) })),
      packaging: packagingOf(packagings, world),
      weight: weightOf(expectedParcelWeight(order, parcel, product, packagings, deps.settings()), parcel),
      waybillNumber: parcel.waybillNumber ?? store.waybillOfOrder(order.orderId)?.waybillNumber ?? null,
      labelState: parcel.labelState, labelTrouble: parcel.labelTrouble, copy: parcel.copies, copyMarked: parcel.copyMarked,
      printerName: deps.settings().printers.find((each) => each.printerId === parcel.labelPrinterId)?.name ?? '',
    },
  }
}

type Packaging = NonNullable<CheckScreen['parcel']>['packaging']

function packagingOf(known: readonly PackagingListed[], { order, parcel, product }: CheckWorld): Packaging {
  const items = order.lines.flatMap((line) => {
    const item = product(line.sku)
    const quantity = targetQty(order, line)
    return item && quantity > 0 ? [{ ...item, quantity }] : []
  })
  const none: PackagingProposal = { kind: 'unknown-size', itemIndexes: [], needs: [] }
  const proposal = items.length > 0 ? proposePackaging(items, known) : none
  const extras = proposal.kind === 'proposed' ? proposal.extras : []
  // CH5: what goes around the goods is asked for before the box that they go into.
  const [nextExtra] = withoutUsed(extras, parcel.packagingCodes)
  const proposed = nameOf(known, proposal.kind === 'proposed' ? proposal.packagingCode : undefined)
  return { proposed, next: nextExtra === undefined ? proposed : nameOf(known, nextExtra), extras, usedCodes: parcel.packagingCodes, takeBackCode: packagingToTakeBack(parcel) ?? null }
}

function nameOf(known: readonly PackagingListed[], packagingCode: string | undefined): Packaging['next'] {
  const found = known.find((each) => each.packagingCode === packagingCode)
  return found ? { code: found.packagingCode, name: found.name, nameEn: found.nameEn } : null
}

/** What is left of the extras when each used code is taken away once. */
function withoutUsed(extras: readonly string[], usedCodes: readonly string[]): string[] {
  const left = [...extras]
  for (const code of usedCodes) if (left.includes(code)) left.splice(left.indexOf(code), 1)
  return left
}

function weightOf(expected: ExpectedWeight | undefined, parcel: Parcel): NonNullable<CheckScreen['parcel']>['weight'] {
  const known = expected?.kind === 'known' ? expected : undefined
  return {
    expectedGrams: known?.expectedGrams ?? null, toleranceGrams: known?.toleranceGrams ?? null, canHideLightestItem: known?.canHideLightestItem ?? false,
    measuredGrams: parcel.grams, verdict: parcel.weightVerdict, approved: parcel.weightApproved && weightSettled(parcel),
  }
}
