// What a waybill number of a carrier looks like, and how one is counted off a range. Rules NB2.. of docs/specs/waybill-numbers.md. Runs anywhere.
import { gs1CheckDigit, hasValidCheckDigit } from '../codes/gtin.ts'

/** `mod10`: weights 3 and 1 from the right over all digits before it, as in GTINs. `s10`: the UPU's, over eight digits between two letters and a country (EMS). */
export const checkDigitRules = ['', 'mod10', 's10'] as const
export type CheckDigitRule = (typeof checkDigitRules)[number]

export type NumberRange = { prefix: string; digits: number; startNumber: number; checkDigit: CheckDigitRule; suffix: string }

/** What a carrier's numbers are held against: its pattern as a whole, and the check digit where it has one. */
export type NumberShape = { pattern: string; checkDigit: CheckDigitRule }

const anyNumber = '^.{6,40}$'

const s10Weights = [8, 6, 4, 2, 3, 5, 9, 7]
/** UPU S10: 11 minus the rest by 11; 10 becomes 0, and 11 becomes 5. */
function s10(digits: string): string {
  const rest = 11 - ([...digits].reduce((total, digit, index) => total + Number(digit) * s10Weights[index]!, 0) % 11)
  return String(rest === 10 ? 0 : rest === 11 ? 5 : rest)
}

/** Undefined: it is one of theirs. Otherwise what is wrong with it. */
export function whyNotANumber(number: string, { pattern, checkDigit }: NumberShape): 'pattern' | 'check-digit' | undefined {
  if (!new RegExp(pattern || anyNumber).test(number)) return 'pattern'
  if (checkDigit === 'mod10') {
    return hasValidCheckDigit(number.replaceAll(/\D/g, '')) ? undefined : 'check-digit'
  }
  if (checkDigit === 's10') {
    const [, serial, check] = /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/.exec(number) ?? []
    return serial !== undefined && check === s10(serial) ? undefined : 'check-digit'
  }
  return undefined
}

/** The number at `index` of a range, from 0, its check digit in its place. */
export function numberAt({ prefix, digits, startNumber, checkDigit, suffix }: NumberRange, index: number): string {
  const serial = String(startNumber + index).padStart(digits, '0')
  const check = checkDigit === 'mod10' ? gs1CheckDigit(`${prefix}${serial}`.replaceAll(/\D/g, '')) : checkDigit === 's10' ? s10(serial) : ''
  return `${prefix}${serial}${check}${suffix}`
}

/** Where a number stands in a range; undefined when it is not of it. */
export function indexOf(range: NumberRange, number: string): number | undefined {
  const { prefix, digits, startNumber } = range
  const serial = number.slice(prefix.length, prefix.length + digits)
  if (!number.startsWith(prefix) || !/^\d+$/.test(serial) || serial.length !== digits) return undefined
  const index = Number(serial) - startNumber
  return index >= 0 && numberAt(range, index) === number ? index : undefined
}
