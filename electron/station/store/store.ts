// What the station app needs of its store. One writer; every method is synchronous; outside `transaction` only reads are allowed.
import type { Fact } from '#shared/domain/facts/facts.ts'
import type { LineShare, ReprintReason, UniqueCodeKind } from '#shared/domain/facts/common.ts'
import type { Carrier, Packaging, Place, Product } from '#shared/domain/catalogue/product.ts'
import type { Claim, ClaimKind } from '#shared/domain/claims/claim.ts'
import type { HubMark } from '#shared/domain/claims/hub-clock.ts'
import type { CodeMeaning } from '#shared/domain/codes/code-meaning.ts'
import type { Manifest } from '#shared/domain/manifests/manifest.ts'
import type { Order } from '#shared/domain/orders/order.ts'
import type { Parcel, Waybill } from '#shared/domain/packing/parcel.ts'
import type { Person } from '#shared/domain/people/person.ts'
import type { PickList, PickTask, Wave } from '#shared/domain/picking/pick-list.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Scan } from '#shared/domain/outcomes/scan.ts'
import type { Change, Envelope, OwnFacts } from '#shared/sync/envelope.ts'
import type { StationSettings } from '#shared/contract/station-api.ts'
import type { Bench } from '#shared/domain/bench/bench.ts'
import type { ChosenKind } from '#shared/domain/labels/label-kinds.ts'
import type { Forgetting, StoreMark } from './forget-rows.ts'
import type { LayoutRows } from './project-layouts.ts'
import type { PaperRows } from './paper-rows.ts'
import type { SecondState } from './second/keep-second.ts'

/** A promise inside a transaction does not compile: the transaction would be over before the work. */
export type Sync<T> = T extends Promise<unknown> ? never : T

/** One piece of work owed to the world, written in the transaction that owes it. */
export type Effect =
  | { effectId: string; kind: 'print-label'; printerId: string; body: { jobId: string; parcelId: string; waybillNumber: string; copy: number } }
  | { effectId: string; kind: 'print-manifest'; printerId: string; body: { manifestId: string } }
  | { effectId: string; kind: 'print-paper'; printerId: string; body: PaperJob }
/** A paper of the house: what it is of, and by which template. `code` is the sticker's own, where it is one. */
export type PaperJob = { kind: ChosenKind; ref: string; template: string; code: string }
export type EffectState = 'queued' | 'sending' | 'done' | 'failed' | 'unknown'

export type ScanRecord = { scan: Scan; outcome: Outcome; atMs: number }

/** `isDone`: no task of the list is open there. Coordinates null: the layout does not hold it. */
export type PlaceOfList = { placeCode: string; isDone: boolean; x: number | null; y: number | null; side: 'left' | 'right'; walkAisle: string | null; level: number | null }

