import { say, type ImportSentence } from '#shared/domain/orders/import-sentences.ts'
import type { HoldReason, ImportedLine, ImportRefusal, Recipient, SourceAt } from '#shared/domain/orders/imported-order.ts'
import { blankWhenNothing, decimalOf, idCell, isDamagedId, meaningOf, textCell, zonedInstantOf } from './cells.ts'
import { readTable, repeatedColumns, type Header } from './csv-table.ts'
import type { ImportItem } from './import-target.ts'
import { cut, emptyHead, MAX, NOT_IN_SOURCE, OrderBook, type OrderHead } from './order-book.ts'
import { emptyProduct, gramsOf, ProductBook } from './product-book.ts'
import { fileRefusal, type SourceFile } from './source-file.ts'
import { variantOf, variantSku } from './variant-sku.ts'

const shopifyOrderColumns = ['Name', 'Financial Status', 'Lineitem quantity', 'Lineitem name'] as const
const shopifyProductColumns = ['Handle', 'Title', 'Variant SKU'] as const

/** True for the header of an orders export / a products export, whatever columns else it has. */
export const isShopifyOrders = (header: Header): boolean => shopifyOrderColumns.every((column) => header.at(column) >= 0)
export const isShopifyProducts = (header: Header): boolean => shopifyProductColumns.every((column) => header.at(column) >= 0)

const readOrderColumns = [
  'Name', 'Financial Status', 'Fulfillment Status', 'Created at', 'Cancelled at', 'Payment Method', 'Shipping Method', 'Risk Level', 'Notes',
  'Lineitem quantity', 'Lineitem name', 'Lineitem sku', 'Lineitem requires shipping', 'Lineitem fulfillment status',
  'Shipping Name', 'Shipping Street', 'Shipping Address1', 'Shipping Address2', 'Shipping Company', 'Shipping City', 'Shipping Zip', 'Shipping Province',
  'Shipping Province Name', 'Shipping Country', 'Shipping Phone', 'Phone',
] as const
type OrderColumn = (typeof readOrderColumns)[number]

const readProductColumns = [
  'Handle', 'Title', 'Option1 Value', 'Option2 Value', 'Option3 Value', 'Variant SKU', 'Variant Grams', 'Variant Barcode', 'Variant Price',
  'Variant Requires Shipping', 'Gift Card',
] as const
type ProductColumn = (typeof readProductColumns)[number]

/** Financial states of Shopify's export. `pending` is settled by the way of payment. */
const financialHolds: { [status: string]: HoldReason | null } = {
  paid: null, pending: 'unpaid', authorized: 'unpaid', partially_paid: 'unpaid', unpaid: 'unpaid', expired: 'cancelled',
  voided: 'cancelled', refunded: 'refunded', partially_refunded: 'refunded',
}
const fulfillmentHolds: { [status: string]: HoldReason | null } = {
  '': null, unfulfilled: null, partial: null, scheduled: null, on_hold: 'unpaid', fulfilled: 'already-shipped', restocked: 'refunded',
}
const CASH_ON_DELIVERY = /cash on delivery|\bcod\b|货到付款/i
const PICK_UP = /\bpick[\s-]?up\b|\bcollect(?:ion)? (?:from|in|at)\b|\bclick (?:&|and) collect\b|\bramassage\b|\bretrait\b|\babholung\b|自提/i

/** Names that speak of several pieces or of a bundle. Which pieces is not in the file. */
const SEVERAL_PIECES = /\bbuy\s*(?:[2-9]|\d\d)|\bget\s*\d|\b(?:[2-9]|\d{2,})\s*(?:pcs?|pieces|pack|sets?)\b|\b(?:pack|set|box) of \d|(?<!(?:\d|cm|mm|m|in)\s?)[x×]\s?(?:[2-9]|[1-9]\d)$|[2-9两三四五]\s?(?:件|个|只|盒|瓶)装/i

export type ShopifyOptions = { shop: string; replayShipped: boolean; knownSharedSkus: ReadonlySet<string> }

function cellReader<Column extends string>(header: Header, columns: readonly Column[]): (cells: string[], column: Column) => string {
  const places = Object.fromEntries(columns.map((column) => [column, header.at(column)])) as { [column in Column]: number }
  return (cells, column) => {
    const place = places[column]
    return place < 0 ? '' : (cells[place] ?? '')
  }
}

