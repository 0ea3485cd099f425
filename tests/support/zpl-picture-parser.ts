// Reads the ZPL that Packwave sends as a printer would: formats from ^XA to ^XZ with one ^GF picture each. zpl-reader.ts renders any ZPL and is slow.
import { inflateSync } from 'node:zlib'
import type { Raster } from '#station/labels/raster.ts'

const PICTURE = /\^GFA,(\d+),(\d+),(\d+),(?::Z64:([A-Za-z0-9+/=]+):([0-9A-F]{4})|([0-9A-F]+))\^FS/

export function readZplPictures(bytes: Buffer): { labels: Raster[]; cutOff: boolean } {
  const labels: Raster[] = []
  const text = bytes.toString('latin1')
  let at = 0
  for (;;) {
    const start = text.indexOf('^XA', at)
    if (start < 0) return { labels, cutOff: false }
    const end = text.indexOf('^XZ', start)
    if (end < 0) return { labels, cutOff: true }
    at = end + 3
    const picture = PICTURE.exec(text.slice(start, end))
    if (!picture) continue
    const [rowBytes, size] = [Number(picture[3]), Number(picture[2])]
    const bits = picture[4] === undefined ? Buffer.from(picture[6] ?? '', 'hex') : inflateSync(Buffer.from(picture[4], 'base64'))
    if (bits.length === size) labels.push({ widthDots: rowBytes * 8, heightDots: size / rowBytes, bits: new Uint8Array(bits) })
  }
}
