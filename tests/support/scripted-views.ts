// Views to look at: one of each screen and state, with names as long as real ones.
import type { SiteMap } from '#shared/contract/stock-board.ts'
import type { PlanView } from '#shared/contract/wave-plans.ts'
import type { Handlers } from '#shared/contract/contract.ts'
import { say } from '#shared/domain/orders/import-sentences.ts'
import type { BoardApi, BoardView, DiscrepancyStory } from '#shared/contract/board-api.ts'
import type { ProductCard, ScreenOf, StationView } from '#shared/contract/station-view.ts'

type Screen = StationView['screen']

const mug: ProductCard = { sku: 'SKU-001042', name: '手绘陶瓷马克杯', nameEn: 'Painted ceramic mug', spec: '海蓝色 350ml', pictureId: 'cup:210', fragile: true, liquid: false, bulky: false }
const shampoo: ProductCard = { sku: 'SKU-000377', name: '控油洗发水家庭装大容量持久留香型', nameEn: 'Oil-control shampoo, family size, long-lasting scent', spec: '500ml', pictureId: 'shampoo:150', fragile: false, liquid: true, bulky: false }
const phone: ProductCard = { sku: 'SKU-001913', name: '大屏智能手机', nameEn: 'Max smartphone', spec: '黑色 256G', pictureId: 'phone:black', fragile: true, liquid: false, bulky: false }
const quilt: ProductCard = { sku: 'SKU-000712', name: '四季被子', nameEn: 'All-season quilt', spec: '米白 200×230', pictureId: 'quilt:white', fragile: false, liquid: false, bulky: true }

export function viewOf(nowMs: number, screen: Screen, part: Partial<StationView> = {}): StationView {
  return {
    revision: nowMs,
    station: { stationId: 'S1', name: '复核台 3', language: 'zh-CN', volume: 0.6 },
    operator: { personId: 'P1', name: '王小芳', role: 'supervisor' },
    locked: false, screen, refusal: null, interruption: null, question: null, approval: null, armedQuantity: null, closedParcels: 128,
    bar: {
      hubConnected: true, hubSinceMs: nowMs - 3_600_000, unsentCount: 0, oldestUnsentAtMs: null, cancelListAtMs: nowMs - 42_000, claimsEnding: null,
      scale: { state: 'stable', grams: 1284 }, printers: [{ printerId: 'p1', name: '面单打印机', state: 'ready', words: '', waiting: 0, conditions: [] }], troubles: [],
    },
    ...part,
  }
}

const cutOffOf = (nowMs: number): number => nowMs + 95 * 60_000

export function parcelOf(nowMs: number, part: Partial<NonNullable<ScreenOf<'check'>['parcel']>> = {}): NonNullable<ScreenOf<'check'>['parcel']> {
  return {
    orderNumber: '4201837755120938411', waveNumber: 'W-20261123-0007', carrierCode: 'ZTO', carrierName: '中通快递', carrierNameEn: 'ZTO Express', cutOffAtMs: cutOffOf(nowMs), slotCode: 'WALL-1-07', toteCode: 'T-0102',
    lines: [
      { lineNumber: 1, product: mug, askedQty: 3, pickedQty: 3, checkedQty: 1 },
      { lineNumber: 2, product: shampoo, askedQty: 1, pickedQty: 1, checkedQty: 1 },
      { lineNumber: 3, product: phone, askedQty: 1, pickedQty: 1, checkedQty: 0 },
      { lineNumber: 4, product: quilt, askedQty: 1, pickedQty: 1, checkedQty: 0 },
    ],
    focusLineNumber: 1, uniqueCodeAsked: null,
    enclosures: [{ enclosure: 'invoice', done: true }, { enclosure: 'gift', done: false }],
    packaging: { proposed: { code: 'BOX-5', name: '5号纸箱 290×170×190', nameEn: 'Carton no. 5 290×170×190' }, next: { code: 'PK-CUSHION', name: '气泡膜', nameEn: 'Bubble wrap' }, extras: ['PK-CUSHION', 'PK-SEALED'], usedCodes: [], takeBackCode: null },
    weight: { expectedGrams: 1290, toleranceGrams: 24, canHideLightestItem: true, measuredGrams: null, verdict: null, approved: false },
    waybillNumber: '78312004567123', labelState: 'none', labelTrouble: '', copy: 1, printerName: '', copyMarked: false,
    ...part,
  }
}