/** Reads Shopify orders and products exports, told apart by their headers (IM23). Products come first, whatever the order of the files. */
export async function* readShopify(files: SourceFile[], options: ShopifyOptions): AsyncGenerator<ImportItem> {
  const products = new ProductBook()
  const variants = new Map<string, { sku: string; variant: string; product: ReturnType<typeof emptyProduct> }[]>()
  const sideItems: ImportItem[] = []
  const orderBooks: { book: OrderBook; lineVariants: Map<ImportedLine, string> }[] = []
  const openDates: OpenDates = { count: 0, first: null }
  for (const file of files) {
    const book = new OrderBook()
    const lineVariants = new Map<ImportedLine, string>()
    let onRow: ((cells: string[], row: number) => ImportRefusal | null) | null = null
    const refusal = await readTable(file, {
      delimiter: ',',
      encodings: ['utf-8'],
      onHeader(header) {
        if (isShopifyOrders(header)) {
          const twice = repeatedColumns(header, readOrderColumns)
          if (twice.length > 0) return say('column-twice', { columns: twice.join(', ') })
          onRow = orderRows(file, header, book, lineVariants, options, openDates)
          return null
        }
        if (isShopifyProducts(header)) {
          const twice = repeatedColumns(header, readProductColumns)
          if (twice.length > 0) return say('column-twice', { columns: twice.join(', ') })
          onRow = productRows(file, header, variants, sideItems)
          return null
        }
        return say('not-shopify', { orderColumns: shopifyOrderColumns.join(', '), productColumns: shopifyProductColumns.join(', '), columns: header.names.slice(0, 5).join(', ') })
      },
      onRow: (cells, row) => onRow?.(cells, row) ?? null,
      onRefusedRow(rowRefusal, cells) {
        const number = idCell(cells[0] ?? '')
        book.refuse(rowRefusal, number === '' ? null : number)
      },
    })
    if (refusal) {
      yield { kind: 'refusal', refusal, order: null }
      continue // IM1: nothing of a refused file is used; the other files are.
    }
    orderBooks.push({ book, lineVariants })
  }
  yield* sideItems
  if (openDates.first) yield { kind: 'note', note: { ...openDates.first, column: 'Created at', ...say('dates-left-open', { count: openDates.count }) } }
  const shared = sharedSkus(variants, orderBooks, options.knownSharedSkus)
  for (const rows of variants.values()) {
    for (const { sku, variant, product } of rows) products.add({ ...product, sku: shared.has(sku) ? variantSku(sku, variant) : sku })
  }
  yield* products.products()
  for (const { book, lineVariants } of orderBooks) {
    for (const line of book.lines()) if (shared.has(line.sku)) line.sku = variantSku(line.sku, lineVariants.get(line) ?? '')
    yield* book.orders()
  }
}

/**
 * IM18: SKUs that name more than one variant: as the product export says, or, for a SKU that no product export here or in the store
 * names, as the lines say.
 */
function sharedSkus(
  variants: Map<string, { variant: string }[]>,
  books: { book: OrderBook; lineVariants: Map<ImportedLine, string> }[],
  known: ReadonlySet<string>,
): Set<string> {
  const shared = new Set(known)
  for (const [sku, rows] of variants) if (new Set(rows.map((row) => row.variant)).size > 1) shared.add(sku)
  const first = new Map<string, string>()
  for (const { lineVariants } of books) {
    for (const [line, variant] of lineVariants) {
      if (line.sku === '' || variants.has(line.sku)) continue
      const earlier = first.get(line.sku)
      if (earlier === undefined) first.set(line.sku, variant)
      else if (earlier !== variant) shared.add(line.sku)
    }
  }
  return shared
}

type OpenDates = { count: number; first: (SourceAt & { value: string }) | null }

