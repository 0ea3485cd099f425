import { expect, test } from 'vitest'
import type { CodeMeaning } from '#shared/domain/codes/code-meaning.ts'
import { readCode } from './read-code.ts'

test('[CO1] [CO4] a waybill number that is a GTIN by its last digit is found whatever a scanner puts around it', () => {
  const number = '4600123456782'
  const waybill: CodeMeaning = { kind: 'waybill', waybillNumber: number }
  const store = { meaningsOf: (code: string): CodeMeaning[] => (code === number ? [waybill] : []) }
  for (const raw of [number, `]C0${number}`, `]C0${number}\r`, `\uff3d\uff23\uff10${number}`, `]C0${number}`.repeat(2)]) expect(readCode(store, raw), raw).toMatchObject({ kind: 'code', text: { value: number }, meanings: [waybill] })
})
