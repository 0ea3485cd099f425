// 复核: the second, independent scan of every piece, and all that belongs to one parcel until its printed waybill is scanned back.
// Rules CH1..CH16 of docs/specs/checking.md. Runs anywhere: the caller reads, this decides, the store writes.
import type { Bench } from '../bench/bench.ts'
import { accept, type Decision, type OwedWork, refuse } from '../bench/decision.ts'
import type { Product } from '../catalogue/product.ts'
import { type CodeMeaning, meaningsOfKind } from '../codes/code-meaning.ts'
import type { ScannedText } from '../codes/scanned-text.ts'
import { fact, type Fact } from '../facts/facts.ts'
import type { Enclosure, UniqueCodeKind } from '../facts/common.ts'
import type { AcceptedVerdict, WordValues } from '../outcomes/outcome.ts'
import type { Order, OrderLine } from '../orders/order.ts'
import { stopOrder } from '../orders/stop-order.ts'
import type { Parcel, Waybill } from './parcel.ts'
import { copyOfMark, looksLikeCopyMark } from '../printing/copy-mark.ts'
import { labelIsDue, parcelNeeds, targetQty, weightSettled } from './parcel-needs.ts'

export type CheckWorld = {
  bench: Bench
  operatorId: string
  /** A temp checks piece by piece. */
  mayUseQuantity: boolean
  /** A supervisor may vouch for a label she reads with her own eyes. */
  mayTypeWaybill: boolean
  order: Order
  parcel: Parcel
  product: (sku: string) => Product | undefined
  /** What is no box by itself. */
  isPadding: (packagingCode: string) => boolean
  /** The number that the hub reserved for this order, or the next one off this station's own block. */
  reserved: () => Waybill | undefined
  /** Without a printer the label stays due; the bar says that there is none. */
  hasPrinter: boolean
  /** The parcel a serial or anti-counterfeit code was used for. */
  uniqueCodeUse: (codeKind: UniqueCodeKind, sku: string, value: string) => string | undefined
  /** The station's claim on this order is over by hub time. */
  holdEnded: boolean
}

/** Largest quantity that a card may stand for at the check. */
const maxCheckQuantity = 10

/**
 * CH9: adds what follows from the new facts by itself: the label that is due now, and the end of the parcel when nothing is needed any more.
 * `parcel` and `order` are as they are after `facts`.
 */
export function settle(world: Omit<CheckWorld, 'mayUseQuantity' | 'mayTypeWaybill' | 'uniqueCodeUse' | 'holdEnded'>, bench: Bench, facts: Fact[], verdict: AcceptedVerdict, values: WordValues = {}): Decision {
  const { order, parcel } = world
  const needs = parcelNeeds(order, parcel, world.product, world.isPadding)
  const owed: OwedWork[] = []
  const added: Fact[] = []
  let last = verdict
  // Asked for only when the label is due: most scans of a check need no number.
  const reserved = world.hasPrinter && labelIsDue(order, needs) ? world.reserved() : undefined
  if (reserved) {
    if (!parcel.waybillNumber && reserved.blockId !== undefined) added.push(fact('WaybillTaken', { waybillNumber: reserved.waybillNumber, orderId: order.orderId, carrierCode: order.carrierCode, blockId: reserved.blockId }))
    if (!parcel.waybillNumber) added.push(fact('WaybillBound', { parcelId: parcel.parcelId, orderId: order.orderId, waybillNumber: reserved.waybillNumber }))
    owed.push({ kind: 'print-label', parcelId: parcel.parcelId, waybillNumber: reserved.waybillNumber, copy: 1 })
    last = 'label-queued'
  }
  if (needs.length === 0 && parcel.waybillNumber) {
    added.push(fact('ParcelClosed', {
      parcelId: parcel.parcelId, orderId: order.orderId, waveId: order.waveId, waybillNumber: parcel.waybillNumber, carrierCode: order.carrierCode,
      grams: parcel.grams, personId: world.operatorId, pieceCount: order.lines.reduce((sum, line) => sum + line.checkedQty, 0),
    }))
    return accept('parcel-closed', { ...bench, activity: { kind: 'check', parcelId: null } }, { facts: [...facts, ...added], values: { ...values, orderNumber: order.number, waybillNumber: parcel.waybillNumber } })
  }
  return accept(last, bench, { facts: [...facts, ...added], owed, values })
}