function orderRows(
  file: SourceFile, header: Header, book: OrderBook, lineVariants: Map<ImportedLine, string>, options: ShopifyOptions, openDates: OpenDates,
): (cells: string[], row: number) => ImportRefusal | null {
  const cell = cellReader<OrderColumn>(header, readOrderColumns)
  const has = (column: OrderColumn): boolean => header.at(column) >= 0
  const hasStreet = has('Shipping Street') || has('Shipping Address1')
  return (cells, row) => {
    const at = { file: file.name, row }
    const number = idCell(cell(cells, 'Name'))
    if (number === '') {
      book.refuse({ ...at, column: 'Name', value: '', ...say('order-unnamed') }, null)
      return null
    }
    if (isDamagedId(number)) return damagedIds(file, row, 'Name', number)
    const status = textCell(cell(cells, 'Financial Status')).toLowerCase()
    // Only the first row of an order carries the order's own cells; some apps repeat them on every row.
    if (status !== '' || !book.hasHead(number)) {
      const head = headOf(cells, number, status, at)
      if ('reason' in head) book.refuse({ ...at, ...head }, number)
      else book.setHead(head, at)
    }
    takeLine(cells, number, at)
    return null
  }

  function headOf(cells: string[], number: string, status: string, at: SourceAt): OrderHead | ({ column: string; value: string } & ImportSentence) {
    const fulfilled = textCell(cell(cells, 'Fulfillment Status')).toLowerCase()
    const money = has('Financial Status') && status !== '' ? meaningOf(financialHolds, status) : undefined
    if (money === undefined) return { column: 'Financial Status', value: status, ...say(status === '' ? 'payment-unsaid' : 'payment-unknown') }
    const shipped = meaningOf(fulfillmentHolds, fulfilled)
    if (shipped === undefined) return { column: 'Fulfillment Status', value: fulfilled, ...say('delivery-unknown') }
    const holds: HoldReason[] = []
    if (textCell(cell(cells, 'Cancelled at')) !== '') holds.push('cancelled')
    if (money && !(money === 'unpaid' && status === 'pending' && CASH_ON_DELIVERY.test(cell(cells, 'Payment Method')))) holds.push(money)
    const method = textCell(cell(cells, 'Shipping Method'))
    const recipient = recipientOf(cells)
    const nowhere = ['Shipping Name', 'Shipping Street', 'Shipping Address1', 'Shipping City', 'Shipping Country'].every((column) => cell(cells, column as OrderColumn).trim() === '')
    if (PICK_UP.test(method) || (nowhere && method === '')) holds.push('pick-up')
    if (shipped && !(shipped === 'already-shipped' && options.replayShipped)) holds.push(shipped)
    if (/^high$/i.test(cell(cells, 'Risk Level').trim())) holds.push('fraud-review')
    return { ...emptyHead(options.shop, number), orderedAtMs: dateOf(textCell(cell(cells, 'Created at')), at), recipient, buyerRemark: textCell(cell(cells, 'Notes')), holds: [...new Set(holds)] }
  }

  function dateOf(text: string, at: SourceAt): number | null {
    const instant = zonedInstantOf(text)
    if (instant === null && text !== '') {
      openDates.count += 1
      openDates.first ??= { ...at, value: text.slice(0, 40) }
    }
    return instant
  }

  function recipientOf(cells: string[]): Recipient {
    const text = (column: OrderColumn): string => blankWhenNothing(idCell(cell(cells, column)))
    const city = text('Shipping City')
    const country = text('Shipping Country')
    const lines = [text('Shipping Address1') || text('Shipping Street'), text('Shipping Address2'), text('Shipping Company')]
    // IM20: a file that has no such columns says nothing about the receiver; one that has them and leaves them empty says there is none.
    const isPlaced = city !== '' || country !== ''
    return {
      name: has('Shipping Name') || !isPlaced ? textCell(cell(cells, 'Shipping Name')) : NOT_IN_SOURCE,
      phone: text('Shipping Phone') || text('Phone'),
      province: text('Shipping Province Name') || text('Shipping Province'),
      city,
      district: '',
      detail: hasStreet || !isPlaced ? lines.filter((part) => part !== '').join(' ') : NOT_IN_SOURCE,
      postcode: text('Shipping Zip'),
      countryCode: country,
    }
  }

  function takeLine(cells: string[], number: string, at: { file: string; row: number }): void {
    const name = textCell(cell(cells, 'Lineitem name'))
    const sku = idCell(cell(cells, 'Lineitem sku'))
    const quantityText = idCell(cell(cells, 'Lineitem quantity'))
    if (name === '' && sku === '' && quantityText === '') return
    if (/^false$/i.test(cell(cells, 'Lineitem requires shipping').trim())) {
      book.tell({ kind: 'non-goods', ...at, column: 'Lineitem requires shipping', value: name })
      return
    }
    if (isDamagedId(sku)) {
      book.refuse({ ...at, column: 'Lineitem sku', value: sku, ...say('sku-rounded') }, number)
      return
    }
    const quantity = book.quantity(quantityText, number, at, 'Lineitem quantity')
    if (quantity === null) return
    // IM13: pieces that have left already are not picked again.
    if (!options.replayShipped && /^fulfilled$/i.test(cell(cells, 'Lineitem fulfillment status').trim()) && !book.isHeld(number, 'already-shipped')) {
      book.tell({ kind: 'note', note: { ...at, column: 'Lineitem fulfillment status', value: cut(name, 60), ...say('line-shipped-left-out', { number }) } })
      return
    }
    const variant = variantOf(name)
    const line: ImportedLine = { sku: sku === '' ? skuFromName(name) : sku, name, spec: variant, quantity }
    book.addLine(number, line, at)
    if (sku !== '') lineVariants.set(line, variant)
  }
}

