// A raster as CPCL (mobile printers). Format: Zebra "CPCL Programming Reference", commands PAGE-WIDTH, COMPRESSED-GRAPHICS, FORM and PRINT.
import { bytesPerRow, type Raster } from './raster.ts'

/** The whole job of one label, one copy. */
export function rasterToCpcl(raster: Raster): Buffer {
  const rowBytes = bytesPerRow(raster)
  return Buffer.concat([
    // The two numbers after the offset are the resolution the form was made for; 200 is taken as "dots as they are".
    Buffer.from(`! 0 200 200 ${raster.heightDots} 1\r\nPAGE-WIDTH ${raster.widthDots}\r\nCG ${rowBytes} ${raster.heightDots} 0 0 `, 'latin1'),
    Buffer.from(raster.bits),
    Buffer.from('\r\nFORM\r\nPRINT\r\n', 'latin1'),
  ])
}
