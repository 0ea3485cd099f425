// Writes assets/pictures/<shape>.svg. Run by hand when a drawing changes, and commit the result.
//   node scripts/make-pictures.ts [--sheet FILE.png]    --sheet also draws all of them on one page, to look at
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { colourPicture, drawnColours, pictureShapes, type PictureHue, type PictureShape } from '#shared/domain/catalogue/picture-id.ts'
import { shapes } from './pictures/shapes.ts'

const picturesFolder = join(import.meta.dirname, '../assets/pictures')

/** One drawing as an SVG document in the colours of picture-id.ts. */
export function svgOf(shape: PictureShape): string {
  const inside = shapes[shape].replaceAll(/="([MDL])"/g, (_, letter: string) => `="${letter === 'M' ? drawnColours.main : letter === 'D' ? drawnColours.dark : drawnColours.light}"`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200"><g fill="none" stroke="#1f2933" stroke-width="5" stroke-linejoin="round" stroke-linecap="round">${inside}</g></svg>\n`
}

async function drawSheet(file: string): Promise<void> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas')
  const hues: PictureHue[] = [210, 155, 45, 358, 275, 22, 340, 'white', 'black', 'grey']
  const columns = 9
  const cell = 150
  const canvas = createCanvas(columns * cell, Math.ceil(pictureShapes.length / columns) * (cell + 20))
  const context = canvas.getContext('2d')
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.font = '14px sans-serif'
  for (const [index, shape] of pictureShapes.entries()) {
    const x = (index % columns) * cell
    const y = Math.floor(index / columns) * (cell + 20)
    const image = await loadImage(Buffer.from(colourPicture(svgOf(shape), hues[index % hues.length] ?? 210)))
    context.drawImage(image, x + 8, y + 4, cell - 16, cell - 16)
    context.fillStyle = '#000000'
    context.fillText(shape, x + 10, y + cell + 8)
  }
  writeFileSync(file, canvas.toBuffer('image/png'))
}

if (import.meta.main) {
  mkdirSync(picturesFolder, { recursive: true })
  for (const shape of pictureShapes) writeFileSync(join(picturesFolder, `${shape}.svg`), svgOf(shape))
  const sheetAt = process.argv.indexOf('--sheet')
  const sheetFile = sheetAt > 0 ? process.argv[sheetAt + 1] : undefined
  if (sheetFile) await drawSheet(sheetFile)
  console.log(`Drew ${pictureShapes.length} pictures.`)
}
