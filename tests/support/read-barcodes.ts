// Reads barcodes back from the dots of a label with a decoder that has nothing to do with the encoder.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareZXingModule, readBarcodes as zxingRead } from 'zxing-wasm/reader'
import { bytesPerRow, isBlack, type Raster } from '#station/labels/raster.ts'
import { rasterToPng } from '#station/labels/to-png.ts'

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
// Without its binary the decoder asks the network for it.
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer } })

/** The texts of all barcodes on a label, top to bottom. `blurDots` smears every dot over its neighbours, as a worn print head or a scanner out of focus does. */
export async function readBarcodes(raster: Raster, { blurDots = 0, formats = ['Code128'] }: { blurDots?: number; formats?: ('Code128' | 'EAN13' | 'QRCode' | 'DataMatrix')[] } = {}): Promise<string[]> {
  const { widthDots: width, heightDots: height } = raster
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let black = 0
      let counted = 0
      for (let dy = -blurDots; dy <= blurDots; dy += 1) {
        for (let dx = -blurDots; dx <= blurDots; dx += 1) {
          counted += 1
          if (isBlack(raster, x + dx, y + dy)) black += 1
        }
      }
      const grey = 255 - Math.round((255 * black) / counted)
      data.set([grey, grey, grey, 255], (y * width + x) * 4)
    }
  }
  const found = await zxingRead({ data, width, height, colorSpace: 'srgb' } as Parameters<typeof zxingRead>[0], { formats, tryHarder: true, maxNumberOfSymbols: 200 })
  return found
    .filter((symbol) => symbol.isValid)
    .sort((a, b) => a.position.topLeft.y - b.position.topLeft.y)
    .map((symbol) => symbol.text)
}

/** Moves each row a little further: the picture of a label that went through the printer, or under the scanner, at a slant of 2 %. */
export function skewed(raster: Raster): Raster {
  const bits = new Uint8Array(raster.bits.length)
  const rowBytes = bytesPerRow(raster)
  for (let y = 0; y < raster.heightDots; y += 1) {
    const shift = Math.round(y * 0.02)
    for (let x = shift; x < raster.widthDots; x += 1) if (isBlack(raster, x - shift, y)) bits[y * rowBytes + (x >> 3)]! |= 0x80 >> (x & 7)
  }
  return { ...raster, bits }
}

/** The same by Debian's zbarimg; undefined where it is not installed. */
export function readBarcodesWithZbar(raster: Raster): string[] | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'packwave-zbar-'))
  try {
    const file = join(folder, 'label.png')
    writeFileSync(file, rasterToPng(raster))
    const { status, stdout, error } = spawnSync('zbarimg', ['-q', '--raw', file], { encoding: 'utf8' })
    if (error) return undefined
    return status === 0 ? stdout.trim().split('\n') : []
  } finally {
    rmSync(folder, { recursive: true })
  }
}