/** Every screen by name. */
export function scriptedViews(nowMs: number): Record<string, StationView> {
  const cutOffAtMs = cutOffOf(nowMs)
  const pick = (step: ScreenOf<'pick'>['step']): ScreenOf<'pick'> => ({
    kind: 'pick', step, map: step === 'tote' ? null : siteMapOf(), listNumber: 'L-0007-A', waveNumber: 'W-20261123-0007', mode: 'zone-wall', zone: 'A', toteCode: step === 'tote' ? null : 'T-0102',
    task: { placeCode: 'A-03-12-2', aisle: 3, bay: 12, shelf: 2, product: mug, askedQty: 4, pickedQty: step === 'place' ? 0 : 1, slotCode: step === 'slot' ? 'C-04' : null },
    next: { placeCode: 'A-03-14-1', name: '控油洗发水家庭装大容量持久留香型' }, doneTasks: 12, taskCount: 31, cutOffAtMs,
  })
  const check = (step: ScreenOf<'check'>['step'], parcel = parcelOf(nowMs)): ScreenOf<'check'> => ({ kind: 'check', step, singleItemWaiting: 23, parcel })
  const done = parcelOf(nowMs).lines.map((line) => ({ ...line, checkedQty: line.askedQty }))
  const packed = { lines: done, focusLineNumber: null, enclosures: [{ enclosure: 'invoice' as const, done: true }, { enclosure: 'gift' as const, done: true }], packaging: { ...parcelOf(nowMs).packaging, usedCodes: ['BOX-5', 'CUSHION'], takeBackCode: 'CUSHION' } }
  const weighed = { ...packed, packaging: { ...packed.packaging, takeBackCode: null }, weight: { expectedGrams: 1290, toleranceGrams: 24, canHideLightestItem: false, measuredGrams: 1284, verdict: 'fits' as const, approved: false } }
  const show = (screen: Screen, part: Partial<StationView> = {}): StationView => viewOf(nowMs, screen, part)
  const offers = ['A', 'B', 'C', 'D', 'E', 'F'].map((zone, index) => ({ code: `PW-LIST-${zone}`, title: `W-20261123-000${index} · ${zone}`, mode: index % 2 ? ('by-order' as const) : ('zone-wall' as const), zone, openPieces: 31 - index, cutOffAtMs: cutOffAtMs + (index - 2) * 3_600_000, mine: index === 1 })).slice(0, 5)
  const heavyTroubles: StationView['bar'] = {
    ...show(check('item')).bar, hubConnected: false, hubSinceMs: nowMs - 7 * 60_000, unsentCount: 412, oldestUnsentAtMs: nowMs - 7 * 60_000, cancelListAtMs: nowMs - 31 * 60_000, claimsEnding: { count: 2, firstLeftMs: 5 * 3_600_000 },
    scale: { state: 'no-signal', grams: null }, printers: [{ printerId: 'p1', name: '面单打印机', state: 'trouble', words: '', waiting: 3, conditions: ['paper-out'] }],
    troubles: [{ code: 'hub-unreachable', detail: '', sinceMs: nowMs - 7 * 60_000 }, { code: 'printer-paper-out', detail: '面单打印机', sinceMs: nowMs - 90_000 }],
  }
  return {
    'sign-in-badge': show({ kind: 'sign-in', step: 'badge', personName: '' }, { operator: null }),
    'sign-in-pin': show({ kind: 'sign-in', step: 'pin', personName: '王小芳' }, { operator: null }),
    choose: show({ kind: 'choose', pick: { allowed: true, lists: offers, openCount: 17 }, put: { allowed: true, openCount: 184 }, check: { allowed: true, openCount: 42 }, manifest: { allowed: false, openCount: 12 } }),
    'pick-tote': show(pick('tote')), 'pick-place': show(pick('place')), 'pick-item': show(pick('item'), { armedQuantity: 3 }), 'pick-slot': show(pick('slot')),
    'pick-zero-check': show(pick('zero-check')), 'pick-short-reason': show(pick('short-reason')),
    'pick-tote-change': show({ ...pick('tote'), toteCode: 'T-0102' }), 'pick-cart-slot': show({ ...pick('slot'), mode: 'cart', task: { ...pick('slot').task!, slotCode: 'CART1-12' } }),
    'put-missing': show({ kind: 'put', step: 'missing', waveNumber: 'W-20261123-0007', product: null, slotCode: null, putPieces: 158, pieceCount: 160, notPutPieces: 2, slots: slots() }),
    'put-item': show({ kind: 'put', step: 'item', waveNumber: 'W-20261123-0007', product: null, slotCode: null, putPieces: 41, pieceCount: 160, notPutPieces: 12, slots: slots() }),
    'put-slot': show({ kind: 'put', step: 'slot', waveNumber: 'W-20261123-0007', product: mug, slotCode: 'W1-07', putPieces: 41, pieceCount: 160, notPutPieces: 12, slots: slots() }),
    'check-open': show({ kind: 'check', step: 'open', singleItemWaiting: 23, parcel: null }),
    'check-item': show(check('item')), 'check-interrupted': show(check('weigh'), { interruption: { reason: 'order-stopped', values: { orderNumber: '4201837755120938411' } } }), 'check-unique-code': show(check('unique-code', parcelOf(nowMs, { uniqueCodeAsked: { codeKind: 'anti-counterfeit', product: phone } }))),
    'check-enclosure': show(check('enclosure', parcelOf(nowMs, { ...packed, enclosures: [{ enclosure: 'invoice', done: true }, { enclosure: 'gift', done: false }] }))),
    'check-packaging': show(check('packaging', parcelOf(nowMs, { ...packed, packaging: parcelOf(nowMs).packaging }))),
    'check-weigh-too-light': show(check('weigh', parcelOf(nowMs, { ...packed, weight: { ...weighed.weight, measuredGrams: 1_101, verdict: 'too-light' } })), { bar: { ...show(check('item')).bar, scale: { state: 'must-return-to-zero', grams: 1_101 } } }),
    'check-weigh': show(check('weigh', parcelOf(nowMs, packed))), 'check-label': show(check('label', parcelOf(nowMs, { ...weighed, labelState: 'sending' }))),
    'check-scan-back': show(check('scan-back', parcelOf(nowMs, { ...weighed, labelState: 'sent' }))), 'check-reprint-reason': show(check('reprint-reason', parcelOf(nowMs, { ...weighed, labelState: 'sent', copy: 2 }))),
    'check-troubles': show(check('item'), { bar: heavyTroubles }),
    'check-weigh-no-signal': show(check('weigh', parcelOf(nowMs, { ...packed, weight: { ...weighed.weight, measuredGrams: null, verdict: null, canHideLightestItem: true } })), { bar: heavyTroubles }),
    'approval-badge': show(check('weigh', parcelOf(nowMs, packed)), { approval: { what: 'weight', step: 'badge', personName: '', product: null } }),
    'approval-pin': show(check('weigh', parcelOf(nowMs, packed)), { approval: { what: 'weight', step: 'pin', personName: '李主管', product: null } }),
    'approval-reason': show(check('weigh', parcelOf(nowMs, packed)), { approval: { what: 'weight', step: 'reason', personName: '李主管', product: null } }),
    'approval-scale': show(check('weigh', parcelOf(nowMs, packed)), { approval: { what: 'weigh-in', step: 'scale', personName: '李主管', product: mug } }),
    question: show(check('item'), { question: { code: '6901234567892', options: [{ optionNumber: 1, product: mug }, { optionNumber: 2, product: shampoo }] } }),
    'manifest-closed': show({ kind: 'manifest', manifestNumber: null, carrierCode: null, carrierName: '', carrierNameEn: '', scannedCount: 0, totalGrams: 0, notWeighedCount: 0, remainingCount: 0, stoppedCount: 0, lastWaybillNumber: null }),
    'manifest-open': show({ kind: 'manifest', manifestNumber: 'M-20261123-ZTO-01', carrierCode: 'ZTO', carrierName: '中通快递', carrierNameEn: 'ZTO Express', scannedCount: 216, totalGrams: 402_318, notWeighedCount: 1, remainingCount: 37, stoppedCount: 2, lastWaybillNumber: '78312004567123' }),
    'refusal-wrong-place': show(pick('place'), { refusal: { scanId: 'scan-0001', reason: 'wrong-place', values: { placeCode: 'A-03-12-2', scanned: 'A-03-11-2' } } }),
    'refusal-order-stopped': show(check('item'), { refusal: { scanId: 'scan-0002', reason: 'order-stopped', values: { orderNumber: '4201837755120938411' } } }),
    'refusal-too-light': show(check('weigh', parcelOf(nowMs, packed)), { refusal: { scanId: 'scan-0003', reason: 'weight-too-light', values: { expectedGrams: 1290, toleranceGrams: 24, measuredGrams: 1101, differenceGrams: -189 } } }),
    locked: show({ kind: 'sign-in', step: 'badge', personName: '' }, { locked: true }),
  }
}