/** 退款拦截: stops this parcel. After the label it also leaves a stop task, so that the box cannot be handed over. */
export function stopParcel(bench: Bench, order: Order, parcel: Parcel | undefined): Decision {
  const facts = stopOrder(order, parcel?.parcelId ?? null)
  if (parcel?.waybillNumber && parcel.copies > 0) facts.push(fact('StopTaskRaised', { orderId: order.orderId, parcelId: parcel.parcelId, waybillNumber: parcel.waybillNumber }))
  return refuse('order-stopped', { ...bench, armedQuantity: null, approval: null, question: null, activity: { kind: 'check', parcelId: null } }, { orderNumber: order.number }, facts)
}

/** What has become of the parcel on this bench meanwhile, before anything else is looked at. Undefined: the work goes on. */
export function interruptedCheck(bench: Bench, order: Order, parcel: Parcel, holdEnded: boolean): Decision | undefined {
  // CH10: a cancelled order stops at its very next scan.
  if (order.cancelled) return stopParcel(bench, order, parcel)
  const left: Bench = { ...bench, armedQuantity: null, approval: null, question: null, activity: { kind: 'check', parcelId: null } }
  // CL4: the hub may have given the order to somebody else by now.
  if (parcel.state === 'open') return holdEnded ? refuse('hold-expired', left, { orderNumber: order.number }) : undefined
  // CH13: kicked out by a supervisor, or finished on another bench.
  return refuse(order.state === 'kicked-out' ? 'order-kicked-out' : 'order-already-packed', left, { orderNumber: order.number })
}

/** One or more pieces of a product against the lines of the order. */
export function checkItem(world: CheckWorld, meaning: { sku: string; quantity: number }): Decision {
  const { order, parcel, product } = world
  const armed = world.bench.armedQuantity
  const bench: Bench = { ...world.bench, armedQuantity: null }
  const name = product(meaning.sku)?.name ?? meaning.sku
  const lines = order.lines.filter((line) => line.sku === meaning.sku)
  // CH1: only what the order asks for.
  if (lines.length === 0) return refuse('item-not-in-order', bench, { sku: meaning.sku, name })
  const line = lines.find((each) => each.checkedQty < targetQty(order, each))
  if (!line) return refuse('item-complete', bench, { sku: meaning.sku, name, asked: lines.reduce((sum, each) => sum + targetQty(order, each), 0) })
  const needsCode = Boolean(product(line.sku)?.needsSerial || product(line.sku)?.needsAntiCounterfeit)
  // CH3: a quantity by card only for those who may, never for pieces with a code of their own.
  if (armed !== null && armed > 1 && (!world.mayUseQuantity || needsCode || armed > maxCheckQuantity)) return refuse('quantity-not-allowed', bench, { quantity: armed })
  const quantity = meaning.quantity * (armed ?? 1)
  if (needsCode && quantity > 1) return refuse('quantity-not-allowed', bench, { quantity })
  const missing = targetQty(order, line) - line.checkedQty
  if (quantity > missing) return refuse('too-many', bench, { asked: targetQty(order, line), missing, scanned: quantity })
  // CH2: the check counts only pieces that were scanned at the pick; the parcel cannot close on one of the two scans.
  if (line.checkedQty + quantity > line.pickedQty) return refuse('not-picked', bench, { picked: line.pickedQty, sku: line.sku, name })
  const facts = [fact('ItemChecked', { parcelId: parcel.parcelId, orderId: order.orderId, lineNumber: line.lineNumber, sku: line.sku, quantity })]
  const after = withLine(order, { ...line, checkedQty: line.checkedQty + quantity })
  const needs = parcelNeeds(after, parcel, product, world.isPadding)
  const values = { checked: line.checkedQty + quantity, asked: targetQty(order, line), name }
  const owed = needs.find((need) => need.kind === 'unique-code')
  const verdict = owed ? 'unique-code-asked' : needs.some((need) => need.kind === 'item') ? 'item-checked' : 'check-done'
  return settle({ ...world, order: after }, bench, facts, verdict, owed ? { ...values, codeKind: owed.codeKind } : values)
}

function withLine(order: Order, changed: OrderLine): Order {
  return { ...order, lines: order.lines.map((line) => (line.lineNumber === changed.lineNumber ? changed : line)) }
}

