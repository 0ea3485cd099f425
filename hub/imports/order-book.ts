import { say, type ImportRefusalCode } from '#shared/domain/orders/import-sentences.ts'
import type { HoldReason, ImportedLine, ImportedOrder, ImportRefusal, Recipient, SourceAt } from '#shared/domain/orders/imported-order.ts'
import type { ImportItem } from './import-target.ts'
import { quantityOf } from './cells.ts'

/** Longest texts that are kept (IM7). Names and remarks are cut with `…`; ids and addresses are refused, for a cut one is wrong. */
export const MAX = { number: 64, sku: 100, shop: 64, name: 200, spec: 200, remark: 500, recipientName: 100, phone: 40, place: 60, detail: 300, code: 128 } as const

/** IM20: what stands for a receiver's name or street when the source has no such column at all. */
export const NOT_IN_SOURCE = '—'

function emptyRecipient(): Recipient {
  return { name: '', phone: '', province: '', city: '', district: '', detail: '', postcode: '', countryCode: '' }
}

/** Everything of an order but its lines, as its reader found it. */
export type OrderHead = Omit<ImportedOrder, 'lines' | 'at'>

export function emptyHead(shop: string, number: string): OrderHead {
  return {
    shop, number, orderedAtMs: null, recipient: emptyRecipient(), carrierCode: null,
    buyerRemark: '', sellerRemark: '', isGift: false, invoiceTitle: '', holds: [],
  }
}

export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  // A pair of surrogates that the cut has halved goes whole.
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

type Draft = { head: OrderHead | null; lines: ImportedLine[]; at: SourceAt; refused: boolean }

/**
 * The orders of one import, joined by number, whatever stands between their rows (IM4). Held in memory until every file was read
 * to its end, so that a fault in the last row leaves nothing half imported; readTable's MAX_ROWS bounds it.
 */
export class OrderBook {
  readonly #drafts = new Map<string, Draft>()
  readonly #items: ImportItem[] = []
  readonly #long = { zeros: 0, isRounded: true, first: null as (SourceAt & { number: string }) | null }

  /** Rows that were refused, dropped or worth a note, in the order they were met. Empties the list. */
  takeItems(): ImportItem[] {
    return this.#items.splice(0)
  }

  tell(item: ImportItem): void {
    this.#items.push(item)
  }

  /** Refuses a row, and with it the whole order when its number is known (IM9): an order without one of its lines would ship short. */
  refuse(refusal: ImportRefusal, number: string | null): void {
    this.#items.push({ kind: 'refusal', refusal, order: number })
    if (number !== null) this.#draft(number, refusal).refused = true
  }

