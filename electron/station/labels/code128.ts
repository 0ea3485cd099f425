import bwip from 'bwip-js/node'
import { assert } from '#shared/kernel/assert.ts'

/** White modules that a reader needs on either side. */
export const QUIET_MODULES = 10

/** Widths of bars and gaps in modules, a bar first, in the shortest mix of subsets. The text must be printable ASCII. */
export function code128Modules(text: string): number[] {
  assert(isPrintableAscii(text), 'a Code 128 text is printable ASCII')
  // Not the named export `raw`: at run time that one is the symbology of that name.
  const [symbol] = bwip.raw({ bcid: 'code128', text })
  assert(symbol !== undefined && 'sbs' in symbol, 'bwip-js answers the bars of a linear symbol')
  return [...symbol.sbs]
}

/** bwip-js takes any text for Code 128 and makes a symbol that reads as something else; so it is asked here first. */
export function isPrintableAscii(text: string): boolean {
  return /^[ -~]+$/.test(text)
}
