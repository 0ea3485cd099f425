// A big site as facts of the hub: 2,000 products and so many released orders, in waves of every kind of pick that one bench meets.
import { gs1CheckDigit, toGtin14 } from '#shared/domain/codes/gtin.ts'
import type { PickMode } from '#shared/domain/facts/common.ts'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'

const productCount = 2_000
const toteCount = 5_000
export const operator = { personId: 'person-0001', badgeCode: 'BADGE-0001', pin: '482913' }
export const packaging = { packagingCode: 'BOX-M', weightGrams: 120 }
export const carrierCode = 'SF'

export type Told = { fact: Fact; personal?: LabelPayload }
const told = (fact: Fact): Told => ({ fact })

/** The EAN-13 on product number `index`. */
export function eanOf(index: number): string {
  const body = `690${String(index).padStart(9, '0')}`
  return `${body}${gs1CheckDigit(body)}`
}

const skuOf = (index: number): string => `SKU-${String(index).padStart(5, '0')}`
const placeOf = (index: number): string => `A-${String(Math.floor(index / 40)).padStart(2, '0')}-${String(index % 40).padStart(2, '0')}`
export const toteOf = (index: number): string => `TOTE-${String(index).padStart(4, '0')}`

/** What exists, told before any order. */
export function* catalogue(pinHash: string): Generator<Told> {
  const random = seededRandom(1)
  for (let index = 0; index < productCount; index += 1) {
    yield told(fact('PlaceListed', { placeCode: placeOf(index), zone: 'A', aisle: Math.floor(index / 40), bay: index % 40, shelf: 1, side: index % 2 === 0 ? 'left' : 'right' }))
    yield told(fact('ProductListed', {
      sku: skuOf(index), name: `商品${index} 规格`, nameEn: `Product ${index}`, spec: '500 ml', pictureId: 'box-grey', weightGrams: wholeBetween(random, 50, 900),
      lengthMm: 90, widthMm: 60, heightMm: 40, fragile: false, liquid: false, bulky: false, needsSerial: false, needsLot: false, needsAntiCounterfeit: false,
      codes: [{ code: toGtin14(eanOf(index)), quantity: 1 }],
    }))
  }
  for (let index = 0; index < toteCount; index += 1) yield told(fact('ContainerListed', { code: toteOf(index), kind: 'tote', groupCode: '', rank: index }))
  yield told(fact('CarrierListed', { carrierCode, name: '顺丰', nameEn: 'SF', labelSize: '100x150' }))
  yield told(fact('PackagingListed', { packagingCode: packaging.packagingCode, name: '中箱', nameEn: 'Medium', kind: 'carton', innerLengthMm: 400, innerWidthMm: 300, innerHeightMm: 300, weightGrams: packaging.weightGrams, spreadGrams: 3, maxWeightGrams: 20_000 }))
  yield told(fact('PersonListed', { personId: operator.personId, name: '张三', badgeCode: operator.badgeCode, role: 'packer', pinHash, active: true }))
}

/** How `orders` are cut into waves: by turns single items, order by order, and over a put wall. */
const cycle: readonly { mode: PickMode; orders: number }[] = [
  { mode: 'single-item', orders: 200 }, { mode: 'by-order', orders: 100 }, { mode: 'batch-wall', orders: 50 }, { mode: 'batch-wall', orders: 50 },
]

/** `orderCount` orders, none of them begun: every index is as full as it can be. */
export function* releases(orderCount: number): Generator<Told> {
  const random = seededRandom(2)
  const baseMs = 1_790_000_000_000
  for (let made = 0, wave = 0; made < orderCount; wave += 1) {
    const { mode, orders } = cycle[wave % cycle.length] ?? { mode: 'by-order' as const, orders: 100 }
    const count = Math.min(orders, orderCount - made)
    yield* releaseWave(wave, mode, made, count, baseMs + wave * 60_000, random)
    made += count
  }
}

function* releaseWave(wave: number, mode: PickMode, firstOrder: number, count: number, cutOffAtMs: number, random: () => number): Generator<Told> {
  const waveId = `wave-${String(wave).padStart(5, '0')}`
  const tasks: { product: number; orderId: string; lineNumber: number; quantity: number; slotCode: string | null }[][] = []
  let pieceCount = 0
  for (let index = 0; index < count; index += 1) {
    const number = String(firstOrder + index).padStart(7, '0')
    const orderId = `order-${number}`
    // Each order over a wall has a slot of its own, as the hub gives them out.
    const slotCode = mode === 'batch-wall' ? `SLOT-${number}` : null
    if (slotCode) yield told(fact('ContainerListed', { code: slotCode, kind: 'wall-slot', groupCode: `WALL-${wave}`, rank: index }))
    const lineCount = mode === 'single-item' ? 1 : wholeBetween(random, 1, 4)
    const lines = Array.from({ length: lineCount }, (_, line) => ({ product: wholeBetween(random, 0, productCount - 1), lineNumber: line + 1, quantity: mode === 'single-item' ? 1 : wholeBetween(random, 1, 2) }))
    yield told(fact('OrderReleased', {
      orderId, number: `N${number}`, shop: 'shop', waveId, carrierCode, cutOffAtMs, priority: 0, itemCount: mode === 'single-item' ? 'single' : 'multi', slotCode,
      enclosures: index % 5 === 0 ? ['invoice'] : [], lines: lines.map(({ product, lineNumber, quantity }) => ({ sku: skuOf(product), lineNumber, quantity })),
    }))
    const waybillNumber = `SF9${number}`
    yield { fact: fact('WaybillReserved', { waybillNumber, orderId, carrierCode }), personal: payloadOf(waybillNumber, `N${number}`) }
    tasks.push(lines.map((line) => ({ ...line, orderId, slotCode })))
    pieceCount += lines.reduce((sum, line) => sum + line.quantity, 0)
  }
  const lists = mode === 'by-order' ? tasks : chunks(tasks.flat(), mode === 'batch-wall' ? 1_000 : 50)
  for (const [index, list] of lists.entries()) {
    const listId = `${waveId}-list-${index}`
    const walk = list.toSorted((a, b) => a.product - b.product)
    yield told(fact('PickListReleased', {
      listId, waveId, listNumber: `P${wave}-${index}`, zone: 'A', mode,
      tasks: walk.map((task, at) => ({ taskId: `${listId}-${at}`, sequence: at + 1, placeCode: placeOf(task.product), sku: skuOf(task.product), quantity: task.quantity, shares: [{ orderId: task.orderId, lineNumber: task.lineNumber, quantity: task.quantity, slotCode: task.slotCode }] })),
    }))
  }
  yield told(fact('WaveReleased', { waveId, waveNumber: `W${wave}`, ruleName: 'all', mode, cutOffAtMs, orderCount: count, pieceCount }))
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}

const payloadOf = (waybillNumber: string, orderNumber: string): LabelPayload => ({
  waybillNumber, carrierCode, carrierName: '顺丰', serviceName: '标快', sortingCode: '021-A1', consolidation: '', contents: [{ name: '商品', quantity: 1 }],
  recipient: { maskedName: '欧阳*', maskedPhone: '138****5678', maskedAddress: '上海市浦东新区张江路***' }, sender: { maskedName: '仓*', maskedPhone: '021****', maskedAddress: '杭州***' },
  orderNumber, remark: '', parcelIndex: 1, parcelCount: 1,
})
