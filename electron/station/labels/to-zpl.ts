// A raster as ZPL II. Format: Zebra "ZPL II Programming Guide", ^GF with the Z64 encoding: zlib, base64, and a CRC-16 (polynomial 0x1021, begun at 0)
// over the base64 letters. No byte of a label's text can be a command: base64 has neither ^ nor ~.
import { deflateSync } from 'node:zlib'
import { bytesPerRow, type Raster } from './raster.ts'

/** The whole job of one label: one picture, one copy. */
export function rasterToZpl(raster: Raster): Buffer {
  const packed = deflateSync(raster.bits, { level: 9 }).toString('base64')
  const size = raster.bits.length
  return Buffer.from(
    `^XA^PW${raster.widthDots}^LL${raster.heightDots}^LH0,0^FO0,0^GFA,${size},${size},${bytesPerRow(raster)},:Z64:${packed}:${crc16(packed)}^FS^PQ1,0,1,Y^XZ\r\n`,
    'latin1')
}

function crc16(text: string): string {
  let crc = 0
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}
