// Breaks a text into lines of a box and finds the largest size at which it fits. Pure but for the widths it is given.

export type LetterWidth = (letter: string) => number

/** Distance of two baselines, as a part of the size. */
export const LINE_HEIGHT = 1.18
const SHRINK_STEP = 0.25

export type FittedText = { sizeMm: number; lines: string[] }

/**
 * Lines no wider than the box. Latin words and numbers stay whole where a line can hold them; Chinese breaks anywhere.
 * Undefined when a single letter is wider than the box.
 */
export function breakLines(text: string, boxWidth: number, widthOf: LetterWidth): string[] | undefined {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    let lineWidth = 0
    for (const word of unbreakableParts(paragraph)) {
      const wordWidth = widthOfText(word, widthOf)
      if (lineWidth + wordWidth <= boxWidth) {
        line += word
        lineWidth += wordWidth
        continue
      }
      if (wordWidth <= boxWidth) {
        if (line !== '') lines.push(line.trimEnd())
        line = word.trimStart()
        lineWidth = widthOfText(line, widthOf)
        continue
      }
      for (const letter of word) {
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
  widthOf: LetterWidth,
): FittedText | undefined {
  for (let sizeMm = limits.sizeMm; sizeMm >= limits.smallestSizeMm - 1e-9; sizeMm -= SHRINK_STEP) {
    const lines = breakLines(text, box.widthMm / sizeMm, widthOf)
    if (lines === undefined || lines.length > limits.mostLines) continue
    if (heightOfLines(lines.length, sizeMm) <= box.heightMm + 1e-9) return { sizeMm, lines }
  }
  return undefined
}

/** Height of so many lines, the first one without leading. */
export function heightOfLines(count: number, sizeMm: number): number {
  return sizeMm * (1 + (count - 1) * LINE_HEIGHT)
}

function widthOfText(text: string, widthOf: LetterWidth): number {
  let width = 0
  for (const letter of text) width += widthOf(letter)
  return width
}

// Runs of Latin, Greek and Cyrillic letters, digits and stars with the blank behind them; every other letter alone. Stars keep `138******78` in one line.
// What closes stays with what is before it, what opens with what is behind it: no line begins with ， or ends with （.
const PARTS = /(?:[!-~\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)+ ?[，。、；：！？）」』》”’】〕〉％]*|[（「『《“‘【〔〈]*.[，。、；：！？）」』》”’】〕〉％]*/gsu

function unbreakableParts(text: string): string[] {
  return text.match(PARTS) ?? []
}
