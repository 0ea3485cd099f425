import { expect, it } from 'vitest'
import { StationSettings } from './station-api.ts'

const file = { printerId: 'file', name: '文件', kind: 'file', folder: 'labels' }
const tcp = { printerId: 'tcp', name: 'TCP', kind: 'tcp', host: '10.0.0.9', port: 9_100, language: 'escpos', dotsPerInch: 203 }
const right = { name: '1号台', language: 'zh-CN', volume: 0.5, idleLockMinutes: 10, weightFloorGrams: 5, scaleStepGrams: 1, scale: { scaleId: 's', protocol: 'and', line: { kind: 'tcp', host: 'localhost', port: 4_001 } }, scanners: [{ scannerId: 'hand', line: { kind: 'serial', path: '/dev/ttyUSB0', baudRate: 9_600, dataBits: 8, parity: 'none' } }], printers: [file, tcp] }

it('settings that make sense are taken as they are', () => expect(StationSettings.parse(right)).toEqual(right))
it.each([['zpl', 203], ['tspl', 300], ['cpcl', 203]])('printers that speak %s at %i dpi are taken', (language, dotsPerInch) => expect(StationSettings.safeParse({ ...right, printers: [{ ...tcp, language, dotsPerInch }] }).success).toBe(true))

const numbers = [-5, 0, Number.NaN, Number.POSITIVE_INFINITY, 0.5, 2 ** 31, '5', null]
const wrong: [string, unknown][] = [
  ...numbers.flatMap((value): [string, unknown][] => [[`weightFloorGrams ${String(value)}`, { weightFloorGrams: value }], [`scaleStepGrams ${String(value)}`, { scaleStepGrams: value }], [`idleLockMinutes ${String(value)}`, { idleLockMinutes: value }]]),
  ...[-1, 1.01, Number.NaN, '0.5'].map((value): [string, unknown] => [`volume ${String(value)}`, { volume: value }]),
  ...[0, -1, 70_000, 65_536, 1.5, Number.NaN, '4001'].flatMap((port): [string, unknown][] => [[`scale port ${String(port)}`, { scale: { ...right.scale, line: { ...right.scale.line, port } } }], [`printer port ${String(port)}`, { printers: [{ ...tcp, port }] }]]),
  ['printer of an unknown kind', { printers: [{ ...tcp, kind: 'laser' }] }], ['printer that speaks another language', { printers: [{ ...tcp, language: 'basic' }] }], ['printer of another density', { printers: [{ ...tcp, dotsPerInch: 180 }] }],
  ['printer without a host', { printers: [{ ...tcp, host: '' }] }], ['file printer with a port', { printers: [{ ...file, port: 9_100 }] }], ['nine printers', { printers: Array.from({ length: 9 }, (_, index) => ({ ...file, printerId: `p${index}` })) }],
  ['a rate no line has', { scanners: [{ scannerId: 'hand', line: { kind: 'serial', path: 'COM3', baudRate: 1_234, dataBits: 8, parity: 'none' } }] }], ['nine data bits', { scanners: [{ scannerId: 'hand', line: { kind: 'serial', path: 'COM3', baudRate: 9_600, dataBits: 9, parity: 'none' } }] }],
  ['unknown language', { language: 'fr' }], ['a field nobody knows', { tolerance: 5 }], ['no scale given at all', { scale: undefined }],
]
it.each(wrong)('settings that make no sense are refused: %s', (_what, change) => expect(StationSettings.safeParse({ ...right, ...(change as object) }).success).toBe(false))