function slots(): ScreenOf<'put'>['slots'] {
  return Array.from({ length: 40 }, (_, index) => ({ slotCode: `W1-${String(index + 1).padStart(2, '0')}`, asked: 4, put: index % 6 === 0 ? 4 : index % 5 }))
}

/** Eighteen aisles, and a walk of nine places through four of them. */
function siteMapOf(): SiteMap {
  const at = (aisle: number, y: number) => ({ x: aisle * 3, y })
  const places = [at(2, 8), at(2, 21), at(2, 30), at(5, 34), at(5, 12), at(9, 7), at(9, 29), at(12, 31), at(12, 4)]
  const state = (index: number) => (index < 3 ? 'done' : index === 3 ? 'now' : index === 4 ? 'next' : 'open') as SiteMap['stops'][number]['state']
  return {
    ways: { aisles: Array.from({ length: 18 }, (_, index) => ({ name: `${index + 1}`, x: (index + 1) * 3, fromY: 1, toY: index < 6 ? 25 : index < 13 ? 40 : 30, closed: index === 16, oneWay: index === 7 ? 'to-back' : null })), crossAisles: [0, 41], starts: [at(1, 0)], ends: [] },
    stops: places.map((place, index) => ({ ...place, side: index % 2 ? 'right' : 'left', state: state(index) })),
    path: [at(1, 0), at(2, 0), at(2, 41), at(5, 41), at(5, 0), at(9, 0), at(9, 41), at(12, 41), at(12, 0), at(1, 0)],
  }
}

