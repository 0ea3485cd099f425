// ZPL back to dots by a renderer that has nothing to do with the encoder.
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { ready } from 'zpl-renderer-js'
import { rasterOfRgba, type Raster } from '#station/labels/raster.ts'

/** Throws when the renderer finds no label in the text. `dotsPerMm` is what the renderer knows: 8 or 12. */
export async function readZpl(zpl: Buffer, { widthMm, heightMm, dotsPerMm }: { widthMm: number; heightMm: number; dotsPerMm: 8 | 12 }): Promise<Raster> {
  const { api } = await ready
  const png = Buffer.from(await api.zplToBase64Async(zpl.toString('latin1'), widthMm, heightMm, dotsPerMm), 'base64')
  const picture = await loadImage(png)
  const canvas = createCanvas(picture.width, picture.height)
  const context = canvas.getContext('2d')
  context.drawImage(picture, 0, 0)
  return rasterOfRgba(context.getImageData(0, 0, picture.width, picture.height).data, picture.width, picture.height)
}
