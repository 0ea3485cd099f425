// Fills an empty hub with the sample warehouse, through the same doors as everything else: listings as facts, goods and orders as an import.
import { assert } from '#shared/kernel/assert.ts'
import type { HubFact, HubTools } from './store/facts.ts'
import { hashPin } from '#shared/node/pin-hash.ts'
import { recordHubFacts } from './store/facts.ts'
import { sampleReleaseRules } from './sample/release-rules.ts'
import { sampleLayout } from './sample/sample-layout.ts'
import { makeSampleWarehouse } from './sample/sample-warehouse.ts'
import type { SampleWarehouse } from './sample/types.ts'
import { keepCarrierTerms } from './carriers/own-range.ts'
import { putLayout } from './layout/put-layout.ts'
import { countStock } from './layout/put-stock.ts'
import { putOrders } from './orders/put-orders.ts'
import { putProducts } from './orders/put-products.ts'
import type { Database, Sql } from './store/database.ts'
import { saveSettings } from './store/settings.ts'
import { saveRule } from './waves/rules.ts'

/** Of the sample warehouse: the same goods and orders at every first start. */
export const sampleSeed = 20_261_111
const batchSize = 500

/** Does nothing on a hub that has people already. 'site' leaves goods, places and orders out, for imported files. */
export async function loadSample({ database, tools, say, parts }: { database: Database; tools: HubTools; say: (text: string) => void; parts: 'all' | 'site' }): Promise<void> {
  if (await database.row('select 1 from person limit 1')) return
  say('Making the sample warehouse')
  const sample = makeSampleWarehouse({ seed: sampleSeed, nowMs: tools.system.nowMs() })
  // Goods and orders first and the people last: when a first start is interrupted, the next one finds nobody and does it again.
  if (parts === 'all') {
    say('Putting goods on the shelves')
    await database.write((sql) => recordHubFacts(sql, tools, 'hub', sample.places.map((place) => ({ kind: 'PlaceListed' as const, body: place }))))
    for (const batch of batches(sample.products)) await database.write((sql) => putSampleProducts(sql, tools, batch))
    await database.write((sql) => countStock(sql, tools, sample.stock.map(({ placeCode, ...row }) => ({ place: placeCode, ...row }))))
    await database.write((sql) => putLayout(sql, tools, sampleLayout(sample.places)))
  }
  await database.write(async (sql) => {
    await saveSettings(sql, { siteName: sample.siteName, utcOffsetMinutes: sample.utcOffsetMinutes, senders: Object.fromEntries([...sample.shops.map((shop) => [shop.shop, shop.sender] as const), ['', sample.shops[0]!.sender]]), defaultCarrierCode: sample.carriers[0]!.carrierCode })
    await recordHubFacts(sql, tools, 'hub', siteFacts(sample))
    for (const carrier of sample.carriers) await keepCarrierTerms(sql, carrier)
    for (const rule of sampleReleaseRules) assert((await saveRule(sql, rule)).kind === 'done', "a sample rule names the sample's carriers")
  })
  if (parts === 'all') {
    say('Taking the orders in')
    for (const batch of batches(sample.orders)) await database.write((sql) => putOrders(sql, tools, batch))
    await database.write((sql) => recordHubFacts(sql, tools, 'hub', [{ kind: 'CancelListRead', body: { atMs: tools.system.nowMs() } }]))
  }
  say('Letting the people in')
  const people = await Promise.all(sample.people.map(async (person): Promise<HubFact> => (
    { kind: 'PersonListed', body: { personId: person.personCode, name: person.name, badgeCode: person.badgeCode, role: person.role, pinHash: await hashPin(person.pin), active: true } })))
  await database.write((sql) => recordHubFacts(sql, tools, 'hub', people))
}

function* batches<T>(all: readonly T[]): Generator<T[]> {
  for (let from = 0; from < all.length; from += batchSize) yield all.slice(from, from + batchSize)
}

/** Their homes are chosen, not given by the next free place. */
async function putSampleProducts(sql: Sql, tools: HubTools, products: SampleWarehouse['products']): Promise<void> {
  await putProducts(sql, tools, products.map((product) => ({
    sku: product.sku, name: product.name, nameEn: product.nameEn, spec: product.spec, codes: product.barcodes, weightGrams: product.weightGrams,
    lengthMm: product.lengthMm, widthMm: product.widthMm, heightMm: product.heightMm, at: { file: 'sample', row: 1 },
    traits: {
      pictureId: product.pictureId, fragile: product.isFragile, liquid: product.isLiquid, bulky: product.isBulky, needsSerial: product.needsSerial, needsLot: product.needsLot,
      needsAntiCounterfeit: product.needsAntiCounterfeit,
    },
  })), new Map(products.map((product) => [product.sku, product.placeCode])))
}

function siteFacts(sample: SampleWarehouse): HubFact[] {
  return [
    ...sample.toteCodes.map((code, rank): HubFact => ({ kind: 'ContainerListed', body: { code, kind: 'tote', groupCode: '', rank } })),
    ...sample.putWalls.flatMap((wall) => wall.slotCodes.map((code, rank): HubFact => ({ kind: 'ContainerListed', body: { code, kind: 'wall-slot', groupCode: wall.wallCode, rank } }))),
    ...sample.carts.flatMap((cart) => cart.slotCodes.map((code, rank): HubFact => ({ kind: 'ContainerListed', body: { code, kind: 'cart-slot', groupCode: cart.cartCode, rank } }))),
    ...sample.packagings.map(({ weightSpreadGrams, ...packaging }): HubFact => ({ kind: 'PackagingListed', body: { ...packaging, spreadGrams: weightSpreadGrams } })),
    ...sample.carriers.map(({ carrierCode, name, nameEn, labelSize }): HubFact => ({ kind: 'CarrierListed', body: { carrierCode, name, nameEn, labelSize } })),
  ]
}
