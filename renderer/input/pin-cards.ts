// SI15: PINs of whoever has a scanner and no hand free for the pad.
import { digitOfCode } from '#shared/domain/codes/command-codes.ts'

/** Quicker than a hand can scan one card twice. */
const samePullMs = 250

/** Takes cards for digits while a PIN is asked for. `press` gets the digit; a code that is none, or comes when no PIN is asked for, is left to the others (false). */
export function pinCards(isPinAsked: () => boolean, press: (digit: string) => void): (code: string, readAtMs: number) => boolean {
  let last = { code: '', atMs: Number.NEGATIVE_INFINITY }
  return (code, readAtMs) => {
    const digit = digitOfCode(code)
    if (digit === undefined || !isPinAsked()) return false
    const isAgain = last.code === code && readAtMs - last.atMs < samePullMs
    last = { code, atMs: readAtMs }
    if (!isAgain) press(digit)
    return true
  }
}
