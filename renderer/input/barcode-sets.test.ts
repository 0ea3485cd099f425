// Goal: real codes, valid, damaged and ambiguous, come through every kind of scanner as they were printed, in order. Method: the codes of two public sets as keys, as bytes of a line cut anywhere, and as HID reports.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { undoubledCode } from '#shared/domain/codes/normalise-code.ts'
import { createReportJoiner } from '#shared/domain/hid-pos/scanner-report.ts'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import { codeOf, cutCodes } from '#station/devices/scanner/cut-codes.ts'
import { realSet } from '#tests/support/import-files.ts'
import { createWedge } from './wedge.ts'

const openFoodFacts = realSet('barcodes_openfoodfacts')
const universe = realSet('barcodes_uhtt')
/** A scanner reads three characters and more (SI6); a code that is one GTIN twice counts once (SI11). */
const isScannable = (code: string): boolean => /^[ -~]{3,80}$/.test(code) && undoubledCode(code) === null

describe.runIf(openFoodFacts && universe)('codes of two public sets', () => {
  // What stands here runs even where the tests below it do not.
  const codes = !openFoodFacts || !universe ? [] : [
    ...readFileSync(`${openFoodFacts}/train/off_barcodes.csv`, 'utf8').split('\n').slice(1).map((line) => line.split(',')[0] ?? ''),
    ...['uhtt_prefix69', 'uhtt_random', 'uhtt_8digit_upc_e'].flatMap((name) => readFileSync(`${universe}/train/${name}.tsv`, 'utf8').split('\n').slice(1).map((line) => line.split('\t')[1] ?? '')),
  ].filter(isScannable)

  test('[SI6] [SI11] typed as keys', () => {
    const wedge = createWedge({ groupSeparatorKeys: ['F8'], gapLimitMs: undefined })
    const random = seededRandom(1)
    const read: string[] = []
    let atMs = 0
    for (const code of codes) {
      atMs += 200
      for (const letter of `${code}\n`) {
        atMs += wholeBetween(random, 2, 20)
        const key = letter === '\n' ? 'Enter' : /\d/.test(letter) ? `Digit${letter}` : `Key${letter.toUpperCase()}`
        for (const output of wedge.press({ code: key, shift: false, ctrl: false, atMs }, 'free').outputs) if (output.kind === 'scan') read.push(output.code)
      }
    }
    expect(read.length).toBeGreaterThan(15_000)
    expect(read).toEqual(codes)
  })

  test('[SS1] [SS3] as bytes of a line, cut anywhere', () => {
    const stream = Buffer.from(codes.map((code) => `${code}\r`).join(''))
    const random = seededRandom(2)
    const read: string[] = []
    let pending: Uint8Array = new Uint8Array(0)
    for (let at = 0; at < stream.length; ) {
      const size = wholeBetween(random, 1, 60)
      const cut = cutCodes(Uint8Array.from(Buffer.concat([pending, stream.subarray(at, at + size)])))
      read.push(...cut.codes)
      pending = cut.rest
      at += size
    }
    expect(read).toEqual(codes)
  })

  test('[HI1] [HI2] as HID reports', () => {
    const joiner = createReportJoiner()
    const read = codes.filter((code) => code.length <= 56).map((code) => {
      const whole = joiner.take(Uint8Array.from([2, code.length, ...Buffer.from(`]E0${code}`), ...new Uint8Array(59 - code.length)]))
      return whole && codeOf(whole).slice(3)
    })
    expect(read).toEqual(codes.filter((code) => code.length <= 56))
  })
})
