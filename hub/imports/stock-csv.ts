// What lies where, as a table: one row for each product at each place. Rules ST1 and ST2 of docs/specs/stock.md.
import { say, type ImportRefusalCode } from '#shared/domain/orders/import-sentences.ts'
import { dateReader, isDamagedId } from './cells.ts'
import { readTable, repeatedColumns, type Header } from './csv-table.ts'
import type { ImportedStock, ImportItem } from './import-target.ts'
import type { SourceFile } from './source-file.ts'
import { cellOf, hasColumns } from './table-columns.ts'

const columns = { place: ['place', '库位'], sku: ['sku', '商家编码'], quantity: ['quantity', '数量'], expires: ['expires', '效期'], caseQuantity: ['case', '箱规'] } as const

const MOST_PIECES = 10_000_000
const MOST_IN_CASE = 99_999
const DAY_MS = 86_400_000
const dayOf = dateReader('YYYY-MM-DD', 'UTC')

/** Whether a header is that of a stock table. A layout names no SKU. */
export const isStockTable = (header: Header): boolean => hasColumns(header, [columns.place, columns.sku, columns.quantity])

/** Every row that is whole, in file order, once for each product at a place. */
export async function* readStockCsv(files: readonly SourceFile[]): AsyncGenerator<ImportItem> {
  const first = new Map<string, number>()
  for (const file of files) {
    const items: ImportItem[] = []
    let onRow: ((cells: string[], row: number) => void) | null = null
    const refusal = await readTable(file, {
      delimiter: ',', encodings: ['utf-8', 'gb18030'],
      onHeader(header) {
        if (!isStockTable(header)) return say('stock-columns', { columns: header.names.slice(0, 8).join(', ') })
        const twice = repeatedColumns(header, Object.values(columns).flat())
        if (twice.length > 0) return say('column-twice', { columns: twice.join(', ') })
        const read = rowReader(header)
        onRow = (cells, row) => {
          const at = { file: file.name, row }
          const one = read(cells)
          if ('code' in one) items.push({ kind: 'refusal', refusal: { ...at, column: one.column, value: one.value.slice(0, 100), ...say(one.code) }, order: null })
          else {
            const key = `${one.place}\n${one.sku}`
            const earlier = first.get(key)
            if (earlier !== undefined) items.push({ kind: 'refusal', refusal: { ...at, column: 'place', value: one.place, ...say('stock-twice', { place: one.place, sku: one.sku, row: earlier }) }, order: null })
            else {
              first.set(key, row)
              items.push({ kind: 'stock', stock: { ...one, at } })
            }
          }
        }
        return null
      },
      onRow: (cells, row) => onRow?.(cells, row),
      onRefusedRow: (refused) => void items.push({ kind: 'refusal', refusal: refused, order: null }),
    })
    if (refusal) yield { kind: 'refusal', refusal, order: null }
    else yield* items
  }
}

type Wrong = { code: ImportRefusalCode; column: string; value: string }

function rowReader(header: Header): (cells: string[]) => Omit<ImportedStock, 'at'> | Wrong {
  const read = { place: cellOf(header, columns.place), sku: cellOf(header, columns.sku), quantity: cellOf(header, columns.quantity), expires: cellOf(header, columns.expires), caseQuantity: cellOf(header, columns.caseQuantity) }
  return (cells) => {
    const [place, sku, quantity, expires, inCase] = [read.place(cells), read.sku(cells), read.quantity(cells), read.expires(cells), read.caseQuantity(cells)]
    const wrong = (code: ImportRefusalCode, column: string, value: string): Wrong => ({ code, column, value })
    if (place === '') return wrong('layout-place-missing', 'place', '')
    if (sku === '') return wrong('product-unnamed', 'sku', '')
    if (isDamagedId(sku)) return wrong('sku-rounded', 'sku', sku)
    if (quantity === '') return wrong('stock-quantity-missing', 'quantity', '')
    const pieces = /^-?\d+(?:\.0+)?$/.test(quantity) ? Number(quantity) : Number.NaN
    if (pieces < 0) return wrong('stock-negative', 'quantity', quantity)
    if (!Number.isInteger(pieces) || pieces > MOST_PIECES) return wrong('stock-quantity-wrong', 'quantity', quantity)
    const expiresAtMs = expires === '' ? null : dayOf?.(expires)
    if (expires !== '' && typeof expiresAtMs !== 'number') return wrong('stock-date-wrong', 'expires', expires)
    const caseQuantity = inCase === '' || inCase === '1' ? null : Number(inCase)
    if (caseQuantity !== null && (!Number.isInteger(caseQuantity) || caseQuantity < 2 || caseQuantity > MOST_IN_CASE)) return wrong('stock-case-wrong', 'case', inCase)
    return { place, sku, quantity: pieces, expiresOnDay: typeof expiresAtMs === 'number' ? expiresAtMs / DAY_MS : null, caseQuantity }
  }
}
