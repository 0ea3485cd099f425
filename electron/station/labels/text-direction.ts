// Keeps a text that is written from right to left within itself: beside it nothing changes place (Unicode Standard Annex 9, isolates).

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u
const STRONG = /\p{L}/u
const LEFT_TO_RIGHT_ISOLATE = '\u2066'
const RIGHT_TO_LEFT_ISOLATE = '\u2067'
const END_OF_ISOLATE = '\u2069'
const MARKS = /[\u2066\u2067\u2069]/g

/**
 * The text as it may stand among others: without that the digits of a telephone behind an Arabic name would change sides. Its direction is the one of its
 * first letter. The text holds no marks of direction of its own: those have no glyph and stop the label before.
 */
export function isolated(text: string): string {
  if (!RIGHT_TO_LEFT.test(text)) return text
  const isRightToLeft = RIGHT_TO_LEFT.test(STRONG.exec(text)?.[0] ?? '')
  return `${isRightToLeft ? RIGHT_TO_LEFT_ISOLATE : LEFT_TO_RIGHT_ISOLATE}${text}${END_OF_ISOLATE}`
}

/** The lines of a text, each isolated by itself where a line break went through what is isolated. */
export function isolatedLines(lines: readonly string[]): string[] {
  let open = ''
  return lines.map((line) => {
    const begun = open + line
    for (const [mark] of begun.matchAll(MARKS)) open = mark === END_OF_ISOLATE ? '' : mark
    return open === '' ? begun : begun + END_OF_ISOLATE
  })
}

/** True for a line that is nothing but a text from right to left: it begins at the right edge. */
export function beginsAtTheRight(line: string): boolean {
  return line.startsWith(RIGHT_TO_LEFT_ISOLATE) && line.indexOf(END_OF_ISOLATE) === line.length - 1
}
