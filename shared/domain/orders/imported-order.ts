// What an import brings, before the hub stores it. Runs anywhere: no clock, no I/O.

import type { holdCodes, ImportSentence } from './import-sentences.ts'

/** Where one imported fact stood, so that every message can name it. Rows count from 1 and include the header row. */
export type SourceAt = { file: string; row: number }

/** One refused cell or row. `reason` is a whole English sentence that says what is wrong and what would be right; `code` and `values` are what it is made of. */
export type ImportRefusal = SourceAt & { column: string; value: string } & ImportSentence

/** What was left open or left out of something that was taken; `row` is the first of several. */
export type ImportNote = ImportRefusal

/** Why an order is kept from the floor although it was read without fault (docs/specs/imports.md); 'unknown-carrier' is the hub's own. */
export type HoldReason = Exclude<(typeof holdCodes)[number], 'unknown-carrier'>

export type ImportedLine = {
  sku: string
  /** As the buyer saw it; the product's own name wins when the product is known. */
  name: string
  /** Colour, size and so on, in the words of the source; empty when it has none. */
  spec: string
  quantity: number
}

/** The receiver in full. Personal data: encrypted at rest, masked on screen and label. */
export type Recipient = {
  name: string
  phone: string
  province: string
  city: string
  district: string
  /** Street, house, unit and room as written by the buyer. */
  detail: string
  postcode: string
  countryCode: string
}

export type ImportedOrder = {
  /** Shop or platform account the number belongs to: the same number from two shops is two orders. */
  shop: string
  /** The number the buyer and the shop know. Never parsed. */
  number: string
  /** Wall time of the order, or null where the source has none or an ambiguous one. */
  orderedAtMs: number | null
  lines: ImportedLine[]
  recipient: Recipient
  /** The carrier that the source asks for, by code or by name as it is written there (IM30); null: the site's rule decides. */
  carrierCode: string | null
  buyerRemark: string
  sellerRemark: string
  isGift: boolean
  invoiceTitle: string
  /** Empty when the order may go to the floor. */
  holds: HoldReason[]
  at: SourceAt
}

export type ImportedProduct = {
  sku: string
  name: string
  nameEn: string
  spec: string
  /** Codes as read, before normalising; one product may have several. `quantity` is 1 for a piece and more for a case. */
  codes: { code: string; quantity: number }[]
  /** null: not known. Never 0. */
  weightGrams: number | null
  lengthMm: number | null
  widthMm: number | null
  heightMm: number | null
  at: SourceAt
}
