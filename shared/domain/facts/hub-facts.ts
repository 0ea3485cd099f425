// Facts that the hub records: what exists, what was released, what a supervisor decided. Stations receive them in the hub's order.
import * as z from 'zod'
import { labelSizes } from '../waybills/label-payload.ts'
import { checkDigitRules } from '../waybills/waybill-number.ts'
import { walkRules } from '../waves/routing/routings.ts'
import { claimKinds } from '../claims/claim.ts'
import { ApprovalReason, AtMs, ContainerKind, Enclosure, Grams, Id, LineShare, PackagingKind, PickMode, Quantity, ReprintReason, Role, Sku } from './common.ts'

const ClaimKind = z.enum(claimKinds)
const Millimetres = z.int().min(1).max(10_000)
const Metres = z.number().min(-100_000).max(100_000)
const WalkEndShape = z.strictObject({ name: z.string().max(64), x: Metres, y: Metres })
const LayoutParts = {
  aisles: z.array(z.strictObject({ name: Id, x: Metres, oneWay: z.enum(['to-back', 'to-front']).nullable(), turning: z.boolean(), closedBlocks: z.array(z.int().min(0)) })).min(1).max(5_000),
  crossAisles: z.array(z.strictObject({ y: Metres, oneWay: z.enum(['ascending', 'descending']).nullable() })).min(2).max(50),
  starts: z.array(WalkEndShape).min(1).max(50), ends: z.array(WalkEndShape).max(50),
  metresPerSecond: z.number().positive(), secondsPerLevel: z.array(z.number().min(0)).max(50),
  /** Left out where the shortest way is walked. */
  routing: z.enum(walkRules).optional(),
}

