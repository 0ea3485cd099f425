import { say, type ImportRefusalCode, type ImportSentence } from '#shared/domain/orders/import-sentences.ts'
import type { HoldReason, ImportRefusal, Recipient, SourceAt } from '#shared/domain/orders/imported-order.ts'
import { blankWhenNothing, dateReader, decimalOf, idCell, isDamagedId, meaningOf, textCell } from './cells.ts'
import { columnsOf, type CsvMapping, type TableName } from './csv-mapping.ts'
import { readTable, repeatedColumns, type Header, type TableOptions } from './csv-table.ts'
import type { ImportItem } from './import-target.ts'
import { emptyHead, NOT_IN_SOURCE, OrderBook } from './order-book.ts'
import { emptyProduct, gramsOf, millimetresOf, ProductBook } from './product-book.ts'
import { fileRefusal, type Encoding, type SourceFile } from './source-file.ts'

const gramsPer = { g: 1, kg: 1_000, lb: 453.59237, oz: 28.349523125 } as const
const millimetresPer = { mm: 1, cm: 10, m: 1_000, in: 25.4 } as const
const receiverFields = ['recipientName', 'phone', 'province', 'city', 'district', 'detail', 'postcode', 'countryCode'] as const

/** Which table of the mapping a header is: the one all of whose columns it has, and the one with most columns among those. */
export function tableOf(mapping: CsvMapping, header: Header): TableName | null {
  let best: TableName | null = null
  let most = 0
  for (const name of ['orders', 'lines', 'customers', 'products'] as const) {
    const table = mapping.tables[name]
    if (!table) continue
    const columns = columnsOf(table)
    if (columns.length > most && columns.every((column) => header.at(column) >= 0)) [best, most] = [name, columns.length]
  }
  return best
}

type Read = (cells: string[]) => string

/** A reader of one mapped column, or of several joined. Absent columns read as ''. */
function columnReader(header: Header, column: string | string[] | undefined, clean: (raw: string) => string): Read {
  if (column === undefined) return () => ''
  const places = (Array.isArray(column) ? column : [column]).map((name) => header.at(name))
  const only = places[0] ?? -1
  if (places.length === 1) return (cells) => clean(cells[only] ?? '')
  return (cells) => places.map((place) => clean(cells[place] ?? '')).filter((text) => text !== '').join(' ')
}

const id = (raw: string): string => blankWhenNothing(idCell(raw))
const words = (raw: string): string => blankWhenNothing(textCell(raw))

type State = {
  mapping: CsvMapping
  shop: string
  book: OrderBook
  products: ProductBook
  customers: Map<string, string[]>
  /** Of each order on a table of lines: what its first row says of where it goes (`whither`). */
  firstRows: Map<string, { said: string[]; at: SourceAt }>
  nonGoods: ReadonlySet<string>
  readDate: ((text: string) => number | null) | null
  badDates: { count: number; first: (SourceAt & { column: string; value: string }) | null }
  items: ImportItem[]
}

/** Reads the tables of a mapping, told apart by their headers and joined by its keys (IM25). */
export async function* readMappedCsv(files: SourceFile[], mapping: CsvMapping, options: { shop: string }): AsyncGenerator<ImportItem> {
  const state: State = {
    mapping,
    shop: options.shop || mapping.shop || mapping.name,
    book: new OrderBook(),
    products: new ProductBook(),
    customers: new Map(),
    firstRows: new Map(),
    nonGoods: new Set(mapping.nonGoodsSkus.map((sku) => sku.toUpperCase())),
    readDate: mapping.dates ? dateReader(mapping.dates.format, mapping.dates.zone) : null,
    badDates: { count: 0, first: null },
    items: [],
  }
  const tables = new Map<TableName, SourceFile[]>()
  for (const file of files) {
    const found = await headerTable(file, mapping)
    if ('refusal' in found) return yield { kind: 'refusal', refusal: found.refusal, order: null }
    tables.set(found.table, [...(tables.get(found.table) ?? []), file])
  }
  const missing = (['orders', 'lines', 'customers'] as const).filter((name) => mapping.tables[name] && !tables.has(name))
  const first = files[0]
  const onlyProducts = [...tables.keys()].every((name) => name === 'products')
  if (first && missing.length > 0 && !onlyProducts) {
    // IM1: the tables are parts of one export: without one of them the others say nothing whole.
    return yield { kind: 'refusal', refusal: fileRefusal(first, say('mapping-file-missing', { tables: missing.join("', '") })), order: null }
  }
  for (const name of ['products', 'customers', 'orders', 'lines'] as const) {
    for (const file of tables.get(name) ?? []) {
      const refusal = await readMappedTable(file, name, state)
      if (refusal) return yield { kind: 'refusal', refusal, order: null }
    }
  }
  yield* state.items
  const { first: firstBad, count: badCount } = state.badDates
  if (firstBad) yield { kind: 'note', note: { ...firstBad, ...say('dates-not-as-mapped', { count: badCount, format: mapping.dates?.format ?? '' }) } }
  yield* state.products.products()
  yield* state.book.orders()
}

