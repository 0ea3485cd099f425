// What a bench records while it works released waves from the first pick to the closed parcel: some fourteen facts an order.
import type { Body, Fact } from '#shared/domain/facts/facts.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { operator, packaging, toteOf, type Told } from '../scan/warehouse.ts'

type Wave = { orders: Body<'OrderReleased'>[]; numbers: Map<string, string>; lists: Body<'PickListReleased'>[]; mode: string }

/** Facts in the order of work, wave by wave. `who` keeps the ids of two benches apart. */
export function* workShift(told: readonly Told[], who: string): Generator<Fact> {
  let wave: Wave = { orders: [], numbers: new Map(), lists: [], mode: '' }
  let count = 0
  for (const { fact: each } of told) {
    if (each.kind === 'OrderReleased') wave.orders.push(each.body)
    if (each.kind === 'WaybillReserved') wave.numbers.set(each.body.orderId, each.body.waybillNumber)
    if (each.kind === 'PickListReleased') wave.lists.push(each.body)
    if (each.kind !== 'WaveReleased') continue
    wave.mode = each.body.mode
    yield* workWave(wave, who, count)
    count += 1
    wave = { orders: [], numbers: new Map(), lists: [], mode: '' }
  }
}

function* workWave({ orders, numbers, lists, mode }: Wave, who: string, wave: number): Generator<Fact> {
  const { personId } = operator
  const waveId = lists[0]?.waveId ?? ''
  for (const [index, list] of lists.entries()) {
    const { listId } = list
    const toteCode = toteOf((wave * 100 + index) % 5_000)
    yield fact('PickListStarted', { listId, personId })
    yield fact('ToteTaken', { toteCode, listId, waveId, orderId: mode === 'by-order' ? (list.tasks[0]?.shares[0]?.orderId ?? null) : null })
    for (const task of list.tasks) {
      yield fact('ItemPicked', { taskId: task.taskId, listId, waveId, sku: task.sku, placeCode: task.placeCode, quantity: task.quantity, toteCode, shares: task.shares.map(({ slotCode: _slotCode, ...share }) => share) })
    }
    yield fact('PickListFinished', { listId, waveId })
  }
  for (const order of orders) {
    const { orderId } = order
    const parcelId = `${who}-${orderId}`
    const waybillNumber = numbers.get(orderId) ?? ''
    const job = { jobId: `job-${parcelId}`, parcelId, waybillNumber }
    if (order.slotCode) for (const { lineNumber, sku, quantity } of order.lines) yield fact('ItemPut', { waveId, orderId, lineNumber, sku, quantity, slotCode: order.slotCode })
    yield fact('ParcelOpened', { parcelId, orderId, waveId, personId, openedBy: 'item' })
    for (const { lineNumber, sku, quantity } of order.lines) for (let piece = 0; piece < quantity; piece += 1) yield fact('ItemChecked', { parcelId, orderId, lineNumber, sku, quantity: 1 })
    yield fact('PackagingUsed', { parcelId, packagingCode: packaging.packagingCode })
    yield fact('ParcelWeighed', { parcelId, orderId, grams: 500, expectedGrams: 500, toleranceGrams: 20, verdict: 'fits', scaleId: 'scale-1' })
    yield fact('WaybillBound', { parcelId, orderId, waybillNumber })
    yield fact('LabelQueued', { ...job, printerId: 'printer-1', copy: 1 })
    yield fact('LabelSent', job)
    yield fact('LabelConfirmed', { parcelId, waybillNumber })
    yield fact('ParcelClosed', { parcelId, orderId, waveId, waybillNumber, carrierCode: order.carrierCode, grams: 500, personId, pieceCount: order.lines.reduce((sum, line) => sum + line.quantity, 0) })
  }
}

/** The first `count` facts of a shift over these releases. */
export function firstFacts(told: readonly Told[], who: string, count: number): Fact[] {
  const facts: Fact[] = []
  for (const each of workShift(told, who)) {
    if (facts.length >= count) return facts
    facts.push(each)
  }
  return facts
}