export const hubFacts = {
  /** A product as it is from now on; the newest wins. Weight null: never weighed. */
  ProductListed: z.strictObject({
    sku: Sku, name: z.string().max(200), nameEn: z.string().max(200), spec: z.string().max(200), pictureId: z.string().max(64),
    weightGrams: Grams.nullable(), lengthMm: Millimetres.nullable(), widthMm: Millimetres.nullable(), heightMm: Millimetres.nullable(),
    fragile: z.boolean(), liquid: z.boolean(), bulky: z.boolean(), needsSerial: z.boolean(), needsLot: z.boolean(), needsAntiCounterfeit: z.boolean(),
    /** Normalised codes (docs/specs/codes.md); quantity above 1 is a case. */
    codes: z.array(z.strictObject({ code: z.string().max(128), quantity: Quantity })),
  }),
  /** A shelf place. `sequence` in the walk follows from aisle, bay and side. */
  PlaceListed: z.strictObject({
    placeCode: Id, zone: Id, aisle: z.int(), bay: z.int(), shelf: z.int(), side: z.enum(['left', 'right']),
    /** Where it lies in the site's layout; null or missing: the layout does not hold it. */
    spot: z.strictObject({ x: z.number(), y: z.number(), aisle: Id, level: z.int().min(0) }).nullable().optional(),
  }),
  /** The site's aisles and cross aisles as they are from now on, in metres (docs/specs/layout.md); the places lie in them by their spots. */
  LayoutListed: z.strictObject(LayoutParts),
  /** What lies at places from now on. Quantity null: not counted. */
  StockCounted: z.strictObject({
    rows: z.array(z.strictObject({ placeCode: Id, sku: Sku, quantity: z.int().min(0).max(10_000_000).nullable(), expiresOnDay: z.int().nullable(), caseQuantity: z.int().min(2).max(99_999).nullable() })).min(1).max(1_000),
  }),
  ContainerListed: z.strictObject({ code: Id, kind: ContainerKind, groupCode: z.string().max(64), rank: z.int() }),
  PackagingListed: z.strictObject({
    packagingCode: Id, name: z.string().max(100), nameEn: z.string().max(100), kind: PackagingKind,
    innerLengthMm: Millimetres, innerWidthMm: Millimetres, innerHeightMm: Millimetres,
    weightGrams: Grams, spreadGrams: z.number().min(0), maxWeightGrams: Grams,
  }),
  CarrierListed: z.strictObject({ carrierCode: Id, name: z.string().max(100), nameEn: z.string().max(100), labelSize: z.enum(labelSizes) }),
  /** A person as she is from now on. `pinHash` is an argon2id PHC string; the PIN itself is never stored. */
  PersonListed: z.strictObject({ personId: Id, name: z.string().max(60), badgeCode: Id, role: Role, pinHash: z.string().max(300), active: z.boolean() }),
  /** A supervisor lets a locked-out badge try again. */
  BadgeUnlocked: z.strictObject({ personId: Id, byPersonId: Id }),

  /** One order that may be picked from now on, inside one wave. */
  OrderReleased: z.strictObject({
    orderId: Id, number: z.string().max(128), shop: z.string().max(100), waveId: Id, carrierCode: Id, cutOffAtMs: AtMs, priority: z.int(),
    itemCount: z.enum(['single', 'multi']), slotCode: Id.nullable(), enclosures: z.array(Enclosure),
    lines: z.array(z.strictObject({ lineNumber: z.int().min(1), sku: Sku, quantity: Quantity })).min(1),
  }),
  /** The number and the whole label payload of one order; the payload travels beside the fact (Envelope.personal). */
  WaybillReserved: z.strictObject({ waybillNumber: Id, orderId: Id, carrierCode: Id }),
  /** The label payload of an order whose number its station takes off a block of its own; the payload (without a number) travels beside the fact. */
  LabelPrepared: z.strictObject({ orderId: Id, carrierCode: Id }),
  /** Numbers that only this station may bind, until then by hub time. Each is made of prefix, serial, check digit and suffix (shared/domain/waybills/waybill-number.ts). */
  WaybillBlockLeased: z.strictObject({
    blockId: Id, carrierCode: Id, stationId: Id, prefix: z.string().max(20), digits: z.int().min(1).max(20), suffix: z.string().max(20), checkDigit: z.enum(checkDigitRules), startNumber: z.int().min(0),
    firstIndex: z.int().min(0), numberCount: z.int().min(1).max(1_000), untilMs: AtMs,
  }),
  /** The number is burned: it is bound to nothing from now on, and never comes back. */
  WaybillVoided: z.strictObject({ waybillNumber: Id, orderId: Id, byPersonId: z.string().max(64) }),
  PickListReleased: z.strictObject({
    listId: Id, waveId: Id, listNumber: z.string().max(64), zone: z.string().max(64), mode: PickMode,
    tasks: z.array(z.strictObject({
      taskId: Id, sequence: z.int().min(1), placeCode: Id, sku: Sku, quantity: Quantity,
      /** Earliest cut-off first: what is picked is given out in this order. */
      shares: z.array(z.strictObject({ orderId: Id, lineNumber: z.int().min(1), quantity: Quantity, slotCode: Id.nullable() })).min(1),
    })).min(1),
  }),
  /** Pieces that were short at one place are promised at another, by a list that follows: the orders miss them no longer. The task stays short. */
  ShortReplaced: z.strictObject({ waveId: Id, taskId: Id, listId: Id, shares: z.array(LineShare).min(1) }),
  /** Last of a release: now the wave can be worked. */
  WaveReleased: z.strictObject({ waveId: Id, waveNumber: z.string().max(64), ruleName: z.string().max(100), mode: PickMode, cutOffAtMs: AtMs, orderCount: z.int(), pieceCount: z.int() }),
  WaveCancelled: z.strictObject({ waveId: Id, byPersonId: Id }),
  /** The wave is over: every order of it was packed, cancelled or kicked out. */
  WaveDone: z.strictObject({ waveId: Id }),
  /** 剔出: the order leaves its wave. */
  OrderKickedOut: z.strictObject({ orderId: Id, waveId: Id, byPersonId: Id, reason: z.string().max(200) }),
  /** 退款拦截: cancelled or refunded. Before the label it stops the order at its next scan, after it the parcel at the hand-over. */
  OrderCancelled: z.strictObject({ orderId: Id, why: z.enum(['cancelled', 'refunded']) }),
  /** A short order may be shipped with what was found. */
  ShortAccepted: z.strictObject({ orderId: Id, byPersonId: Id }),
  /** The missing pieces of a short order became an order of their own, which waits for a later wave. */
  OrderSplit: z.strictObject({ orderId: Id, newOrderId: Id, newNumber: z.string().max(128), byPersonId: Id }),
  /** A list leaves its picker's hands: what was picked stays picked in its tote, and somebody else may take it. */
  PickListReturned: z.strictObject({ listId: Id, byPersonId: Id }),
  /** A supervisor lets the station that has the parcel in hand print one more label of the same number. */
  ReprintApproved: z.strictObject({ parcelId: Id, orderId: Id, waybillNumber: Id, stationId: Id, byPersonId: Id, reason: ReprintReason }),
  WeightApprovedByBoard: z.strictObject({ parcelId: Id, byPersonId: Id, reason: ApprovalReason }),
  /** The hub leases a piece of work to one station (docs/specs/claims.md). Both times are the hub's. A later one about the same thing replaces it. */
  WorkClaimed: z.strictObject({ claimKind: ClaimKind, subject: Id, stationId: Id, stationName: z.string().max(100), personId: z.string().max(64), sinceMs: AtMs, untilMs: AtMs }),
  /** The lease is over before the work is: a supervisor took it back, or its time ran out. An open parcel is laid aside by it. */
  ClaimReleased: z.strictObject({ claimKind: ClaimKind, subject: Id, stationId: Id, why: z.enum(['released', 'expired']), byPersonId: z.string().max(64) }),
  /** Two stations packed one order, or one number is on two parcels: none of them leaves before a supervisor has decided. */
  ParcelsHeld: z.strictObject({ orderId: Id, parcelIds: z.array(Id).min(1) }),
  /** The decision: this parcel ships, the goods of the others go back. */
  ParcelKept: z.strictObject({ orderId: Id, parcelId: Id, droppedParcelIds: z.array(Id), byPersonId: Id }),
  /** Sent when the cancel list was read from the platform: how fresh it is. */
  CancelListRead: z.strictObject({ atMs: AtMs }),
} as const