function tableOptions(mapping: CsvMapping): Pick<TableOptions, 'delimiter' | 'encodings'> {
  const encodings: Encoding[] = mapping.encoding === 'auto' ? ['utf-8', 'gb18030'] : mapping.encoding === 'gbk' ? ['gb18030'] : ['utf-8']
  return { delimiter: mapping.delimiter, encodings }
}

/** Ends the reading of a file of which only the header is wanted; it is never shown. */
const headerSeen: ImportSentence = { code: 'no-header', reason: '' }

/** The first row of a file, without reading on. */
async function headerTable(file: SourceFile, mapping: CsvMapping): Promise<{ table: TableName } | { refusal: ImportRefusal }> {
  let table: TableName | null = null
  const refusal = await readTable(file, {
    ...tableOptions(mapping),
    onHeader(header) {
      table = tableOf(mapping, header)
      if (table) {
        const needed = mapping.tables[table]
        const twice = needed ? repeatedColumns(header, columnsOf(needed)) : []
        if (twice.length > 0) return say('column-twice', { columns: twice.join(', ') })
        return headerSeen
      }
      return say('mapping-no-table-fits', { mapping: mapping.name, columns: header.names.slice(0, 8).join(', ') })
    },
    onRow: () => null,
    onRefusedRow: () => undefined,
  })
  if (table && (refusal === null || refusal.reason === headerSeen.reason)) return { table }
  return { refusal: refusal ?? fileRefusal(file, say('no-header')) }
}

async function readMappedTable(file: SourceFile, name: TableName, state: State): Promise<ImportRefusal | null> {
  let onRow: ((cells: string[], row: number) => ImportRefusal | null) | null = null
  let readNumber: Read = () => ''
  return readTable(file, {
    ...tableOptions(state.mapping),
    onHeader(header) {
      if (name === 'products') onRow = productRows(file, header, state)
      else if (name === 'customers') onRow = customerRows(file, header, state)
      else {
        readNumber = columnReader(header, state.mapping.tables[name]?.number, id)
        onRow = name === 'orders' ? orderRows(file, header, state) : lineRows(file, header, state)
      }
      return null
    },
    onRow: (cells, row) => onRow?.(cells, row) ?? null,
    onRefusedRow(refusal, cells) {
      state.book.refuse(refusal, readNumber(cells) || null)
    },
  })
}

function receiverReaders(header: Header, table: { [field: string]: unknown }): Read[] {
  return receiverFields.map((field) => columnReader(header, table[field] as string | string[] | undefined, field === 'recipientName' ? words : id))
}

function recipientOf(values: string[]): Recipient {
  const [name = '', phone = '', province = '', city = '', district = '', detail = '', postcode = '', countryCode = ''] = values
  return { name, phone, province, city, district, detail, postcode, countryCode }
}

function customerRows(file: SourceFile, header: Header, state: State): (cells: string[], row: number) => null {
  const table = state.mapping.tables.customers ?? { key: [] }
  const readKey = columnReader(header, table.key, id)
  const readers = receiverReaders(header, table)
  return (cells, row) => {
    const key = readKey(cells)
    if (key === '' || isDamagedId(key)) state.book.refuse({ file: file.name, row, column: String(table.key), value: key, ...say('customer-unnamed') }, null)
    else state.customers.set(key, readers.map((read) => read(cells)))
    return null
  }
}

/** Cells of an order that decide where it goes. */
const whither = ['shop', 'customer', 'carrierCode', ...receiverFields] as const

type HeadReader = {
  /** The order's own cells of a row, into the book. */
  take(cells: string[], number: string, at: SourceAt): void
  /** A later row of the same order on a table of lines (IM10). False: it refused the order. */
  again(cells: string[], number: string, at: SourceAt): boolean
}

