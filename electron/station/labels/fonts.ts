// The fonts that ship in assets/fonts: loaded once, asked which letters they have and how wide they are.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCanvas, GlobalFonts } from '@napi-rs/canvas'
import { assert } from '#shared/kernel/assert.ts'
import { assetsFolder } from './assets-folder.ts'

const REGULAR = 'Packwave Label Regular'
const BOLD = 'Packwave Label Bold'
/** Letters of Latin, Greek and Cyrillic languages that the Chinese font lacks: ł, ş, ў. */
const OTHER = 'Packwave Label Other'
const MEASURED_AT_PIXELS = 1000

export type Fonts = {
  /** The CSS font of a canvas, in pixels. */
  css(sizePixels: number, bold: boolean): string
  /** The advance of a letter, as a part of the font size. The fonts have no kerning, so widths add up. */
  width(letter: string, bold: boolean): number
  /** The first letter of the text that no font has, undefined when all can be drawn. */
  missingLetter(text: string): string | undefined
  /**
   * What no font has in a form that says the same: `⼤` as 大, without marks that nobody sees, Latin letters without an accent that exists nowhere
   * as one letter. A letter that is still missing stays.
   */
  nearest(text: string): string
}

/** Choose between forms of the letter before (葛 and its variants), or tell a computer how to join and to sort. Marks of direction are none of them: they turn what is read. */
const INVISIBLE = /\p{Variation_Selector}|\u00ad|\u034f|\u200b|\u200c|\u200d|\u2060|\ufeff/gu
const ACCENTS = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{M}/gu

let loaded: Fonts | undefined

/** The fonts, loaded on first use. Throws when the files are not there: a station without them cannot print. */
export function labelFonts(): Fonts {
  loaded ??= loadFonts()
  return loaded
}

function loadFonts(): Fonts {
  const regularFile = readFileSync(join(assetsFolder(), 'fonts/noto-sans-sc-labels-regular.otf'))
  const boldFile = readFileSync(join(assetsFolder(), 'fonts/noto-sans-sc-labels-bold.otf'))
  const otherFile = readFileSync(join(assetsFolder(), 'fonts/noto-sans-mono-labels-latin.ttf'))
  assert(GlobalFonts.register(otherFile, OTHER) != null, 'the label font of other letters can be loaded')
  assert(GlobalFonts.register(regularFile, REGULAR) != null, 'the regular label font can be loaded')
  assert(GlobalFonts.register(boldFile, BOLD) != null, 'the bold label font can be loaded')
  const covered = new Set([...coveredCodePoints(regularFile), ...coveredCodePoints(otherFile)])
  const coveredBold = coveredCodePoints(boldFile)
  const ruler = createCanvas(8, 8).getContext('2d')
  const widths = { regular: new Map<string, number>(), bold: new Map<string, number>() }
  const css = (sizePixels: number, bold: boolean): string =>
    bold ? `${sizePixels}px "${BOLD}", "${REGULAR}", "${OTHER}"` : `${sizePixels}px "${REGULAR}", "${OTHER}"`
  const missingLetter = (text: string): string | undefined => {
    for (const letter of text) if (!covered.has(letter.codePointAt(0) ?? 0)) return letter
    return undefined
  }
  const known = (other: string, letter: string): string => (missingLetter(other) === undefined ? other : letter)
  return {
    css,
    nearest(text) {
      if (missingLetter(text) === undefined) return text
      const seen = text.normalize('NFC').replace(INVISIBLE, (mark) => known(mark, '')).replace(ACCENTS, (mark) => known(mark, ''))
      // Not of numbers: 10⁵ is not 105.
      return Array.from(seen, (letter) => known(letter, /\p{N}/u.test(letter) ? letter : known(letter.normalize('NFKC'), letter))).join('')
    },
    missingLetter,
    width(letter, bold) {
      const known = bold ? widths.bold : widths.regular
      let width = known.get(letter)
      if (width === undefined) {
        ruler.font = css(MEASURED_AT_PIXELS, bold && coveredBold.has(letter.codePointAt(0) ?? 0))
        width = ruler.measureText(letter).width / MEASURED_AT_PIXELS
        known.set(letter, width)
      }
      return width
    },
  }
}

// The canvas draws an empty box for an unknown letter and cannot be asked; so the font's own list of code points
// (OpenType `cmap`, format 12: groups of first code, last code, first glyph) is read.
function coveredCodePoints(font: Buffer): ReadonlySet<number> {
  const tables = font.readUInt16BE(4)
  let cmap = -1
  for (let table = 0; table < tables; table += 1) {
    const record = 12 + table * 16
    if (font.toString('latin1', record, record + 4) === 'cmap') cmap = font.readUInt32BE(record + 8)
  }
  assert(cmap >= 0, 'the label font has a cmap table')
  const covered = new Set<number>()
  const subtables = font.readUInt16BE(cmap + 2)
  for (let index = 0; index < subtables; index += 1) {
    const subtable = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4)
    if (font.readUInt16BE(subtable) !== 12) continue
    const groups = font.readUInt32BE(subtable + 12)
    for (let group = 0; group < groups; group += 1) {
      const at = subtable + 16 + group * 12
      for (let code = font.readUInt32BE(at); code <= font.readUInt32BE(at + 4); code += 1) covered.add(code)
    }
  }
  assert(covered.size > 0, 'the label font lists its letters in a cmap of format 12')
  return covered
}