/** IM22: without a SKU the name is the only id there is. A bundle's name does not say what is in it: no SKU, and the order waits. */
function skuFromName(name: string): string {
  return name.length > MAX.sku || SEVERAL_PIECES.test(name) ? '' : name
}

function damagedIds(file: SourceFile, row: number, column: string, value: string): ImportRefusal {
  return fileRefusal(file, say('order-number-rounded'), row, column, value)
}

function productRows(
  file: SourceFile, header: Header, variants: Map<string, { sku: string; variant: string; product: ReturnType<typeof emptyProduct> }[]>, items: ImportItem[],
): (cells: string[], row: number) => ImportRefusal | null {
  const cell = cellReader<ProductColumn>(header, readProductColumns)
  const titles = new Map<string, string>()
  const refuse = (row: number, column: string, value: string, why: ImportSentence): null => {
    items.push({ kind: 'refusal', refusal: { file: file.name, row, column, value: value.slice(0, 100), ...why }, order: null })
    return null
  }
  return (cells, row) => {
    const handle = textCell(cell(cells, 'Handle'))
    const ownTitle = textCell(cell(cells, 'Title'))
    if (ownTitle !== '') titles.set(handle, ownTitle)
    const options = [cell(cells, 'Option1 Value'), cell(cells, 'Option2 Value'), cell(cells, 'Option3 Value')].map(textCell).filter((value) => value !== '')
    const ownSku = idCell(cell(cells, 'Variant SKU'))
    const barcode = idCell(cell(cells, 'Variant Barcode'))
    // A row with neither option, SKU, barcode nor price is one more picture of the product above it.
    if (options.length === 0 && ownSku === '' && barcode === '' && textCell(cell(cells, 'Variant Price')) === '') return null
    if (/^false$/i.test(cell(cells, 'Variant Requires Shipping').trim()) || /^true$/i.test(cell(cells, 'Gift Card').trim())) {
      items.push({ kind: 'non-goods', file: file.name, row, column: 'Variant Requires Shipping', value: titles.get(handle) ?? handle })
      return null
    }
    if (isDamagedId(ownSku)) return refuse(row, 'Variant SKU', ownSku, say('sku-rounded'))
    const title = titles.get(handle) ?? handle
    const isOnly = options.length === 1 && options[0] === 'Default Title'
    const name = options.length === 0 || isOnly ? title : `${title} - ${options.join(' / ')}`
    const sku = ownSku === '' ? skuFromName(name) : ownSku
    if (sku === '') return refuse(row, 'Variant SKU', '', say('sku-not-from-name', { name: cut(name, 60) }))
    const gramsText = textCell(cell(cells, 'Variant Grams'))
    const weight = gramsOf(decimalOf(gramsText, '.'), 1)
    if (weight === 'refused' || (gramsText !== '' && decimalOf(gramsText, '.') === null)) return refuse(row, 'Variant Grams', gramsText, say('grams-wrong'))
    const variant = variantOf(name)
    const product = { ...emptyProduct(sku, { file: file.name, row }), name, spec: isOnly ? '' : options.join(' / '), codes: barcode === '' ? [] : [{ code: barcode, quantity: 1 }], weightGrams: weight }
    const rows = variants.get(sku)
    if (rows) rows.push({ sku, variant, product })
    else variants.set(sku, [{ sku, variant, product }])
    return null
  }
}