function headReader(header: Header, state: State, table: NonNullable<CsvMapping['tables']['orders']>): HeadReader {
  const { mapping } = state
  const read = {
    shop: columnReader(header, table.shop, words), status: columnReader(header, table.status, words), orderedAt: columnReader(header, table.orderedAt, words),
    customer: columnReader(header, table.customer, id), carrierCode: columnReader(header, table.carrierCode, words), buyerRemark: columnReader(header, table.buyerRemark, words),
    sellerRemark: columnReader(header, table.sellerRemark, words), invoiceTitle: columnReader(header, table.invoiceTitle, words),
  }
  const receiver = receiverReaders(header, table)
  const customers = mapping.tables.customers
  // IM20: a source without such a column at all says nothing about the receiver's name or street.
  const hasName = Boolean(table.recipientName ?? customers?.recipientName)
  const hasDetail = Boolean(table.detail ?? customers?.detail)
  const conditions = mapping.holdWhen.map((condition) => ({ ...condition, read: columnReader(header, condition.column, words), isThere: header.at(condition.column) >= 0 }))
  const readWhither = whither.map((field) => columnReader(header, (table as Record<string, string | string[] | undefined>)[field], words))
  /** What keeps the order from the floor by this row; undefined when the row refused it. */
  const holdsOf = (cells: string[], number: string, at: SourceAt): HoldReason[] | undefined => {
    const holds: HoldReason[] = []
    if (table.status) {
      const status = read.status(cells)
      const meaning = meaningOf(mapping.statuses ?? {}, status)
      if (meaning === undefined) {
        state.book.refuse({ ...at, column: String(table.status), value: status.slice(0, 100), ...say('status-not-mapped', { mapping: mapping.name }) }, number)
        return undefined
      }
      if (meaning !== 'open') holds.push(meaning)
    }
    for (const condition of conditions) {
      if (!condition.isThere) continue
      const text = condition.read(cells)
      const isMet =
        condition.is === 'empty' ? text === ''
        : condition.is === 'filled' ? text !== ''
        : condition.is === 'positive' ? text !== '' && (decimalOf(text, mapping.decimal) ?? 1) > 0
        : condition.is === 'equal' ? text === (condition.value ?? '')
        : text.startsWith(condition.value ?? '')
      if (isMet && !holds.includes(condition.hold)) holds.push(condition.hold)
    }
    return holds
  }
  const take = (cells: string[], number: string, at: SourceAt): void => {
    const holds = holdsOf(cells, number, at)
    if (!holds) return
    const customerKey = read.customer(cells)
    const customer = customers ? state.customers.get(customerKey) : undefined
    if (customers && !customer) {
      state.book.refuse({ ...at, column: String(table.customer), value: customerKey, ...say('customer-unknown') }, number)
      return
    }
    const recipient = recipientOf(receiver.map((readCell, index) => readCell(cells) || customer?.[index] || ''))
    if (!hasName) recipient.name = NOT_IN_SOURCE
    if (!hasDetail) recipient.detail = NOT_IN_SOURCE
    recipient.countryCode ||= mapping.constants.countryCode ?? ''
    const dateText = read.orderedAt(cells)
    const orderedAtMs = dateText === '' ? null : (state.readDate?.(dateText) ?? null)
    if (dateText !== '' && orderedAtMs === null) {
      state.badDates.count += 1
      state.badDates.first ??= { ...at, column: String(table.orderedAt), value: dateText.slice(0, 40) }
    }
    state.book.setHead(
      {
        ...emptyHead(read.shop(cells) || state.shop, number), orderedAtMs, recipient, holds,
        carrierCode: read.carrierCode(cells) || mapping.constants.carrierCode || null,
        buyerRemark: read.buyerRemark(cells), sellerRemark: read.sellerRemark(cells), invoiceTitle: read.invoiceTitle(cells),
      },
      at,
    )
  }
  return {
    take(cells, number, at) {
      if (!mapping.tables.orders) state.firstRows.set(number, { said: readWhither.map((readCell) => readCell(cells)), at })
      take(cells, number, at)
    },
    again(cells, number, at) {
      const first = state.firstRows.get(number)
      const said = readWhither.map((readCell) => readCell(cells))
      // Pieces for two receivers under one number would all go to the first one.
      if (first && said.some((cell, index) => cell !== '' && cell !== first.said[index])) {
        state.book.refuse({ ...at, column: '', value: number, ...say('order-twice', { number, row: first.at.row, file: first.at.file }) }, number)
        return false
      }
      if (read.status(cells) === '') return true
      const holds = holdsOf(cells, number, at)
      if (holds) state.book.addHolds(number, holds)
      return holds !== undefined
    },
  }
}

function damagedNumber(file: SourceFile, row: number, column: string, number: string): ImportRefusal {
  return fileRefusal(file, say('order-number-rounded'), row, column, number)
}

