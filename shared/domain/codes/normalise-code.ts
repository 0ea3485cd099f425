import { parseElementString, type ElementString, type ElementStringProblem } from './element-string.ts'
import { expandUpcE, isGtin, isInStoreGtin14, toGtin14 } from './gtin.ts'

// From what a scanner or a file gives to the one form that is stored and looked up. Runs anywhere: no clock, no I/O.
// Rules CO1..CO12 of docs/specs/codes.md.
/* oxlint-disable no-control-regex -- control characters are what these look for */

/** Longest code that is looked at. */
const MAX_CODE_CHARS = 128

export type CodeRefusal = 'empty' | 'too-long' | 'control-character' | 'excel-damaged' | ElementStringProblem

/**
 * `key` is what is stored and looked up: 14 digits for a GTIN, the text itself for an internal code.
 * Normalising never says what a code means: a GTIN may still be a carrier's 13-digit number; the lookup decides.
 */
export type NormalisedCode =
  | {
      kind: 'gtin'
      key: string
      /** Restricted circulation (店内码): each merchant sets what its digits mean. */
      inStore: boolean
      /** 0 a piece; 1–8 a case of some quantity; 9 variable measure. From the GTIN-14's first digit. */
      indicator: number
      /** CO5: the UPC-A key, when 8 digits are valid both as EAN-8 and as UPC-E. The reader asks, never guesses. */
      alsoUpcE: string | null
      /** What the symbol carried besides, when it was a GS1 element string; otherwise null. */
      elements: ElementString | null
    }
  | { kind: 'internal'; key: string; /** CO6: looks like a GTIN, but its check digit is wrong. */ badCheckDigit: boolean }
  | { kind: 'refused'; reason: CodeRefusal; shown: string }

/** AIM symbology identifiers whose data is a GS1 element string. ISO/IEC 15424. */
const gs1AimIds = new Set([']C1', ']e0', ']e1', ']e2', ']d2', ']Q3', ']J1'])

/** GS as scanners write it that are set up to show control characters. */
const SHOWN_SEPARATOR = /\^\]|<GS>|\{GS\}|\[GS\]|\\x1d|\\u001d|\u241d/gi

/** CO2: full-width digits, letters and signs as typed by an input method, in their half-width form. */
function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' ')
}

function shown(raw: string): string {
  return raw.slice(0, 40).replace(/[\u0000-\u001f\u007f-\u009f]/g, '�')
}

/** CO8: a long number that a spreadsheet has rounded, such as 6.9E+12 or 8,02E+12. Its digits are gone. `5E12` without sign or point is a name like any other. */
export function isExcelDamaged(text: string): boolean {
  return /^\d(?:[.,]\d+)?[eE]\+\d{1,3}$|^\d[.,]\d+[eE]\d{1,3}$/.test(text)
}

/** CO1, CO2, CO3: the code without what a scanner, an input method or a spreadsheet put around it, and the AIM identifier that stood before it. */
export function unwrapped(raw: string): { text: string; aimId: string } {
  // CO1: suffixes of scanners and blanks of files.
  let text = halfWidth(raw).replace(/^[\s\ufeff]+|[ \t\r\n\u00a0\ufeff]+$/g, '')
  const aimId = /^\][A-Za-z][0-9A-Za-z]/.exec(text)?.[0] ?? ''
  text = text.slice(aimId.length)
  if (text.startsWith("'")) text = text.slice(1).trimStart() // CO3: a spreadsheet's mark for text
  const formula = /^="([^"]*)"$/.exec(text)
  if (formula) text = (formula[1] ?? '').trim()
  // CO10: no letter of an element string; elsewhere a text like any other.
  return { text: gs1AimIds.has(aimId) || /^01\d{14}/.test(text) ? text.replace(SHOWN_SEPARATOR, '\u001d') : text, aimId }
}

/** The one form of a code that was scanned, typed or imported. Refuses what cannot be a code; never throws. */
export function normaliseCode(raw: string): NormalisedCode {
  const refuse = (reason: CodeRefusal): NormalisedCode => ({ kind: 'refused', reason, shown: shown(raw) })
  if (raw.length > MAX_CODE_CHARS) return refuse('too-long') // CO7, before any other work is done on it
  const { text, aimId } = unwrapped(raw)
  if (text === '') return refuse('empty')
  if (gs1AimIds.has(aimId) || text.includes('\u001d') || /^\(\d{2,4}\)/.test(text)) return fromElementString(text, refuse)
  if (/[\u0000-\u001f\u007f-\u009f\ufffd]/.test(text) || /\p{Cs}/u.test(text)) return refuse('control-character') // CO7
  if (/^\d+$/.test(text)) return fromDigits(text)
  if (isExcelDamaged(text)) return refuse('excel-damaged')
  return { kind: 'internal', key: text.normalize('NFC'), badCheckDigit: false }
}

function gtin(gtin14: string, alsoUpcE: string | null, elements: ElementString | null): NormalisedCode {
  return { kind: 'gtin', key: gtin14, inStore: isInStoreGtin14(gtin14), indicator: Number(gtin14.charAt(0)), alsoUpcE, elements }
}

function fromDigits(digits: string): NormalisedCode {
  const upcA = digits.length === 8 ? expandUpcE(digits) : null
  if (isGtin(digits)) return gtin(toGtin14(digits), upcA && toGtin14(upcA), null) // CO4, CO5
  if (upcA) return gtin(toGtin14(upcA), null, null)
  // CO6: kept as it is, leading zeros included; too many or too few zeros are never mended.
  return { kind: 'internal', key: digits, badCheckDigit: /^(?:\d{8}|\d{12,14})$/.test(digits) }
}

function fromElementString(text: string, refuse: (reason: CodeRefusal) => NormalisedCode): NormalisedCode {
  if (/[\u0000-\u001c\u001e\u001f\u007f-\u009f\ufffd]/.test(text)) return refuse('control-character')
  const parsed = parseElementString(text)
  if (!parsed.ok) return refuse(parsed.problem)
  const { elements } = parsed
  if (elements.gtin14) return gtin(elements.gtin14, null, elements)
  if (elements.sscc) return { kind: 'internal', key: elements.sscc, badCheckDigit: false } // CO11: a logistic unit, not an item
  return refuse('bad-value')
}

/**
 * CO12: half of a code that was delivered twice without a break (`ABAB` → `AB`), or null. Only a question: `1212` may be a real
 * code, so the caller asks for it only when the whole is unknown and the half is known.
 */
export function undoubledCode(code: string): string | null {
  const half = code.length / 2
  return Number.isInteger(half) && half >= 4 && code.slice(0, half) === code.slice(half) ? code.slice(0, half) : null
}
