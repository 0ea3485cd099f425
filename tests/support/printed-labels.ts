import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { rasterOfRgba } from '#station/labels/raster.ts'
import { readBarcodes } from './read-barcodes.ts'

/** The barcodes of the newest label in a file printer's folder, decoded from its picture. */
export async function readNewestLabel(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.png'))
  const dated = await Promise.all(files.map(async (file) => ({ file, atMs: (await stat(path.join(folder, file))).mtimeMs })))
  const newest = dated.sort((one, other) => other.atMs - one.atMs)[0]
  if (!newest) throw new Error(`No label was printed into ${folder}.`)
  const picture = await loadImage(await readFile(path.join(folder, newest.file)))
  const canvas = createCanvas(picture.width, picture.height).getContext('2d')
  canvas.drawImage(picture, 0, 0)
  return readBarcodes(rasterOfRgba(canvas.getImageData(0, 0, picture.width, picture.height).data, picture.width, picture.height))
}
