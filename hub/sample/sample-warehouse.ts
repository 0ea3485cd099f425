// The deterministic warehouse of a first start, of the demo and of tests. No clock and no randomness but the arguments.
import { assert } from '#shared/kernel/assert.ts'
import { seededRandom, wholeBetween, type Random } from '#shared/kernel/random.ts'
import { makeCarriers } from './make-carriers.ts'
import { makeOrders } from './make-orders.ts'
import { makeProducts } from './make-products.ts'
import { makeCarts, makePlaces, makePutWalls, makeToteCodes, sampleEnclosures, samplePackagings, samplePeople, sampleShops } from './site-data.ts'
import type { SampleLost, SampleOrder, SamplePlace, SampleProduct, SampleStock, SampleWarehouse } from './types.ts'

const utcOffsetMinutes = 480
/** How many places hold less than the orders ask, so that a shift meets a short pick. */
const sampleShortPlaceCount = 5

/** Pieces that the open orders ask of each SKU; held orders ask nothing. */
export function demandBySku(orders: readonly SampleOrder[]): Map<string, number> {
  const demand = new Map<string, number>()
  for (const order of orders) {
    if (order.holds.length > 0) continue
    for (const line of order.lines) demand.set(line.sku, (demand.get(line.sku) ?? 0) + line.quantity)
  }
  return demand
}

/** Places of which a second one is used, of those that no product has for its home; the others stay free for what comes. */
const reservePlaceCount = 12
const dayMs = 86_400_000

/** Home places with all that is asked and some more; the most asked products keep two fifths of theirs at a reserve place, which expires later. */
function makeStock(random: Random, products: readonly SampleProduct[], places: readonly SamplePlace[], demand: ReadonlyMap<string, number>, today: number): SampleStock[] {
  const stock = products.map((product): SampleStock => ({
    placeCode: product.placeCode,
    sku: product.sku,
    quantity: (demand.get(product.sku) ?? 0) + wholeBetween(random, 4, product.isBulky ? 10 : 40),
    expiresOnDay: product.isLiquid ? today + wholeBetween(random, 90, 360) : null,
    caseQuantity: product.barcodes.find((code) => code.quantity > 1)?.quantity ?? null,
  }))
  const homes = new Set(products.map((product) => product.placeCode))
  const reserves = places.filter((place) => !homes.has(place.placeCode)).slice(0, reservePlaceCount)
  const mostAsked = stock.toSorted((a, b) => (demand.get(b.sku) ?? 0) - (demand.get(a.sku) ?? 0) || (a.sku < b.sku ? -1 : 1))
  return stock.concat(reserves.map((place, index) => {
    const home = mostAsked[index]
    assert(home, 'there are more products than reserve places')
    const moved = Math.floor(home.quantity * 0.4)
    home.quantity -= moved
    return { ...home, placeCode: place.placeCode, quantity: moved, expiresOnDay: home.expiresOnDay === null ? null : home.expiresOnDay + 60 }
  }))
}

/** Some that are asked for twice to four times, spread over the range, come up short: fewer lie there than the books say, at the first of them none. */
function makeLost(stock: readonly SampleStock[], demand: ReadonlyMap<string, number>): SampleLost[] {
  const candidates = stock.filter((row) => {
    const asked = demand.get(row.sku) ?? 0
    return asked >= 2 && asked <= 4
  })
  const step = Math.floor(candidates.length / sampleShortPlaceCount)
  assert(step > 0, 'the sample has enough products that can come up short')
  return Array.from({ length: sampleShortPlaceCount }, (_, number) => {
    const row = candidates[number * step]
    assert(row, 'the steps stay inside the candidates')
    return { placeCode: row.placeCode, sku: row.sku, quantity: number === 0 ? 0 : (demand.get(row.sku) ?? 0) - 1 }
  })
}

/** The same seed and time give the same warehouse, byte for byte once written as JSON. Takes well under half a second. */
export function makeSampleWarehouse({ seed, nowMs }: { seed: number; nowMs: number }): SampleWarehouse {
  // One row of numbers for each part: a change in one does not stir the others.
  const places = makePlaces()
  const { products, trueWeights, byDemand } = makeProducts(seededRandom(seed), places)
  const carriers = makeCarriers(seededRandom(seed + 1))
  const orders = makeOrders({ random: seededRandom(seed + 2), nowMs, utcOffsetMinutes, products, skusByDemand: byDemand, carriers, shops: sampleShops })
  const demand = demandBySku(orders)
  const stock = makeStock(seededRandom(seed + 3), products, places, demand, Math.floor(nowMs / dayMs))
  const lost = makeLost(stock, demand)
  const open = orders.filter((order) => order.holds.length === 0)
  return {
    seed,
    nowMs,
    siteName: '栗野坞样板仓',
    siteNameEn: 'Packwave sample warehouse',
    utcOffsetMinutes,
    products,
    trueWeights,
    lost,
    places,
    stock,
    putWalls: makePutWalls(),
    toteCodes: makeToteCodes(),
    carts: makeCarts(),
    packagings: samplePackagings,
    enclosures: sampleEnclosures,
    carriers,
    people: samplePeople,
    shops: sampleShops,
    orders,
    figures: {
      products: products.length,
      places: places.length,
      orders: open.length,
      heldOrders: orders.length - open.length,
      singlePieceOrders: open.filter((order) => order.lines.length === 1 && order.lines[0]?.quantity === 1).length,
      lines: open.reduce((sum, order) => sum + order.lines.length, 0),
      pieces: [...demand.values()].reduce((sum, quantity) => sum + quantity, 0),
      shortPlaces: lost.filter((row) => row.quantity < (demand.get(row.sku) ?? 0)).length,
    },
  }
}
