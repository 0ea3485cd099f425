// Rules SW1..SW9 of docs/sample-warehouse.md.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parsePictureId } from '#shared/domain/catalogue/picture-id.ts'
import { isGtin } from '#shared/domain/codes/gtin.ts'
import { whyForbidden } from '#shared/domain/waves/release-rule.ts'
import { waybillNumberAt } from './make-carriers.ts'
import { sampleReleaseRules } from './release-rules.ts'
import { demandBySku, makeSampleWarehouse } from './sample-warehouse.ts'

const nowMs = Date.UTC(2026, 10, 11, 1, 30)
const sample = makeSampleWarehouse({ seed: 1, nowMs })
const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
const repeated = (values: string[]): string[] => [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]

describe('sample warehouse', () => {
  test('[SW1] has the promised figures', () => {
    expect(sample.figures).toMatchObject({ products: 2000, orders: 1500, heldOrders: 20, shortPlaces: 5 })
    expect(sample.figures.singlePieceOrders / sample.figures.orders).toBeGreaterThan(0.4)
    expect(sample.figures.singlePieceOrders / sample.figures.orders).toBeLessThan(0.5)
    expect(sample.toteCodes).toHaveLength(200)
    expect(sample.putWalls[0]?.slotCodes).toHaveLength(40)
    expect(sample.carts.map((cart) => cart.slotCodes.length)).toEqual([12, 12])
    expect(sample.people.map((person) => person.role).sort()).toEqual(['admin', ...Array(6).fill('packer'), 'supervisor', 'supervisor', 'temp', 'temp', 'temp'])
  })

  test('[SW2] every GTIN has a right check digit', () => {
    const gtins = sample.products.flatMap((product) => product.barcodes).map((barcode) => barcode.code).filter((code) => /^\d+$/.test(code))
    expect(gtins.length).toBeGreaterThan(2200)
    for (const code of gtins) expect(isGtin(code), code).toBe(true)
  })

  test('[SW3] codes are unique but for two planned pairs', () => {
    const barcodes = sample.products.flatMap((product) => product.barcodes.map((barcode) => barcode.code))
    expect(repeated(barcodes)).toHaveLength(2)
    const others = [
      ...sample.products.map((product) => product.sku), ...sample.places.map((place) => place.placeCode), ...sample.toteCodes,
      ...sample.putWalls.flatMap((wall) => wall.slotCodes), ...sample.carts.flatMap((cart) => cart.slotCodes),
      ...sample.packagings.map((packaging) => packaging.packagingCode), ...sample.people.map((person) => person.badgeCode),
      ...sample.enclosures.map((enclosure) => enclosure.enclosureCode),
    ]
    expect(repeated([...others, ...new Set(barcodes)])).toEqual([])
    expect(repeated(sample.orders.map((order) => `${order.shop} ${order.number}`))).toEqual([])
    expect(repeated(sample.people.map((person) => person.pin))).toEqual([])
    expect(repeated(sample.products.map((product) => `${product.name} ${product.spec}`))).toEqual([])
  })

  test('[SW4] every ordered SKU has a known place with stock that covers what is asked, at a second place too, and only five come up short', () => {
    const places = new Set(sample.places.map((place) => place.placeCode))
    const stockOf = Map.groupBy(sample.stock, (row) => row.sku)
    const homeOf = new Map(sample.products.map((product) => [product.sku, product.placeCode]))
    expect(new Set(homeOf.values()).size).toBe(sample.products.length)
    for (const order of sample.orders) {
      expect(order.lines.length).toBeGreaterThan(0)
      for (const line of order.lines) {
        expect(places.has(homeOf.get(line.sku) ?? '')).toBe(true)
        expect(stockOf.get(line.sku)?.[0]?.placeCode).toBe(homeOf.get(line.sku))
      }
    }
    const demand = demandBySku(sample.orders)
    for (const [sku, rows] of stockOf) expect(rows.reduce((sum, row) => sum + row.quantity, 0)).toBeGreaterThanOrEqual(demand.get(sku) ?? 0)
    expect([...stockOf.values()].filter((rows) => rows.length === 2)).toHaveLength(12)
    expect(new Set(sample.stock.map((row) => row.placeCode)).size).toBe(sample.stock.length)
    expect(sample.lost.filter((row) => row.quantity < (demand.get(row.sku) ?? 0))).toHaveLength(5)
    for (const row of sample.lost) expect(stockOf.get(row.sku)).toHaveLength(1)
  })

  test('[SW5] the same seed and time give the same bytes, another seed or time gives others', () => {
    expect(hashOf(makeSampleWarehouse({ seed: 1, nowMs }))).toBe(hashOf(sample))
    expect(hashOf(makeSampleWarehouse({ seed: 2, nowMs }))).not.toBe(hashOf(sample))
    expect(hashOf(makeSampleWarehouse({ seed: 1, nowMs: nowMs + 86_400_000 }).orders)).not.toBe(hashOf(sample.orders))
    expect(hashOf(makeSampleWarehouse({ seed: 1, nowMs: nowMs + 86_400_000 }).products)).toBe(hashOf(sample.products))
  })

  test('[SW6] figures hold for other seeds and any hour of the day', () => {
    for (const seed of [0, 7, 4242]) {
      for (const hour of [0, 9, 15, 23]) {
        const other = makeSampleWarehouse({ seed, nowMs: nowMs + hour * 3_600_000 })
        expect(other.figures).toMatchObject({ products: 2000, orders: 1500, heldOrders: 20, shortPlaces: 5 })
        const late = other.orders.filter((order) => order.holds.length === 0 && order.cutOffAtMs <= other.nowMs).length
        expect(late).toBe(15)
        expect(Math.max(...other.orders.map((order) => order.cutOffAtMs - other.nowMs))).toBeLessThan(30 * 3_600_000)
      }
    }
  })

  test('[SW7] waybill numbers match their carrier from first to last, and a range ends', () => {
    for (const carrier of sample.carriers) {
      const { numberRange, numberPattern } = carrier
      for (const index of [0, 1, numberRange.count - 1]) expect(waybillNumberAt(numberRange, index)).toMatch(new RegExp(numberPattern))
      expect(waybillNumberAt(numberRange, numberRange.count)).toBeNull()
      const provinces = new Set(carrier.sorting.map((row) => row.province))
      for (const order of sample.orders) expect(provinces.has(order.recipient.province)).toBe(true)
    }
  })

  test('[SW8] the awkward is there: unknown weights, flags, rare names, landlines, privacy numbers, addresses without a room', () => {
    const withoutWeight = new Set(sample.products.filter((product) => product.weightGrams == null).map((product) => product.sku))
    expect(withoutWeight.size).toBe(10)
    const toWeighIn = sample.orders.filter((order) => order.lines.some((line) => withoutWeight.has(line.sku))).length
    expect(toWeighIn).toBeGreaterThan(2)
    expect(toWeighIn).toBeLessThan(40)
    for (const flag of ['isFragile', 'isLiquid', 'isBulky', 'needsSerial', 'needsAntiCounterfeit', 'needsLot'] as const) {
      const skus = new Set(sample.products.filter((product) => product[flag]).map((product) => product.sku))
      expect(sample.orders.filter((order) => order.lines.some((line) => skus.has(line.sku))).length, flag).toBeGreaterThan(20)
    }
    const names = sample.orders.map((order) => order.recipient.name)
    expect(names.some((name) => name.startsWith('欧阳'))).toBe(true)
    expect(names.some((name) => name.includes('𠮷'))).toBe(true)
    expect(names.some((name) => name.includes('䶮'))).toBe(true)
    const phones = sample.orders.map((order) => order.recipient.phone)
    expect(phones.some((phone) => /^0\d{2,3}-0\d+$/.test(phone))).toBe(true)
    expect(phones.some((phone) => /^154\d{8}-\d{4}$/.test(phone))).toBe(true)
    expect(sample.orders.some((order) => !order.recipient.detail.includes('室'))).toBe(true)
    expect(sample.orders.some((order) => order.recipient.detail.length > 60)).toBe(true)
    const caseShare = sample.products.filter((product) => product.barcodes.some((barcode) => barcode.quantity > 1)).length / 2000
    expect(caseShare).toBeGreaterThan(0.11)
    expect(caseShare).toBeLessThan(0.19)
    for (const kind of ['invoice', 'anti-counterfeit', 'gift', 'card'] as const) expect(sample.orders.some((order) => order.enclosures.includes(kind))).toBe(true)
  })

  test('[SW9] every product has a drawing that exists in the list, and sizes that are known', () => {
    for (const product of sample.products) {
      expect(parsePictureId(product.pictureId), product.pictureId).not.toBeNull()
      expect(Math.min(product.lengthMm, product.widthMm, product.heightMm)).toBeGreaterThan(0)
    }
  })

  test('[SW10] every open order fits at least one release rule, and every rule takes orders', () => {
    const productOf = new Map(sample.products.map((product) => [product.sku, product]))
    const takenBy = new Map(sampleReleaseRules.map((rule) => [rule.ruleId, 0]))
    for (const order of sample.orders.filter((each) => each.holds.length === 0)) {
      const candidate = {
        orderId: order.number, carrierCode: order.carrierCode, cutOffAtMs: order.cutOffAtMs, receivedAtMs: order.orderedAtMs ?? nowMs, priority: order.priority,
        units: order.lines.reduce((sum, line) => sum + line.quantity, 0), weightGrams: null, volumeMl: null,
        zones: [...new Set(order.lines.map((line) => productOf.get(line.sku)?.zone ?? 'no place'))], linesWithoutPlace: 0,
      }
      const fitting = sampleReleaseRules.filter((rule) => whyForbidden(rule, candidate, nowMs) == null && candidate.units <= rule.maxUnits)
      expect(fitting.length, order.number).toBeGreaterThan(0)
      for (const rule of fitting) takenBy.set(rule.ruleId, (takenBy.get(rule.ruleId) ?? 0) + 1)
    }
    expect(Math.min(...takenBy.values())).toBeGreaterThan(50)
  })
})
