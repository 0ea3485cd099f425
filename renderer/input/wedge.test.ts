import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { isShifted } from './key-codes.ts'
import { calibratedLimitMs, createWedge, type KeyPress, type Wedge, type WedgeMode, type WedgeOutput } from './wedge.ts'

type Key = Omit<KeyPress, 'atMs'>

/** The keys a scanner presses for a text on a US keyboard. */
function keysOf(text: string): Key[] {
  return [...text].map((character): Key => {
    const plain = { shift: false, ctrl: false }
    if (character === '\u001d') return { ...plain, code: 'BracketRight', ctrl: true }
    if (character === '\n') return { ...plain, code: 'Enter' }
    if (character === '\t') return { ...plain, code: 'Tab' }
    if (/\d/.test(character)) return { ...plain, code: `Digit${character}` }
    if (/[a-z]/i.test(character)) return { ...plain, code: `Key${character.toUpperCase()}`, shift: character !== character.toLowerCase() }
    if (character === '-') return { ...plain, code: 'Minus' }
    if (character === '_') return { ...plain, code: 'Minus', shift: true }
    if (character === '/') return { ...plain, code: 'Slash' }
    if (character === ' ') return { ...plain, code: 'Space' }
    throw new Error(`no key for ${character}`)
  })
}

type Bench = { wedge: Wedge; outputs: WedgeOutput[]; fates: string[]; nowMs: number; mode: WedgeMode }

function benchOf(mode: WedgeMode = 'free', gapLimitMs?: number): Bench {
  return { wedge: createWedge({ groupSeparatorKeys: ['F8'], gapLimitMs }), outputs: [], fates: [], nowMs: 1000, mode }
}

function press(bench: Bench, keys: Key[], gapMs: number): void {
  for (const key of keys) {
    bench.nowMs += gapMs
    const { fate, outputs } = bench.wedge.press({ ...key, atMs: bench.nowMs }, bench.mode)
    bench.fates.push(fate)
    bench.outputs.push(...outputs)
  }
}

function wait(bench: Bench, ms: number): void {
  bench.nowMs += ms
  bench.outputs.push(...bench.wedge.flush(bench.nowMs, bench.mode))
}

const scansOf = (bench: Bench): string[] => bench.outputs.flatMap((output) => (output.kind === 'scan' ? [output.code] : []))
const typedOf = (bench: Bench): string => bench.outputs.map((output) => (output.kind === 'typed' ? output.character : '')).join('')

function readWith(text: string, gapMs: number, mode: WedgeMode = 'free'): Bench {
  const bench = benchOf(mode)
  press(bench, keysOf(text), gapMs)
  return bench
}

describe('decoding', () => {
  test('[SI1] capitals come from Shift, whatever Caps Lock or the input method make of the key', () => {
    expect(scansOf(readWith('SF1234567890abC\n', 2))).toEqual(['SF1234567890abC'])
  })
  test('[SI2] hyphen, underscore and slash are kept', () => expect(scansOf(readWith('A-03-12_2/x\n', 5))).toEqual(['A-03-12_2/x']))
  test('[SI2] GS comes as Ctrl+] or as the key set up for it', () => {
    expect(scansOf(readWith('0106901234567892\u001d21AB\n', 5))).toEqual(['0106901234567892\u001d21AB'])
    const bench = benchOf()
    press(bench, [...keysOf('10AB'), { code: 'F8', shift: false, ctrl: false }, ...keysOf('21C\n')], 5)
    expect(scansOf(bench)).toEqual(['10AB\u001d21C'])
  })
  test('[SI2] a code may begin with GS', () => expect(scansOf(readWith('\u001d0106901234567892\n', 5))).toEqual(['\u001d0106901234567892']))
  test('[SI2] the number pad counts as digits', () => {
    const bench = benchOf()
    press(bench, [...'6901'].map((digit) => ({ code: `Numpad${digit}`, shift: false, ctrl: false })), 5)
    press(bench, [{ code: 'NumpadEnter', shift: false, ctrl: false }], 5)
    expect(scansOf(bench)).toEqual(['6901'])
  })
})

