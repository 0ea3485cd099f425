import { crc32, deflateSync } from 'node:zlib'
import { bytesPerRow, type Raster } from './raster.ts'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** The raster as a PNG of one bit a dot, which says its 203 dpi. The same raster gives the same bytes. */
export function rasterToPng(raster: Raster, dotsPerMm = 8): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(raster.widthDots, 0)
  header.writeUInt32BE(raster.heightDots, 4)
  header[8] = 1
  const resolution = Buffer.alloc(9)
  resolution.writeUInt32BE(dotsPerMm * 1000, 0)
  resolution.writeUInt32BE(dotsPerMm * 1000, 4)
  resolution[8] = 1
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('pHYs', resolution),
    chunk('IDAT', deflateSync(filteredRows(raster))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

// In a PNG 1 is white, and each row begins with the number of its filter: none.
function filteredRows(raster: Raster): Buffer {
  const rowBytes = bytesPerRow(raster)
  const rows = Buffer.alloc((rowBytes + 1) * raster.heightDots)
  for (let y = 0; y < raster.heightDots; y += 1) {
    const to = y * (rowBytes + 1) + 1
    for (let byte = 0; byte < rowBytes; byte += 1) rows[to + byte] = ~(raster.bits[y * rowBytes + byte] ?? 0) & 0xff
  }
  return rows
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, check])
}
