// What one screen of the station shows. The station builds it after every change; the page paints it and decides nothing.
import * as z from 'zod'
import { TroubleReason } from '../domain/outcomes/trouble-reasons.ts'
import { refusalReasons } from '../domain/outcomes/refusal-reasons.ts'
import { WordValues } from '../domain/outcomes/outcome.ts'
import { Enclosure, PickMode, Role, UniqueCodeKind } from '../domain/facts/common.ts'
import { printerConditions } from '../domain/printing/status-maps.ts'
import { SiteMap } from './stock-board.ts'

export const ProductCard = z.strictObject({ sku: z.string(), name: z.string(), nameEn: z.string(), spec: z.string(), pictureId: z.string(), fragile: z.boolean(), liquid: z.boolean(), bulky: z.boolean() })
export type ProductCard = z.infer<typeof ProductCard>

/** A list that could be worked next, earliest cut-off first. `mine`: the operator has begun it. */
const WorkOffer = z.strictObject({ code: z.string(), title: z.string(), mode: PickMode, zone: z.string(), openPieces: z.int(), cutOffAtMs: z.int(), mine: z.boolean() })

const SignInScreen = z.strictObject({ kind: z.literal('sign-in'), step: z.enum(['badge', 'pin', 'begin']), personName: z.string() })
/** Signed in, nothing open: what can be done next, with the count of each. */
const ChooseScreen = z.strictObject({
  kind: z.literal('choose'),
  pick: z.strictObject({ allowed: z.boolean(), lists: z.array(WorkOffer), openCount: z.int() }),
  put: z.strictObject({ allowed: z.boolean(), openCount: z.int() }),
  check: z.strictObject({ allowed: z.boolean(), openCount: z.int() }),
  manifest: z.strictObject({ allowed: z.boolean(), openCount: z.int() }),
})
export const PickStep = z.enum(['tote', 'place', 'item', 'slot', 'zero-check', 'short-reason'])
const PickScreen = z.strictObject({
  kind: z.literal('pick'),
  step: PickStep,
  listNumber: z.string(), waveNumber: z.string(), mode: PickMode, zone: z.string(), toteCode: z.string().nullable(),
  /** null only while a tote is asked for before the first task. */
  task: z.strictObject({
    placeCode: z.string(), aisle: z.int(), bay: z.int(), shelf: z.int(), product: ProductCard,
    askedQty: z.int(), pickedQty: z.int(), slotCode: z.string().nullable(),
  }).nullable(),
  next: z.strictObject({ placeCode: z.string(), name: z.string() }).nullable(),
  doneTasks: z.int(), taskCount: z.int(), cutOffAtMs: z.int(),
  /** null: the site has no layout, or it holds no place of this list. */
  map: SiteMap.nullable(),
})
export const PutStep = z.enum(['item', 'slot', 'missing'])
const PutScreen = z.strictObject({
  kind: z.literal('put'), step: PutStep, waveNumber: z.string(),
  product: ProductCard.nullable(), slotCode: z.string().nullable(),
  putPieces: z.int(), pieceCount: z.int(),
  /** Picked pieces that are not in the wall yet. */
  notPutPieces: z.int(),
  /** Slots of the wall in use: how full each is. */
  slots: z.array(z.strictObject({ slotCode: z.string(), put: z.int(), asked: z.int() })),
})
export const CheckStep = z.enum([
  /** Nothing open: scan a tote, slot, order, waybill or single item. */
  'open', 'item', 'unique-code', 'enclosure', 'packaging', 'weigh', 'label', 'scan-back', 'reprint-reason',
])
export type CheckStep = z.infer<typeof CheckStep>
const NamedPackaging = z.strictObject({ code: z.string(), name: z.string(), nameEn: z.string() })
const CheckScreen = z.strictObject({
  kind: z.literal('check'), step: CheckStep,
  /** Single-item work: the next item opens the next order. */
  singleItemWaiting: z.int(),
  parcel: z.strictObject({
    orderNumber: z.string(), waveNumber: z.string(), carrierCode: z.string(), carrierName: z.string(), carrierNameEn: z.string(), cutOffAtMs: z.int(), slotCode: z.string().nullable(), toteCode: z.string().nullable(),
    lines: z.array(z.strictObject({ lineNumber: z.int(), product: ProductCard, askedQty: z.int(), pickedQty: z.int(), checkedQty: z.int() })),
    /** The line to look for now; fills the screen. */
    focusLineNumber: z.int().nullable(),
    uniqueCodeAsked: z.strictObject({ codeKind: UniqueCodeKind, product: ProductCard }).nullable(),
    enclosures: z.array(z.strictObject({ enclosure: Enclosure, done: z.boolean() })),
    /** `proposed` is the box; `next` what to scan now: the extras first; `takeBackCode` what CANCEL takes back. */
    packaging: z.strictObject({ proposed: NamedPackaging.nullable(), next: NamedPackaging.nullable(), extras: z.array(z.string()), usedCodes: z.array(z.string()), takeBackCode: z.string().nullable() }),
    weight: z.strictObject({
      expectedGrams: z.int().nullable(), toleranceGrams: z.int().nullable(), canHideLightestItem: z.boolean(),
      measuredGrams: z.int().nullable(), verdict: z.enum(['fits', 'too-light', 'too-heavy', 'not-known']).nullable(), approved: z.boolean(),
    }),
    waybillNumber: z.string().nullable(), labelState: z.enum(['none', 'queued', 'sending', 'sent', 'unknown', 'failed', 'confirmed']), labelTrouble: z.string(), copy: z.int(), printerName: z.string(),
    /** Only the mark of the newest copy proves it: docs/specs/printing.md, FO4. */
    copyMarked: z.boolean(),
  }).nullable(),
})
const ManifestScreen = z.strictObject({
  kind: z.literal('manifest'), manifestNumber: z.string().nullable(), carrierCode: z.string().nullable(), carrierName: z.string(), carrierNameEn: z.string(),
  /** `totalGrams`: of those that were weighed. */
  scannedCount: z.int(), totalGrams: z.int(), notWeighedCount: z.int(),
  /** Closed parcels of this carrier that are not scanned out yet. */
  remainingCount: z.int(), stoppedCount: z.int(), lastWaybillNumber: z.string().nullable(),
})

