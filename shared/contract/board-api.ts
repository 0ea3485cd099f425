// Every question the supervisor's board may ask the hub. The same in a browser (WebSocket of the hub) and in the app (through the station).
import * as z from 'zod'
import { claimKinds } from '../domain/claims/claim.ts'
import { Enclosure, PickMode, ReprintReason, Role, ApprovalReason } from '../domain/facts/common.ts'
import { apartKinds } from '../domain/waves/release-rule.ts'
import { routings } from '../domain/waves/routing/routings.ts'
import { importRefusalCodes, lateChanges } from '../domain/orders/import-sentences.ts'
import { printerConditions } from '../domain/printing/status-maps.ts'
import { BoardRefused, LeftOutReason, RefusalValues } from './board-refusals.ts'
import { NumbersView, RangeToAdd } from './number-board.ts'
import { BoardRolling } from './rolling-waves.ts'
import { PlanAgain, PlanAsked, PlanChangeAsked, PlanChanged, PlanListAsked, PlanNamed, PlanOrders, PlanProgressNews, PlanReleaseAsked, PlanReleased, PlanStopped, PlanTargets, PlanTargetsAsked, PlanView } from './wave-plans.ts'
import { BadgeKept, ContainersToAdd, PersonToSave, SiteBegun, SiteCarrier, SitePackaging, SiteSettings, SiteView } from './site-board.ts'
import { ListWalk, LowStockList, MapView, StockLine, StockRules, StockView } from './stock-board.ts'
import { BoardSuggestion, SuggestAsked } from './wave-suggestions.ts'

const Nothing = z.strictObject({})
export const Done = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('done') }), BoardRefused])
export type Done = z.infer<typeof Done>

/** All walks of the lists together as the site walks, by the shortest way, and by the S-shape rule. */
const WalkSaved = z.strictObject({ metres: z.int(), seconds: z.int(), shortestMetres: z.int(), shortestSeconds: z.int(), sShapeMetres: z.int(), sShapeSeconds: z.int() })

export const waveStates = ['released', 'picking', 'sorting', 'checking', 'done', 'cancelled'] as const

