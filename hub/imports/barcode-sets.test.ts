import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { normaliseCode } from '#shared/domain/codes/normalise-code.ts'
import { realSet } from '#tests/support/import-files.ts'

const openFoodFacts = realSet('barcodes_openfoodfacts')
const universe = realSet('barcodes_uhtt')

describe.runIf(openFoodFacts)('codes of Open Food Facts', () => {
  const rows = (): string[][] => readFileSync(`${openFoodFacts}/train/off_barcodes.csv`, 'utf8').split('\n').slice(1).filter((line) => line !== '').map((line) => line.split(','))

  it('[CO4] [CO5] [CO6] agrees with the check digits worked out by the set, and expands its UPC-E', () => {
    let seen = 0
    for (const row of rows()) {
      const [code = ''] = row
      const [check, why = ''] = [row[row.length - 2], row[row.length - 1]]
      const normalised = normaliseCode(code)
      if (check === 'ok') expect(normalised, code).toMatchObject({ kind: 'gtin', key: code.padStart(14, '0') })
      else if (why.includes('upc_e')) expect(normalised, code).toMatchObject({ kind: 'gtin', key: expect.stringMatching(/^00[01]\d{11}$/) })
      else if (check === 'bad') expect(normalised, code).toMatchObject({ kind: 'internal', key: code, badCheckDigit: true })
      else expect(normalised, code).toMatchObject({ kind: 'internal', key: code, badCheckDigit: false })
      if (why.includes('in_store_2x')) expect(normalised, code).toMatchObject({ inStore: true, key: `0${code}` })
      seen += 1
    }
    expect(seen).toBeGreaterThan(15_000)
  })

  it('[CO8] refuses each of the 1,063 codes that Excel has rounded and none of the others', () => {
    const codes = [...readFileSync(`${openFoodFacts}/shared/off_it_codes_mangled_by_excel.csv`, 'utf8').matchAll(/^"?(?:(\d(?:,\d+)?E\+\d+)|(\d+))"?,/gm)]
    expect(codes.filter((match) => match[1]).length).toBe(1_063)
    for (const [, damaged, whole] of codes) {
      if (damaged) expect(normaliseCode(damaged)).toMatchObject({ kind: 'refused', reason: 'excel-damaged' })
      else expect(normaliseCode(whole ?? '').kind).not.toBe('refused')
    }
  })
})

describe.runIf(universe)('codes of Universe-HTT', () => {
  it('[CO4] [CO5] knows every one of them as a GTIN, as their authors promise', () => {
    for (const name of ['uhtt_prefix69', 'uhtt_random', 'uhtt_8digit_upc_e']) {
      const codes = readFileSync(`${universe}/train/${name}.tsv`, 'utf8').split('\n').slice(1).filter((line) => line !== '').map((line) => line.split('\t')[1] ?? '')
      expect(codes.length).toBeGreaterThan(500)
      for (const code of codes) expect(normaliseCode(code), code).toMatchObject({ kind: 'gtin' })
    }
  })
})