/** CH5: enclosures are ticked by scan, only those the order asks for. */
export function addEnclosure(world: CheckWorld, enclosure: Enclosure): Decision {
  const { bench, order, parcel } = world
  if (!order.enclosures.includes(enclosure)) return refuse('enclosure-not-asked', bench, { enclosure })
  if (parcel.enclosures.includes(enclosure)) return accept('enclosure-taken', bench, { values: { enclosure } })
  return settle({ ...world, parcel: { ...parcel, enclosures: [...parcel.enclosures, enclosure] } }, bench, [fact('EnclosureAdded', { parcelId: parcel.parcelId, enclosure })], 'enclosure-taken', { enclosure })
}

/** A reading from before another packaging says nothing any more. */
const repacked = (parcel: Parcel, packagingCodes: string[]): Parcel => ({ ...parcel, packagingCodes, grams: null, weightVerdict: null })

/** CH5: the packaging that was used, each cushion and sealed bag of it. CH16: one box counts, the one that was scanned last. */
function takePackaging(world: CheckWorld, packagingCode: string): Decision {
  const { bench, parcel, isPadding } = world
  const { parcelId, packagingCodes } = parcel
  // CH5: once the weight is settled, what is in the box stays as it is.
  if (weightSettled(parcel)) return refuse('command-not-now', bench, { command: 'packaging' })
  const boxes = isPadding(packagingCode) ? [] : packagingCodes.filter((code) => !isPadding(code))
  if (boxes.includes(packagingCode)) return accept('packaging-taken', bench, { values: { packagingCode } })
  const facts: Fact[] = [...boxes.map((code) => fact('PackagingTakenBack', { parcelId, packagingCode: code })), fact('PackagingUsed', { parcelId, packagingCode })]
  return settle({ ...world, parcel: repacked(parcel, [...packagingCodes.filter((code) => !boxes.includes(code)), packagingCode]) }, bench, facts, boxes.length > 0 ? 'packaging-replaced' : 'packaging-taken', { packagingCode })
}

/** CH16: what CANCEL would take back: the packaging that was scanned last. Undefined when there is none, or its weight is settled. */
export function packagingToTakeBack(parcel: Parcel): string | undefined {
  return weightSettled(parcel) ? undefined : parcel.packagingCodes.at(-1)
}

/** CH16: CANCEL. Undefined when there is nothing to take back. */
export function takeBackPackaging({ bench, parcel }: Pick<CheckWorld, 'bench' | 'parcel'>): Decision | undefined {
  const packagingCode = packagingToTakeBack(parcel)
  if (packagingCode === undefined) return undefined
  return accept('packaging-taken-back', bench, { facts: [fact('PackagingTakenBack', { parcelId: parcel.parcelId, packagingCode })], values: { packagingCode } })
}

const uniqueCodeShape = /^[\x21-\x7e]{4,64}$/

/** A serial, lot or anti-counterfeit code for the piece that was just checked. */
function takeUniqueCode(world: CheckWorld, need: { lineNumber: number; sku: string; codeKind: UniqueCodeKind }, text: ScannedText, meanings: readonly CodeMeaning[]): Decision {
  const { bench, order, parcel } = world
  const values = { codeKind: need.codeKind, sku: need.sku }
  // CH4: a GS1 symbol of this very product may carry its serial or lot; the product's own barcode is none.
  const isOfProduct = meaningsOfKind(meanings, 'product').some((meaning) => meaning.sku === need.sku)
  const carried = isOfProduct ? (need.codeKind === 'serial' ? text.serial : need.codeKind === 'lot' ? text.lot : null) : null
  const value = carried ?? text.value
  if (meanings.length > 0 && carried === null) return refuse('unique-code-needed', bench, values)
  if (!uniqueCodeShape.test(value)) return refuse('unique-code-invalid', bench, values)
  // CH4: a serial and an anti-counterfeit code are used once; a lot is shared by its pieces.
  const inThisParcel = parcel.uniqueCodes.some((code) => code.value === value && code.codeKind !== 'lot')
  if (need.codeKind !== 'lot' && (inThisParcel || world.uniqueCodeUse(need.codeKind, need.sku, value) !== undefined)) return refuse('unique-code-used', bench, { ...values, code: value })
  const taken = { ...parcel, uniqueCodes: [...parcel.uniqueCodes, { lineNumber: need.lineNumber, codeKind: need.codeKind, value }] }
  return settle({ ...world, parcel: taken }, bench, [fact('UniqueCodeTaken', { parcelId: parcel.parcelId, orderId: order.orderId, lineNumber: need.lineNumber, sku: need.sku, codeKind: need.codeKind, value })], 'unique-code-taken', values)
}