/** Orders and pieces are those still in the wave or packed; what was cancelled or kicked out is counted by itself. */
const BoardWave = z.strictObject({
  waveId: z.string(), waveNumber: z.string(), ruleName: z.string(), mode: PickMode, state: z.enum(waveStates), cutOffAtMs: z.int(), carrierCodes: z.array(z.string()),
  orderCount: z.int(), pieceCount: z.int(), pickedPieces: z.int(), putPieces: z.int(), checkedPieces: z.int(), closedParcels: z.int(), shortOrders: z.int(), cancelledOrders: z.int(), kickedOutOrders: z.int(),
  lateness: z.enum(['on-time', 'at-risk', 'late', 'over']),
  /** Why it is late, worst first, as codes with values (shared/domain/waves/lateness.ts). */
  why: z.array(z.strictObject({ code: z.string(), value: z.number() })),
})
export const BoardStation = z.strictObject({
  stationId: z.string(), name: z.string(), operatorName: z.string(), activity: z.string(), connected: z.boolean(), lastHeardAtMs: z.int(), parcelsThisHour: z.int(), parcelsToday: z.int(), refusalsToday: z.int(),
  printers: z.array(z.strictObject({ name: z.string(), state: z.string(), words: z.string(), waiting: z.int(), conditions: z.array(z.enum(printerConditions)) })),
  /** Since when it is heard without a break, or since when it is not; hub time. */
  lineSinceMs: z.int(),
  /** What it told last; null: it never did. `oldestWaitingMs` is an age, `clockDifferenceMs` how far its clock is before the hub's. */
  unsentCount: z.int().nullable(), oldestWaitingMs: z.int().nullable(), cancelListAtMs: z.int().nullable(), clockDifferenceMs: z.int().nullable(),
  /** Unfinished work that only it may go on with; hub time. */
  claims: z.array(z.strictObject({ claimKind: z.enum(claimKinds), subject: z.string(), title: z.string(), personName: z.string(), sinceMs: z.int(), untilMs: z.int() })),
})
export const discrepancyKinds = ['short-order', 'weight', 'stop-task', 'order-changed', 'order-stopped', 'label-unknown', 'parcel-suspended', 'quarantined-fact', 'double-work', 'badge-locked', 'waybill-not-issued', 'hub-trouble'] as const
/** Why a fact of a station could not be applied (`values.cause`); `fork`: its whole journal is not the one it sent before. */
export const quarantineCauses = ['id-used', 'hash-wrong', 'kind-unknown', 'shape-wrong', 'contradiction', 'fork'] as const
/** What a supervisor has to see to at the hub itself (`values.cause` of `hub-trouble`). */
export const hubCauses = ['log-damaged', 'several-hubs', 'hub-put-back'] as const
export type HubCause = (typeof hubCauses)[number]
export type QuarantineCause = (typeof quarantineCauses)[number]
export const discrepancyChoices = ['accept-short', 'split', 'kick-out', 'approve-weight', 'goods-back', 'keep-old', 'settled', 'unlock-badge', 'reprint', 'keep-one', 'ask-anew'] as const
export const BoardDiscrepancy = z.strictObject({
  discrepancyId: z.string(), kind: z.enum(discrepancyKinds), raisedAtMs: z.int(), orderNumber: z.string(), waveNumber: z.string(), waybillNumber: z.string(), stationName: z.string(), personName: z.string(),
  /** Values for the words: sku, quantity, grams … */
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  choices: z.array(z.enum(discrepancyChoices)),
})
/** A pick list that somebody has taken and not finished. */
const BoardList = z.strictObject({
  listId: z.string(), listNumber: z.string(), waveNumber: z.string(), zone: z.string(), personName: z.string(), stationName: z.string(), toteCode: z.string(),
  askedPieces: z.int(), donePieces: z.int(), takenAtMs: z.int(),
})
/** What stands behind one discrepancy. */
export const DiscrepancyStory = z.strictObject({
  /** What each station did, and with which parcel. */
  sides: z.array(z.strictObject({
    stationName: z.string(), personNames: z.array(z.string()), parcelId: z.string(), parcelState: z.string(), waybillNumber: z.string(), grams: z.int().nullable(),
    /** Whether this parcel can be the one that ships. */
    mayKeep: z.boolean(),
    steps: z.array(z.strictObject({ atMs: z.int(), kind: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) })),
  })),
  /** The fact that could not be applied, as it came. */
  setAside: z.strictObject({ kind: z.string(), atMs: z.int(), stationName: z.string(), personName: z.string(), seq: z.int(), why: z.string(), bodyText: z.string(), laterFacts: z.int() }).nullable(),
})
export type DiscrepancyStory = z.infer<typeof DiscrepancyStory>
export const BoardView = z.strictObject({
  siteName: z.string(), atMs: z.int(), cancelListAtMs: z.int().nullable(),
  orders: z.strictObject({ waiting: z.int(), held: z.int(), released: z.int(), shipped: z.int(), cancelled: z.int(), short: z.int(), kickedOut: z.int() }),
  /** Orders that wait for release: past their cut-off, by the nearest ones to come, and those of later ones. */
  waitingDue: z.strictObject({ passed: z.int(), cutOffs: z.array(z.strictObject({ cutOffAtMs: z.int(), count: z.int() })), later: z.int() }),
  rolling: BoardRolling, waves: z.array(BoardWave), lists: z.array(BoardList), stations: z.array(BoardStation), discrepancies: z.array(BoardDiscrepancy),
  people: z.array(z.strictObject({ personId: z.string(), name: z.string(), role: Role, stationName: z.string(), parcelsToday: z.int(), piecesPickedToday: z.int() })),
  /** 库存预警: how many products are below their line. */
  lowStock: LowStockList,
  /** How many carriers have few numbers left, or none. */
  lowNumbers: z.int(),
  /** All of the site: the rest of the view names them by code. */
  carriers: z.array(z.strictObject({ carrierCode: z.string(), name: z.string(), nameEn: z.string() })),
  /** `totalGrams`: of those that were weighed. */
  manifests: z.array(z.strictObject({ manifestNumber: z.string(), carrierCode: z.string(), parcelCount: z.int(), totalGrams: z.int(), notWeighedCount: z.int(), closedAtMs: z.int().nullable() })),
})
export type BoardView = z.infer<typeof BoardView>

