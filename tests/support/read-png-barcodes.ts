// Reads the codes of a picture of a screen, as a scanner held in front of it does.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
// Without its binary the decoder asks the network for it.
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer } })

/** The bytes of each code as letters, separators included, and the AIM identifier a scanner would send. */
export async function readPngBarcodes(png: Uint8Array): Promise<{ text: string; aim: string }[]> {
  const found = await readBarcodes(new Blob([Uint8Array.from(png)]), { tryHarder: true, maxNumberOfSymbols: 20 })
  return found.filter((symbol) => symbol.isValid).map((symbol) => ({ text: Buffer.from(symbol.bytes).toString('latin1'), aim: symbol.symbologyIdentifier }))
}
