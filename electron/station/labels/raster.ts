// One page as black and white dots: what every printer language, picture and PDF of a label is made from.

/** 203 dots an inch, what most label printers have and what files are drawn at. */
export const DOTS_PER_MM = 8

/** Rows from top to bottom, each padded to whole bytes. The first dot of a row is the highest bit of its first byte; 1 is black. */
export type Raster = { widthDots: number; heightDots: number; bits: Uint8Array; /** Paper from a roll: cut off behind it. */ isRoll?: true }

/** Bytes of one row. */
export function bytesPerRow(raster: Pick<Raster, 'widthDots'>): number {
  return (raster.widthDots + 7) >> 3
}

// Half-covered dots of thin strokes stay black: at 203 dpi a stroke of a small character is about one dot wide.
const BLACK_BELOW = 150

/** Black and white of a picture in RGBA bytes on white paper. */
export function rasterOfRgba(rgba: Uint8Array | Uint8ClampedArray, widthDots: number, heightDots: number): Raster {
  const rowBytes = bytesPerRow({ widthDots })
  const bits = new Uint8Array(rowBytes * heightDots)
  // The pages are drawn in greys only, so the red byte is the brightness.
  for (let y = 0, at = 0; y < heightDots; y += 1) {
    let byte = 0
    for (let x = 0; x < widthDots; x += 1, at += 4) {
      if ((rgba[at] ?? 255) < BLACK_BELOW) byte |= 0x80 >> (x & 7)
      if ((x & 7) === 7 || x === widthDots - 1) {
        bits[y * rowBytes + (x >> 3)] = byte
        byte = 0
      }
    }
  }
  return { widthDots, heightDots, bits }
}

/** True when the dot is black; a dot outside is white. */
export function isBlack(raster: Raster, x: number, y: number): boolean {
  if (x < 0 || y < 0 || x >= raster.widthDots || y >= raster.heightDots) return false
  return ((raster.bits[y * bytesPerRow(raster) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0
}
