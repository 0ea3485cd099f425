import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { diagnoseLine } from '#shared/domain/scanner-setup/diagnose-line.ts'
import { GS, testText } from '#shared/domain/scanner-setup/test-code.ts'
import { diagnoseKeys, type KeyStroke } from './diagnose-keys.ts'

type Change = Partial<KeyStroke>
/** The keys of a scanner with a US keyboard, so many milliseconds apart. */
function keysOf(text: string, gapMs = 5, change: Change = {}): KeyStroke[] {
  return [...text].map((letter, index): KeyStroke => {
    const plain = { key: letter, shift: false, ctrl: false, alt: false, capsLock: false, atMs: 1_000 + index * gapMs }
    if (letter === GS) return { ...plain, code: 'BracketRight', ctrl: true, ...change }
    if (letter === '\r') return { ...plain, code: 'Enter', ...change }
    if (letter === '\n') return { ...plain, code: 'KeyJ', ctrl: true, ...change }
    if (letter === '\t') return { ...plain, code: 'Tab', ...change }
    if (/[A-Za-z]/.test(letter)) return { ...plain, code: `Key${letter.toUpperCase()}`, shift: letter !== letter.toLowerCase(), ...change }
    if (/\d/.test(letter)) return { ...plain, code: `Digit${letter}`, ...change }
    const signs: Record<string, [string, boolean]> = { '-': ['Minus', false], ']': ['BracketRight', false], '|': ['Backslash', true], '/': ['Slash', false], '!': ['Digit1', true], ')': ['Digit0', true], '@': ['Digit2', true], '(': ['Digit9', true], ';': ['Semicolon', false], '+': ['Equal', true] }
    const [code, shift] = signs[letter] ?? ['', false]
    return { ...plain, code, shift, ...change }
  })
}
const swapCase = (text: string): string => [...text].map((letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())).join('')
const foundOf = ({ found }: { found: { finding: string; value: string }[] }): string[] => found.map(({ finding, value }) => (value === '' ? finding : `${finding} ${value}`))
const noGs = testText.replace(GS, '')

describe('a scanner that types', () => {
  test.each<[string, KeyStroke[], string[]]>([
    ['[SU1] CR', keysOf(`${testText}\r`), ['right', 'aim-off']],
    ['[SU1] CR and LF', keysOf(`${testText}\r\n`), ['right', 'aim-off']],
    ['[SU1] TAB', keysOf(`${testText}\t`), ['right', 'aim-off', 'end-is-tab']],
    ['[SU1] no end', keysOf(testText), ['no-end', 'right', 'aim-off']],
    ['[SU2] the other case', keysOf(`${swapCase(testText)}\r`), ['case-swapped', 'aim-off']],
    ['[SU2] the other case because of Caps Lock', keysOf(`${swapCase(testText)}\r`, 5, { capsLock: true }), ['case-swapped', 'caps-lock', 'aim-off']],
    ['[SU2] capitals only', keysOf(`${testText.toUpperCase()}\r`), ['all-capitals', 'aim-off']],
    ['[SU2] small letters only', keysOf(`${testText.toLowerCase()}\r`), ['all-small', 'aim-off']],
    ['[SU3] the separator is lost', keysOf(`${noGs}\r`), ['gs-lost', 'aim-off']],
    ['[SU3] a bar in the place of the separator', keysOf(`${testText.replace(GS, '|')}\r`), ['gs-replaced |', 'aim-off']],
    ['[SU3] lost, in the other case', keysOf(`${swapCase(noGs)}\r`), ['case-swapped', 'gs-lost', 'aim-off']],
    ['[SU4] with its identifier', keysOf(`]C1${testText}\r`), ['right', 'aim-on ]C1']],
    ['[SU4] with a letter before', keysOf(`k${testText}\r`), ['text-before k', 'aim-off']],
    ['[SU4] with digits after', keysOf(`${testText}007\r`), ['text-after 007', 'aim-off']],
    ['[SU5] set up for a German keyboard', keysOf(`10PWtest/Aa1${GS}21yY9\r`), ['other-layout QWERTZ', 'aim-off']],
    ['[SU5] set up for a French keyboard', keysOf(`!)PZtest6Qq!${GS}@!wW(\r`), ['other-layout AZERTY', 'aim-off']],
    ['[SU5] the hyphen is missing', keysOf(`${testText.replace('-', '')}\r`), ['letters-lost -', 'aim-off']],
    ['[SU5] twice', keysOf(`${testText}${testText}\r`), ['read-twice', 'aim-off']],
    ['[SU5] another code', keysOf('6901234567892\r'), ['other-code 6901234567892']],
    ['[SU6] the input method hides the keys', keysOf(`${testText}\r`, 5, { code: '', key: 'Process' }), ['input-method-hides-keys']],
    ['[SU6] Alt and digits', keysOf('0049\r', 5, { alt: true }).map((stroke, index) => ({ ...stroke, code: `Numpad${index}` })), ['alt-numpad']],
    ['[SU6] only an end', keysOf('\r'), ['nothing-typed']],
    ['[SU7] the input method is on, the keys come through', keysOf(`${testText}\r`, 5, { key: 'Process' }), ['input-method', 'right', 'aim-off']],
    ['[SU7] 80 ms a letter', keysOf(`${testText}\r`, 80), ['slow 80', 'right', 'aim-off']],
    ['[SU7] 300 ms a letter', keysOf(`${testText}\r`, 300), ['too-slow 300', 'aim-off']],
  ])('%s', (_title, strokes, expected) => expect(foundOf(diagnoseKeys(strokes))).toEqual(expected))

  test('[SU3] the key set up for GS counts as it', () => {
    const strokes = keysOf(`${testText}\r`).map((stroke) => (stroke.ctrl ? { ...stroke, code: 'F8', ctrl: false } : stroke))
    expect(foundOf(diagnoseKeys(strokes))).toEqual(['right', 'aim-off'])
  })
  test('[SU5] any keys give an answer and never a fault', () => {
    const stroke = fc.record({ code: fc.constantFrom('', 'KeyA', 'Digit1', 'Enter', 'Tab', 'F8', 'Numpad1', 'BracketRight', 'ShiftLeft'), key: fc.constantFrom('a', 'Process', 'Unidentified'), shift: fc.boolean(), ctrl: fc.boolean(), alt: fc.boolean(), capsLock: fc.boolean(), atMs: fc.nat(10_000) })
    fc.assert(fc.property(fc.array(stroke, { maxLength: 40 }), (strokes) => { expect(diagnoseKeys(strokes).found.length).toBeGreaterThan(0) }))
  })
})

describe('a scanner on a line', () => {
  test.each<[string, string, string[]]>([
    ['[SU1] CR', `${testText}\r`, ['right', 'aim-off']],
    ['[SU1] no end', testText, ['no-end', 'right', 'aim-off']],
    ['[SU1] STX and ETX', `\u0002${testText}\u0003`, ['right', 'aim-off']],
    ['[SU3] [SU4] identifier, no separator', `]C1${noGs}\r\n`, ['gs-lost', 'aim-on ]C1']],
    ['[SU4] a maker\'s letter before', `#${testText}\r`, ['text-before #', 'aim-off']],
    ['[SU6] eight bits where seven are meant', `${[...testText].map((letter) => String.fromCharCode(letter.charCodeAt(0) | 0x80)).join('')}\r`, ['wrong-parity']],
    ['[SU6] nothing', '\r\n', ['nothing-typed']],
  ])('%s', (_title, text, expected) => expect(foundOf(diagnoseLine(text))).toEqual(expected))
})
