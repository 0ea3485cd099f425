import { hasValidCheckDigit } from './gtin.ts'

// GS1 element strings: application identifiers (AI) with their data. Runs anywhere: no clock, no I/O.

/** FNC1 as scanners deliver it. */
const GS = '\u001d'

/** What a GS1 element string says about one piece or case. Absent parts are null. `others` holds known AIs that are not used here. */
export type ElementString = {
  gtin14: string | null
  lot: string | null
  /** YYMMDD as encoded; day 00 means the last day of the month. */
  expiry: string | null
  serial: string | null
  sscc: string | null
  /** AI 37 or 30: pieces, when the symbol says so. */
  count: number | null
  others: { ai: string; value: string }[]
}

export type ElementStringProblem =
  | 'unknown-identifier' | 'too-short' | 'bad-check-digit' | 'bad-date' | 'bad-value' | 'repeated-identifier' | 'empty'

/** Fixed data lengths, by AI. GS1 General Specifications, figures 3.2-1 and 7.8.5-2. */
const fixedLengths: { [ai: string]: number } = {
  '00': 18, '01': 14, '02': 14, '11': 6, '12': 6, '13': 6, '15': 6, '16': 6, '17': 6, '20': 2,
  '410': 13, '411': 13, '412': 13, '413': 13, '414': 13, '415': 13, '416': 13, '417': 13,
  '422': 3, '424': 3, '426': 3, '402': 17,
}

/** Longest data of variable AIs; they end at FNC1 or at the end of the symbol. */
const variableLengths: { [ai: string]: number } = {
  '10': 20, '21': 20, '22': 20, '30': 8, '37': 8, '90': 30, '91': 90, '92': 90, '93': 90, '94': 90, '95': 90,
  '96': 90, '97': 90, '98': 90, '99': 90, '235': 28, '240': 30, '241': 30, '242': 6, '243': 20, '250': 30, '251': 30, '253': 30,
  '254': 20, '255': 25, '400': 30, '401': 30, '403': 30, '420': 20, '421': 12, '423': 15, '425': 15, '427': 3,
  '7002': 30, '7003': 10, '7004': 4, '7006': 6, '7007': 12, '8003': 30, '8004': 30, '8005': 6, '8006': 18, '8008': 12, '8017': 18,
  '8018': 18, '8020': 25, '8110': 70, '8200': 70,
}

type Identifier = { ai: string; length: number; fixed: boolean }

function identifierAt(text: string, at: number): Identifier | null {
  for (const digits of [2, 3, 4]) {
    const ai = text.slice(at, at + digits)
    if (ai.length < digits || !/^\d+$/.test(ai)) return null
    // 310n … 369n: measures, six digits; n is the place of the decimal point.
    if (digits === 4 && /^3[1-6]\d[0-9]$/.test(ai)) return { ai, length: 6, fixed: true }
    if (digits === 4 && /^39[0-3]\d$/.test(ai)) return { ai, length: 18, fixed: false }
    const fixed = fixedLengths[ai]
    if (fixed !== undefined) return { ai, length: fixed, fixed: true }
    const variable = variableLengths[ai]
    if (variable !== undefined) return { ai, length: variable, fixed: false }
  }
  return null
}

function isDate(value: string): boolean {
  const month = Number(value.slice(2, 4))
  return /^\d{6}$/.test(value) && month >= 1 && month <= 12 && Number(value.slice(4, 6)) <= 31
}

/** CO10: the printed form `(01)…(10)…` as the scanned one, with FNC1 after every part. */
function fromPrintedForm(text: string): string | null {
  const parts = [...text.matchAll(/\((\d{2,4})\)([^()]*)/g)]
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== text) return null
  return parts.map((part) => `${part[1]}${part[2]}`).join(GS)
}

/**
 * Reads a GS1 element string whose AIM id is already gone (CO10). Every AI must be known, every check digit and
 * date right, and none may stand twice; otherwise nothing of it is used.
 */
export function parseElementString(text: string): { ok: true; elements: ElementString } | { ok: false; problem: ElementStringProblem } {
  const scanned = text.startsWith('(') ? fromPrintedForm(text) : text
  if (scanned === null) return { ok: false, problem: 'bad-value' }
  const elements: ElementString = { gtin14: null, lot: null, expiry: null, serial: null, sscc: null, count: null, others: [] }
  const seen = new Set<string>()
  let at = 0
  while (at < scanned.length) {
    if (scanned[at] === GS) {
      at += 1
      continue
    }
    const identifier = identifierAt(scanned, at)
    if (!identifier) return { ok: false, problem: 'unknown-identifier' }
    const start = at + identifier.ai.length
    const separator = scanned.indexOf(GS, start)
    const until = separator < 0 ? scanned.length : separator
    const end = identifier.fixed ? start + identifier.length : until
    const value = scanned.slice(start, end)
    if (identifier.fixed && (value.length < identifier.length || value.includes(GS))) return { ok: false, problem: 'too-short' }
    if (value === '' || value.length > identifier.length) return { ok: false, problem: 'bad-value' }
    if (seen.has(identifier.ai)) return { ok: false, problem: 'repeated-identifier' }
    seen.add(identifier.ai)
    const problem = take(elements, identifier.ai, value)
    if (problem) return { ok: false, problem }
    at = end
  }
  return seen.size === 0 ? { ok: false, problem: 'empty' } : { ok: true, elements }
}

function take(elements: ElementString, ai: string, value: string): ElementStringProblem | null {
  switch (ai) {
    case '00':
      elements.sscc = value
      return hasValidCheckDigit(value) ? null : 'bad-check-digit'
    case '01':
      elements.gtin14 = value
      return hasValidCheckDigit(value) ? null : 'bad-check-digit'
    case '10':
      elements.lot = value
      return null
    case '17':
      elements.expiry = value
      return isDate(value) ? null : 'bad-date'
    case '21':
      elements.serial = value
      return null
    case '30':
    case '37':
      elements.count = Number(value)
      return /^\d+$/.test(value) && Number(value) > 0 ? null : 'bad-value'
    case '02':
      elements.others.push({ ai, value })
      return hasValidCheckDigit(value) ? null : 'bad-check-digit'
    case '11':
    case '12':
    case '13':
    case '15':
    case '16':
      elements.others.push({ ai, value })
      return isDate(value) ? null : 'bad-date'
    default:
      elements.others.push({ ai, value })
      return null
  }
}