describe('Shift', () => {
  const press = { code: 'KeyB', key: 'b', shiftKey: false, capsLock: false }
  test('[SI1] Shift decides; the name of the key does not', () => {
    expect(isShifted({ ...press, key: 'Process', shiftKey: true })).toBe(true)
    expect(isShifted({ ...press, key: 'Process' })).toBe(false)
  })
  test('[SI1] under Caps Lock a plain key is a small letter and a shifted one a capital', () => {
    expect(isShifted({ ...press, key: 'B', capsLock: true })).toBe(false)
    expect(isShifted({ ...press, key: 'b', shiftKey: true, capsLock: true })).toBe(true)
  })
  test('[SI1] a capital pressed without Shift, Caps Lock off, is a capital', () => {
    expect(isShifted({ ...press, key: 'B' })).toBe(true)
    expect(isShifted({ code: 'Minus', key: '_', shiftKey: false, capsLock: false })).toBe(true)
  })
})

describe('where a scan ends', () => {
  test.each([['Enter', false], ['NumpadEnter', false], ['Tab', false], ['KeyM', true], ['KeyJ', true], ['CapsLock', false]])('[SI3] %s ends it', (code, ctrl) => {
    const bench = readWith('69012345', 5)
    press(bench, [{ code, shift: false, ctrl }], 5)
    expect(scansOf(bench)).toEqual(['69012345'])
    expect(bench.fates.at(-1)).toBe('swallow')
  })
  test('[SI4] CR and LF are one end, and no Enter of a person', () => {
    const bench = readWith('69012345\n', 5)
    press(bench, [{ code: 'KeyJ', shift: false, ctrl: true }, { code: 'Enter', shift: false, ctrl: false }], 5)
    expect(bench.outputs.map((output) => output.kind)).toEqual(['scan'])
  })
  test('[SI5] a repeating key adds nothing', () => {
    const bench = readWith('6901', 5)
    press(bench, [{ code: 'Digit1', shift: false, ctrl: false, repeat: true }, ...keysOf('2\n')], 5)
    expect(scansOf(bench)).toEqual(['69012'])
  })
  test('[SI7] without a suffix it ends after the limit', () => {
    const bench = readWith('69012345', 5)
    wait(bench, 100)
    expect(scansOf(bench)).toEqual([])
    wait(bench, 60)
    expect(scansOf(bench)).toEqual(['69012345'])
    expect(bench.wedge.deadlineMs()).toBeNull()
  })
  test('[SI7] two scans without a suffix are two when the pause is longer than the limit', () => {
    const bench = readWith('69012345', 5)
    bench.nowMs += 200
    press(bench, keysOf('A-03-12'), 5)
    wait(bench, 300)
    expect(scansOf(bench)).toEqual(['69012345', 'A-03-12'])
  })
  test('[SI7] two scans in a row with a suffix are two, however close', () => expect(scansOf(readWith('69012345\nA-03-12\n6901234567892\n', 2))).toEqual(['69012345', 'A-03-12', '6901234567892']))
  test('[SI8] accelerators and Tab do nothing during a scan', () => {
    const bench = readWith('6901', 5)
    press(bench, [{ code: 'KeyR', shift: false, ctrl: true }, { code: 'F12', shift: false, ctrl: false }, { code: 'F5', shift: false, ctrl: false }], 5)
    expect(bench.fates.slice(-3)).toEqual(['swallow', 'swallow', 'swallow'])
    press(bench, keysOf('23\n'), 5)
    expect(scansOf(bench)).toEqual(['690123'])
  })
  test('[SI8] outside a scan they pass', () => {
    const bench = benchOf()
    press(bench, [{ code: 'F12', shift: false, ctrl: false }, { code: 'Tab', shift: false, ctrl: false }], 500)
    expect(bench.fates).toEqual(['pass', 'pass'])
  })
})

