// A site's layout as a table: one row a place. Rules LY1..LY9 of docs/specs/layout.md.
import { layoutFromRows, type CrossWay, type LayoutRow, type OneWay } from '#shared/domain/waves/layout/layout-rows.ts'
import { say, type ImportRefusalCode } from '#shared/domain/orders/import-sentences.ts'
import type { ImportRefusal } from '#shared/domain/orders/imported-order.ts'
import { decimalOf, meaningOf } from './cells.ts'
import { readTable, repeatedColumns, type Header } from './csv-table.ts'
import type { ImportItem } from './import-target.ts'
import type { SourceFile } from './source-file.ts'
import { cellOf, hasColumns } from './table-columns.ts'

/** Names of the columns; the second is what a Chinese table says. */
const columns = {
  place: ['place', '库位'], x: ['x'], y: ['y'], aisle: ['aisle', '通道'], side: ['side', '侧'], level: ['level', '层'],
  oneWay: ['one-way', '单行'], depot: ['depot', '起点'], dropOff: ['drop-off', '交接点'], crossAisle: ['cross-aisle', '横通道'], closed: ['closed', '封闭'], noTurning: ['no-turning', '不能掉头'], zone: ['zone', '库区'],
} as const

const sides: { readonly [word: string]: LayoutRow['side'] } = { '': 'left', left: 'left', l: 'left', 左: 'left', right: 'right', r: 'right', 右: 'right' }
const ways: { readonly [word: string]: OneWay } = { 'to-back': 'to-back', 向后: 'to-back', 'to-front': 'to-front', 向前: 'to-front' }
const crossWays: { readonly [word: string]: CrossWay } = { both: 'both', 双向: 'both', ascending: 'ascending', 向右: 'ascending', descending: 'descending', 向左: 'descending' }
const noWords = new Set(['', '0', 'no', 'false', '否'])
const isYes = (text: string): boolean => !noWords.has(text.toLowerCase())

const MOST_LEVEL = 49
const MOST_METRES = 100_000

/** Whether a header is that of a layout. */
export const isLayoutTable = (header: Header): boolean => hasColumns(header, [columns.place, columns.x, columns.y, columns.aisle])

/** The layout of all these files together, and what is wrong with them. */
export async function* readLayoutCsv(files: readonly SourceFile[]): AsyncGenerator<ImportItem> {
  const rows: LayoutRow[] = []
  // Rows count on over files, so that each finds back to its own.
  const places: { file: SourceFile; row: number }[] = []
  const refusals: ImportRefusal[] = []
  for (const file of files) {
    let read: ((cells: string[], row: number) => void) | null = null
    const refusal = await readTable(file, {
      delimiter: ',', encodings: ['utf-8', 'gb18030'],
      onHeader(header) {
        if (!isLayoutTable(header)) return say('layout-columns', { columns: header.names.slice(0, 8).join(', ') })
        const twice = repeatedColumns(header, Object.values(columns).flat())
        if (twice.length > 0) return say('column-twice', { columns: twice.join(', ') })
        read = rowReader(header, (row) => {
          places.push({ file, row: row.row })
          rows.push({ ...row, row: places.length })
        }, (row, column, value, code) => void refusals.push({ file: file.name, row, column, value: value.slice(0, 100), ...say(code) }))
        return null
      },
      onRow: (cells, row) => read?.(cells, row),
      onRefusedRow: (refused) => void refusals.push(refused),
    })
    // IM1: half a layout would send pickers around walls that are not there.
    if (refusal) return yield { kind: 'refusal', refusal, order: null }
  }
  const { layout, troubles } = layoutFromRows(rows)
  const at = (row: number): { file: string; row: number } => ({ file: places[row - 1]?.file.name ?? '', row: places[row - 1]?.row ?? 1 })
  const found = troubles.map(({ row, column, value, code, values }): ImportRefusal => {
    const own = typeof values['row'] === 'number' ? { ...values, row: at(values['row']).row } : values
    return { ...at(row), column, value: value.slice(0, 100), ...say(code, own) }
  })
  for (const refusal of [...refusals, ...found].sort((a, b) => files.findIndex((file) => file.name === a.file) - files.findIndex((file) => file.name === b.file) || a.row - b.row)) yield { kind: 'refusal', refusal, order: null }
  if (layout) yield { kind: 'layout', layout }
  else yield { kind: 'refusal', refusal: { file: files[0]?.name ?? '', row: 1, column: '', value: '', ...say('layout-nothing-to-walk') }, order: null }
}

type Refuse = (row: number, column: string, value: string, code: ImportRefusalCode) => void

function rowReader(header: Header, take: (row: LayoutRow) => void, refuse: Refuse): (cells: string[], row: number) => void {
  const read = Object.fromEntries(Object.entries(columns).map(([name, names]) => [name, cellOf(header, names)])) as { [name in keyof typeof columns]: (cells: readonly string[]) => string }
  return (cells, row) => {
    const text = Object.fromEntries(Object.entries(read).map(([name, of]) => [name, of(cells)])) as { [name in keyof typeof columns]: string }
    const metres = (column: 'x' | 'y'): number | null | undefined => {
      if (text[column] === '') return null
      const value = decimalOf(text[column], '.')
      if (value !== null && Math.abs(value) <= MOST_METRES) return value
      return void refuse(row, column, text[column], 'layout-coordinate-wrong')
    }
    if (text.place.length > 64 || text.aisle.length > 64 || text.zone.length > 64) return refuse(row, 'place', text.place, 'layout-name-too-long')
    const [x, y] = [metres('x'), metres('y')]
    if (x === undefined || y === undefined) return
    const side = meaningOf(sides, text.side.toLowerCase())
    if (side === undefined) return refuse(row, 'side', text.side, 'layout-side-unknown')
    const level = text.level === '' ? 0 : Number(text.level)
    if (!Number.isInteger(level) || level < 0 || level > MOST_LEVEL) return refuse(row, 'level', text.level, 'layout-level-wrong')
    const oneWay = noWords.has(text.oneWay.toLowerCase()) ? null : meaningOf(ways, text.oneWay.toLowerCase())
    if (oneWay === undefined) return refuse(row, 'one-way', text.oneWay, 'layout-way-unknown')
    const kind = isYes(text.crossAisle) ? 'cross-aisle' : isYes(text.depot) ? 'depot' : isYes(text.dropOff) ? 'drop-off' : 'place'
    const crossWay = meaningOf(crossWays, text.crossAisle.toLowerCase()) ?? 'both'
    take({ row, kind, place: text.place, x, y, aisle: text.aisle, side, level, zone: text.zone, oneWay, closed: isYes(text.closed), turning: !isYes(text.noTurning), crossWay })
  }
}