function boardViewOf(nowMs: number): BoardView {
  const wave = (index: number, lateness: BoardView['waves'][number]['lateness'], why: BoardView['waves'][number]['why'], cutOffInMinutes: number): BoardView['waves'][number] => ({
    waveId: `w${index}`, waveNumber: `W-20261123-000${index}`, ruleName: index % 2 ? '中通 18:00 多件' : '一单一件', mode: index % 2 ? 'zone-wall' : 'single-item', state: index === 4 ? 'done' : 'picking', cutOffAtMs: nowMs + cutOffInMinutes * 60_000, carrierCodes: ['ZTO'],
    orderCount: 40, pieceCount: 160, pickedPieces: 160 - index * 22, putPieces: Math.max(0, 120 - index * 30), checkedPieces: Math.max(0, 100 - index * 25), closedParcels: Math.max(0, 30 - index * 8), shortOrders: index === 1 ? 2 : 0, cancelledOrders: 1, kickedOutOrders: 0, lateness, why,
  })
  return {
    siteName: '样例仓', atMs: nowMs, cancelListAtMs: nowMs - 42_000, orders: { waiting: 812, held: 14, released: 160, shipped: 514, cancelled: 9, short: 3, kickedOut: 1 }, waitingDue: { passed: 12, cutOffs: [{ cutOffAtMs: nowMs + 35 * 60_000, count: 240 }, { cutOffAtMs: nowMs + 150 * 60_000, count: 310 }], later: 250 },
    rolling: { on: true, byName: '', sinceMs: null, ruleCount: 2, last: { waveNumber: 'W-20261123-0008', ruleName: '中通 18:00 多件', orderCount: 38, atMs: nowMs - 240_000, why: [{ code: 'pickers-free', value: 2 }, { code: 'slots-free', value: 38 }, { code: 'parcels-free', value: 74 }, { code: 'wave-worth', value: 38 }] }, waits: [{ ruleId: 'r1', ruleName: '中通 18:00 多件', code: 'slots-few', value: 6, wanted: 20 }] },
    waves: [wave(1, 'late', [{ code: 'too-slow', value: 44 }, { code: 'short-orders', value: 2 }], 35), wave(2, 'at-risk', [{ code: 'waiting-for-sorting', value: 31 }], 80), wave(3, 'on-time', [], 240), wave(4, 'over', [], -12)],
    stations: [
      { stationId: 'S1', name: '复核台 3', operatorName: '王小芳', activity: 'check', connected: true, lastHeardAtMs: nowMs - 800, parcelsThisHour: 41, parcelsToday: 214, refusalsToday: 9, lineSinceMs: nowMs - 3_600_000, unsentCount: 0, oldestWaitingMs: null, cancelListAtMs: nowMs - 42_000, clockDifferenceMs: 240, claims: [{ claimKind: 'order', subject: 'o1', title: '4201837755120938411', personName: '王小芳', sinceMs: nowMs - 240_000, untilMs: nowMs + 691_000_000 }], printers: [{ name: '面单打印机', state: 'ready', words: '', waiting: 0, conditions: [] }] },
      { stationId: 'S2', name: '播种墙 1', operatorName: '', activity: 'sign-in', connected: false, lastHeardAtMs: nowMs - 640_000, parcelsThisHour: 0, parcelsToday: 12, refusalsToday: 1, lineSinceMs: nowMs - 640_000, unsentCount: 412, oldestWaitingMs: 631_000, cancelListAtMs: nowMs - 31 * 60_000, clockDifferenceMs: -3_723_000, claims: [{ claimKind: 'list', subject: 'l1', title: 'W-20261123-0001-02', personName: '张伟', sinceMs: nowMs - 1_500_000, untilMs: nowMs + 50_000_000 }], printers: [{ name: '面单打印机', state: 'trouble', words: '', waiting: 2, conditions: ['paper-out'] }] },
    ],
    lists: [{ listId: 'l1', listNumber: 'W-20261123-0001-02', waveNumber: 'W-20261123-0001', zone: 'A', personName: '张伟', stationName: '拣货车 2', toteCode: 'T0007', askedPieces: 44, donePieces: 12, takenAtMs: nowMs - 1_500_000 }],
    discrepancies: [
      { discrepancyId: 'd2', kind: 'short-order', raisedAtMs: nowMs - 900_000, orderNumber: '4201837755120938999', waveNumber: 'W-20261123-0001', waybillNumber: '', stationName: '拣货车 2', personName: '张伟', values: { sku: 'SKU-001042', quantity: 1 }, choices: ['accept-short', 'kick-out', 'split'] },
      { discrepancyId: 'd1', kind: 'weight', raisedAtMs: nowMs - 300_000, orderNumber: '4201837755120938411', waveNumber: 'W-20261123-0001', waybillNumber: '78312004567123', stationName: '复核台 3', personName: '王小芳', values: { expectedGrams: 1290, measuredGrams: 1101 }, choices: ['approve-weight'] },
      { discrepancyId: 'd3', kind: 'double-work', raisedAtMs: nowMs - 120_000, orderNumber: '4201837755120938777', waveNumber: 'W-20261123-0001', waybillNumber: '78312004567777', stationName: '复核台 3', personName: '王小芳', values: { waybill: '78312004567777' }, choices: ['keep-one', 'goods-back'] },
      { discrepancyId: 'd4', kind: 'quarantined-fact', raisedAtMs: nowMs - 60_000, orderNumber: '', waveNumber: '', waybillNumber: '', stationName: '播种墙 1', personName: '', values: { kind: 'ItemPut', cause: 'shape-wrong' }, choices: ['settled'] },
    ],
    people: [{ personId: 'P1', name: '王小芳', role: 'packer', stationName: '复核台 3', parcelsToday: 214, piecesPickedToday: 0 }, { personId: 'P2', name: '张伟', role: 'temp', stationName: '', parcelsToday: 0, piecesPickedToday: 388 }],
    lowStock: { count: 2, first: [] }, lowNumbers: 1, carriers: [{ carrierCode: 'ZTO', name: '中通', nameEn: 'ZTO' }, { carrierCode: 'SF', name: '顺丰', nameEn: 'SF Express' }],
    manifests: [{ manifestNumber: 'M-20261123-ZTO-01', carrierCode: 'ZTO', parcelCount: 216, totalGrams: 402_318, notWeighedCount: 1, closedAtMs: null }],
  }
}

