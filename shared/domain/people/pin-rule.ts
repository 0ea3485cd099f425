// Which PINs may be set, and what counts as one when it is typed. Runs anywhere: no clock, no I/O. Rules PN1..PN3 of docs/specs/people.md.

export type PinVerdict = { kind: 'good' } | { kind: 'refused'; why: 'not-six-digits' | 'too-easy' }

/** PN1 */
export const PIN_DIGITS = 6

/** Six ASCII digits. Full-width and other scripts' digits are refused, not converted: a hash of them would never match again (PN1). */
export function isPinShaped(text: string): boolean {
  return text.length === PIN_DIGITS && /^[0-9]+$/.test(text)
}

/** Judges a PIN that somebody wants to set. Signing in asks only for isPinShaped. */
export function judgeNewPin(text: string): PinVerdict {
  if (!isPinShaped(text)) return { kind: 'refused', why: 'not-six-digits' }
  const digits = [...text].map(Number)
  const steps = digits.slice(1).map((digit, index) => (digit - (digits[index] ?? 0) + 10) % 10)
  // PN2: 000000, 123456, 987654, 890123: the same step all the way.
  const isRun = steps.every(step => step === steps[0] && [0, 1, 9].includes(step))
  // PN3: 121212, 123123.
  const isRepeated = text === text.slice(0, 2).repeat(3) || text === text.slice(0, 3).repeat(2)
  return isRun || isRepeated ? { kind: 'refused', why: 'too-easy' } : { kind: 'good' }
}
