import type { ImportRefusal } from '#shared/domain/orders/imported-order.ts'
import { textCell } from './cells.ts'
import { fileRefusal, inspectFile, textOf, type Encoding, type SourceFile } from './source-file.ts'

/** IM5: a record longer than this has an unclosed quote, or is no table. */
export const MAX_RECORD_CHARS = 1_000_000

/** IM5: more rows are refused: an import is held in memory until its files were read to the end. */
export const MAX_ROWS = 500_000

export type Delimiter = ',' | ';' | '\t' | '|'

/** Column names, trimmed and in NFC, to their place. `at` returns -1 for a column that is not there. */
export type Header = { names: string[]; at(name: string): number }

export type TableOptions = {
  delimiter: Delimiter
  encodings: readonly Encoding[]
  /** Called with the first row. A sentence refuses the file. */
  onHeader(header: Header): string | null
  /** Called with every other row that is not blank; cells are as in the file, missing ones at the end are absent. */
  onRow(cells: string[], row: number): ImportRefusal | null | void
  /** Called for a row that is refused by itself (IM5); the file goes on. */
  onRefusedRow(refusal: ImportRefusal, cells: string[]): void
}

function headerOf(cells: string[]): Header {
  const names = cells.map((cell) => textCell(cell))
  while (names.length > 1 && names[names.length - 1] === '') names.pop()
  const folded = new Map<string, number>()
  names.forEach((name, index) => {
    const key = name.toLowerCase()
    if (!folded.has(key)) folded.set(key, index)
  })
  return { names, at: (name) => folded.get(name.toLowerCase()) ?? -1 }
}

/** Those of `wanted` that stand more than once in the header (IM5). */
export function repeatedColumns(header: Header, wanted: readonly string[]): string[] {
  const folded = header.names.map((name) => name.toLowerCase())
  return wanted.filter((name) => folded.indexOf(name.toLowerCase()) !== folded.lastIndexOf(name.toLowerCase()))
}

/** Reads a whole CSV file, row by row. Returns the refusal of the file, or null when it was read to its end. Rows count from 1. */
export async function readTable(file: SourceFile, options: TableOptions): Promise<ImportRefusal | null> {
  const inspected = await inspectFile(file, options.encodings)
  if (!inspected.ok) return inspected.refusal
  let header: Header | null = null
  const onRecord = (cells: string[], row: number): ImportRefusal | null => {
    if (cells.length === 1 && (cells[0] ?? '').trim() === '') return null
    if (!header) {
      header = headerOf(cells)
      const reason = options.onHeader(header)
      return reason === null ? null : fileRefusal(file, reason, row)
    }
    if (row > MAX_ROWS) return fileRefusal(file, `The file has more than ${MAX_ROWS} rows. Split the export.`, row)
    // IM5: cells under no header are dropped when they are empty; otherwise the row has slipped and nothing in it can be trusted.
    for (let index = header.names.length; index < cells.length; index += 1) {
      if ((cells[index] ?? '').trim() === '') continue
      const reason = `The row has ${cells.length} cells under ${header.names.length} columns, so its cells cannot be told apart.`
      options.onRefusedRow({ file: file.name, row, column: '', value: (cells[index] ?? '').slice(0, 100), reason }, cells)
      return null
    }
    return options.onRow(cells, row) ?? null
  }
  const splitter = new RecordSplitter(file, options.delimiter, onRecord)
  for await (const text of textOf(file, inspected.encoding)) {
    const refusal = splitter.push(text)
    if (refusal) return refusal
  }
  const refusal = splitter.end()
  if (refusal) return refusal
  return header ? null : fileRefusal(file, 'The file holds nothing but blank lines.')
}

/**
 * Splits text into records as RFC 4180 does, with the licences IM5 names: CRLF, LF and CR may be mixed, a quote inside an
 * unquoted cell is a plain character (`="123"`, `5" pan`), and blanks may stand between a closing quote and the delimiter.
 */
