// The fonts that ship in assets/fonts: loaded once, asked which letters they have and how wide they are.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createCanvas, GlobalFonts } from '@napi-rs/canvas'
import { assert } from '#shared/kernel/assert.ts'
import { assetsFolder } from './assets-folder.ts'
import { coveredCodePoints } from './covered-letters.ts'
import { isShaped, type ScriptFont, scriptFonts } from './script-fonts.ts'
import { LINE_HEIGHT } from './text-layout.ts'

const REGULAR = 'Packwave Label Regular'
const BOLD = 'Packwave Label Bold'
/** Letters of Latin, Greek and Cyrillic languages that the Chinese font lacks: ł, ş, ў. */
const OTHER = 'Packwave Label Other'
const MEASURED_AT_PIXELS = 1000
/** By so much the strokes of the bold font are wider than those of the other. */
const BOLD_STROKE_EM = 0.035
/** So many widths are remembered: more than there are letters in the fonts, and no end of words. */
const MOST_WIDTHS = 60_000

export type Fonts = {
  /** The CSS font of a canvas, in pixels. */
  css(sizePixels: number, bold: boolean): string
  /** The width of a text, as a part of the font size. Advances of letters add up, the fonts have no kerning; but letters that join or stack are measured with their word, ink beyond the advance too. */
  width(text: string, bold: boolean): number
  /**
   * What of a line is to be drawn with wider strokes, where it begins and by how much, as parts of the font size: letters whose font is too thin for the dots
   * of a label, and in bold those that the bold font lacks, so that none looks as if it were not meant. Empty for nearly all.
   */
  thin(line: string, bold: boolean): { text: string; atEm: number; strokeEm: number }[]
  /** The distance of two baselines at which no ink of this text in one line meets that in the next, as a part of the font size. */
  lineHeight(text: string, bold: boolean): number
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
  const regular = register('noto-sans-sc-labels-regular.otf', REGULAR)
  const bold = register('noto-sans-sc-labels-bold.otf', BOLD)
  const covered = new Set([...regular, ...register('noto-sans-mono-labels-latin.ttf', OTHER)])
  const scripts = new Map<ScriptFont, ReadonlySet<number>>()
  const ruler = createCanvas(8, 8).getContext('2d')
  const widths = { regular: new Map<string, number>(), bold: new Map<string, number>() }
  const css = (sizePixels: number, isBold: boolean): string =>
    `${sizePixels}px ${[...(isBold ? [BOLD] : []), REGULAR, OTHER, ...Array.from(scripts.keys(), ({ family }) => family)].map((family) => `"${family}"`).join(', ')}`

  const isCovered = (letter: string): boolean => covered.has(letter.codePointAt(0) ?? 0)
  const scriptOf = (letter: string): ScriptFont | undefined => (/\p{C}/u.test(letter) ? undefined : scriptFonts.find(({ letters }) => letters.test(letter)))
  const hasGlyph = (letter: string): boolean => {
    if (isCovered(letter)) return true
    const script = scriptOf(letter)
    if (script === undefined) return false
    const letters = scripts.get(script) ?? register(script.file, script.family)
    scripts.set(script, letters)
    return letters.has(letter.codePointAt(0) ?? 0)
  }
  const missingLetter = (text: string): string | undefined => Array.from(text).find((letter) => !hasGlyph(letter))
  const known = (other: string, letter: string): string => (missingLetter(other) === undefined ? other : letter)

  const measured = (text: string, isBold: boolean): ReturnType<typeof ruler.measureText> => {
    ruler.font = css(MEASURED_AT_PIXELS, isBold)
    return ruler.measureText(text)
  }
  const cachedWidth = (text: string, isBold: boolean): number => {
    const remembered = isBold ? widths.bold : widths.regular
    let width = remembered.get(text)
    if (width === undefined) {
      if (remembered.size >= MOST_WIDTHS) remembered.clear()
      const { width: advance, actualBoundingBoxLeft: left, actualBoundingBoxRight: right } = measured(text, isBold && (isShaped(text) || bold.has(text.codePointAt(0) ?? 0)))
      width = (isShaped(text) ? Math.max(advance, left + right) : advance) / MEASURED_AT_PIXELS
      remembered.set(text, width)
    }
    return width
  }
  return {
    css,
    missingLetter,
    nearest(text) {
      if (missingLetter(text) === undefined) return text
      const seen = text.normalize('NFC').replace(INVISIBLE, (mark) => known(mark, '')).replace(ACCENTS, (mark) => known(mark, ''))
      // Not of numbers: 10⁵ is not 105.
      return Array.from(seen, (letter) => known(letter, /\p{N}/u.test(letter) ? letter : known(letter.normalize('NFKC'), letter))).join('')
    },
    width(text, isBold) {
      const remembered = (isBold ? widths.bold : widths.regular).get(text)
      if (remembered !== undefined) return remembered
      if (isShaped(text)) return cachedWidth(text, isBold)
      let width = 0
      for (const letter of text) width += cachedWidth(letter, isBold)
      return width
    },
    thin(line, isBold) {
      const strokeOf = (letter: string): number => (isCovered(letter) ? (isBold && !bold.has(letter.codePointAt(0) ?? 0) ? BOLD_STROKE_EM : 0) : (scriptOf(letter)?.strokeEm ?? 0))
      const found: { text: string; atEm: number; strokeEm: number }[] = []
      // Letters that join stand where the canvas puts them: those of such a line stay as they are.
      if (isShaped(line)) return found
      let atEm = 0
      for (const letter of line) {
        const strokeEm = /\s/u.test(letter) ? 0 : strokeOf(letter)
        if (strokeEm > 0) found.push({ text: letter, atEm, strokeEm })
        atEm += cachedWidth(letter, isBold)
      }
      return found
    },
    lineHeight(text, isBold) {
      if (!isShaped(text)) return LINE_HEIGHT
      const { actualBoundingBoxAscent, actualBoundingBoxDescent } = measured(text.replaceAll('\n', ' '), isBold)
      return Math.max(LINE_HEIGHT, (actualBoundingBoxAscent + actualBoundingBoxDescent) / MEASURED_AT_PIXELS)
    },
  }
}

/** Loads a font of assets/fonts for the canvas; the letters it has. */
function register(file: string, family: string): ReadonlySet<number> {
  const packed = readFileSync(join(assetsFolder(), 'fonts', file))
  const bytes = file.endsWith('.gz') ? gunzipSync(packed) : packed
  assert(GlobalFonts.register(bytes, family) != null, `the label font ${file} can be loaded`)
  return coveredCodePoints(bytes)
}