/** CH8: the printed waybill, scanned back from the box. */
function scanBack(world: CheckWorld, waybillNumber: string, typed: boolean, hasMark = false): Decision {
  const { bench, parcel } = world
  // A typed number proves neither paper nor the right box; only who may settle prints can vouch for them.
  if (typed && !world.mayTypeWaybill) return refuse('must-be-scanned', bench, { waybillNumber })
  const own = parcel.waybillNumber ?? world.reserved()?.waybillNumber
  if (waybillNumber !== own) return refuse('wrong-waybill', bench, { scanned: waybillNumber, waybillNumber: own ?? '' })
  // Queued or failed: not one byte of this copy left, so what was scanned is no proof; a copy before it is void.
  if (parcel.copies === 0 || parcel.labelState === 'queued' || parcel.labelState === 'failed') return refuse('label-not-printed', bench, { waybillNumber })
  // FO4: every copy bears this number, also the void one that the other printer may still bring out. Who types it has looked.
  if (parcel.copyMarked && !hasMark && !typed) return refuse('label-void', bench, { waybillNumber, copy: parcel.copies })
  if (parcel.labelConfirmed) return refuse('parcel-not-ready', bench, { need: parcelNeeds(world.order, parcel, world.product, world.isPadding)[0]?.kind ?? '' })
  return settle({ ...world, parcel: { ...parcel, labelConfirmed: true } }, bench, [fact('LabelConfirmed', { parcelId: parcel.parcelId, waybillNumber })], 'label-scanned-back', { waybillNumber })
}

/** FO4: the mark of the newest copy proves it; that of one before says that it is void. */
function scanMark(world: CheckWorld, code: string, typed: boolean): Decision {
  const { bench, parcel } = world
  const waybillNumber = parcel.waybillNumber ?? ''
  const copy = copyOfMark(code, waybillNumber)
  if (copy === undefined) return refuse('wrong-waybill', bench, { scanned: code, waybillNumber })
  return copy === parcel.copies ? scanBack(world, waybillNumber, typed, true) : refuse('label-void', bench, { waybillNumber, copy: parcel.copies })
}

/** A scanned thing while a parcel is open. */
export function decideCheckScan(world: CheckWorld, meanings: readonly CodeMeaning[], text: ScannedText): Decision {
  const { bench, order, parcel, product } = world
  const gone = interruptedCheck(bench, order, parcel, world.holdEnded)
  if (gone) return gone
  const needs = parcelNeeds(order, parcel, product, world.isPadding)
  const [first] = needs
  if (looksLikeCopyMark(text.value) && meanings.length === 0 && parcel.copies > 1) return scanMark(world, text.value, text.typed)
  if (first?.kind === 'unique-code') return takeUniqueCode(world, first, text, meanings)
  const [waybill] = meaningsOfKind(meanings, 'waybill')
  // CH8: a carrier's number that is also some product's code is the label, once this very number was printed.
  if (waybill && waybill.waybillNumber === parcel.waybillNumber && !parcel.labelConfirmed) return scanBack(world, waybill.waybillNumber, text.typed)
  const [item] = meaningsOfKind(meanings, 'product')
  if (item) return checkItem(world, item)
  const [packaging] = meaningsOfKind(meanings, 'packaging')
  if (packaging) return takePackaging(world, packaging.packagingCode)
  if (waybill) return scanBack(world, waybill.waybillNumber, text.typed)
  const [own] = meaningsOfKind(meanings, 'order')
  if (own && own.orderId !== order.orderId) return refuse('parcel-not-ready', bench, { need: first?.kind ?? '' })
  // Another tote or slot while this parcel is open: finish or suspend this one first.
  if (meanings.some((meaning) => meaning.kind === 'container')) return refuse('parcel-not-ready', bench, { need: first?.kind ?? '' })
  return refuse('wrong-kind', { ...bench, armedQuantity: null }, { kind: meanings[0]?.kind ?? 'unknown', step: first?.kind ?? '' })
}
