import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { colourPicture, drawnColours, parsePictureId, pictureIdOf, pictureShapes } from '#shared/domain/catalogue/picture-id.ts'
import { svgOf } from '../make-pictures.ts'

const picturesFolder = join(import.meta.dirname, '../../assets/pictures')

describe('pictures', () => {
  test('every shape has a file that is what the script draws, and no file is left over', () => {
    expect(readdirSync(picturesFolder).toSorted()).toEqual(pictureShapes.map((shape) => `${shape}.svg`).toSorted())
    for (const shape of pictureShapes) expect(readFileSync(join(picturesFolder, `${shape}.svg`), 'utf8')).toBe(svgOf(shape))
  })

  test.each(pictureShapes)('%s takes the colour of its product and carries no script, link or style', (shape) => {
    const drawn = svgOf(shape)
    expect(drawn).not.toMatch(/<script|href|style=|on[a-z]+=|NaN|undefined|="[MDL]"/)
    expect(colourPicture(drawn, 10)).not.toBe(colourPicture(drawn, 200))
    for (const colour of Object.values(drawnColours)) expect(colourPicture(drawn, 10)).not.toContain(colour)
  })
})

describe('picture ids', () => {
  test('read back what was written', () => {
    for (const hue of [0, 45, 359, 'white', 'black', 'grey'] as const) expect(parsePictureId(pictureIdOf({ shape: 'tea-tin', hue }))).toEqual({ shape: 'tea-tin', hue })
  })

  test.each(['', 'cup', 'cup:', 'cup:360', 'cup:007', 'cup:-1', 'cup:1.5', 'cup:red', 'dragon:10', 'cup:10:10', 'constructor:10'])('%j names no picture', (pictureId) => {
    expect(parsePictureId(pictureId)).toBeNull()
  })
})