export type Store = PaperRows & Pick<LayoutRows, 'labelLayouts' | 'layoutOf'> & {
  /** Runs `work` in one write transaction (IMMEDIATE, synchronous=FULL). When it returns, all of it is on disk; when it throws, nothing of it is. */
  transaction<T>(work: () => Sync<T>): T

  // Scans and bench
  /** The stored outcome of this id, whatever was decided then. */
  outcomeOf(scanId: string): Outcome | undefined
  /** Stores the scan with its outcome; the same id twice is a fault. */
  recordScan(record: ScanRecord): void
  lastScanOf(scannerId: string): { code: string; readAtMs: number } | undefined
  bench(): Bench
  saveBench(bench: Bench): void

  // Facts
  /** Appends to the journal (hash chain), writes the projections and the outbox row. `factId` is minted by the caller. */
  record(entry: { factId: string; atMs: number; actorId: string; fact: Fact }): void
  /** Applies what came from the hub, in its order, and moves the position, in one transaction of its own. Own facts only move the position; `own` are those that the hub only named, and `holdsOwn` said yes. `proof`: what the hub said about the fact at `upTo`; kept as it is. */
  applyChanges(input: { hubEpoch: string; changes: Change[]; own?: OwnFacts[]; upTo: number; proof?: string | null; nowMs: number }): { unknownKinds: string[] }
  /** SY30: whether each of these facts stands in the journal here, not let go of. */
  holdsOwn(own: readonly OwnFacts[]): boolean
  pullPosition(): { hubEpoch: string | null; position: number; proof: string | null }
  /** The hub is another one than before: facts are kept, the position starts anew and everything unacknowledged or younger than the hub's knowledge is sent again. */
  startEpoch(hubEpoch: string): void

  // Outbox
  /** In journal order, all of one incarnation: the oldest that has something waiting. */
  unsent(limit: number): Envelope[]
  /** From `fromSeq` on, acknowledged or not, as far as they were not let go of: for a hub that asks for them again. Without `incarnation`, of the one that is being sent. */
  journalFrom(fromSeq: number, limit: number, incarnation?: number): Envelope[]
  acknowledge(outcomes: { seq: number; outcome: string; why: string }[], nowMs: number, incarnation?: number): void
  /** The last fact of an incarnation that was let go of; 0 when all are there. */
  forgottenSeqOf(incarnation: number): number
  /** SY6: another store has told the hub other facts in this incarnation from `fromSeq` on. Those from there on get one of their own and wait; leased numbers are let go of, as by a restored copy. */
  splitOff(incarnation: number, fromSeq: number): void
  /** Whether that can be done: nothing of an incarnation behind this one was told to a hub. */
  maySplit(incarnation: number): boolean
  /** The newest fact that a hub has answered, and so must have; undefined before the first. */
  newestAcknowledged(): { incarnation: number; seq: number } | undefined
  /** The newest fact of each incarnation waits again, so that the hub is asked what it lacks. */
  probeAgain(): void
  outboxState(): { unsentCount: number; oldestUnsentAtMs: number | null; quarantinedCount: number }
  identity(): { stationId: string | null; incarnation: number; lastSeq: number; headHash: string }
  saveIdentity(identity: { stationId: string; stationKey: string; hubUrl: string; siteName: string }): void
  joined(): { stationId: string; stationKey: string; hubUrl: string; siteName: string } | undefined

  // Effects
  oweEffect(effect: Effect, nowMs: number): void
  queuedEffects(): Effect[]
  /** Found as 'sending' at start: the process died while bytes may have left. */
  sendingEffects(): Effect[]
  /** False when it is not queued any more: then it stays where it is. */
  moveEffect(effectId: string, printerId: string): boolean
  setEffectState(effectId: string, state: EffectState, why: string, nowMs: number): void

  // Reading
  meaningsOf(code: string): CodeMeaning[]
  person(personId: string): Person | undefined
  hasPeople(): boolean
  product(sku: string): Product | undefined
  place(placeCode: string): Place | undefined
  /** The site's layout as it was listed last, as JSON; undefined when there is none. */
  layoutText(): string | undefined
  /** How far the places of each aisle of the layout reach. */
  aisleRanges(): { aisle: string; low: number; high: number }[]
  /** The places of a list in its row, each once. */
  placesOfList(listId: string): PlaceOfList[]
  carrier(carrierCode: string): Carrier | undefined
  packagings(): Packaging[]
  wave(waveId: string): Wave | undefined
  pickList(listId: string): PickList | undefined
  /** Tasks of the list that still lack pieces. */
  openTaskCount(listId: string): number
  /** Open lists and those taken by this person, earliest cut-off first, with the pieces still to pick. */
  offeredLists(personId: string | null, limit: number): (PickList & { openPieces: number; cutOffAtMs: number; waveNumber: string })[]
  pickTask(taskId: string): PickTask | undefined
  /** The first task that still lacks pieces: unskipped ones in walk order, then the skipped in the order of skipping. */
  nextPickTask(listId: string, exceptTaskId?: string): PickTask | undefined
  /** Where the tote is used now: its list or order is not finished. */
  toteUse(toteCode: string): { listId: string; waveId: string; orderId: string | null } | undefined
  order(orderId: string): Order | undefined
  /** Not packed yet, standing in this slot or tote; OP9: in a tote also one that was stopped or kicked out. */
  orderInContainer(code: string): Order | undefined
  /** Waves of single-item orders whose pieces lie in this tote. */
  waveOfTote(toteCode: string): string | undefined
  /** Picked and unchecked single-item order of this product: earliest cut-off, then priority, then order number. Cancelled ones come first, so that they are stopped. */
  singleItemOrderFor(sku: string, waveId: string | null): Order | undefined
  singleItemWaiting(): number
  /** An order of the wave that has picked and not yet put pieces of this product: earliest cut-off first. */
  orderToPut(waveId: string, sku: string): { order: Order; lineNumber: number } | undefined
  /** Waves with a wall that have picked pieces not yet put, earliest cut-off first. */
  wavesToPut(): { waveId: string; waveNumber: string; pieces: number }[]
  /** Picked pieces of the wave that are not in the wall, of orders that still want them. */
  notPut(waveId: string): LineShare[]
  /** Pieces of the wave that are not short and not in the wall yet, picked or not. */
  piecesToPut(waveId: string): number
  putState(waveId: string): { putPieces: number; pieceCount: number; slots: { slotCode: string; put: number; asked: number }[] }
  parcel(parcelId: string): Parcel | undefined
  parcelOfOrder(orderId: string): Parcel | undefined
  /** Labels that the board approved for parcels in hand here, and that are not queued yet. */
  reprintsAsked(): { parcelId: string; waybillNumber: string; copies: number; reason: ReprintReason; byPersonId: string }[]
  /** Everyone who had the parcel in hand, at whichever bench. */
  handsOnParcel(parcelId: string): string[]
  waybill(waybillNumber: string): Waybill | undefined
  waybillOfOrder(orderId: string): Waybill | undefined
  labelPayload(waybillNumber: string): LabelPayload | undefined
  uniqueCodeUse(codeKind: UniqueCodeKind, sku: string, value: string): string | undefined
  openManifest(): Manifest | undefined
  manifest(manifestId: string): Manifest | undefined
  /** `grams`: null where a person stood for the weight (CH15). */
  manifestParcels(manifestId: string): { waybillNumber: string; grams: number | null }[]
  /** Waybill numbers of parcels on it that must not be handed over. */
  stoppedOnManifest(manifestId: string): string[]
  /** The number of the next manifest of this carrier at this station, from 1. */
  manifestSequence(carrierCode: string): number
  handOverState(carrierCode: string): { remainingCount: number; stoppedCount: number }
  /** Counts for the choose screen: lists nobody has taken, picked pieces for a wall, orders whose pieces are all there, closed parcels that may go out. */
  workCounts(): { lists: number; toPut: number; toCheck: number; toHandOver: number }
  /** Who holds it, as the hub said last. */
  claim(kind: ClaimKind, subject: string): Claim | undefined
  /** Unfinished work of this station whose claim ends before that hub time. */
  claimsEnding(stationId: string, beforeMs: number): { count: number; firstUntilMs: number | null }
  /** The next number off this station's own block for an order whose label waits for one. */
  nextOwnWaybill(orderId: string, carrierCode: string, hubNowMs: number | null): (Waybill & { blockId: string }) | undefined
  ownNumbers(hubNowMs: number | null): { carrierCode: string; left: number; blockSize: number }[]
  /** The highest numbers known here, for a hub that was put back. */
  highestNumbers(): { carrierCode: string; waybillNumber: string }[]
  hubMark(): HubMark | undefined
  saveHubMark(mark: HubMark): void
  closedParcelsSince(personId: string, sinceAtMs: number): number
  cancelListAtMs(): number | null
  settings(): StationSettings | undefined
  saveSettings(settings: StationSettings): void

  // Care
  /** Copies the database with the backup API. */
  backup(file: string): Promise<void>
  /** How the second journal stands; undefined where none is kept. */
  secondState(): SecondState | undefined
  /** All that was committed is on the disk of the second journal too. Before what cannot be taken back: a print. */
  syncSecond(): void
  /** A whole copy into the second folder, with a new journal beside it. */
  renewSecond(): Promise<void>
  /** Moves the write-ahead log into the file when nothing was written for a moment. Called on a slow clock, so that no scan waits for it. */
  checkpoint(): void
  /** Oldest first. Docs/specs/retention.md. */
  dayMarks(): StoreMark[]
  /** A day on which the hub was heard and nothing waited for it; the newest `kept` marks stay. */
  markDay(at: { stationAtMs: number; hubAtMs: number }, kept: number): void
  /** Lets go of a few rows that stood there at that mark and that the hub has acknowledged; answers how many went. Nothing goes while somebody is at work. */
  forget(asked: Forgetting): number
  /** Re-hashes the journal from its start; the first wrong entry, or undefined when all of it holds. */
  verifyJournal(): { seq: number; why: string } | undefined
  /** The same for at most `limit` entries after the first `after`; `checkedTo` of them and those before hold. */
  verifyJournalPart(after: number, limit: number): { checkedTo: number; wrong: { seq: number; why: string } | undefined }
  journalLength(): number
  close(): void
}
