// A small warehouse as the hub would send it: people who can sign in, shelves, goods with real codes, and waves in every pick mode.
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import type { Enclosure, PickMode } from '#shared/domain/facts/common.ts'
import { makeLists } from '#shared/domain/waves/make-lists.ts'
import { sShapeRouter } from '#shared/domain/waves/s-shape-router.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { hashPin } from '#shared/node/pin-hash.ts'
import { productListed } from '#tests/support/bench-facts.ts'

export const pin = '462915'

/** A masked payload that can be drawn. */
export const payloadOf = (waybillNumber: string, carrierCode: string): LabelPayload => ({
  waybillNumber, carrierCode, carrierName: '快递', serviceName: '标快', sortingCode: '300- H12 09', consolidation: '沪西', contents: [{ name: '手工皂', quantity: 2 }], orderNumber: 'N-1', remark: '', parcelIndex: 1, parcelCount: 1,
  recipient: { maskedName: '张*', maskedPhone: '138******78', maskedAddress: '上海市长宁区延安路100弄5号***' }, sender: { maskedName: '李*', maskedPhone: '021******78', maskedAddress: '浙江省杭州市滨江区滨安路1818号' },
})
export type Released = { fact: Fact; personal?: LabelPayload }

/** An EAN-13 of these twelve digits, as printed. */
export function ean13(twelve: string): string {
  const sum = [...twelve].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0)
  return `${twelve}${(10 - (sum % 10)) % 10}`
}

type Goods = { ean: string; zone: string; placeCode: string; weightGrams: number | null; properties?: Parameters<typeof productListed>[1] }
/** cup 200 g, pen 20 g, phone 180 g with a serial, soap 90 g, mystery without a weight, twin: its EAN is the pen's too. */
export const goods: Record<'cup' | 'pen' | 'phone' | 'soap' | 'mystery' | 'twin', Goods> = {
  cup: { ean: ean13('690123456001'), zone: 'A', placeCode: 'A-01-1', weightGrams: 200 },
  pen: { ean: ean13('690123456002'), zone: 'A', placeCode: 'A-02-1', weightGrams: 20 },
  phone: { ean: ean13('690123456003'), zone: 'B', placeCode: 'B-01-1', weightGrams: 180, properties: { needsSerial: true } },
  soap: { ean: ean13('690123456004'), zone: 'B', placeCode: 'B-02-1', weightGrams: 90 },
  mystery: { ean: ean13('690123456005'), zone: 'A', placeCode: 'A-03-1', weightGrams: null },
  twin: { ean: ean13('690123456006'), zone: 'A', placeCode: 'A-04-1', weightGrams: 25 },
}
export type Sku = keyof typeof goods
const skus = Object.keys(goods) as Sku[]
/** Means the pen and its twin. */
export const sharedCode = ean13('690123456099')
/** A GTIN-14 (ITF-14 on the carton) of these thirteen digits. */
export function gtin14(thirteen: string): string {
  const sum = [...thirteen].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return `${thirteen}${(10 - (sum % 10)) % 10}`
}
/** A case of six cups. */
export const cupCaseCode = gtin14('1690123456001')

const place = (placeCode: string, zone: string) => ({ placeCode, zone, aisle: Number(placeCode.slice(2, 4)), bay: 1, shelf: 1, side: 'left' as const })

let hashed: Promise<string> | undefined