const ListLimit = z.int().min(1).nullable()
export const ReleaseRuleShape = z.strictObject({
  ruleId: z.string().min(1).max(64), name: z.string().min(1).max(100), carrierCodes: z.array(z.string()), cutOffBeforeMinutes: z.int().min(0).nullable(), itemCount: z.enum(['single', 'multi', 'any']),
  zones: z.array(z.string()), minPriority: z.int().nullable(), mode: PickMode,
  maxOrders: z.int().min(1).max(20_000), maxUnits: z.int().min(1), maxWeightGrams: z.int().min(1), maxVolumeMl: z.int().min(1), maxSlots: z.int().min(1), autoRelease: z.boolean(),
  lists: z.strictObject({ maxOrders: ListLimit, maxUnits: ListLimit, maxWeightGrams: ListLimit, maxVolumeMl: ListLimit, apart: z.array(z.enum(apartKinds)) }).optional(),
})
const ImportSaid = z.strictObject({ file: z.string(), row: z.int(), column: z.string(), value: z.string(), reason: z.string(), code: z.enum(importRefusalCodes), values: RefusalValues.optional() })
const ImportReportShape = z.looseObject({
  orders: z.strictObject({ accepted: z.int(), updated: z.int(), unchanged: z.int(), held: z.int(), refused: z.int() }), lines: z.int(), pieces: z.int(), products: z.int(),
  refusals: z.array(ImportSaid), notes: z.array(ImportSaid), noteCount: z.int(),
  layout: z.strictObject({ aisles: z.int(), places: z.int(), accepted: z.int(), updated: z.int(), unchanged: z.int(), forgotten: z.int(), openLists: z.int() }).nullable(),
  stock: z.strictObject({ accepted: z.int(), updated: z.int(), unchanged: z.int(), refused: z.int() }),
  held: z.array(z.strictObject({ order: z.string(), reason: z.string(), holds: z.array(z.string()) })), discrepancies: z.array(z.strictObject({ order: z.string(), reason: z.string(), code: z.enum(lateChanges) })),
})

/** What a search finds about one order. The receiver is masked. */
export const FoundOrder = z.strictObject({
  orderId: z.string(), number: z.string(), shop: z.string(), state: z.string(), holds: z.array(z.string()), waveNumber: z.string(), carrierCode: z.string(), cutOffAtMs: z.int().nullable(), waybillNumber: z.string(),
  /** Whether one more label may be approved for its parcel now. */
  mayReprint: z.boolean(),
  maskedName: z.string(), maskedPhone: z.string(), maskedAddress: z.string(), enclosures: z.array(Enclosure),
  lines: z.array(z.strictObject({ sku: z.string(), name: z.string(), askedQty: z.int(), pickedQty: z.int(), putQty: z.int(), checkedQty: z.int(), shortQty: z.int() })),
  story: z.array(z.strictObject({ atMs: z.int(), kind: z.string(), who: z.string(), where: z.string() })),
})

