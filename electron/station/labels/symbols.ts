// What bwip-js knows of each symbol, as bars or modules; drawing them is ours, at whole dots.
import bwip from 'bwip-js/node'
import { hasValidCheckDigit } from '#shared/domain/codes/gtin.ts'
import { assert } from '#shared/kernel/assert.ts'

/** White modules that a reader needs on either side. */
const QUIET = { code128: 10, 'gs1-128': 10, ean13: 11, qr: 4, datamatrix: 2, gs1datamatrix: 2 } as const

/** Widths of bars and gaps in modules, a bar first. A retail code that is no EAN-13 is made as Code 128. The text must be printable ASCII. */
export function barsOf(text: string, symbology: 'code128' | 'retail' | 'gs1-128'): { widths: number[]; quietModules: number } {
  assert(isPrintableAscii(text), 'the text of a barcode is printable ASCII')
  const bcid = symbology === 'gs1-128' && isLotAndSerial(text) ? symbology : symbology === 'retail' && /^\d{13}$/.test(text) && hasValidCheckDigit(text) ? 'ean13' : 'code128'
  // Not the named export `raw`: at run time that one is the symbology of that name.
  const [symbol] = bwip.raw({ bcid, text })
  assert(symbol !== undefined && 'sbs' in symbol, 'bwip-js answers the bars of a linear symbol')
  return { widths: [...symbol.sbs], quietModules: QUIET[bcid] }
}

/** The modules of a square symbol, row by row, 1 is black. */
export function squareModules(text: string, symbology: 'qr' | 'datamatrix' | 'gs1datamatrix'): { modules: number[]; across: number; quietModules: number } {
  assert(isPrintableAscii(text), 'the text of a symbol is printable ASCII')
  const [symbol] = symbology === 'qr' ? bwip.raw('qrcode', text, 'eclevel=M') : symbology === 'gs1datamatrix' && isLotAndSerial(text) ? bwip.raw(symbology, text, 'dontlint') : bwip.raw('datamatrix', text, '')
  assert(symbol !== undefined && 'pixs' in symbol && symbol.pixx === symbol.pixy, 'bwip-js answers the modules of a square symbol')
  return { modules: [...symbol.pixs], across: symbol.pixx, quietModules: QUIET[symbology] }
}

/** bwip-js takes any text and makes a symbol that reads as something else; so it is asked here first. */
export function isPrintableAscii(text: string): boolean {
  return /^[ -~]+$/.test(text)
}

/** The application identifiers that are used, in brackets: a lot and a serial number. bwip-js throws for what it does not know. */
function isLotAndSerial(text: string): boolean {
  return /^\(10\)[\w-]{1,20}\(21\)[\w-]{1,20}$/.test(text)
}
