// A raster as TSPL (TSC and most desktop label printers of China). Format: TSC "TSPL/TSPL2 Programming", commands SIZE, GAP, BITMAP and PRINT.
import { bytesPerRow, type Raster } from './raster.ts'

/** The white between two labels on the roll. */
const GAP_MM = 2

/** The whole job of one label. In TSPL a set bit is white, and what pads a row must be white too. */
export function rasterToTspl(raster: Raster, dotsPerMm: number): Buffer {
  const millimetres = (dots: number): string => `${Number((dots / dotsPerMm).toFixed(1))} mm`
  const rowBytes = bytesPerRow(raster)
  return Buffer.concat([
    Buffer.from(
      `SIZE ${millimetres(raster.widthDots)},${millimetres(raster.heightDots)}\r\nGAP ${GAP_MM} mm,0 mm\r\nDIRECTION 1\r\nREFERENCE 0,0\r\nCLS\r\nBITMAP 0,0,${rowBytes},${raster.heightDots},0,`,
      'latin1'),
    Buffer.from(raster.bits.map((byte) => ~byte & 0xff)),
    Buffer.from('\r\nPRINT 1,1\r\n', 'latin1'),
  ])
}
