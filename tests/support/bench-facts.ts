// A very small warehouse as facts, for tests of the store and of sync.
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { hashedText, noHash, type Change, type Envelope } from '#shared/sync/envelope.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { createHash } from 'node:crypto'

export const testKey = Buffer.alloc(32, 7)

export function productListed(sku: string, overrides: Partial<Extract<Fact, { kind: 'ProductListed' }>['body']> = {}): Fact {
  return fact('ProductListed', {
    sku, name: `商品 ${sku}`, nameEn: `Product ${sku}`, spec: '', pictureId: 'p1', weightGrams: 200, lengthMm: 100, widthMm: 80, heightMm: 50,
    fragile: false, liquid: false, bulky: false, needsSerial: false, needsLot: false, needsAntiCounterfeit: false, codes: [{ code: `code-${sku}`, quantity: 1 }], ...overrides,
  })
}

export const payloadOf = (waybillNumber: string): LabelPayload => ({
  waybillNumber, carrierCode: 'SF', carrierName: '顺丰', serviceName: '标快', sortingCode: '021-A1', consolidation: '', contents: [{ name: '杯子', quantity: 1 }],
  recipient: { maskedName: '欧阳*', maskedPhone: '138****5678', maskedAddress: '上海市浦东新区张江路***' }, sender: { maskedName: '仓*', maskedPhone: '021****', maskedAddress: '杭州***' },
  orderNumber: 'N-1', remark: '', parcelIndex: 1, parcelCount: 1,
})

export type OrderLines = { sku: string; quantity: number }[]

/** One wave of orders, one list with one task per line, and their waybills. */
export function releaseFacts(waveId: string, orders: { orderId: string; lines: OrderLines; slotCode?: string; cutOffAtMs?: number }[], mode: 'single-item' | 'by-order' | 'batch-wall' = 'by-order'): { fact: Fact; personal?: LabelPayload }[] {
  const facts: { fact: Fact; personal?: LabelPayload }[] = []
  for (const { orderId, lines, slotCode, cutOffAtMs } of orders) {
    const pieces = lines.reduce((sum, line) => sum + line.quantity, 0)
    facts.push({ fact: fact('OrderReleased', {
      orderId, number: `N-${orderId}`, shop: 'shop', waveId, carrierCode: 'SF', cutOffAtMs: cutOffAtMs ?? 1_000_000, priority: 0, itemCount: pieces === 1 ? 'single' : 'multi',
      slotCode: slotCode ?? null, enclosures: [], lines: lines.map((line, index) => ({ lineNumber: index + 1, ...line })),
    }) })
    facts.push({ fact: fact('WaybillReserved', { waybillNumber: `WB-${orderId}`, orderId, carrierCode: 'SF' }), personal: payloadOf(`WB-${orderId}`) })
  }
  const tasks = orders.flatMap(({ orderId, lines, slotCode }) => lines.map((line, index) => ({ ...line, orderId, lineNumber: index + 1, slotCode: slotCode ?? null })))
  facts.push({ fact: fact('PickListReleased', {
    listId: `L-${waveId}`, waveId, listNumber: `PL-${waveId}`, zone: 'A', mode,
    tasks: tasks.map((task, index) => ({
      taskId: `T-${waveId}-${index + 1}`, sequence: index + 1, placeCode: `A-01-0${index + 1}`, sku: task.sku, quantity: task.quantity,
      shares: [{ orderId: task.orderId, lineNumber: task.lineNumber, quantity: task.quantity, slotCode: task.slotCode }],
    })),
  }) })
  const pieceCount = tasks.reduce((sum, task) => sum + task.quantity, 0)
  facts.push({ fact: fact('WaveReleased', { waveId, waveNumber: `W-${waveId}`, ruleName: 'all', mode, cutOffAtMs: orders[0]?.cutOffAtMs ?? 1_000_000, orderCount: orders.length, pieceCount }) })
  return facts
}

/** People, a carrier, containers and a packaging. */
export const siteFacts = (): Fact[] => [
  fact('PersonListed', { personId: 'p1', name: '张三', badgeCode: 'B-1', role: 'packer', pinHash: 'hash', active: true }),
  fact('PersonListed', { personId: 'p2', name: '李四', badgeCode: 'B-2', role: 'supervisor', pinHash: 'hash', active: true }),
  fact('CarrierListed', { carrierCode: 'SF', name: '顺丰', nameEn: 'SF', labelSize: '100x150' }),
  fact('ContainerListed', { code: 'TOTE-1', kind: 'tote', groupCode: '', rank: 1 }),
  fact('ContainerListed', { code: 'SLOT-1', kind: 'wall-slot', groupCode: 'WALL-1', rank: 1 }),
  fact('PackagingListed', { packagingCode: 'BOX-1', name: '1号箱', nameEn: 'Box 1', kind: 'carton', innerLengthMm: 200, innerWidthMm: 200, innerHeightMm: 100, weightGrams: 100, spreadGrams: 3, maxWeightGrams: 5000 }),
]

/** A journal of somebody else, as the hub gives it out. */
export function journalOf(stationId: string, name = stationId): { next(entry: { kind: string; body: unknown }): Envelope; changes(entries: readonly { fact: Fact; personal?: LabelPayload }[], firstPosition: number): Change[] } {
  let seq = 0
  let prevHash = noHash
  const next = (entry: { kind: string; body: unknown }): Envelope => {
    seq += 1
    const unsigned = { factId: `${name}-fact-${seq}`, stationId, incarnation: 1, seq, kind: entry.kind, schema: 1 as const, atMs: 1_000 + seq, actorId: stationId, body: entry.body as Record<string, unknown>, prevHash }
    const hash = createHash('sha256').update(hashedText(unsigned)).digest('hex')
    prevHash = hash
    return { ...unsigned, hash }
  }
  return { next, changes: (entries, firstPosition) => entries.map((entry, index) => ({ position: firstPosition + index, envelope: next(entry.fact), personal: entry.personal ?? null })) }
}
