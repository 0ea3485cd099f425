import { expect, test } from 'vitest'
import { pinCards } from './pin-cards.ts'

test('[SI15] a digit card is a digit while a PIN is asked for, once a pull; anything else is left to the others', () => {
  let isAsked = true
  const pressed: string[] = []
  const { take, digit } = pinCards(() => isAsked, (pressedDigit) => pressed.push(pressedDigit))
  expect([take('PW-CMD-DIGIT-2', 0), take('pw-cmd-digit-2', 400), take('pw-cmd-digit-2', 500), take('PW-CMD-DIGIT-4', 600)]).toEqual([true, true, true, true])
  expect(pressed).toEqual(['2', '2', '4'])
  expect([take('PW-CMD-CANCEL', 900), take('PW-ID-0007', 901)]).toEqual([false, false])
  isAsked = false
  expect(take('PW-CMD-DIGIT-4', 2_000)).toBe(false)
  expect(pressed).toEqual(['2', '2', '4'])
  // A scanner on a line, whose cards the station reads: the same pull is the same pull.
  for (const [read, readAtMs] of [['7', 3_000], ['7', 3_100], ['7', 3_500]] as const) digit(read, readAtMs)
  expect(pressed).toEqual(['2', '2', '4', '7', '7'])
})