function storyOf(discrepancyId: string, nowMs: number): DiscrepancyStory {
  if (discrepancyId === 'd4') return { sides: [], setAside: { kind: 'ItemPut', atMs: nowMs - 90_000, stationName: '播种墙 1', personName: '张伟', seq: 1_204, why: 'the content has not the shape of ItemPut', bodyText: '{"waveId":"w1","orderId":"o7","quantity":0}', laterFacts: 31 } }
  const side = (stationName: string, personName: string, parcelId: string, parcelState: string, agoMs: number): DiscrepancyStory['sides'][number] => ({
    stationName, personNames: [personName], parcelId, parcelState, waybillNumber: '78312004567777', grams: parcelState === 'closed' ? 1_284 : null, mayKeep: true,
    steps: [
      { atMs: nowMs - agoMs, kind: 'ParcelOpened', values: {} }, { atMs: nowMs - agoMs + 8_000, kind: 'ItemChecked', values: { sku: 'SKU-001042', quantity: 2 } },
      { atMs: nowMs - agoMs + 30_000, kind: 'ParcelWeighed', values: { grams: 1_284, verdict: 'fits' } }, { atMs: nowMs - agoMs + 33_000, kind: 'WaybillBound', values: { waybillNumber: '78312004567777' } },
    ],
  })
  return { sides: [side('复核台 3', '王小芳', 'p1', 'closed', 3_600_000), side('复核台 5', '张伟', 'p2', 'open', 3_100_000)], setAside: null }
}

