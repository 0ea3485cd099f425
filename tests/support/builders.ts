// Small things of a warehouse for unit tests, each right by default; a test names only what matters to it.
import type { ScannedText } from '#shared/domain/codes/scanned-text.ts'
import { type Activity, type Bench, emptyBench } from '#shared/domain/bench/bench.ts'
import type { Decision } from '#shared/domain/bench/decision.ts'
import type { Product } from '#shared/domain/catalogue/product.ts'
import type { CodeMeaning } from '#shared/domain/codes/code-meaning.ts'
import type { Fact, FactKind, FactOf } from '#shared/domain/facts/facts.ts'
import type { Order, OrderLine } from '#shared/domain/orders/order.ts'
import type { Parcel, Waybill } from '#shared/domain/packing/parcel.ts'
import type { Person } from '#shared/domain/people/person.ts'
import type { PickList, PickTask } from '#shared/domain/picking/pick-list.ts'

export const bench = (activity: Activity = { kind: 'choose' }, change: Partial<Bench> = {}): Bench => ({ ...emptyBench, operatorId: 'packer-1', signedInAtMs: 1_000, activity, ...change })

export const product = (sku: string, change: Partial<Product> = {}): Product => ({
  sku, name: `商品 ${sku}`, nameEn: sku, spec: '', pictureId: '', weightGrams: 200, lengthMm: 100, widthMm: 80, heightMm: 50, fragile: false, liquid: false, bulky: false,
  needsSerial: false, needsLot: false, needsAntiCounterfeit: false, learntGrams: null, learntSpreadGrams: null, learntSamples: 0, ...change,
})

/** A line that is picked and waits for its check, unless told otherwise. */
export const line = (lineNumber: number, sku: string, askedQty: number, change: Partial<OrderLine> = {}): OrderLine => ({ lineNumber, sku, askedQty, pickedQty: askedQty, shortQty: 0, putQty: 0, checkedQty: 0, ...change })

export const order = (change: Partial<Order> = {}): Order => ({
  orderId: 'order-1', number: 'N-1', waveId: 'wave-1', carrierCode: 'SF', cutOffAtMs: 10_000, priority: 0, itemCount: 'multi', slotCode: null, toteCode: null, enclosures: [],
  state: 'open', cancelled: false, shortAccepted: false, lines: [line(1, 'cup', 2), line(2, 'pen', 1)], ...change,
})

export const parcel = (change: Partial<Parcel> = {}): Parcel => ({
  parcelId: 'parcel-1', orderId: 'order-1', waveId: 'wave-1', personId: 'packer-1', state: 'open', packagingCodes: [], enclosures: [], uniqueCodes: [], grams: null, weightVerdict: null,
  weightApproved: false, waybillNumber: null, labelState: 'none', labelTrouble: '', copies: 0, labelConfirmed: false, labelPrinterId: '', copyMarked: false, stopTask: false, packedHere: true, manifestId: null, ...change,
})

export const waybill = (waybillNumber = 'SF1', orderId = 'order-1'): Waybill => ({ waybillNumber, orderId, carrierCode: 'SF', parcelId: null })

export const list = (change: Partial<PickList> = {}): PickList => ({
  listId: 'list-1', listNumber: 'PL-1', waveId: 'wave-1', zone: 'A', mode: 'batch-wall', state: 'taken', personId: 'packer-1', takenHere: true, toteCode: 'TOTE-1', taskCount: 2, ...change,
})

export const task = (change: Partial<PickTask> = {}): PickTask => {
  const askedQty = change.askedQty ?? 2
  return { taskId: 'task-1', listId: 'list-1', waveId: 'wave-1', sequence: 1, placeCode: 'A-01', sku: 'cup', askedQty, pickedQty: 0, shortQty: 0, shares: [{ orderId: 'order-1', lineNumber: 1, quantity: askedQty, slotCode: null }], ...change }
}

export const person = (change: Partial<Person> = {}): Person => ({ personId: 'packer-1', name: '张三', role: 'packer', pinHash: 'hash', active: true, badgeCode: 'B-1', failedPins: 0, lastFailedAtMs: 0, ...change })

// What a scanned code means.
export const anItem = (sku: string, quantity = 1): CodeMeaning[] => [{ kind: 'product', sku, quantity }]
export const aPlace = (placeCode: string): CodeMeaning[] => [{ kind: 'place', placeCode }]
export const aTote = (code: string): CodeMeaning[] => [{ kind: 'container', code, containerKind: 'tote' }]
export const aSlot = (code: string, containerKind: 'wall-slot' | 'cart-slot' = 'wall-slot'): CodeMeaning[] => [{ kind: 'container', code, containerKind }]
export const aPackaging = (packagingCode: string): CodeMeaning[] => [{ kind: 'packaging', packagingCode }]
export const aWaybill = (waybillNumber: string): CodeMeaning[] => [{ kind: 'waybill', waybillNumber }]
export const anOrder = (orderId: string): CodeMeaning[] => [{ kind: 'order', orderId }]

/** `accepted item-picked`, `refused wrong-item`: one outcome in two words. */
export function verdictOf({ outcome }: Pick<Decision, 'outcome'>): string {
  if (outcome.kind === 'accepted') return `accepted ${outcome.verdict}`
  return outcome.kind === 'refused' ? `refused ${outcome.reason}` : outcome.kind
}

export const kindsOf = ({ facts }: { facts: readonly Fact[] }): FactKind[] => facts.map((each) => each.kind)

/** The bodies of one kind of fact. */
export function bodiesOf<K extends FactKind>({ facts }: { facts: readonly Fact[] }, kind: K): FactOf<K>['body'][] {
  return facts.filter((each): each is Extract<Fact, FactOf<K>> => each.kind === kind).map((each) => each.body as FactOf<K>['body'])
}

/** A text as a scanner reads it, with nothing beside it. */
export const scannedText = (value: string, more: Partial<ScannedText> = {}): ScannedText => ({ value, serial: null, lot: null, typed: false, ...more })
