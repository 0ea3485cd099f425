import { pipeline } from 'node:stream/promises'
import { CsvError, Parser, type CsvErrorCode } from 'csv-parse'
import { say, type ImportSentence } from '#shared/domain/orders/import-sentences.ts'
import type { ImportRefusal } from '#shared/domain/orders/imported-order.ts'
import { textCell } from './cells.ts'
import { fileRefusal, inspectFile, textOf, type Encoding, type SourceFile } from './source-file.ts'

/** IM5: a record longer than this has an unclosed quote, or is no table. */
export const MAX_RECORD_CHARS = 1_000_000

/** IM5: more rows are refused: an import is held in memory until its files were read to the end. */
export const MAX_ROWS = 500_000

export type Delimiter = ',' | ';' | '\t' | '|'

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|']
const shownAs = (delimiter: Delimiter): string => (delimiter === '\t' ? 'Tab' : delimiter)

/** Column names, trimmed and in NFC, to their place. `at` returns -1 for a column that is not there. */
export type Header = { names: string[]; at(name: string): number }

export type TableOptions = {
  delimiter: Delimiter
  encodings: readonly Encoding[]
  /** Called with the first row. A sentence refuses the file. */
  onHeader(header: Header): ImportSentence | null
  /** Called with every other row that is not blank. Cells are as in the file, but for blanks at the end of unquoted ones; missing ones at the end are absent. */
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

/** IM5: a header that is one column only because it was cut at the wrong character. */
function otherSeparator([only = '', ...others]: string[], delimiter: Delimiter): ImportSentence | null {
  const found = others.length === 0 && delimiters.find((each) => each !== delimiter && only.includes(each))
  return found ? say('other-separator', { found: shownAs(found), wanted: shownAs(delimiter) }) : null
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
      const why = options.onHeader(header)
      return why === null ? null : fileRefusal(file, otherSeparator(cells, options.delimiter) ?? why, row)
    }
    if (row > MAX_ROWS) return fileRefusal(file, say('too-many-rows', { most: MAX_ROWS }), row)
    // IM5: cells under no header are dropped when they are empty; otherwise the row has slipped and nothing in it can be trusted.
    for (let index = header.names.length; index < cells.length; index += 1) {
      if ((cells[index] ?? '').trim() === '') continue
      options.onRefusedRow({ file: file.name, row, column: '', value: (cells[index] ?? '').slice(0, 100), ...say('row-slipped', { cells: cells.length, columns: header.names.length }) }, cells)
      return null
    }
    return options.onRow(cells, row) ?? null
  }
  const refusal = await cutRecords(file, options.delimiter, textOf(file, inspected.encoding), onRecord)
  if (refusal) return refusal
  return header ? null : fileRefusal(file, say('only-blank-lines'))
}

const TOO_LONG = say('record-too-long', { most: MAX_RECORD_CHARS })

/** csv-parse's codes for text that is no CSV, and what is said about it. Any other error of it is a fault. */
const sentenceOfCode: Partial<Record<CsvErrorCode, ImportSentence>> = {
  CSV_QUOTE_NOT_CLOSED: say('quote-not-closed'),
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE: say('text-after-quote'),
  CSV_MAX_RECORD_SIZE: TOO_LONG,
}

/** Carries a refusal out of the stream: throwing is how a record ends it. */
class RefusedRecord extends Error {
  readonly refusal: ImportRefusal
  constructor(refusal: ImportRefusal) {
    super(refusal.reason)
    this.refusal = refusal
  }
}

/**
 * Cuts text, in pieces of whole characters, into records as RFC 4180 does, with the licences IM5 names: CRLF, LF and CR may be mixed,
 * a quote inside an unquoted cell is a plain character (`="123"`, `5" pan`), and blanks may stand between a closing quote and the
 * delimiter. Unquoted cells lose blanks at their end. The first refusal, of a record or by `onRecord`, ends the reading and is returned.
 */
export async function cutRecords(
  file: SourceFile, delimiter: Delimiter, pieces: AsyncIterable<string>, onRecord: (cells: string[], row: number) => ImportRefusal | null,
): Promise<ImportRefusal | null> {
  let row = 0
  const take = (cells: string[]): void => {
    row += 1
    const refusal = onRecord(cells, row)
    if (refusal) throw new RefusedRecord(refusal)
  }
  const parser = new Parser({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    // With relax_quotes alone the cell `"a"b` would be taken as it stands; together with rtrim the parser refuses it.
    rtrim: true,
    // Compared with bytes of UTF-8, at most three for each character as strings count them: this bounds memory, `on_record` the characters.
    max_record_size: 3 * MAX_RECORD_CHARS,
    raw: true,
    on_record(parsed: unknown) {
      const { record, raw } = parsed as { record: string[]; raw: string } // what `raw` makes of a record; the library's types do not say so
      if (raw.length > MAX_RECORD_CHARS) throw new RefusedRecord(fileRefusal(file, TOO_LONG, row + 1, '', raw.slice(0, 100)))
      take(record)
      return null
    },
  })
  try {
    await pipeline(pieces, parser)
    return null
  } catch (error) {
    if (error instanceof RefusedRecord) return error.refusal
    if (!(error instanceof CsvError)) throw error
    const why = sentenceOfCode[error.code]
    if (why === undefined) throw error
    return fileRefusal(file, why, row + 1, '', typeof error['raw'] === 'string' ? error['raw'].slice(0, 100) : '')
  }
}