  #draft(number: string, at: SourceAt): Draft {
    let draft = this.#drafts.get(number)
    if (!draft) this.#drafts.set(number, (draft = { head: null, lines: [], at: { file: at.file, row: at.row }, refused: false }))
    return draft
  }

  /** The order's head. A second one that differs refuses the order (IM10): one number cannot be two orders in one file. */
  setHead(head: OrderHead, at: SourceAt): void {
    const draft = this.#draft(head.number, at)
    if (!draft.head) {
      this.#watchLongNumber(head.number, at)
      draft.head = head
      draft.at = { file: at.file, row: at.row }
    } else if (JSON.stringify(draft.head) !== JSON.stringify(head)) {
      this.refuse({ file: at.file, row: at.row, column: '', value: head.number, ...say('order-twice', { number: head.number, row: draft.at.row, file: draft.at.file }) }, head.number)
    }
  }

  /** IM8: a spreadsheet keeps 15 digits of a number and writes zeros for the others. */
  #watchLongNumber(number: string, at: SourceAt): void {
    if (number.length < 16 || !/^\d+$/.test(number)) return
    this.#long.first ??= { file: at.file, row: at.row, number }
    if (/^0+$/.test(number.slice(15))) this.#long.zeros += number.length - 15
    else this.#long.isRounded = false
  }

  hasHead(number: string): boolean {
    return Boolean(this.#drafts.get(number)?.head)
  }

  /** Reasons that a later row of the order has to keep it from the floor (IM17). */
  addHolds(number: string, holds: readonly HoldReason[]): void {
    const head = this.#drafts.get(number)?.head
    if (head) head.holds = [...new Set([...head.holds, ...holds])]
  }

  isHeld(number: string, reason: HoldReason): boolean {
    return this.#drafts.get(number)?.head?.holds.includes(reason) ?? false
  }

  /** Adds a line. Lines with one SKU become one when the orders are taken (IM11). */
  addLine(number: string, line: ImportedLine, at: SourceAt): void {
    this.#draft(number, at).lines.push(line)
  }

  /** IM12: reads a quantity cell, or refuses the row with its order. */
  quantity(text: string, number: string, at: SourceAt, column: string): number | null {
    const quantity = quantityOf(text)
    if (quantity !== null) return quantity
    this.refuse({ ...at, column, value: text.slice(0, 100), ...say(text === '' ? 'quantity-missing' : 'quantity-wrong') }, number)
    return null
  }

  /** Every line still held, so that a reader can settle what it could not when it read the row. */
  *lines(): Generator<ImportedLine> {
    for (const draft of this.#drafts.values()) yield* draft.lines
  }

  /** The orders in the order of their first rows, checked (IM7, IM17, IM19–IM22), and what was refused meanwhile. Empties the book. */
  *orders(): Generator<ImportItem> {
    yield* this.takeItems()
    const { first, isRounded, zeros } = this.#long
    if (first && isRounded && zeros >= 4) {
      yield { kind: 'refusal', refusal: { file: first.file, row: first.row, column: 'number', value: first.number, ...say('order-numbers-rounded') }, order: null }
      this.#drafts.clear()
    }
    for (const [number, draft] of this.#drafts) {
      this.#drafts.delete(number)
      if (draft.refused) continue
      if (!draft.head) {
        yield { kind: 'refusal', refusal: { ...draft.at, column: '', value: number, ...say('line-without-order', { number }) }, order: number }
        continue
      }
      yield checkedOrder({ ...draft.head, lines: draft.lines, at: draft.at })
    }
  }
}

/** IM11: one line for each SKU, with the pieces of all its rows. Another spec in a later row is shown too. */
function mergedLines(lines: ImportedLine[]): ImportedLine[] {
  if (lines.length < 2) return lines
  const bySku = new Map<string, ImportedLine>()
  const merged: ImportedLine[] = []
  for (const line of lines) {
    const same = line.sku === '' ? undefined : bySku.get(line.sku)
    if (!same) {
      const own = { ...line }
      merged.push(own)
      bySku.set(line.sku, own)
      continue
    }
    same.quantity += line.quantity
    if (line.spec !== '' && !same.spec.includes(line.spec)) same.spec = same.spec === '' ? line.spec : `${same.spec}; ${line.spec}`
  }
  return merged
}

const isMasked = (recipient: Recipient): boolean =>
  /[*＊]|^(?:##|\$\$|~)/.test(recipient.name) || /[*＊]|^(?:##|\$\$|~)/.test(recipient.phone) || /\*{2,}|^(?:##|\$\$|~)/.test(recipient.detail)

/** What is true of every order that leaves an importer, whatever its format: limits, holds, lines. */
export function checkedOrder(found: ImportedOrder): ImportItem {
  const order = { ...found, lines: mergedLines(found.lines) }
  const { recipient } = order
  const refuse = (column: string, value: string, code: ImportRefusalCode, values: { [slot: string]: string | number }): ImportItem => ({
    kind: 'refusal',
    refusal: { ...order.at, column, value: value.slice(0, 100), ...say(code, values) },
    order: order.number,
  })
  if (order.number.length > MAX.number) return refuse('number', order.number, 'number-too-long', { most: MAX.number })
  if (order.shop.length > MAX.shop) return refuse('shop', order.shop, 'shop-too-long', { most: MAX.shop })
  // An address that is cut leads to another door.
  if (recipient.name.length > MAX.recipientName) return refuse('recipient.name', '', 'receiver-too-long', { most: MAX.recipientName })
  if (recipient.detail.length > MAX.detail) return refuse('recipient.detail', '', 'address-too-long', { most: MAX.detail })
  if (recipient.phone.length > MAX.phone) return refuse('recipient.phone', '', 'phone-too-long', { most: MAX.phone })
  for (const line of order.lines) {
    if (line.sku.length > MAX.sku) return refuse('sku', line.sku, 'sku-too-long', { most: MAX.sku })
    if (line.quantity > 9_999) return refuse('quantity', String(line.quantity), 'quantity-too-large', { quantity: line.quantity, sku: line.sku })
  }
  const holds = new Set<HoldReason>(order.holds)
  if (order.lines.length === 0) holds.add('no-lines')
  if (order.lines.some((line) => line.sku === '')) holds.add('unknown-product')
  // A cancelled or empty order is not held a second time for an address that nobody needs.
  if (holds.size === 0 && (isMasked(recipient) || recipient.name === '' || recipient.detail === '')) holds.add('recipient-masked')
  return {
    kind: 'order',
    order: {
      ...order,
      holds: [...holds],
      lines: order.lines.map((line) => ({ ...line, name: cut(line.name || line.sku, MAX.name), spec: cut(line.spec, MAX.spec) })),
      recipient: { ...recipient, province: cut(recipient.province, MAX.place), city: cut(recipient.city, MAX.place), district: cut(recipient.district, MAX.place) },
      buyerRemark: cut(order.buyerRemark, MAX.remark),
      sellerRemark: cut(order.sellerRemark, MAX.remark),
      invoiceTitle: cut(order.invoiceTitle, MAX.name),
    },
  }
}
