// Runs anywhere: no clock, no I/O. Words of a shop made fit for paper: rule LB16 of docs/specs/labels.md.

/** Pictographs and what modifies them: skin tones, joiners, variation selectors, flags, key caps. */
const PICTOGRAPHS = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\ufe0e\ufe0f\u20e3]/gu
/** Pictographs by their class, but signs of writing that label fonts have. */
const SIGNS = new Set('©®‼⁉™↔↕↖↗↘↙Ⓜ▪▫▶◀☀☁☂☃☎☝☯♀♂♠♣♥♦♨♻⚠⚽⚾〰〽㊗㊙')

const MARK = '[表情]'
const PICTURES = /(?:[\p{Extended_Pictographic}\p{Regional_Indicator}](?:\p{Variation_Selector}|\p{Join_Control}|\p{Emoji_Modifier}|\u{20e3})*)+/gu
const KEY_CAP = /\ufe0f?\u20e3/gu

/**
 * What a buyer wrote, with a word in place of pictographs: paper cannot show them, and left out `不要🌶` would say something else.
 * Everything else stays as it is; a letter without a glyph is for the drawing to refuse.
 */
export function pictographsNamed(text: string): string {
  return text
    .replace(PICTURES, (run) => (Array.from(run).every((sign) => SIGNS.has(sign) || /[\ufe0e\ufe0f]/u.test(sign)) ? run.replace(/[\ufe0e\ufe0f]/gu, '') : MARK))
    .replace(KEY_CAP, '')
}

/** In one line, without control characters, invisible marks and halves of surrogate pairs: what a shop or a buyer wrote cannot look like a line of ours. */
export function oneLine(text: string): string {
  return text
    .replace(/\p{C}*\s[\s\p{C}]*/gu, ' ')
    .replace(/\p{C}/gu, '')
    .normalize('NFC')
    .trim()
}

/** The text in one line, without control characters, invisible marks, halves of surrogate pairs and pictographs: those say nothing to whoever picks or packs. Letters are never left out. */
export function legible(text: string): string {
  return oneLine(text.replace(PICTOGRAPHS, (sign) => (SIGNS.has(sign) ? sign : ' ')))
}
