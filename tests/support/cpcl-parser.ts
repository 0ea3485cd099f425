// Reads CPCL as a printer would: a session from `!` to PRINT, with one picture in it.
import type { Raster } from '#station/labels/raster.ts'
import type { LabelReading } from './tspl-parser.ts'

export function readCpcl(bytes: Buffer): LabelReading {
  const reading: LabelReading = { labels: [], sizesMm: [], unknown: [], cutOff: false }
  let drawn: Raster | undefined
  let inSession = false
  let at = 0
  while (at < bytes.length) {
    const head = bytes.toString('latin1', at, Math.min(bytes.length, at + 60))
    const picture = /^CG (\d+) (\d+) (\d+) (\d+) /.exec(head)
    if (picture && inSession) {
      const [rowBytes, rows] = [Number(picture[1]), Number(picture[2])]
      const from = at + picture[0].length
      const bits = new Uint8Array(bytes.subarray(from, from + rowBytes * rows))
      if (bits.length < rowBytes * rows) return { ...reading, cutOff: true }
      drawn = { widthDots: rowBytes * 8, heightDots: rows, bits }
      at = from + bits.length
      continue
    }
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return { ...reading, cutOff: true }
    const line = bytes.toString('latin1', at, lineEnd)
    at = lineEnd + 2
    if (/^! \d+ \d+ \d+ \d+ \d+$/.test(line)) {
      inSession = true
      drawn = undefined
    } else if (line === 'PRINT' && inSession) {
      if (drawn) reading.labels.push(drawn)
      inSession = false
      drawn = undefined
    } else if (line !== '' && line !== 'FORM' && !/^PAGE-WIDTH \d+$/.test(line)) reading.unknown.push(line)
  }
  return { ...reading, cutOff: inSession }
}
