// Fonts of scripts that few labels need: each is read with the first letter of it that is met.

/** A font and the letters it is asked for. `strokeEm`: how much its strokes are drawn wider, as a part of the size, where they are too thin for the dots of a label. */
export type ScriptFont = { file: string; family: string; letters: RegExp; strokeEm?: number }

const ranges: Readonly<Record<string, string>> = {
  'sans-labels-arabic': String.raw`\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc`,
  'sans-labels-hebrew': String.raw`\u0590-\u05ff\ufb1d-\ufb4f`,
  'sans-labels-armenian': String.raw`\u0530-\u058f\ufb13-\ufb17`,
  'sans-labels-devanagari': String.raw`\u0900-\u097f\ua8e0-\ua8ff`,
  'sans-labels-bengali': String.raw`\u0980-\u09ff`,
  'sans-labels-tamil': String.raw`\u0b80-\u0bff`,
  'sans-labels-thai': String.raw`\u0e00-\u0e7f`,
  'sans-labels-lao': String.raw`\u0e80-\u0eff`,
  'serif-labels-tibetan': String.raw`\u0f00-\u0fff`,
  'sans-labels-myanmar': String.raw`\u1000-\u109f\uaa60-\uaa7f`,
  'sans-labels-georgian': String.raw`\u10a0-\u10ff\u1c90-\u1cbf`,
  'sans-labels-khmer': String.raw`\u1780-\u17ff\u19e0-\u19ff`,
  'sans-labels-yi': String.raw`\ua000-\ua4cf`,
}

export const scriptFonts: readonly ScriptFont[] = [
  ...Object.entries(ranges).map(([name, range]) => ({ file: `noto-${name}.ttf`, family: `Packwave Label ${name}`, letters: new RegExp(`[${range}]`, 'u') })),
  { file: 'hanazono-labels-extension-b.ttf.gz', family: 'Packwave Label extension B', letters: /[\u{20000}-\u{2a6df}]/u, strokeEm: 0.02 },
]

const OF_SCRIPT = new RegExp(`[${Object.values(ranges).join('')}]`, 'u')

/** True when a text has letters of such a script: they join, stack or turn, so that only the whole word has a width. */
export const isShaped = (text: string): boolean => OF_SCRIPT.test(text)