export class RecordSplitter {
  #rest = ''
  #row = 0
  readonly #file: SourceFile
  readonly #delimiter: Delimiter
  readonly #onRecord: (cells: string[], row: number) => ImportRefusal | null

  constructor(file: SourceFile, delimiter: Delimiter, onRecord: (cells: string[], row: number) => ImportRefusal | null) {
    this.#file = file
    this.#delimiter = delimiter
    this.#onRecord = onRecord
  }

  push(text: string): ImportRefusal | null {
    return this.#take(this.#rest + text, false)
  }

  end(): ImportRefusal | null {
    return this.#rest === '' ? null : this.#take(this.#rest, true)
  }

  #take(text: string, isLast: boolean): ImportRefusal | null {
    let at = 0
    let quoteAt = text.indexOf('"')
    let returnAt = text.indexOf('\r')
    while (at < text.length) {
      const lineEnd = text.indexOf('\n', at)
      if (quoteAt >= 0 && quoteAt < at) quoteAt = text.indexOf('"', at)
      if (returnAt >= 0 && returnAt < at) returnAt = text.indexOf('\r', at)
      // The plain line, which is nearly every line: no quote, and no carriage return but the one before its line feed.
      if (lineEnd >= 0 && (quoteAt < 0 || quoteAt > lineEnd) && (returnAt < 0 || returnAt >= lineEnd - 1)) {
        const refusal = this.#emit(text.slice(at, returnAt === lineEnd - 1 && returnAt >= at ? returnAt : lineEnd).split(this.#delimiter))
        if (refusal) return refusal
        at = lineEnd + 1
        continue
      }
      const record = this.#recordAt(text, at, isLast)
      if (record === 'unfinished') break
      if ('reason' in record) return fileRefusal(this.#file, record.reason, this.#row + 1, '', text.slice(at, at + 100))
      const refusal = this.#emit(record.cells)
      if (refusal) return refusal
      at = record.next
    }
    this.#rest = text.slice(at)
    if (this.#rest.length <= MAX_RECORD_CHARS) return null
    return fileRefusal(this.#file, `A record of more than ${MAX_RECORD_CHARS} characters begins here: a quote is opened and never closed, or this is no table.`, this.#row + 1, '', this.#rest.slice(0, 100))
  }

  #emit(cells: string[]): ImportRefusal | null {
    this.#row += 1
    return this.#onRecord(cells, this.#row)
  }

  #recordAt(text: string, from: number, isLast: boolean): { cells: string[]; next: number } | { reason: string } | 'unfinished' {
    const cells: string[] = []
    let at = from
    for (;;) {
      let cell: string
      if (text[at] === '"') {
        let close = at + 1
        for (;;) {
          close = text.indexOf('"', close)
          if (close < 0) return isLast ? { reason: 'A quote is opened in this row and never closed.' } : 'unfinished'
          if (text[close + 1] !== '"') break
          close += 2
        }
        if (close + 1 >= text.length && !isLast) return 'unfinished'
        cell = text.slice(at + 1, close).replaceAll('""', '"')
        at = close + 1
        while (text[at] === ' ') at += 1
        if (at < text.length && text[at] !== this.#delimiter && text[at] !== '\n' && text[at] !== '\r') {
          return { reason: 'After the closing quote of a cell stands more text; the row cannot be cut into cells.' }
        }
      } else {
        const start = at
        while (at < text.length && text[at] !== this.#delimiter && text[at] !== '\n' && text[at] !== '\r') at += 1
        cell = text.slice(start, at)
      }
      if (at >= text.length) {
        if (!isLast) return 'unfinished'
        cells.push(cell)
        return { cells, next: at }
      }
      cells.push(cell)
      if (text[at] === this.#delimiter) {
        at += 1
        continue
      }
      if (text[at] === '\r' && at + 1 >= text.length && !isLast) return 'unfinished'
      return { cells, next: at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1) }
    }
  }
}
