import { isExcelDamaged } from '#shared/domain/codes/normalise-code.ts'

// What one cell of a file says, free of what spreadsheets and exports put around it (IM6).

/** Bidirectional overrides and isolates, zero-width marks that are no joiners, and control characters other than blanks. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/** IM6, IM7: text as a person would read it: one line, NFC, no control characters, no `="…"`. A lone surrogate becomes U+FFFD. */
export function textCell(raw: string): string {
  let text = raw.trim()
  if (text.startsWith('="') && text.endsWith('"')) text = text.slice(2, -1).trim()
  if (!/[^\x20-\x7e]/.test(text)) return text
  text = text.replace(/[\t\r\n\v\f\u2028\u2029\u00a0\u3000 ]+/g, ' ').replace(INVISIBLE, '')
  return text.replace(/\p{Cs}/gu, '\ufffd').normalize('NFC').trim()
}

/** IM6: an id, code or postcode: as `textCell`, and without the apostrophe a spreadsheet puts before text. Leading zeros stay. */
export function idCell(raw: string): string {
  const text = textCell(raw)
  return text.startsWith("'") ? text.slice(1).trim() : text
}

/** IM6: a cell that exports fill when they mean nothing. */
export function blankWhenNothing(text: string): string {
  return text === '-' || text === '—' || /^(?:null|undefined|none)$/i.test(text) ? '' : text
}

/** IM8: true when a spreadsheet has rounded this id away. */
export function isDamagedId(text: string): boolean {
  return isExcelDamaged(text)
}

/** IM12: a whole number of pieces from 1 to 9,999, or null. `2.0` is 2; `1.5`, `1e3` and signs are nothing. */
export function quantityOf(text: string): number | null {
  const match = /^(\d{1,4})(?:[.,]0+)?$/.exec(text)
  const quantity = match ? Number(match[1]) : 0
  return quantity >= 1 ? quantity : null
}

/** A plain decimal with the declared separator, or null. No thousands separators: they cannot be told from decimals. */
export function decimalOf(text: string, separator: '.' | ','): number | null {
  const plain = separator === ',' ? text.replace(',', '.') : text
  if (separator === ',' && text.includes('.')) return null
  return /^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : null
}

/** IM15: an instant that names its own zone, as Shopify writes it (`2025-12-07 19:08:24 +0000`) or ISO 8601 does. Otherwise null. */
export function zonedInstantOf(text: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)? ?(Z|UTC|[+-]\d\d:?\d\d)$/.exec(text)
  if (!match) return null
  const [, year, month, day, hour, minute, second, zone] = match
  return instantOf(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second ?? 0), zoneMinutes(zone ?? 'Z') ?? 0)
}

/** Minutes east of Greenwich of `Z`, `UTC`, `+08:00` or `-0500`; null for anything else. */
function zoneMinutes(zone: string): number | null {
  if (zone === 'Z' || zone === 'UTC') return 0
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone)
  if (!match || Number(match[2]) > 14 || Number(match[3]) > 59) return null
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

/** The instant of a calendar date and time, or null when there is no such date (30 February) or it lies outside 2000–2099. */
function instantOf(year: number, month: number, day: number, hour: number, minute: number, second: number, eastMinutes: number): number | null {
  if (year < 2000 || year > 2099 || hour > 23 || minute > 59 || second > 59) return null
  const atMs = Date.UTC(year, month - 1, day, hour, minute, second)
  const back = new Date(atMs)
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return null
  return atMs - eastMinutes * 60_000
}

/**
 * A reader for one declared date format, or null when the format cannot be read without guessing. Tokens: YYYY YY MM M DD D HH H
 * mm ss; everything else stands for itself. IM15: nothing but the declared format is ever tried.
 */
export function dateReader(format: string, zone: string): ((text: string) => number | null) | null {
  const eastMinutes = zoneMinutes(zone)
  if (eastMinutes === null) return null
  const tokens: string[] = []
  const pattern = format.replace(/YYYY|YY|MM|M|DD|D|HH|H|mm|ss|[^A-Za-z0-9]|./g, (part) => {
    if (!/^(?:YYYY|YY|MM|M|DD|D|HH|H|mm|ss)$/.test(part)) return part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    tokens.push(part)
    return part === 'YYYY' ? '(\\d{4})' : part.length === 2 ? '(\\d\\d)' : '(\\d{1,2})'
  })
  const indexOf = (...names: string[]): number => tokens.findIndex((token) => names.includes(token)) + 1
  const [year, month, day] = [indexOf('YYYY', 'YY'), indexOf('MM', 'M'), indexOf('DD', 'D')]
  if (!year || !month || !day) return null
  const [hour, minute, second] = [indexOf('HH', 'H'), indexOf('mm'), indexOf('ss')]
  const whole = new RegExp(`^${pattern}$`)
  return (text) => {
    const match = whole.exec(text)
    if (!match) return null
    const part = (index: number): number => (index ? Number(match[index]) : 0)
    const years = part(year)
    return instantOf(years < 100 ? years + 2000 : years, part(month), part(day), part(hour), part(minute), part(second), eastMinutes)
  }
}

/** The value of a word in a table of words; undefined for a word that is not in it, `constructor` included. */
export function meaningOf<Value>(table: { readonly [word: string]: Value }, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined
}