describe('timing', () => {
  test('[SI7] keys that a busy computer hands on late and in pieces are one scan', () => {
    const bench = readWith('A-01\n', 2)
    const keys = keysOf('TWO-2\n').map((key, index) => ({ ...key, atMs: bench.nowMs + 100 + index * 2 }))
    let heardAtMs = bench.nowMs + 1_000
    for (const key of keys) {
      // The page looks between two keys whether the burst is over: by the time of its press it would be.
      expect(bench.wedge.flush(heardAtMs, 'free')).toEqual([])
      bench.outputs.push(...bench.wedge.press({ ...key, heardAtMs }, 'free').outputs)
      heardAtMs += 120
    }
    expect(scansOf(bench)).toEqual(['A-01', 'TWO-2'])
    expect(typedOf(bench)).toBe('')
  })
  test.each([2, 10, 30, 80, 100])('[SI9] reads a scanner of %i ms a character', (gapMs) => expect(scansOf(readWith('QC-157A-6901234567892\n', gapMs))).toEqual(['QC-157A-6901234567892']))
  test('[SI9] a fast scanner does not shut out a slow one', () => {
    const bench = benchOf()
    for (let count = 0; count < 5; count += 1) press(bench, keysOf('69012345\n'), 2)
    press(bench, keysOf('A-03-12\n'), 80)
    expect(scansOf(bench).at(-1)).toBe('A-03-12')
  })
  test('[SI9] the limit follows a slow scanner upward, up to 250 ms', () => {
    const bench = benchOf()
    for (let count = 0; count < 3; count += 1) press(bench, keysOf('69012345\n'), 90)
    expect(bench.wedge.gapLimitMs()).toBe(225)
    for (let count = 0; count < 3; count += 1) press(bench, keysOf('69012345\n'), 140)
    expect(bench.wedge.gapLimitMs()).toBe(250)
  })
  test('[SI9] calibration stays within 35 and 250 ms', () => {
    expect(calibratedLimitMs([3, 4, 2])).toBe(35)
    expect(calibratedLimitMs([80, 60, 70])).toBe(200)
    expect(calibratedLimitMs([200])).toBe(250)
  })
})

describe('people', () => {
  test('[SI10] slow keys are typed, not scanned', () => {
    const bench = readWith('690123\n', 260)
    expect(scansOf(bench)).toEqual([])
    expect(typedOf(bench)).toBe('690123\n')
  })
  test('[SI10] a lone Enter or Space is typed', () => {
    const bench = readWith('\n', 400)
    press(bench, keysOf(' '), 400)
    wait(bench, 400)
    expect(typedOf(bench)).toBe('\n ')
  })
  test('[SI10] a PIN typed fast is a PIN; a badge is still a scan', () => {
    const bench = readWith('482913\n', 90, 'pin')
    expect(typedOf(bench)).toBe('482913\n')
    bench.nowMs += 500
    press(bench, keysOf('BADGE-0042\n'), 80)
    bench.nowMs += 500
    press(bench, keysOf('48291357\n'), 5)
    expect(scansOf(bench)).toEqual(['BADGE-0042', '48291357'])
  })
  test('[SI13] in a field slow typing passes, the tail of a quick scan does not, and the scan is told', () => {
    const bench = readWith('abc', 300, 'field')
    expect(bench.fates).toEqual(['pass', 'pass', 'pass'])
    bench.nowMs += 500
    press(bench, keysOf('6901234567892\n'), 5)
    expect(bench.fates.slice(3)).toEqual(['pass', 'pass', 'pass', ...Array<string>(11).fill('swallow')])
    expect(scansOf(bench)).toEqual(['6901234567892'])
  })
  test('[SI13] Enter after slow typing reaches the field', () => {
    const bench = readWith('ab\n', 300, 'field')
    expect(bench.fates.at(-1)).toBe('pass')
  })
})

describe('doubled delivery', () => {
  test('[SI11] a GTIN twice in one burst is one', () => expect(scansOf(readWith('69012345678926901234567892\n', 5))).toEqual(['6901234567892']))
  test('[SI11] a command twice in one burst is one', () => expect(scansOf(readWith('PW-CMD-CONFIRMPW-CMD-CONFIRM\n', 5))).toEqual(['PW-CMD-CONFIRM']))
  test('[SI11] another doubled text goes on whole: the station knows what it means', () => expect(scansOf(readWith('43542104354210\n', 5))).toEqual(['43542104354210']))
})

test('[SI6] of a code of 7,089 digits a station gets as many as it takes', () => {
  const bench = benchOf()
  press(bench, keysOf(`${'7'.repeat(7_089)}\nNEXT-1\n`), 2)
  expect(bench.outputs.map((output) => (output.kind === 'scan' ? output.code : output.kind))).toEqual(['7'.repeat(4_096), 'NEXT-1'])
})

test('[SI6] any row of codes at any scanner speed comes out as it was, in order, none lost', () => {
  const codes = fc.array(fc.stringMatching(/^[A-Za-z0-9-]{3,24}$/).filter((code) => code.slice(0, code.length / 2) !== code.slice(code.length / 2)), { minLength: 1, maxLength: 20 })
  fc.assert(fc.property(codes, fc.integer({ min: 2, max: 100 }), (row, gapMs) => {
    expect(scansOf(readWith(row.map((code) => `${code}\n`).join(''), gapMs))).toEqual(row)
  }))
})