function orderRows(file: SourceFile, header: Header, state: State): (cells: string[], row: number) => ImportRefusal | null {
  const table = state.mapping.tables.orders ?? { number: [] }
  const readNumber = columnReader(header, table.number, id)
  const head = headReader(header, state, table)
  return (cells, row) => {
    const number = readNumber(cells)
    if (isDamagedId(number)) return damagedNumber(file, row, String(table.number), number)
    if (number === '') state.book.refuse({ file: file.name, row, column: String(table.number), value: '', ...say('order-unnamed') }, null)
    else head.take(cells, number, { file: file.name, row })
    return null
  }
}

function lineRows(file: SourceFile, header: Header, state: State): (cells: string[], row: number) => ImportRefusal | null {
  const table = state.mapping.tables.lines ?? { number: [], sku: [] }
  const readNumber = columnReader(header, table.number, id)
  const readSku = columnReader(header, table.sku, id)
  const readName = columnReader(header, table.lineName, words)
  const readSpec = columnReader(header, table.spec, words)
  const readQuantity = columnReader(header, table.quantity, id)
  const head = state.mapping.tables.orders ? null : headReader(header, state, table)
  return (cells, row) => {
    const at = { file: file.name, row }
    const number = readNumber(cells)
    if (isDamagedId(number)) return damagedNumber(file, row, String(table.number), number)
    if (number === '') {
      state.book.refuse({ ...at, column: String(table.number), value: '', ...say('order-unnamed') }, null)
      return null
    }
    if (head && !state.firstRows.has(number)) head.take(cells, number, at)
    else if (head && !head.again(cells, number, at)) return null
    const sku = readSku(cells)
    if (isDamagedId(sku)) {
      state.book.refuse({ ...at, column: String(table.sku), value: sku, ...say('sku-rounded') }, number)
      return null
    }
    const name = readName(cells)
    if (state.nonGoods.size > 0 && state.nonGoods.has(sku.toUpperCase())) {
      state.items.push({ kind: 'non-goods', ...at, column: String(table.sku), value: sku })
      return null
    }
    const quantity = table.quantity === undefined ? 1 : state.book.quantity(readQuantity(cells), number, at, String(table.quantity))
    if (quantity !== null) state.book.addLine(number, { sku, name, spec: readSpec(cells), quantity }, at)
    return null
  }
}

function productRows(file: SourceFile, header: Header, state: State): (cells: string[], row: number) => null {
  const { mapping } = state
  const table = mapping.tables.products ?? { sku: [] }
  const read = {
    sku: columnReader(header, table.sku, id), name: columnReader(header, table.name, words), nameEn: columnReader(header, table.nameEn, words),
    spec: columnReader(header, table.spec, words), code: columnReader(header, table.code, id), codeQuantity: columnReader(header, table.codeQuantity, id),
  }
  const measures = (['weight', 'length', 'width', 'height'] as const).map((field) => ({ field, column: String(table[field] ?? ''), read: columnReader(header, table[field], id) }))
  return (cells, row) => {
    const at = { file: file.name, row }
    const refuse = (column: string, value: string, code: ImportRefusalCode, values?: { unit: string }): null => {
      state.items.push({ kind: 'refusal', refusal: { ...at, column, value: value.slice(0, 100), ...say(code, values) }, order: null })
      return null
    }
    const sku = read.sku(cells)
    if (sku === '' || isDamagedId(sku)) return refuse(String(table.sku), sku, sku === '' ? 'product-unnamed' : 'sku-rounded')
    const product = { ...emptyProduct(sku, at), name: read.name(cells), nameEn: read.nameEn(cells), spec: read.spec(cells) }
    for (const measure of measures) {
      const text = measure.read(cells)
      const value = text === '' ? null : decimalOf(text, mapping.decimal)
      const converted = measure.field === 'weight' ? gramsOf(value, gramsPer[mapping.units.weight]) : millimetresOf(value, millimetresPer[mapping.units.length])
      if (converted === 'refused' || (text !== '' && value === null)) return refuse(measure.column, text, `${measure.field}-not-believable`, { unit: measure.field === 'weight' ? mapping.units.weight : mapping.units.length })
      if (measure.field === 'weight') product.weightGrams = converted
      else if (measure.field === 'length') product.lengthMm = converted
      else if (measure.field === 'width') product.widthMm = converted
      else product.heightMm = converted
    }
    const code = read.code(cells)
    if (code !== '') {
      const quantityText = read.codeQuantity(cells)
      const quantity = quantityText === '' ? 1 : Number(quantityText)
      if (!Number.isInteger(quantity) || quantity < 1 || quantity > 9_999) return refuse(String(table.codeQuantity), quantityText, 'code-quantity-wrong')
      product.codes.push({ code, quantity })
    }
    state.products.add(product)
    return null
  }
}
