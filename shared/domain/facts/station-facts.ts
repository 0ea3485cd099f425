// Facts that a station records: what people and devices did there. Past tense; nothing is ever edited, a mistake is mended by another fact.
import * as z from 'zod'
import { ApprovalReason, AtMs, Enclosure, Grams, Id, LineShare, Quantity, reprintReasons, ShortReason, Sku, UniqueCodeKind } from './common.ts'
import { refusalReasons } from '../outcomes/refusal-reasons.ts'

export const stationFacts = {
  // People
  OperatorSignedIn: z.strictObject({ personId: Id, cause: z.enum(['badge', 'change', 'unlock']) }),
  OperatorSignedOut: z.strictObject({ personId: Id }),
  StationLocked: z.strictObject({ personId: Id, cause: z.enum(['idle', 'asked']) }),
  /** A wrong PIN, counted durably before the answer. */
  PinRefused: z.strictObject({ personId: Id }),
  /** The right PIN of somebody who approves without signing in: her wrong ones are forgotten, as at a sign-in (LO1). */
  PinAccepted: z.strictObject({ personId: Id }),

  /** A scan that was not accepted. The code is kept out when it may be personal (a QR with a name): then it is empty. */
  ScanRefused: z.strictObject({ scanId: Id, code: z.string().max(256), reason: z.enum(refusalReasons), activity: z.string().max(32) }),

  // Picking
  PickListStarted: z.strictObject({ listId: Id, personId: Id }),
  /** The tote that goes with a list; for one-order lists also the order's own. */
  ToteTaken: z.strictObject({ toteCode: Id, listId: Id, waveId: Id, orderId: Id.nullable() }),
  ItemPicked: z.strictObject({ taskId: Id, listId: Id, waveId: Id, sku: Sku, placeCode: Id, quantity: Quantity, toteCode: Id.nullable(), shares: z.array(LineShare).min(1) }),
  ShortPicked: z.strictObject({ taskId: Id, listId: Id, waveId: Id, sku: Sku, placeCode: Id, quantity: Quantity, reason: ShortReason, shares: z.array(LineShare).min(1) }),
  TaskSkipped: z.strictObject({ taskId: Id, listId: Id }),
  /** The picker looked whether the place is empty now. */
  ZeroChecked: z.strictObject({ placeCode: Id, sku: Sku, empty: z.boolean() }),
  PickListFinished: z.strictObject({ listId: Id, waveId: Id }),

  // Putting
  /** Picked pieces of a wave that never reached the wall: they are short now. */
  PiecesMissed: z.strictObject({ waveId: Id, shares: z.array(LineShare).min(1) }),
  ItemPut: z.strictObject({ waveId: Id, orderId: Id, lineNumber: z.int().min(1), sku: Sku, quantity: Quantity, slotCode: Id }),

  // Checking and packing
  ParcelOpened: z.strictObject({ parcelId: Id, orderId: Id, waveId: Id, personId: Id, openedBy: z.enum(['tote', 'slot', 'order', 'waybill', 'item']) }),
  ItemChecked: z.strictObject({ parcelId: Id, orderId: Id, lineNumber: z.int().min(1), sku: Sku, quantity: Quantity }),
  UniqueCodeTaken: z.strictObject({ parcelId: Id, orderId: Id, lineNumber: z.int().min(1), sku: Sku, codeKind: UniqueCodeKind, value: z.string().min(1).max(64) }),
  EnclosureAdded: z.strictObject({ parcelId: Id, enclosure: Enclosure }),
  /** A weight taken before it counts no more. */
  PackagingUsed: z.strictObject({ parcelId: Id, packagingCode: Id }),
  /** One piece of it was scanned by mistake: it is not in the parcel. */
  PackagingTakenBack: z.strictObject({ parcelId: Id, packagingCode: Id }),
  ParcelSuspended: z.strictObject({ parcelId: Id, orderId: Id, reason: z.string().max(64) }),
  ParcelResumed: z.strictObject({ parcelId: Id, orderId: Id, personId: Id }),
  /** An order learnt to be cancelled was stopped here; its goods go back. */
  OrderStopped: z.strictObject({ orderId: Id, parcelId: Id.nullable() }),
  /** The cancel came after the label: the parcel must not be handed over. */
  StopTaskRaised: z.strictObject({ orderId: Id, parcelId: Id, waybillNumber: Id }),

  // Weighing
  ParcelWeighed: z.strictObject({ parcelId: Id, orderId: Id, grams: Grams, expectedGrams: Grams.nullable(), toleranceGrams: Grams.nullable(), verdict: z.enum(['fits', 'too-light', 'too-heavy', 'not-known']), scaleId: Id }),
  /** Without grams nobody could weigh: the scale was away. */
  WeightApproved: z.strictObject({ parcelId: Id, orderId: Id, grams: Grams.nullable(), byPersonId: Id, reason: ApprovalReason }),
  /** A product without a known weight was put on the scale by itself, watched by a supervisor. */
  ProductWeighedIn: z.strictObject({ sku: Sku, weightGrams: Grams, byPersonId: Id }),

  // Waybill and label
  /** The next number off this station's own block, for an order that has none. */
  WaybillTaken: z.strictObject({ waybillNumber: Id, orderId: Id, carrierCode: Id, blockId: Id }),
  /** Said to a hub that was put back from a backup: the highest numbers known here, so that none is given out again. */
  WaybillNumbersSeen: z.strictObject({ numbers: z.array(z.strictObject({ carrierCode: Id, waybillNumber: Id })).max(500) }),
  WaybillBound: z.strictObject({ parcelId: Id, orderId: Id, waybillNumber: Id }),
  LabelQueued: z.strictObject({ jobId: Id, parcelId: Id, waybillNumber: Id, printerId: Id, copy: z.int().min(1) }),
  /** Not one byte of this job had left: another printer takes it. */
  LabelMoved: z.strictObject({ jobId: Id, parcelId: Id, waybillNumber: Id, printerId: Id }),
  LabelSent: z.strictObject({ jobId: Id, parcelId: Id, waybillNumber: Id }),
  /** Bytes may have left: nobody knows whether paper came out. Settled by scan-back or by a person, never by printing again by itself. */
  LabelUnknown: z.strictObject({ jobId: Id, parcelId: Id, waybillNumber: Id, why: z.string().max(200) }),
  LabelFailed: z.strictObject({ jobId: Id, parcelId: Id, waybillNumber: Id, why: z.string().max(200) }),
  /** One more label of the same number; every earlier copy is void from here on. */
  LabelReprinted: z.strictObject({ parcelId: Id, waybillNumber: Id, copy: z.int().min(2), reason: z.enum([...reprintReasons, 'other-printer']), byPersonId: Id }),
  /** The printed waybill was scanned back from the box: proof of print and of the right label. */
  LabelConfirmed: z.strictObject({ parcelId: Id, waybillNumber: Id }),
  /** Without grams a person stood for the weight. */
  ParcelClosed: z.strictObject({ parcelId: Id, orderId: Id, waveId: Id, waybillNumber: Id, carrierCode: Id, grams: Grams.nullable(), personId: Id, pieceCount: z.int() }),

  /** A supervisor's own form of a label's template (LabelLayout), for every bench of the site; null: the shipped one again. A bench that cannot use it keeps it unread. */
  LabelLaidOut: z.strictObject({ template: Id, layout: z.record(z.string(), z.unknown()).nullable(), byPersonId: Id }),

  // Hand-over
  ManifestOpened: z.strictObject({ manifestId: Id, manifestNumber: z.string().max(64), carrierCode: Id, personId: Id }),
  ParcelScannedOut: z.strictObject({ manifestId: Id, parcelId: Id, waybillNumber: Id }),
  /** A parcel that was stopped meanwhile leaves the open manifest. */
  ParcelTakenOff: z.strictObject({ manifestId: Id, parcelId: Id, waybillNumber: Id }),
  ManifestClosed: z.strictObject({ manifestId: Id, parcelCount: z.int().min(1), totalGrams: Grams, personId: Id, closedAtMs: AtMs }),
} as const
