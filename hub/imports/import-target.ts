import type { ImportSentence, LateChange } from '#shared/domain/orders/import-sentences.ts'
import type { HoldReason, ImportedOrder, ImportedProduct, ImportNote, ImportRefusal, SourceAt } from '#shared/domain/orders/imported-order.ts'
import type { ImportedLayout, LayoutOutcome } from '../layout/put-layout.ts'

/** What lies of one product at one place, as it was counted. */
export type ImportedStock = { place: string; sku: string; quantity: number; expiresOnDay: number | null; caseQuantity: number | null; at: SourceAt }

/**
 * What became of one order or product when the hub stored it:
 *   accepted    new, and may go to the floor
 *   updated     known, no work begun, and some cell differs
 *   unchanged   known, and every cell is the same: nothing was written
 *   held        new and stored, but kept from the floor (`reason` is the first HoldReason or the hub's own words)
 *   refused     not stored; `refused` says why
 *   discrepancy known, work has begun, and some cell differs: stored as a discrepancy for a supervisor
 */
export type PutOutcomeKind = 'accepted' | 'updated' | 'unchanged' | 'held' | 'refused' | 'discrepancy'

/** `ref` is the order's `number` or the product's `sku`, as given. One outcome for each member of the batch, in the batch's order. */
export type PutOutcome = { ref: string; outcome: PutOutcomeKind; reason?: string; refused?: ImportSentence; holds?: string[]; late?: LateChange }

/**
 * Where an import is stored. The hub implements it over its own store; tests over memory.
 * A batch is stored in one transaction; a fault throws and leaves nothing of that batch behind.
 * No batch holds one order (shop and number) twice.
 * Products come before the orders of the same import wherever the source allows it (IM4).
 * An order line whose SKU is unknown is no refusal: the store makes a product of unknown weight from the line's name (IM21).
 */
export type ImportTarget = {
  putOrders(batch: ImportedOrder[]): Promise<PutOutcome[]>
  /**
   * Does what can be done for a batch without the store (checks, hashes, seals) and answers how to store it, once. It is called while the batch
   * before may still be on its way into the store; what it answers, after that has ended. Optional: `putOrders` does both.
   */
  readyOrders?(batch: ImportedOrder[]): Promise<() => Promise<PutOutcome[]>>
  putProducts(batch: ImportedProduct[]): Promise<PutOutcome[]>
  /**
   * IM18: the plain SKUs of the shop of which the store knows several variants, so that orders imported without their product
   * export meet them: `sharedSkuOf(sku)` (hub/imports/variant-sku.ts) of every product whose SKU has that form. Optional.
   */
  sharedSkus?(): Promise<Iterable<string>>
  /** Makes this the site's layout. */
  putLayout?(layout: ImportedLayout): Promise<LayoutOutcome>
  /** One outcome for each row, in the batch's order. */
  putStock?(batch: ImportedStock[]): Promise<PutOutcome[]>
}

/** What a reader yields, in file order. */
export type ImportItem =
  | { kind: 'order'; order: ImportedOrder }
  | { kind: 'product'; product: ImportedProduct }
  | { kind: 'layout'; layout: ImportedLayout }
  | { kind: 'stock'; stock: ImportedStock }
  /** `order` is the number of the order that is refused by it; null when it is a product's or when no number could be read. */
  | { kind: 'refusal'; refusal: ImportRefusal; order: string | null }
  | { kind: 'non-goods'; file: string; row: number; column: string; value: string }
  | { kind: 'note'; note: ImportNote }

/** The one JSON report of an import. Orders that were refused before they could be stored count in `orders.refused` too. */
export type ImportReport = {
  format: string
  files: string[]
  /** `in` is every order read: accepted + updated + unchanged + held + refused + discrepancies. */
  orders: { in: number; accepted: number; updated: number; unchanged: number; held: number; refused: number; discrepancies: number }
  /** Lines and pieces of the orders that were read whole, held ones included. */
  lines: number
  pieces: number
  /** Products read; how they were stored stands in `productOutcomes`. */
  products: number
  productOutcomes: { accepted: number; updated: number; unchanged: number; refused: number }
  /** Of a layout import; null: the files were none. */
  layout: LayoutOutcome | null
  /** Rows of a stock import. */
  stock: { accepted: number; updated: number; unchanged: number; refused: number }
  /** The first MAX_LISTED refusals; `refusalCount` is all of them. */
  refusals: ImportRefusal[]
  refusalCount: number
  /** `holds` are the codes of the reason (`holdCodes`). */
  held: { order: string; reason: string; holds: string[] }[]
  discrepancies: { order: string; reason: string; code: LateChange }[]
  /** Lines that are no goods (postage, fees, services) and were dropped, by the words of the source. */
  nonGoods: number
  /** The first MAX_LISTED notes; `noteCount` is all of them. */
  notes: ImportNote[]
  noteCount: number
}

/** Orders or products handed to the store at once. */
export const BATCH_SIZE = 2_000

/** Lists in the report stop here, so that a report of a wholly wrong file stays readable; the counts go on. */
export const MAX_LISTED = 1_000

/** A hold in words, for the report and the screen of the person who imported. */
export const holdWords: { [reason in HoldReason]: string } = {
  unpaid: 'not paid',
  cancelled: 'cancelled',
  refunded: 'refunded',
  'pick-up': 'the buyer picks it up',
  'no-lines': 'the order has no goods to pick',
  'already-shipped': 'already shipped',
  'unknown-product': 'a line names no SKU and no product name',
  'recipient-masked': 'the receiver is masked, encrypted or incomplete and cannot be printed',
  'fraud-review': 'the shop has marked it for a fraud review',
}
