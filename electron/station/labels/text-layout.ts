// Breaks a text into lines of a box and finds the largest size at which it fits. Pure but for the widths it is given.

export type TextWidth = (text: string) => number

/** Distance of two baselines, as a part of the size; letters that reach higher and lower stand further apart. */
export const LINE_HEIGHT = 1.18
const SHRINK_STEP = 0.25

export type FittedText = { sizeMm: number; lineHeight: number; lines: string[] }

/**
 * Lines no wider than the box. Words and numbers stay whole where a line can hold them; Chinese breaks anywhere.
 * Undefined when a single letter is wider than the box.
 */
export function breakLines(text: string, boxWidth: number, widthOf: TextWidth): string[] | undefined {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    let lineWidth = 0
    for (const word of unbreakableParts(paragraph)) {
      const wordWidth = widthOf(word)
      if (lineWidth + wordWidth <= boxWidth) {
        line += word
        lineWidth += wordWidth
        continue
      }
      if (wordWidth <= boxWidth) {
        if (line !== '') lines.push(line.trimEnd())
        line = word.trimStart()
        lineWidth = widthOf(line)
        continue
      }
      for (const { segment: letter } of letters.segment(word)) {
        const letterWidth = widthOf(letter)
        if (letterWidth > boxWidth) return undefined
        if (lineWidth + letterWidth > boxWidth) {
          lines.push(line)
          line = ''
          lineWidth = 0
        }
        line += letter
        lineWidth += letterWidth
      }
    }
    lines.push(line)
  }
  return lines
}

/** The largest size from `sizeMm` down to `smallestSizeMm` at which the whole text is inside the box; undefined when there is none. */
export function fitText(
  text: string,
  box: { widthMm: number; heightMm: number },
  limits: { sizeMm: number; smallestSizeMm: number; mostLines: number },
  widthOf: TextWidth,
  lineHeight = LINE_HEIGHT,
): FittedText | undefined {
  for (let sizeMm = limits.sizeMm; sizeMm >= limits.smallestSizeMm - 1e-9; sizeMm -= SHRINK_STEP) {
    const lines = breakLines(text, box.widthMm / sizeMm, widthOf)
    if (lines === undefined || lines.length > limits.mostLines) continue
    if (heightOfLines(lines.length, sizeMm, lineHeight) <= box.heightMm + 1e-9) return { sizeMm, lineHeight, lines }
  }
  return undefined
}

/** Height of so many lines, the first one without leading. */
export function heightOfLines(count: number, sizeMm: number, lineHeight: number): number {
  return sizeMm * (1 + (count - 1) * lineHeight)
}

const letters = new Intl.Segmenter('zh-CN', { granularity: 'grapheme' })
const words = new Intl.Segmenter('th', { granularity: 'word' })

/** Scripts that write no blank between words. */
const UNSPACED = String.raw`\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
/** Letters, digits, stars and stops of scripts that do. Stars keep `138******78` in one line. */
const SPACED = String.raw`!-~،؛؟।॥٠-٩۰-۹\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Hangul}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}`
const CLOSING = '[，。、；：！？）」』》”’】〕〉％»ー々,.;:!?%)\\]}]*'
const OPENING = '[（「『《“‘【〔〈«(\\[{]'
/** A letter with all that stands on it, half-width voice marks too. */
const MARKS = '[\\p{M}ﾞﾟｰ]*'
// Our own words for what has no glyph; words with the blank behind them, syllables of Tibetan with the dot behind them; every other letter alone.
// What closes stays with what is before it, what opens with what is behind it: no line begins with ， or ] or ends with （.
const PARTS = new RegExp(String.raw`\[(?:表情|外文)\] ?${CLOSING}|${OPENING}+(?![${SPACED}${UNSPACED}]).${MARKS}${CLOSING}|${OPENING}*(?:[${SPACED}]\p{M}*)+ ?${CLOSING}|[${UNSPACED}]+|[\u0f40-\u0fbc]+[\u0f0b-\u0f14]*|${OPENING}*.${MARKS}${CLOSING}`, 'gsu')
const unspaced = new RegExp(`[${UNSPACED}]`, 'u')

function unbreakableParts(text: string): string[] {
  const parts = text.match(PARTS) ?? []
  if (!unspaced.test(text)) return parts
  return parts.flatMap((part) => (unspaced.test(part) ? Array.from(words.segment(part), (word) => word.segment) : [part]))
}
