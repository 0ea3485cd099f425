import { expect, test } from 'vitest'
import { PrinterSettings } from '../../contract/printer-settings.ts'
import { readStatus } from './read-status.ts'
import { statusMaps, statusMapsOf, type StatusMapId } from './status-maps.ts'

const answers = (map: StatusMapId, ...bytes: (number | number[])[]) => statusMaps[map].questions.map(({ answer }, index) => readStatus(answer, Uint8Array.from([bytes[index] ?? []].flat())))
const zebra = (first: string, second: string): number[] => [...Buffer.from(`\u0002${first}\u0003\r\n\u0002${second}\u0003\r\n\u00021234,0\u0003\r\n`, 'latin1')]
const wellFirst = '030,0,0,1245,000,0,0,0,000,0,0,0'
const wellSecond = '000,0,0,0,0,2,6,0,00000000,1,000'

test.each([
  ['tspl-tsc', 0x00, []], ['tspl-tsc', 0x20, []], ['tspl-tsc', 0x01, ['head-open']], ['tspl-tsc', 0x04, ['paper-out']], ['tspl-tsc', 0x14, ['paper-out', 'paused']], ['tspl-tsc', 0x80, ['other-trouble']],
  ['tspl-sunmi', 0x01, []], ['tspl-sunmi', 0x40, ['head-open']], ['tspl-sunmi', 0x84, ['paper-out', 'overheated']],
  ['tspl-lid-07', 0x07, ['head-open']], ['tspl-lid-07', 0x04, ['paper-out']],
  ['cpcl-zebra', 0x06, ['paper-out', 'head-open']], ['cpcl-zebra', 0x01, []],
] as const)('[PS2] %s answers %i: %j', (map, byte, conditions) => {
  expect(answers(map, byte)).toEqual([conditions])
})

test('[PS2] where any byte could be the answer, text and the status of another language are none', () => {
  const [question] = statusMaps['tspl-tsc'].questions
  expect(readStatus(question.answer, Uint8Array.of(0x04))).toEqual(['paper-out'])
  expect(readStatus(question.answer, Buffer.from('\u0002030,0,0,1245,000,0,0,0,000,0,0,0\u0003\r\n'))).toBeUndefined()
  expect(readStatus(question.answer, Buffer.alloc(4_096, 0x41))).toBeUndefined()
})

test('[PS2] the same byte means what the model says, not what the language says', () => {
  expect(answers('tspl-tsc', 0x01)).not.toEqual(answers('tspl-sunmi', 0x01))
})

test('[PS2] ESC/POS: four questions; bytes that the printer pushes by itself are no answer', () => {
  expect(answers('escpos', 0x1a, 0x32, 0x12, 0x7e)).toEqual([['offline'], ['paper-out'], [], ['paper-low', 'paper-out']])
  expect(answers('escpos', 0x12, 0x16, 0x52, 0x1e)).toEqual([[], ['head-open'], ['overheated'], ['paper-low']])
  expect(answers('escpos', [0x14, 0x00, 0x00, 0x0f])[0]).toBeUndefined()
  expect(answers('escpos', [0x14, 0x00, 0x00, 0x0f, 0x12])[0]).toEqual([])
})

test('[PS2] ESC/POS: text of a printer of another language, and answers of which nobody knows to which question, are none', () => {
  for (const text of ['Ready\r\n', '\u0002030,0,0,1262,000,0,0,0,000,0,0,0\u0003\r\n', '6\r']) expect(answers('escpos', [...Buffer.from(text)])[0], text).toBeUndefined()
  expect(answers('escpos', [0x12, 0x32])[0]).toBeUndefined()
  expect(answers('escpos', [0x1a, 0x14, 0x00, 0x00, 0x0f])[0]).toEqual(['offline'])
})

test('[PS2] ZPL: of two answers in one the newest counts, also behind the end of one that came late', () => {
  const paperOut = zebra('030,1,0,1245,000,0,0,0,000,0,0,0', wellSecond)
  expect(answers('zpl-zebra', [...paperOut, ...zebra(wellFirst, wellSecond)])).toEqual([[]])
  expect(answers('zpl-zebra', [...zebra(wellFirst, wellSecond).slice(36), ...paperOut])).toEqual([['paper-out']])
})

test('[PS2] ZPL: three lines between STX and ETX, or it is no answer', () => {
  expect(answers('zpl-zebra', zebra(wellFirst, wellSecond))).toEqual([[]])
  expect(answers('zpl-zebra', zebra('030,1,1,1245,000,0,0,0,000,0,0,1', '000,0,1,1,0,2,6,0,00000000,1,000'))).toEqual([['paper-out', 'paused', 'overheated', 'head-open', 'ribbon-out']])
  expect(answers('zpl-zebra', zebra(wellFirst, wellSecond).slice(0, -4))).toEqual([undefined])
  expect(answers('zpl-zebra', zebra('030,0,0', wellSecond))).toEqual([undefined])
  expect(answers('zpl-zebra', zebra('030,x,0,1245,000,0,0,0,000,0,0,0', wellSecond))).toEqual([undefined])
})

test('[PS1] a printer is asked in its own language, or the settings are refused', () => {
  const printer = { printerId: 'P1', name: '一号', kind: 'tcp', host: '10.0.0.9', port: 9100, language: 'tspl', dotsPerInch: 203 }
  expect(PrinterSettings.parse(printer)).not.toHaveProperty('statusMap')
  expect(PrinterSettings.safeParse({ ...printer, statusMap: 'tspl-sunmi' }).success).toBe(true)
  expect(PrinterSettings.safeParse({ ...printer, statusMap: 'escpos' }).error?.issues[0]?.path).toEqual(['statusMap'])
  expect(statusMapsOf('tspl')).toEqual(['tspl-tsc', 'tspl-sunmi', 'tspl-lid-07'])
})
