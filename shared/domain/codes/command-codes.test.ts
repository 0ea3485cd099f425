import { expect, test } from 'vitest'
import { commandCodes, commandOfCode, digitOfCode, looksLikeCommandCode, quantityOfCommand } from './command-codes.ts'

test('every command has one code and every code one command', () => {
  expect(new Set(commandCodes.map((each) => each.code)).size).toBe(commandCodes.length)
  expect(new Set(commandCodes.map((each) => each.command)).size).toBe(commandCodes.length)
  for (const each of commandCodes) expect(commandOfCode(each.code)).toBe(each.command)
})

test('a code is what every scanner can send: capitals, digits and hyphens', () => {
  for (const each of commandCodes) expect(each.code).toMatch(/^PW-CMD-[A-Z0-9-]+$/)
})

test('Caps Lock does not hide a command', () => {
  expect(commandOfCode('pw-cmd-next-tote')).toBe('next-tote')
})

test('a code of another family is no command, an unknown one of this family is seen as such', () => {
  expect(commandOfCode('6901234567892')).toBeUndefined()
  expect(commandOfCode('PW-CMD-FLY')).toBeUndefined()
  expect(looksLikeCommandCode('PW-CMD-FLY')).toBe(true)
  expect(looksLikeCommandCode('6901234567892')).toBe(false)
})

test('quantities read from 1 to 10', () => {
  const quantities = commandCodes.map((each) => quantityOfCommand(each.command)).filter((quantity) => quantity !== undefined)
  expect(quantities).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('[SI15] there is a card for each digit of a PIN', () => {
  expect(commandCodes.map((each) => digitOfCode(each.code)).filter((digit) => digit !== undefined).join('')).toBe('0123456789')
  expect(digitOfCode('PW-CMD-QTY-3')).toBeUndefined()
  // Otherwise it would be a scan like others, and the digit would stand in the journal.
  for (const read of [']C0PW-CMD-DIGIT-7', ']C0PW-CMD-DIGIT-7\r', 'pw-cmd-digit-7', 'PW-CMD-DIGIT-7'.repeat(2), 'ＰＷ－ＣＭＤ－ＤＩＧＩＴ－７']) expect(digitOfCode(read), read).toBe('7')
})
