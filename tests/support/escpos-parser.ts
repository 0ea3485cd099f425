// Reads ESC/POS as a printer would and keeps what came out: one raster a label. Knows what Packwave sends; anything else is noted, not skipped.
import type { Raster } from '#station/labels/raster.ts'

export type EscposReading = {
  /** Labels that were fed out whole. */
  labels: Raster[]
  /** Bytes that no known command begins with. */
  unknownBytes: number
  /** Real-time commands that a printer would have obeyed in the middle of a picture. */
  realTimeCommands: number
  /** How often the paper was cut. */
  cuts: number
  /** True when the bytes stop within a command, or with dots on the paper that were not fed out. */
  cutOff: boolean
}

/** What follows DLE (0x10) in a real-time command. */
const REAL_TIME: readonly (number | undefined)[] = [0x04, 0x05, 0x14]

type Band = { rowBytes: number; rows: number; bits: Uint8Array }

export function readEscpos(bytes: Uint8Array): EscposReading {
  const labels: Raster[] = []
  let bands: Band[] = []
  let unknownBytes = 0
  let cuts = 0
  let realTimeCommands = 0
  let at = 0
  const feed = (): void => {
    if (bands.length > 0) labels.push(joined(bands))
    bands = []
  }
  while (at < bytes.length) {
    const [first, second, third] = bytes.subarray(at, at + 3)
    if (first === 0x1b && second === 0x40) {
      bands = []
      at += 2
    } else if (first === 0x1d && second === 0x76 && third === 0x30) {
      const [widthLow = 0, widthHigh = 0, rowsLow = 0, rowsHigh = 0] = bytes.subarray(at + 4, at + 8)
      const rowBytes = widthLow | (widthHigh << 8)
      const rows = rowsLow | (rowsHigh << 8)
      const from = at + 8
      const bits = bytes.slice(from, from + rowBytes * rows)
      realTimeCommands += countRealTimeCommands(bits)
      if (bits.length < rowBytes * rows || from > bytes.length) return { labels, unknownBytes, realTimeCommands, cuts, cutOff: true }
      bands.push({ rowBytes, rows, bits })
      at = from + bits.length
    } else if (first === 0x1d && second === 0x0c) {
      feed()
      at += 2
    } else if (first === 0x1b && second === 0x64 && third !== undefined) {
      // Feeds so many lines: white paper, as the picture's own ground.
      at += 3
    } else if (first === 0x1d && second === 0x56 && (third === 0x00 || third === 0x01)) {
      feed()
      cuts += 1
      at += 3
    } else {
      unknownBytes += 1
      at += 1
    }
  }
  return { labels, unknownBytes, realTimeCommands, cuts, cutOff: bands.length > 0 }
}

function countRealTimeCommands(bytes: Uint8Array): number {
  let count = 0
  for (const [at, byte] of bytes.entries()) if (byte === 0x10 && REAL_TIME.includes(bytes[at + 1])) count += 1
  return count
}

function joined(bands: readonly Band[]): Raster {
  const rowBytes = Math.max(...bands.map((band) => band.rowBytes))
  const heightDots = bands.reduce((sum, band) => sum + band.rows, 0)
  const bits = new Uint8Array(rowBytes * heightDots)
  let row = 0
  for (const band of bands) {
    for (let y = 0; y < band.rows; y += 1, row += 1) bits.set(band.bits.subarray(y * band.rowBytes, (y + 1) * band.rowBytes), row * rowBytes)
  }
  return { widthDots: rowBytes * 8, heightDots, bits }
}
