// GS1 key numbers. Runs anywhere: no clock, no I/O.

/**
 * The check digit over `body` (digits only, without the check digit): weights 3, 1, 3, 1 … from the right,
 * (10 − sum mod 10) mod 10. GS1 General Specifications §7.9.1; good for GTIN-8/12/13/14 and SSCC-18.
 */
export function gs1CheckDigit(body: string): number {
  let sum = 0
  for (let index = body.length - 1, weight = 3; index >= 0; index -= 1, weight = 4 - weight) {
    sum += (body.charCodeAt(index) - 48) * weight
  }
  return (10 - (sum % 10)) % 10
}

/** True when `digits` is all digits and its last one is the check digit of the others. */
export function hasValidCheckDigit(digits: string): boolean {
  return /^\d{2,}$/.test(digits) && gs1CheckDigit(digits.slice(0, -1)) === digits.charCodeAt(digits.length - 1) - 48
}

/** True for 8, 12, 13 or 14 digits with a valid check digit that are not all zeros (no company owns those). */
export function isGtin(digits: string): boolean {
  return /^(?:\d{8}|\d{12,14})$/.test(digits) && !/^0+$/.test(digits) && hasValidCheckDigit(digits)
}

/** The one stored form of a GTIN: left-padded with zeros to 14 digits. */
export function toGtin14(gtin: string): string {
  return gtin.padStart(14, '0')
}

/**
 * An 8-digit UPC-E (number system, six digits, check digit) as the 12 digits of its UPC-A, or null when the
 * number system is not 0 or 1, or the check digit is wrong. GS1 General Specifications §5.2.2.4.2.
 */
export function expandUpcE(digits: string): string | null {
  if (!/^[01]\d{7}$/.test(digits)) return null
  const system = digits.charAt(0)
  const six = digits.slice(1, 7)
  const last = six.charAt(5)
  let body: string
  if (last <= '2') body = `${six.slice(0, 2)}${last}0000${six.slice(2, 5)}`
  else if (last === '3') body = `${six.slice(0, 3)}00000${six.slice(3, 5)}`
  else if (last === '4') body = `${six.slice(0, 4)}00000${six.charAt(4)}`
  else body = `${six.slice(0, 5)}0000${last}`
  const upcA = `${system}${body}${digits.charAt(7)}`
  return isGtin(upcA) ? upcA : null
}

/** True for restricted-circulation numbers (prefixes 02, 04 and 20–29), whose meaning each merchant sets: 店内码. */
export function isInStoreGtin14(gtin14: string): boolean {
  return /^0(?:02|04|2\d)/.test(gtin14)
}
