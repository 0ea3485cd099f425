// The records nearly every row of an export is made of: unquoted cells without a quote in them, and cells in one clean pair of quotes. Cut here in
// a tenth of the time a parser of every licence takes; at the first record that is anything else, that parser goes on (csv-table.ts).
import { Buffer } from 'node:buffer'

const [quote, lineFeed, carriageReturn] = [34, 10, 13]

/** Longer records are left to the parser, which counts their characters; far below its limit, for these are bytes. */
const longRecordBytes = 400_000

/**
 * Cuts whole plain records off the beginning of `bytes` (UTF-8). `at` is the first byte that was not cut: of a record that is not there to its end
 * (more than `isLast` allows to know), or of one that is not plain, when `isOdd`.
 */
function cutPlain(bytes: Buffer, delimiter: number, isLast: boolean, onRecord: (cells: string[]) => void): { at: number; isOdd: boolean } {
  const { length } = bytes
  let start = 0
  while (start < length) {
    const unfinished = { at: start, isOdd: isLast || length - start > longRecordBytes }
    const odd = { at: start, isOdd: true }
    const cells: string[] = []
    let at = start
    for (let isWhole = false; !isWhole;) {
      if (bytes[at] === quote) {
        let close = bytes.indexOf(quote, at + 1)
        let hasDoubled = false
        while (close >= 0 && bytes[close + 1] === quote) {
          hasDoubled = true
          close = bytes.indexOf(quote, close + 2)
        }
        if (close < 0 || (close + 1 === length && !isLast)) return unfinished
        const cell = bytes.toString('utf8', at + 1, close)
        cells.push(hasDoubled ? cell.replaceAll('""', '"') : cell)
        at = close + 1
      } else {
        const from = at
        let byte = bytes[at]
        while (at < length && byte !== delimiter && byte !== lineFeed && byte !== carriageReturn) {
          if (byte === quote) return odd
          at += 1
          byte = bytes[at]
        }
        if (at === length && !isLast) return unfinished
        cells.push(bytes.toString('utf8', from, at).trimEnd())
      }
      const after = bytes[at]
      if (after === delimiter) at += 1
      else if (after === undefined) isWhole = true
      else if (after === lineFeed || after === carriageReturn) {
        // The LF of a CRLF may come with the next piece.
        if (after === carriageReturn && at + 1 === length && !isLast) return unfinished
        at += after === carriageReturn && bytes[at + 1] === lineFeed ? 2 : 1
        isWhole = true
      } else return odd
    }
    if (at - start > longRecordBytes) return odd
    onRecord(cells)
    start = at
  }
  return { at: length, isOdd: false }
}

/** Hands plain records to `onRecord`, and yields the text from the first record on that is not plain: nothing when all are. */
export async function* beyondPlainRecords(pieces: AsyncIterable<string>, delimiter: string, onRecord: (cells: string[]) => void): AsyncGenerator<string> {
  const delimiterByte = delimiter.charCodeAt(0)
  let rest = Buffer.alloc(0)
  let isPlain = true
  for await (const piece of pieces) {
    if (!isPlain) {
      yield piece
      continue
    }
    const bytes = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, Buffer.from(piece)])
    const { at, isOdd } = cutPlain(bytes, delimiterByte, false, onRecord)
    rest = bytes.subarray(at)
    isPlain = !isOdd
    if (isOdd) yield rest.toString()
  }
  if (!isPlain) return
  const { at } = cutPlain(rest, delimiterByte, true, onRecord)
  if (at < rest.length) yield rest.subarray(at).toString()
}
