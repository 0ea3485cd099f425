// The open orders of one shift, some of them awkward on purpose.
import { assert } from '#shared/kernel/assert.ts'
import type { Enclosure } from '#shared/domain/facts/common.ts'
import type { HoldReason, ImportedLine, Recipient } from '#shared/domain/orders/imported-order.ts'
import { type Random, wholeBetween } from '#shared/kernel/random.ts'
import { awkwardDetails, awkwardNames, estates, givenNames, sampleCities, streets, surnames } from './address-data.ts'
import type { SampleCarrier, SampleOrder, SampleProduct, SampleShop } from './types.ts'

const sampleOpenOrderCount = 1500
const sampleHeldOrderCount = 20

const dayMs = 86_400_000
const minuteMs = 60_000
/** What one carton 8 takes with room to spare, so that every sample order fits one parcel. */
const maxOrderVolumeMm3 = 60_000_000
const maxOrderGrams = 18_000

function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[wholeBetween(random, 0, from.length - 1)]
  assert(one !== undefined, 'picked from an empty list')
  return one
}

/** A carrier's pick-ups around `nowMs` in site time, earliest first; `passed` of them lie at or before it. */
function cutOffsAround(carrier: SampleCarrier, nowMs: number, utcOffsetMinutes: number): { atMs: number[]; passed: number } {
  const offsetMs = utcOffsetMinutes * minuteMs
  const todayMs = Math.floor((nowMs + offsetMs) / dayMs) * dayMs - offsetMs
  const atMs = [-1, 0, 1].flatMap((day) =>
    carrier.cutOffLocalTimes.map((time) => {
      const [hours, minutes] = time.split(':').map(Number)
      assert(hours !== undefined && minutes !== undefined, 'a cut-off reads HH:MM')
      return todayMs + day * dayMs + (hours * 60 + minutes) * minuteMs
    }),
  )
  return { atMs, passed: atMs.filter((at) => at <= nowMs).length }
}

/** Telephones that no one has: mobiles of the unused row 154, landlines that begin with 0 after the area code. */
function makePhone(random: Random, areaCode: string): string {
  const digits = (count: number): string => Array.from({ length: count }, () => wholeBetween(random, 0, 9)).join('')
  const kind = random()
  if (kind < 0.04) return `${areaCode}-0${digits(areaCode.length === 3 ? 7 : 6)}`
  // A privacy number of a platform: a shared number and an extension.
  if (kind < 0.12) return `154${digits(8)}-${digits(4)}`
  return `154${digits(8)}`
}

function makeRecipient(random: Random, index: number): Recipient {
  const place = pick(random, sampleCities)
  const isAwkwardName = index % 37 === 5
  const isAwkwardDetail = index % 41 === 7
  const house = `${wholeBetween(random, 1, 399)}号`
  const room = `${wholeBetween(random, 1, 24)}栋${wholeBetween(random, 1, 4)}单元${wholeBetween(random, 1, 28)}0${wholeBetween(random, 1, 6)}室`
  const ordinary = random() < 0.08 ? `${pick(random, streets)}${house}` : `${pick(random, streets)}${house}${pick(random, estates)}${room}`
  return {
    name: isAwkwardName ? pick(random, awkwardNames) : pick(random, surnames) + pick(random, givenNames),
    phone: makePhone(random, place.areaCode),
    province: place.province,
    city: place.city,
    district: pick(random, place.districts),
    detail: isAwkwardDetail ? pick(random, awkwardDetails) : ordinary,
    postcode: place.postcode,
    countryCode: 'CN',
  }
}

/** Few products are asked for often and many seldom. */
function drawProduct(random: Random, byDemand: readonly SampleProduct[]): SampleProduct {
  const product = byDemand[Math.floor(byDemand.length * random() ** 2.4)]
  assert(product, 'demand draws inside the list')
  return product
}

const volumeOf = (product: SampleProduct): number => product.lengthMm * product.widthMm * product.heightMm

function quantityFor(random: Random, product: SampleProduct): number {
  if (product.isBulky || product.needsSerial) return 1
  const caseQuantity = product.barcodes.find((barcode) => barcode.quantity > 1)?.quantity
  if (caseQuantity && random() < 0.08) return caseQuantity
  const draw = random()
  return draw < 0.78 ? 1 : draw < 0.93 ? 2 : 3
}

