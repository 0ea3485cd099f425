import { unreachable } from '#shared/kernel/assert.ts'
import type { PrinterLanguage } from '#shared/contract/printer-settings.ts'
import type { Raster } from './raster.ts'
import { rasterToCpcl } from './to-cpcl.ts'
import { rasterToEscpos } from './to-escpos.ts'
import { rasterToTspl } from './to-tspl.ts'
import { rasterToZpl } from './to-zpl.ts'

/** One label's dots as the bytes of a job in the printer's language. */
export function printerBytes(raster: Raster, language: PrinterLanguage, dotsPerMm: number): Buffer {
  switch (language) {
    case 'escpos': return rasterToEscpos(raster)
    case 'tspl': return rasterToTspl(raster, dotsPerMm)
    case 'zpl': return rasterToZpl(raster)
    case 'cpcl': return rasterToCpcl(raster)
    default: return unreachable(language)
  }
}
