// Labels that say in a few black dots which they are, in place of drawn ones: for runs of many labels in which the drawing is not what is tested. As large as a real one on the wire.
import { bytesPerRow, type Raster } from '#station/labels/raster.ts'
import { realPaper, type Paper } from '#station/effects/paper.ts'

export type DotLabel = { waybillNumber: string; /** PWC…, or nothing. */ mark: string; copy: number }

const [widthDots, heightDots] = [608, 1040]
const lettersPerRow = 9
const rowsOfText = 5
/** The words stand twice: a label of which one half is missing says nothing. */
const firstRows = [8, heightDots - 8 - rowsOfText] as const

/** Draws no text and no bars; all else is the real paper's. */
export const dotPaper: Paper = {
  ...realPaper,
  async drawWaybill(payload) {
    const copy = /^补打 (\d+)/.exec(payload.remark)?.[1] ?? '1'
    return rasterSaying(`${payload.waybillNumber}|${payload.copyMark ?? ''}|${copy}`)
  },
  async warm() {},
}

function rasterSaying(text: string): Raster {
  const rowBytes = bytesPerRow({ widthDots })
  const bits = new Uint8Array(rowBytes * heightDots)
  for (const firstRow of firstRows)
    for (const [at, letter] of [...text.padEnd(lettersPerRow * rowsOfText)].entries()) {
      const from = (firstRow + Math.floor(at / lettersPerRow)) * rowBytes + (at % lettersPerRow) * 8
      // Eight black or white dots for each bit: no language changes those (LP6).
      for (let bit = 0; bit < 8; bit += 1) bits[from + bit] = (letter.charCodeAt(0) >> bit) & 1 ? 0xff : 0
    }
  return { widthDots, heightDots, bits }
}

/** What a label says; undefined for half a label, and for one that is none of these. */
export function readDotLabel(label: Raster): DotLabel | undefined {
  const rowBytes = bytesPerRow(label)
  const words = firstRows.map((firstRow) => Array.from({ length: lettersPerRow * rowsOfText }, (_, at) => {
    const from = (firstRow + Math.floor(at / lettersPerRow)) * rowBytes + (at % lettersPerRow) * 8
    return String.fromCharCode([...label.bits.subarray(from, from + 8)].reduce((code, byte, bit) => code | (byte > 127 ? 1 << bit : 0), 0))
  }).join('').trimEnd())
  const parts = /^(WB-[^|]+)\|([^|]*)\|(\d+)$/.exec(words[0] ?? '')
  return parts && words[0] === words[1] ? { waybillNumber: parts[1]!, mark: parts[2]!, copy: Number(parts[3]) } : undefined
}
