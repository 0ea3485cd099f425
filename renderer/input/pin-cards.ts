// SI15: PINs of whoever has a scanner and no hand free for the pad.
import { digitOfCode } from '#shared/domain/codes/command-codes.ts'

/** Quicker than a hand can scan one card twice. */
const samePullMs = 250

export type PinCards = {
  /** The digit of a card that was read just now: pressed, unless it comes from the same pull again. Both scanners of the window and of the station end here. */
  digit(digit: string, readAtMs: number): void
  /** Takes a card for a digit while a PIN is asked for. A code that is none, or comes when no PIN is asked for, is left to the others (false). */
  take(code: string, readAtMs: number): boolean
}

/** `press` gets each digit; `readAtMs` is of a clock that only goes forward. */
export function pinCards(isPinAsked: () => boolean, press: (digit: string) => void): PinCards {
  let last = { digit: '', atMs: Number.NEGATIVE_INFINITY }
  const onDigit = (digit: string, readAtMs: number): void => {
    const isAgain = last.digit === digit && readAtMs - last.atMs < samePullMs
    last = { digit, atMs: readAtMs }
    if (!isAgain) press(digit)
  }
  return {
    digit: onDigit,
    take(code, readAtMs) {
      const digit = digitOfCode(code)
      if (digit === undefined || !isPinAsked()) return false
      onDigit(digit, readAtMs)
      return true
    },
  }
}
