// A raster as ESC/POS. The bytes are built with node-thermal-printer; its own sender is never used (docs/decisions/label-raster.md).
import { PrinterTypes, ThermalPrinter } from 'node-thermal-printer'
import { Fault } from '#shared/kernel/assert.ts'
import { bytesPerRow, type Raster } from './raster.ts'

const MOST_ROWS_PER_BAND = 256
const PRINT_RASTER = [0x1d, 0x76, 0x30, 0x00]
/** GS FF: feed to the start of the next label. */
const NEXT_LABEL = [0x1d, 0x0c]

/** ESC d: so many lines of the usual height. */
const FEED_TO_BLADE = [0x1b, 0x64, 0x05]

const DLE = 0x10
/** What a printer takes for a real-time command when it follows DLE, even in the middle of a picture: status, recovery, pulse and power-off. */
const REAL_TIME: readonly (number | undefined)[] = [0x04, 0x05, 0x14]
const DLE_WIDENED = 0x18

/** The whole job of one label: reset, bands of at most 256 rows (GS v 0), feed to the next label; from a roll: feed to the blade and cut. */
export function rasterToEscpos(raster: Raster): Buffer {
  const printer = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: noTransport as never })
  const rowBytes = bytesPerRow(raster)
  printer.add(Buffer.from([0x1b, 0x40]))
  for (let top = 0; top < raster.heightDots; top += MOST_ROWS_PER_BAND) {
    const rows = Math.min(MOST_ROWS_PER_BAND, raster.heightDots - top)
    printer.add(Buffer.from([...PRINT_RASTER, rowBytes & 0xff, rowBytes >> 8, rows & 0xff, rows >> 8]))
    printer.add(withoutRealTimeCommands(raster.bits.subarray(top * rowBytes, (top + rows) * rowBytes)))
  }
  if (raster.isRoll) {
    // The blade stands above the print head: without the feed it would cut through the last lines.
    printer.add(Buffer.from(FEED_TO_BLADE))
    printer.partialCut({ verticalTabAmount: 0 })
  } else printer.add(Buffer.from(NEXT_LABEL))
  const bytes = printer.getBuffer()
  printer.clear()
  if (bytes == null) throw new Fault('a label has bytes')
  return bytes
}

// 0x10 is one black dot between white ones. A bar of a barcode is two dots or wider, so the dot belongs to a letter: it gets a black neighbour.
function withoutRealTimeCommands(dots: Uint8Array): Buffer {
  const safe = Buffer.from(dots)
  for (let at = 0; at + 1 < safe.length; at += 1) if (safe[at] === DLE && REAL_TIME.includes(safe[at + 1])) safe[at] = DLE_WIDENED
  return safe
}

/** Stands where the library wants a transport: sending is not its task. */
const noTransport = {
  isPrinterConnected: (): Promise<boolean> => Promise.resolve(false),
  execute: (): Promise<never> => Promise.reject(new Fault('node-thermal-printer builds bytes here and never sends them')),
}