export const boardApi = {
  calls: {
    /** Badge and PIN; the line stays signed in until it closes. Supervisors and admins only. */
    'board.sign-in': { input: z.strictObject({ badgeCode: z.string().max(128), pin: z.string().max(32) }), output: Done },
    /** The first person of a site that has none, at one of its stations, before anybody can sign in. */
    'site.begin': { input: SiteBegun, output: z.discriminatedUnion('kind', [BadgeKept, BoardRefused]) },
    'board.view': { input: Nothing, output: z.union([BoardView, BoardRefused]) },
    'board.search': { input: z.strictObject({ text: z.string().min(1).max(128) }), output: z.union([z.array(FoundOrder), BoardRefused]) },
    'rules.list': { input: Nothing, output: z.union([z.array(ReleaseRuleShape), BoardRefused]) },
    'rules.save': { input: ReleaseRuleShape, output: Done },
    'rules.remove': { input: z.strictObject({ ruleId: z.string() }), output: Done },
    /** What the rule would release now, without doing it. */
    'wave.preview': { input: z.strictObject({ ruleId: z.string() }), output: z.union([z.strictObject({ orderCount: z.int(), lineCount: z.int(), pieceCount: z.int(), leftOut: z.array(z.strictObject({ why: LeftOutReason, count: z.int() })), walk: WalkSaved }), BoardRefused]) },
    /** What could be released now, best first. */
    'wave.suggest': { input: SuggestAsked, output: z.union([z.array(BoardSuggestion), BoardRefused]) },
    /** Plans the lists of what the rule takes now; how it goes on is told as news, to this line alone. The plan stays with the hub for a while. */
    'plan.open': { input: PlanAsked, output: z.union([PlanView, BoardRefused]) },
    'plan.view': { input: PlanNamed, output: z.union([PlanView, BoardRefused]) },
    'plan.stop': { input: PlanStopped, output: Done },
    /** Everything that is neither pinned nor excluded is planned anew. */
    'plan.again': { input: PlanAgain, output: z.union([PlanView, BoardRefused]) },
    'plan.change': { input: PlanChangeAsked, output: z.discriminatedUnion('kind', [PlanChanged, BoardRefused]) },
    'plan.orders': { input: PlanListAsked, output: z.union([PlanOrders, BoardRefused]) },
    'plan.targets': { input: PlanTargetsAsked, output: z.union([PlanTargets, BoardRefused]) },
    /** Releases the lists of the plan as they are; orders that something happened to meanwhile are left out and named. */
    'plan.release': { input: PlanReleaseAsked, output: z.discriminatedUnion('kind', [PlanReleased, BoardRefused]) },
    'plan.close': { input: PlanNamed, output: Done },
    /** `orderIds`: of the waiting orders that the rule allows, only these. */
    'wave.release': { input: z.strictObject({ requestId: z.string().min(8).max(64), ruleId: z.string(), orderIds: z.array(z.string().max(64)).min(1).max(20_000).optional() }), output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('released'), waveId: z.string(), waveNumber: z.string(), orderCount: z.int() }), BoardRefused]) },
    /** Waves that start by themselves: stop them, or go on. */
    'rolling.switch': { input: z.strictObject({ on: z.boolean() }), output: Done },
    'wave.cancel': { input: z.strictObject({ waveId: z.string() }), output: Done },
    /** The list is taken out of the picker's hands, and another may take it; what she picked stays picked. */
    'list.reassign': { input: z.strictObject({ listId: z.string() }), output: Done },
    'order.kick-out': { input: z.strictObject({ orderId: z.string(), reason: z.string().min(1).max(200) }), output: Done },
    'order.cancel': { input: z.strictObject({ number: z.string(), shop: z.string(), why: z.enum(['cancelled', 'refunded']) }), output: Done },
    /** One more label of the order's parcel, on the printer of the station that has it in hand; every earlier copy is void. */
    'label.reprint': { input: z.strictObject({ orderId: z.string(), reason: ReprintReason }), output: Done },
    /** `keep-one` needs `parcelId`, `approve-weight` needs `reason`, `reprint` needs `reprintReason`. */
    'discrepancy.decide': { input: z.strictObject({ discrepancyId: z.string(), choice: z.string(), reason: ApprovalReason.optional(), reprintReason: ReprintReason.optional(), parcelId: z.string().max(64).optional() }), output: Done },
    'discrepancy.story': { input: z.strictObject({ discrepancyId: z.string() }), output: z.union([DiscrepancyStory, BoardRefused]) },
    /** Takes a piece of work out of a station's hands: a list goes to the open ones, an open parcel is laid aside. */
    'claim.release': { input: z.strictObject({ claimKind: z.enum(claimKinds), subject: z.string().max(64) }), output: Done },
    'orders.import': { input: z.strictObject({ requestId: z.string().min(8).max(64), format: z.enum(['shopify', 'taobao', 'csv', 'packwave-json', 'layout', 'stock', 'auto']), mapping: z.string().optional(), files: z.array(z.strictObject({ name: z.string().max(255), base64: z.string() })).min(1).max(10) }), output: z.union([ImportReportShape, BoardRefused]) },
    'stock.view': { input: Nothing, output: z.union([StockView, BoardRefused]) },
    'stock.save-rules': { input: StockRules, output: Done },
    'stock.save-line': { input: StockLine, output: Done },
    'numbers.view': { input: Nothing, output: z.union([NumbersView, BoardRefused]) },
    'numbers.add-range': { input: RangeToAdd, output: Done },
    'map.view': { input: Nothing, output: z.union([MapView, BoardRefused]) },
    'map.save-routing': { input: z.strictObject({ routing: z.enum(routings) }), output: Done },
    /** The walk of a list on the map. */
    'map.walk': { input: z.strictObject({ listId: z.string().max(64) }), output: z.union([ListWalk, BoardRefused]) },
    'site.view': { input: Nothing, output: z.union([SiteView, BoardRefused]) },
    'site.save-settings': { input: SiteSettings, output: Done },
    'site.save-person': { input: PersonToSave, output: z.discriminatedUnion('kind', [BadgeKept, BoardRefused]) },
    'site.add-containers': { input: ContainersToAdd, output: Done },
    'site.save-packaging': { input: SitePackaging, output: Done },
    'site.save-carrier': { input: SiteCarrier, output: Done },
    /** A code for one more station: good once, until `expiresAtMs`. `qr` is the same with the address, as an SVG for a scanner. */
    'station.enrol': { input: Nothing, output: z.union([z.strictObject({ code: z.string(), hubUrls: z.array(z.string()), qr: z.string(), expiresAtMs: z.int() }), BoardRefused]) },
    /** Its key opens nothing any more; what it has recorded stays. */
    'station.remove': { input: z.strictObject({ stationId: z.string().max(64) }), output: Done },
  },
  news: { 'board.changed': BoardView, 'plan.progress': PlanProgressNews, 'plan.changed': PlanView, /** It is not there any more. */ 'plan.ended': PlanNamed },
} as const
export type BoardApi = typeof boardApi