/** People (PIN `pin`): packer-1 B-PACKER, packer-2 B-SECOND, temp-1 B-TEMP, boss B-BOSS, gone B-GONE who left. Three totes, four wall slots, two cart slots. */
export async function siteFacts(): Promise<Released[]> {
  hashed ??= hashPin(pin)
  const pinHash = await hashed
  const person = (personId: string, badgeCode: string, role: 'packer' | 'temp' | 'supervisor', active = true): Fact => fact('PersonListed', { personId, name: `人 ${personId}`, badgeCode, role, pinHash, active })
  const container = (code: string, kind: 'tote' | 'wall-slot' | 'cart-slot', rank: number): Fact => fact('ContainerListed', { code, kind, groupCode: '', rank })
  const facts: Fact[] = [
    person('packer-1', 'B-PACKER', 'packer'), person('packer-2', 'B-SECOND', 'packer'), person('temp-1', 'B-TEMP', 'temp'), person('boss', 'B-BOSS', 'supervisor'), person('gone', 'B-GONE', 'packer', false),
    fact('CarrierListed', { carrierCode: 'SF', name: '顺丰', nameEn: 'SF', labelSize: '76x130' }), fact('CarrierListed', { carrierCode: 'ZTO', name: '中通', nameEn: 'ZTO', labelSize: '76x130' }),
    ...[1, 2, 3].map((rank) => container(`TOTE-${rank}`, 'tote', rank)), ...[1, 2, 3, 4].map((rank) => container(`WALL-${rank}`, 'wall-slot', rank)), ...[1, 2].map((rank) => container(`CART-${rank}`, 'cart-slot', rank)),
    fact('PackagingListed', { packagingCode: 'BOX-1', name: '1号箱', nameEn: 'Box 1', kind: 'carton', innerLengthMm: 300, innerWidthMm: 300, innerHeightMm: 300, weightGrams: 100, spreadGrams: 2, maxWeightGrams: 9_000 }),
  ]
  for (const sku of skus) {
    const { ean, zone, placeCode, weightGrams, properties } = goods[sku]
    const codes = [{ code: `0${ean}`, quantity: 1 }]
    if (sku === 'cup') codes.push({ code: cupCaseCode, quantity: 6 })
    if (sku === 'pen' || sku === 'twin') codes.push({ code: `0${sharedCode}`, quantity: 1 })
    facts.push(productListed(sku, { weightGrams, codes, ...properties }), fact('PlaceListed', place(placeCode, zone)))
  }
  return facts.map((each) => ({ fact: each }))
}

export type OrderAsked = { orderId: string; lines: Partial<Record<Sku, number>>; carrierCode?: string; enclosures?: Enclosure[]; cutOffAtMs?: number }

/** Everything of one release, in the hub's order. Lists are PL-<wave>-1, -2 …; order numbers N-<order>; waybills WB-<order>. */
export function waveFacts(waveId: string, mode: PickMode, orders: OrderAsked[]): Released[] {
  const cutOffAtMs = 4_000_000_000_000
  const drafts = orders.map(({ orderId, lines }) => ({ orderId, lines: (Object.entries(lines) as [Sku, number][]).map(([sku, quantity], index) => ({ lineNumber: index + 1, sku, quantity, place: place(goods[sku].placeCode, goods[sku].zone) })) }))
  const slotCodes = mode === 'cart' ? ['CART-1', 'CART-2'] : mode === 'batch-wall' || mode === 'zone-wall' ? ['WALL-1', 'WALL-2', 'WALL-3', 'WALL-4'] : []
  const { lists, slots } = makeLists(mode, drafts, slotCodes, sShapeRouter)
  const facts: Released[] = []
  for (const [index, asked] of orders.entries()) {
    const lines = drafts[index]?.lines ?? []
    const pieces = lines.reduce((sum, line) => sum + line.quantity, 0)
    const carrierCode = asked.carrierCode ?? 'SF'
    const waybillNumber = `WB-${asked.orderId}`
    facts.push({ fact: fact('OrderReleased', {
      orderId: asked.orderId, number: `N-${asked.orderId}`, shop: 'shop', waveId, carrierCode, cutOffAtMs: asked.cutOffAtMs ?? cutOffAtMs + index, priority: 0, itemCount: pieces === 1 ? 'single' : 'multi',
      slotCode: slots.find((slot) => slot.orderId === asked.orderId)?.slotCode ?? null, enclosures: asked.enclosures ?? [], lines: lines.map(({ lineNumber, sku, quantity }) => ({ lineNumber, sku, quantity })),
    }) })
    facts.push({ fact: fact('WaybillReserved', { waybillNumber, orderId: asked.orderId, carrierCode }), personal: payloadOf(waybillNumber, carrierCode) })
  }
  for (const [index, list] of lists.entries()) {
    const listId = `${waveId}-${index + 1}`
    facts.push({ fact: fact('PickListReleased', { listId, waveId, listNumber: `PL-${listId}`, zone: list.zone, mode, tasks: list.tasks.map((each) => ({ taskId: `${listId}-t${each.sequence}`, ...each })) }) })
  }
  const pieceCount = drafts.reduce((sum, draft) => sum + draft.lines.reduce((inner, line) => inner + line.quantity, 0), 0)
  facts.push({ fact: fact('WaveReleased', { waveId, waveNumber: `W-${waveId}`, ruleName: 'all', mode, cutOffAtMs, orderCount: orders.length, pieceCount }) })
  return facts
}