/** What is wrong with the station or around it: `detail` says with which part, or how much; `reason` why. */
export const Trouble = z.strictObject({ code: z.enum(['hub-unreachable', 'hub-refused', 'station-copied', 'several-hubs', 'outbox-parked', 'printer-trouble', ...printerConditions.map((condition) => `printer-${condition}` as const), 'scale-trouble', 'scanner-trouble', 'no-printer', 'disk-full', 'backup-failed', 'journal-changed', 'store-restored', 'second-journal-off', 'unknown-facts', 'waybills-low', 'catching-up', 'facts-forgotten']), detail: z.string(), reason: TroubleReason.optional(), sinceMs: z.int() })
export type Trouble = z.infer<typeof Trouble>

export const StationView = z.strictObject({
  revision: z.int(),
  station: z.strictObject({ stationId: z.string(), name: z.string(), language: z.enum(['zh-CN', 'en']), volume: z.number().min(0).max(1) }),
  operator: z.strictObject({ personId: z.string(), name: z.string(), role: Role }).nullable(),
  locked: z.boolean(),
  screen: z.discriminatedUnion('kind', [SignInScreen, ChooseScreen, PickScreen, PutScreen, CheckScreen, ManifestScreen]),
  /** Stays until it is acknowledged. */
  refusal: z.strictObject({ scanId: z.string(), reason: z.enum(refusalReasons), values: WordValues }).nullable(),
  /** CH10, CH13, PK1, PK13, PK15: what the next scan will be refused with, whatever it is; null while the work in hand may go on. */
  interruption: z.strictObject({ reason: z.enum(refusalReasons), values: WordValues }).nullable(),
  /** One code, several meanings: option n is chosen by its card or by a tap. */
  question: z.strictObject({ code: z.string(), options: z.array(z.strictObject({ optionNumber: z.int(), product: ProductCard })) }).nullable(),
  /** Another person is asked for: badge, then PIN, then the reason. */
  approval: z.strictObject({ what: z.enum(['weight', 'weigh-in', 'reprint']), step: z.enum(['badge', 'pin', 'reason', 'scale']), personName: z.string(), product: ProductCard.nullable() }).nullable(),
  armedQuantity: z.int().nullable(),
  bar: z.strictObject({
    hubConnected: z.boolean(), hubSinceMs: z.int(), unsentCount: z.int(), oldestUnsentAtMs: z.int().nullable(),
    /** When the cancel list known here was read from the platform; null: never. */
    cancelListAtMs: z.int().nullable(),
    /** Work in hand whose claim ends within a day, and how long the first has left; null: none, or hub time is not known. */
    claimsEnding: z.strictObject({ count: z.int(), firstLeftMs: z.int() }).nullable(),
    scale: z.strictObject({ state: z.enum(['absent', 'no-signal', 'quiet', 'moving', 'stable', 'overload', 'under-zero', 'must-return-to-zero']), grams: z.int().nullable() }),
    printers: z.array(z.strictObject({ printerId: z.string(), name: z.string(), state: z.enum(['ready', 'busy', 'trouble']), words: TroubleReason.or(z.literal('')), waiting: z.int(), conditions: z.array(z.enum(printerConditions)) })),
    troubles: z.array(Trouble),
  }),
  /** Parcels this person closed since sign-in, for the calm number in the corner. */
  closedParcels: z.int(),
})
export type StationView = z.infer<typeof StationView>
export type ScreenOf<K extends StationView['screen']['kind']> = Extract<StationView['screen'], { kind: K }>