function makeLines(random: Random, byDemand: readonly SampleProduct[]): ImportedLine[] {
  const kind = random()
  const isSinglePiece = kind < 0.45
  const lineCount = kind < 0.54 ? 1 : pick(random, [2, 2, 2, 3, 3, 4, 5, 6])
  const lines: ImportedLine[] = []
  let volumeMm3 = 0
  let grams = 0
  for (let attempt = 0; lines.length < lineCount && attempt < 60; attempt += 1) {
    const product = drawProduct(random, byDemand)
    // Bulky goods travel alone in their own carton.
    if (product.isBulky && !isSinglePiece) continue
    if (lines.some((line) => line.sku === product.sku)) continue
    let quantity = isSinglePiece ? 1 : lineCount === 1 ? Math.max(2, quantityFor(random, product)) : quantityFor(random, product)
    if (volumeMm3 + volumeOf(product) * quantity > maxOrderVolumeMm3 || grams + (product.weightGrams ?? 1000) * quantity > maxOrderGrams) quantity = 1
    if (volumeMm3 + volumeOf(product) * quantity > maxOrderVolumeMm3) continue
    volumeMm3 += volumeOf(product) * quantity
    grams += (product.weightGrams ?? 1000) * quantity
    lines.push({ sku: product.sku, name: product.name, spec: product.spec, quantity })
  }
  return lines
}

const carrierShares: [code: string, upTo: number][] = [['SF', 0.2], ['ZTO', 0.58], ['YTO', 0.82], ['YUNDA', 1]]

function makeNumber(random: Random, shopIndex: number, index: number): string {
  if (shopIndex === 3) return `#${10001 + index}`
  if (shopIndex === 2) return `MYL-${String(260000 + index)}`
  return `${shopIndex === 0 ? '33' : '28'}${String(index + 1).padStart(6, '0')}${String(wholeBetween(random, 0, 9_999_999_999)).padStart(10, '0')}`
}

type Inputs = { random: Random; nowMs: number; utcOffsetMinutes: number; products: readonly SampleProduct[]; skusByDemand: readonly string[]; carriers: readonly SampleCarrier[]; shops: readonly SampleShop[] }

/** Open orders first, then the held ones. */
export function makeOrders({ random, nowMs, utcOffsetMinutes, products, skusByDemand, carriers, shops }: Inputs): SampleOrder[] {
  const bySku = new Map(products.map((product) => [product.sku, product]))
  const byDemand = skusByDemand.map((sku) => bySku.get(sku)).filter((product) => product !== undefined)
  const cutOffs = new Map(carriers.map((carrier) => [carrier.carrierCode, cutOffsAround(carrier, nowMs, utcOffsetMinutes)]))
  const orders: SampleOrder[] = []
  for (let index = 0; index < sampleOpenOrderCount + sampleHeldOrderCount; index += 1) {
    const shopIndex = pick(random, [0, 0, 0, 1, 1, 2, 3])
    const shop = shops[shopIndex]
    const share = random()
    const carrierCode = carrierShares.find(([, upTo]) => share < upTo)?.[0]
    const around = carrierCode ? cutOffs.get(carrierCode) : undefined
    assert(shop && carrierCode && around, 'every order has a shop and a carrier')
    const lines = makeLines(random, byDemand)
    const priority = random() < 0.03 ? 2 : random() < 0.12 ? 1 : 0
    // Every hundredth missed its pick-up; the others are promised to the next one or the two after it, the urgent to the next.
    const ahead = index % 100 === 60 ? -1 : priority > 0 ? 0 : pick(random, [0, 0, 1, 1, 2])
    const cutOffAtMs = around.atMs[around.passed + ahead]
    assert(cutOffAtMs !== undefined, 'the pick-ups of three days cover every promise')
    const wantsInvoice = random() < 0.08
    const isGift = random() < 0.04
    const holdsAntiCounterfeit = lines.some((line) => bySku.get(line.sku)?.needsAntiCounterfeit)
    const enclosures: Enclosure[] = []
    if (wantsInvoice) enclosures.push('invoice')
    if (holdsAntiCounterfeit && random() < 0.3) enclosures.push('anti-counterfeit')
    if (random() < 0.06) enclosures.push('gift')
    if (isGift) enclosures.push('card')
    const recipient = makeRecipient(random, index)
    const holds: HoldReason[] = index < sampleOpenOrderCount ? [] : [index % 2 === 0 ? 'unpaid' : 'refunded']
    orders.push({
      shop: shop.shop,
      number: makeNumber(random, shopIndex, index),
      orderedAtMs: nowMs - wholeBetween(random, 20, 20 * 60) * minuteMs,
      lines,
      recipient,
      carrierCode,
      buyerRemark: random() < 0.05 ? pick(random, ['请发顺丰', '麻烦包装严实一点', '周末收货', '不要放驿站']) : '',
      sellerRemark: random() < 0.03 ? pick(random, ['老客户，加送小样', '易碎多缠气泡膜', '已电话确认地址']) : '',
      isGift,
      invoiceTitle: wantsInvoice ? pick(random, ['个人', '云栗（杭州）贸易有限公司']) : '',
      holds,
      at: { file: 'sample', row: index + 2 },
      enclosures,
      priority,
      cutOffAtMs,
    })
  }
  return orders
}