/** A wave of 168 orders on 14 carts, as a supervisor has it in hand. */
function planViewOf(nowMs: number): PlanView {
  const lists = Array.from({ length: 14 }, (_, index) => ({ orders: 12, pieces: 21 + (index % 5), metres: 96 + 7 * (index % 6), minutes: 7, cutOffAtMs: nowMs + 7_200_000, zones: ['A', 'B'].slice(index % 2), carrierCodes: ['ZTO'], isPinned: index === 2, isLate: index > 12 }))
  return {
    planId: 'p1', revision: 3, ruleName: '边拣边分', mode: 'cart', state: 'ready', pickers: 4, orderCount: 168, pieceCount: 322, listCount: 14, lists, metres: 1_582, arrivalMetres: 2_204, doneMinutes: 31, arrivalDoneMinutes: 34, lateLists: 1, lateOrders: 5, arrivalLateOrders: 12, freeCarts: 14,
    excluded: [{ orderId: 'o99', number: '4201837755120938499' }], excludedCount: 1, unplannable: [{ number: '4201837755120938500', why: 'too-many-pieces', asked: 60, held: 50 }], unplannableCount: 1, leftOut: [{ why: 'wave-full', count: 12 }], mayUndo: true,
  }
}

export function scriptedBoard(nowMs: number): Handlers<BoardApi> {
  return {
    'board.sign-in': ({ badgeCode }) => (badgeCode === 'BADGE-1' ? { kind: 'done' } : { kind: 'refused', why: 'badge-or-pin-wrong' }),
    'board.view': () => boardViewOf(nowMs),
    'board.search': () => [{ orderId: 'o1', number: '4201837755120938411', shop: 'taobao-1', state: 'picking', holds: [], waveNumber: 'W-20261123-0001', carrierCode: 'ZTO', cutOffAtMs: nowMs + 3_600_000, waybillNumber: '78312004567123', mayReprint: true, maskedName: '王**', maskedPhone: '138****0000', maskedAddress: '浙江省杭州市西湖区****', enclosures: ['invoice'], lines: [{ sku: 'SKU-001042', name: '手绘陶瓷马克杯', askedQty: 3, pickedQty: 3, putQty: 2, checkedQty: 0, shortQty: 0 }], story: [{ atMs: nowMs - 60_000, kind: 'ItemPicked', who: '张伟', where: '拣货车 2' }] }],
    'rules.list': () => [{ ruleId: 'r1', name: '中通 18:00 多件', carrierCodes: ['ZTO'], cutOffBeforeMinutes: 240, itemCount: 'multi', zones: [], minPriority: null, mode: 'zone-wall', maxOrders: 40, maxUnits: 400, maxWeightGrams: 200_000, maxVolumeMl: 800_000, maxSlots: 40, autoRelease: true }],
    'rules.save': () => ({ kind: 'done' }), 'rules.remove': () => ({ kind: 'done' }),
    'wave.preview': () => ({ orderCount: 40, lineCount: 71, pieceCount: 96, leftOut: [{ why: 'wave-full', count: 12 }], walk: { metres: 812, seconds: 1_340, shortestMetres: 812, shortestSeconds: 1_340, sShapeMetres: 1_010, sShapeSeconds: 1_540 } }),
    'wave.suggest': ({ pickers }) => [{
      ruleId: 'r1', ruleName: '顺丰 18:00 单件', mode: 'single-item', carrierCode: 'SF', carrierName: '顺丰', carrierNameEn: 'SF Express', itemCount: 'single', cutOffAtMs: nowMs + 7_200_000, orderIds: Array.from({ length: 214 }, (_, index) => `o${index}`),
      mayPlan: true, pieces: 214, aisles: 12, minutes: 38, pickers, score: 81, why: [{ code: 'cut-off-near', value: 120 }, { code: 'picked-in-time', value: 82 }, { code: 'few-aisles', value: 18 }], heldBack: { shortOfStock: 0, noRoom: 57 },
    }],
    'wave.release': () => ({ kind: 'released', waveId: 'w9', waveNumber: 'W-20261123-0009', orderCount: 40 }),
    'plan.open': () => planViewOf(nowMs), 'plan.view': () => planViewOf(nowMs), 'plan.again': () => planViewOf(nowMs), 'plan.stop': () => ({ kind: 'done' }), 'plan.close': () => ({ kind: 'done' }),
    'plan.change': () => ({ kind: 'changed', metres: -38, minutes: -1, plan: planViewOf(nowMs) }),
    'plan.orders': () => Array.from({ length: 12 }, (_, index) => ({ orderId: `o${index}`, number: `42018377551209${38411 + index}`, pieces: 1 + (index % 4), lines: 1 + (index % 3), zones: ['A'], carrierCode: 'ZTO', priority: 0, cutOffAtMs: nowMs + 7_200_000 })),
    'plan.targets': () => [{ to: 1, metres: 6 }, { to: 3, metres: 24 }, { to: 14, metres: 131 }],
    'plan.release': () => ({ kind: 'released', waveId: 'w9', waveNumber: 'W-20261123-0009', orderCount: 167, meanwhile: [{ why: 'cancelled', count: 1, numbers: ['4201837755120938411'] }] }),
    'discrepancy.story': ({ discrepancyId }) => storyOf(discrepancyId, nowMs), 'claim.release': () => ({ kind: 'done' }),
    'list.reassign': () => ({ kind: 'done' }), 'label.reprint': () => ({ kind: 'done' }),
    'wave.cancel': () => ({ kind: 'done' }), 'rolling.switch': () => ({ kind: 'done' }), 'order.kick-out': () => ({ kind: 'done' }), 'order.cancel': () => ({ kind: 'done' }), 'discrepancy.decide': () => ({ kind: 'done' }),
    'orders.import': ({ files }) => ({ orders: { accepted: 120, updated: 3, unchanged: 7, held: 2, refused: 1 }, lines: 180, pieces: 220, products: 0, layout: null, stock: { accepted: 0, updated: 0, unchanged: 0, refused: 0 }, refusals: [{ file: files[0]?.name ?? '', row: 14, column: '条码', value: '6.9E+12', ...say('barcode-rounded') }], held: [{ order: '4201', reason: 'not paid', holds: ['unpaid'] }], discrepancies: [], notes: [{ file: files[0]?.name ?? '', row: 2, column: 'Created at', value: '02/01/2024 13:41', ...say('dates-left-open', { count: 118 }) }], noteCount: 1 }),
    'stock.view': () => ({
      rules: { placeRule: 'fewest-visits', shortStockRule: 'hold', lowStockPieces: 10 }, lines: [{ sku: 'SKU-001042', name: '手绘陶瓷马克杯', pieces: 60 }],
      low: { count: 2, first: [{ sku: 'SKU-001042', name: '手绘陶瓷马克杯', freePieces: 12, promisedPieces: 30, line: 60 }, { sku: 'SKU-000007', name: '手工皂 桂花', freePieces: 3, promisedPieces: 0, line: 10 }] },
    }),
    'stock.save-rules': () => ({ kind: 'done' }), 'stock.save-line': () => ({ kind: 'done' }),
    'numbers.view': () => ({ carriers: [
      { carrierCode: 'ZTO', name: '中通', nameEn: 'ZTO', source: 'range', checkDigit: '', left: 640, waiting: 812, state: 'out', blocks: [], ranges: [
        { rangeId: 'ZTO/7831/1', firstNumber: '78312004500000', lastNumber: '78312004509999', numberCount: 10_000, left: 640, state: 'ends-soon', endsAtMs: nowMs + 4 * 86_400_000 },
        { rangeId: 'ZTO/7831/0', firstNumber: '78312004400000', lastNumber: '78312004409999', numberCount: 10_000, left: 0, state: 'used-up', endsAtMs: nowMs + 2 * 86_400_000 }] },
      { carrierCode: 'OWN', name: '自有车队', nameEn: 'Own fleet', source: 'station', checkDigit: 'mod10', left: 8_200, waiting: 12, state: 'enough', ranges: [{ rangeId: 'OWN/OW/1', firstNumber: 'OW00000000017', lastNumber: 'OW00000099999', numberCount: 10_000, left: 8_200, state: 'open', endsAtMs: null }], blocks: [{ stationName: '复核台 3', left: 131, untilMs: nowMs + 20 * 86_400_000 }, { stationName: '播种墙 1', left: 200, untilMs: nowMs + 26 * 86_400_000 }] },
      { carrierCode: 'SF', name: '顺丰', nameEn: 'SF Express', source: 'asked', checkDigit: '', left: 0, waiting: 33, state: 'enough', ranges: [], blocks: [] },
    ] }),
    'numbers.add-range': () => ({ kind: 'done' }),
    'map.save-routing': () => ({ kind: 'done' }),
    'map.view': () => ({ ways: siteMapOf().ways, routing: 'optimal', placeCount: 2_020, unplacedCount: 12, lists: [{ listId: 'l1', listNumber: 'W-20261123-0001-02', personName: '张伟', places: 9, donePlaces: 3 }] }),
    'map.walk': () => ({ stops: siteMapOf().stops, path: siteMapOf().path, metres: 168, moreMetres: 0, moreSeconds: 0, unplaced: [] }),
    'site.begin': ({ badgeCode }) => ({ kind: 'saved', badgeCode: badgeCode === '' ? 'PW-ID-7F3K2Q' : badgeCode }),
    'site.view': () => ({
      settings: { siteName: '临安二仓', utcOffsetMinutes: 480, defaultCarrierCode: 'ZTO', sender: { name: '临安二仓', phone: '15400000009', province: '浙江省', city: '杭州市', district: '临安区', detail: '青山路1号' } },
      people: [{ personId: 'p1', name: '沈静', role: 'admin', badgeCode: 'PW-ID-7F3K2Q', active: true }, { personId: 'p2', name: '何苗', role: 'packer', badgeCode: 'LA-0007', active: true }, { personId: 'p3', name: '丁一', role: 'temp', badgeCode: 'LA-0011', active: false }],
      containers: [{ kind: 'wall-slot', groupCode: 'W1', count: 12, firstCode: 'W1-01', lastCode: 'W1-12' }, { kind: 'tote', groupCode: '', count: 50, firstCode: 'T-001', lastCode: 'T-050' }],
      packagings: [{ packagingCode: 'BOX-3', name: '三号箱', nameEn: 'Box 3', kind: 'carton', innerLengthMm: 290, innerWidthMm: 170, innerHeightMm: 190, weightGrams: 180, spreadGrams: 6, maxWeightGrams: 8_000 }],
      carriers: [{ carrierCode: 'ZTO', name: '中通', nameEn: 'ZTO', labelSize: '100x150', serviceName: '标快', cutOffTimes: ['12:30', '18:00'], numberPattern: '^78\\d{10}$', checkDigit: '', numberSource: 'range' }],
      missing: ['places', 'numbers', 'rules'],
    }),
    'site.save-person': ({ badgeCode }) => (badgeCode === 'T-001' ? { kind: 'refused', why: 'code-taken', values: { code: 'T-001' } } : { kind: 'saved', badgeCode: badgeCode === '' ? 'PW-ID-9D2M5X' : badgeCode }),
    'site.save-settings': () => ({ kind: 'done' }), 'site.add-containers': () => ({ kind: 'done' }), 'site.save-packaging': () => ({ kind: 'done' }), 'site.save-carrier': () => ({ kind: 'done' }),
    'station.enrol': () => ({ code: '7F3K-22QA', hubUrls: ['http://192.168.1.20:4100'], qr: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z"/></svg>', expiresAtMs: nowMs + 1_800_000 }),
    'station.remove': () => ({ kind: 'done' }),
  }
}
