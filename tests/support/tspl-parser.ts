// Reads TSPL as a printer would and keeps what came out. Binary pictures are taken by their length, as they may hold any byte.
import type { Raster } from '#station/labels/raster.ts'

export type LabelReading = {
  /** Labels that were printed whole. */
  labels: Raster[]
  /** Size of the paper as it was told, in millimetres. */
  sizesMm: { widthMm: number; heightMm: number }[]
  /** Lines that are no known command. */
  unknown: string[]
  /** True when the bytes stop within a command, or before what was drawn is printed. */
  cutOff: boolean
}

const PICTURE = /^BITMAP (\d+),(\d+),(\d+),(\d+),0,/

export function readTspl(bytes: Buffer): LabelReading {
  const reading: LabelReading = { labels: [], sizesMm: [], unknown: [], cutOff: false }
  let drawn: Raster | undefined
  let at = 0
  while (at < bytes.length) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const head = bytes.toString('latin1', at, Math.min(bytes.length, at + 60))
    const picture = PICTURE.exec(head)
    if (picture) {
      const [rowBytes, rows] = [Number(picture[3]), Number(picture[4])]
      const from = at + picture[0].length
      const dots = bytes.subarray(from, from + rowBytes * rows)
      if (dots.length < rowBytes * rows) return { ...reading, cutOff: true }
      drawn = { widthDots: rowBytes * 8, heightDots: rows, bits: Uint8Array.from(dots, (byte) => ~byte & 0xff) }
      at = from + dots.length
      continue
    }
    if (lineEnd < 0) return { ...reading, cutOff: true }
    const line = bytes.toString('latin1', at, lineEnd)
    at = lineEnd + 2
    const size = /^SIZE ([\d.]+) mm,([\d.]+) mm$/.exec(line)
    if (size) reading.sizesMm.push({ widthMm: Number(size[1]), heightMm: Number(size[2]) })
    else if (line === 'CLS') drawn = undefined
    else if (/^PRINT \d+,\d+$/.test(line)) {
      if (drawn) reading.labels.push(drawn)
      drawn = undefined
    } else if (line !== '' && !/^(?:GAP [\d.]+ mm,[\d.]+ mm|DIRECTION [01]|REFERENCE \d+,\d+)$/.test(line)) reading.unknown.push(line)
  }
  return { ...reading, cutOff: drawn !== undefined }
}
