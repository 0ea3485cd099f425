// The small warehouse of the simulator: who works there, what lies there, how orders come in.
import { countStock } from '#hub/layout/put-stock.ts'
import { keepCarrierTerms } from '#hub/carriers/own-range.ts'
import type { OrderToPut } from '#hub/orders/put-orders.ts'
import type { Database } from '#hub/store/database.ts'
import { recordHubFacts, type HubTools } from '#hub/store/facts.ts'
import { saveSettings } from '#hub/store/settings.ts'
import { saveRule } from '#hub/waves/rules.ts'
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'
import { argon2Sync } from 'node:crypto'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import type { Random } from '#shared/kernel/random.ts'
import { productListed } from '#tests/support/bench-facts.ts'
import { ean13 } from '#tests/support/site-facts.ts'
import { between, oneOf } from './generator.ts'

export const pin = '462915'
/** A PIN hash that is cheap to compare: here nobody guesses. */
function cheapPinHash(): string {
  const salt = Buffer.alloc(16, 5)
  const tag = argon2Sync('argon2id', { message: Buffer.from(pin), nonce: salt, memory: 8, passes: 1, parallelism: 1, tagLength: 32 })
  const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=8,t=1,p=1$${unpadded(salt)}$${unpadded(tag)}`
}

export const people = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'].map((letter) => ({ personId: `packer-${letter}`, badgeCode: `B-${letter}` }))
export const boss = { personId: 'boss', badgeCode: 'B-BOSS' }
export const totes = Array.from({ length: 8 }, (_, index) => `TOTE-${index + 1}`)
export const slots = Array.from({ length: 4 }, (_, index) => `WALL-${index + 1}`)
export const goods = [
  { sku: 'cup', ean: ean13('690123456001'), weightGrams: 200, zone: 'A', serial: false },
  { sku: 'pen', ean: ean13('690123456002'), weightGrams: 20, zone: 'A', serial: false },
  { sku: 'soap', ean: ean13('690123456004'), weightGrams: 90, zone: 'B', serial: false },
  { sku: 'phone', ean: ean13('690123456003'), weightGrams: 180, zone: 'B', serial: true },
] as const
/** What is short at the first place of these may be had at another. */
const secondPlaces = [{ sku: 'cup', zone: 'A', placeCode: 'A-11-1' }, { sku: 'soap', zone: 'B', placeCode: 'B-12-1' }] as const
export const eanOf = (sku: string): string => goods.find((each) => each.sku === sku)?.ean ?? ''

const rule = (mode: ReleaseRule['mode']): ReleaseRule => ({
  ruleId: `rule-${mode}`, name: mode, carrierCodes: [], cutOffBeforeMinutes: null, itemCount: mode === 'single-item' ? 'single' : 'any', zones: [], minPriority: null, mode,
  maxOrders: 3, maxUnits: 40, maxWeightGrams: 100_000, maxVolumeMl: 1_000_000, maxSlots: 4, autoRelease: false,
})
export const releaseRules = [rule('by-order'), rule('single-item'), rule('batch-wall')]

/** Fills an empty hub. */
export async function keepSite(database: Database, tools: HubTools): Promise<void> {
  const pinHash = cheapPinHash()
  const facts: Fact[] = [
    ...[...people.map((person) => ({ ...person, role: 'packer' as const })), { ...boss, role: 'supervisor' as const }].map((person) => fact('PersonListed', { ...person, name: person.personId, pinHash, active: true })),
    ...totes.map((code, rank) => fact('ContainerListed', { code, kind: 'tote', groupCode: '', rank })),
    ...slots.map((code, rank) => fact('ContainerListed', { code, kind: 'wall-slot', groupCode: 'WALL', rank })),
    fact('CarrierListed', { carrierCode: 'SF', name: '顺丰', nameEn: 'SF', labelSize: '76x130' }),
    fact('PackagingListed', { packagingCode: 'BOX-1', name: '1号箱', nameEn: 'Box 1', kind: 'carton', innerLengthMm: 300, innerWidthMm: 300, innerHeightMm: 300, weightGrams: 100, spreadGrams: 2, maxWeightGrams: 9_000 }),
    ...goods.map(({ zone }, index) => fact('PlaceListed', { placeCode: `${zone}-0${index + 1}-1`, zone, aisle: index + 1, bay: 1, shelf: 1, side: 'left' })),
    ...secondPlaces.map(({ placeCode, zone }, index) => fact('PlaceListed', { placeCode, zone, aisle: index + 11, bay: 1, shelf: 1, side: 'left' })),
    ...goods.map(({ sku, ean, weightGrams, serial }) => productListed(sku, { weightGrams, needsSerial: serial, codes: [{ code: `0${ean}`, quantity: 1 }] })),
  ]
  await database.write(async (sql) => {
    await recordHubFacts(sql, tools, 'hub', facts)
    await countStock(sql, tools, [...goods.map(({ sku, zone }, index) => ({ place: `${zone}-0${index + 1}-1`, sku })), ...secondPlaces.map(({ placeCode, sku }) => ({ place: placeCode, sku }))].map((row) => ({ ...row, quantity: 1_000, expiresOnDay: null, caseQuantity: null })))
    await saveSettings(sql, { siteName: 'Simulated', defaultCarrierCode: 'SF', senders: { '': { name: '仓库', phone: '02112345678', province: '浙江省', city: '杭州市', district: '滨江区', detail: '滨安路1818号' } } })
    await keepCarrierTerms(sql, { carrierCode: 'SF', serviceName: '标快', numberPattern: '', cutOffLocalTimes: ['18:00'], priority: 1, sorting: [], numberRange: { prefix: 'SF', digits: 10, start: 1, count: 1_000_000 } })
    for (const each of releaseRules) await saveRule(sql, each)
  })
}

/** An order of one to three pieces, made for the ways of picking that this seed has. */
export function shopOrder(random: Random, modes: readonly string[]): OrderToPut {
  const single = modes.includes('single-item') && (modes.length === 1 || random() < 0.4)
  const chosen = single ? [oneOf(random, goods.slice(0, 3))] : goods.filter(() => random() < 0.45).slice(0, 2)
  const lines = (chosen.length > 0 ? chosen : [goods[0]]).map(({ sku }) => ({ sku, name: sku, spec: '', quantity: single ? 1 : between(random, 1, 2) }))
  return {
    shop: 'shop', number: `N${String(Math.floor(random() * 1e12)).padStart(12, '0')}`, orderedAtMs: null, lines, carrierCode: 'SF', buyerRemark: '', sellerRemark: '', isGift: false, invoiceTitle: '', holds: [], at: { file: 'shop', row: 1 },
    recipient: { name: '王小明', phone: '13812345678', province: '上海市', city: '上海市', district: '长宁区', detail: '延安路100弄5号', postcode: '', countryCode: 'CN' },
  }
}
