import fc from 'fast-check'
import { expect, test } from 'vitest'
import { baudRates } from '#shared/contract/line-settings.ts'
import { StationSettings } from '#shared/contract/station-settings.ts'
import { codeLengths, joinProfile, profileCodes, readProfilePart } from '#shared/domain/bench-profile/profile-codes.ts'
import { readProfileCodes, readProfileFile, writeProfile } from './profile-file.ts'

const bench = StationSettings.parse({
  name: '复核台 3', language: 'zh-CN', volume: 0.8, idleLockMinutes: 10, weightFloorGrams: 5, scaleStepGrams: 2,
  scale: { scaleId: 'scale-1', protocol: 'toledo', line: { kind: 'serial', path: '/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0', baudRate: 9_600, dataBits: 7, parity: 'even' } },
  scanners: [{ scannerId: 'left', line: { kind: 'serial', path: '/dev/ttyACM0', baudRate: 115_200, dataBits: 8, parity: 'none' } }, { scannerId: 'right', line: { kind: 'tcp', host: '10.20.3.41', port: 4_002 } }],
  printers: [{ printerId: 'p1', name: '面单打印机', kind: 'tcp', host: '10.20.3.50', port: 9_100, language: 'tspl', dotsPerInch: 203 }, { printerId: 'p2', name: '备用', kind: 'spooler', queue: 'label', language: 'zpl', dotsPerInch: 300 }],
})
const { name: _name, ...profile } = bench
const written = (short = false): { file: string; codes: string[] } => {
  const answer = writeProfile(bench, short)
  if (answer.kind !== 'profile') throw new Error(answer.why)
  return answer
}

test('[BP1] the name stays with the bench, and nothing in a profile is a secret', () => {
  expect(written().file).not.toContain('复核台')
  expect(written().file).not.toMatch(/pin|password|token|secret|stationKey/i)
})
test('[BP2] one usual bench is one code of capitals and digits that any keyboard types', () => {
  const { codes } = written()
  expect(codes).toHaveLength(1)
  expect(codes[0]).toMatch(/^PWB111[0-9A-HJKMNP-TV-Z]+$/)
  expect(codes[0]?.length).toBeLessThanOrEqual(codeLengths.long)
})
test('[BP2] the other case, an identifier and blanks around it change nothing', () => {
  expect(readProfileCodes([` ]Q1${written().codes[0]?.toLowerCase()} `])).toEqual({ kind: 'profile', profile })
})
test('[BP3] short codes in any order, some twice; until all are there it says which', () => {
  const { codes } = written(true)
  expect(codes.length).toBeGreaterThan(1)
  for (const code of codes) expect(code.length).toBeLessThanOrEqual(codeLengths.short)
  expect(readProfileCodes(codes.slice(1))).toEqual({ kind: 'incomplete', have: codes.slice(1).map((_, index) => index + 2), count: codes.length })
  expect(readProfileCodes([...codes.toReversed(), codes[0]!])).toEqual({ kind: 'profile', profile })
})
test('[BP4] what is written as a file is read back', () => expect(readProfileFile(written().file)).toEqual({ kind: 'profile', profile }))
test('[BP4] any bytes come back, at any length of code', () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 700 }), fc.constantFrom(180, 300, 640), (bytes, length) => {
    const codes = profileCodes(bytes, length)
    if (!codes) return expect(bytes.length).toBeGreaterThan(800)
    const parts = codes.map(readProfilePart).flatMap((part) => (part.kind === 'part' ? [part] : []))
    expect(joinProfile(parts)).toEqual({ kind: 'whole', bytes })
  }))
})
test('[BP4] any settings come back', () => {
  const line = fc.oneof(fc.record({ kind: fc.constant('tcp' as const), host: fc.stringMatching(/^[a-z0-9.-]{1,40}$/), port: fc.integer({ min: 1, max: 65_535 }) }), fc.record({ kind: fc.constant('serial' as const), path: fc.stringMatching(/^[ -~]{1,60}$/), baudRate: fc.constantFrom(...baudRates), dataBits: fc.constantFrom(7 as const, 8 as const), parity: fc.constantFrom('none' as const, 'even' as const, 'odd' as const) }))
  fc.assert(fc.property(fc.array(line, { maxLength: 4 }), fc.string({ minLength: 1, maxLength: 40 }), (lines, printerName) => {
    const settings = { ...bench, scanners: lines.map((each, index) => ({ scannerId: `s${index}`, line: each })), printers: [{ printerId: 'p', name: printerName, kind: 'file' as const, folder: 'labels' }] }
    const answer = writeProfile(settings, false)
    const { name: _, ...expected } = settings
    expect(answer.kind === 'profile' ? readProfileCodes(answer.codes) : answer).toEqual({ kind: 'profile', profile: expected })
  }), { numRuns: 60 })
})

test.each([
  ['a waybill', 'SF1234567890123', 'not-a-profile'], ['nothing', '', 'not-a-profile'], ['a newer version', `PWB211${'0'.repeat(40)}`, 'newer'],
  ['only a head', 'PWB111', 'damaged'], ['a third of two', 'PWB132ABCDEFGHJKMNPQRSTV', 'damaged'],
])('[BP5] %s is refused', (_what, code, why) => expect(readProfileCodes([code])).toEqual({ kind: 'refused', why }))
test('[BP5] one letter more, less or other, anywhere, is damage and never other settings', () => {
  const [code = ''] = written().codes
  for (let at = 3; at < code.length; at += 1) {
    for (const spoilt of [code.slice(0, at) + code.slice(at + 1), `${code.slice(0, at)}7${code.slice(at)}`, `${code.slice(0, at)}${code[at] === 'Z' ? 'Y' : 'Z'}${code.slice(at + 1)}`]) {
      const answer = readProfileCodes([spoilt])
      if (spoilt !== code) expect(answer.kind, `${at}`).toBe('refused')
    }
  }
})
test('[BP5] codes of two benches are told apart', () => {
  const other = writeProfile({ ...bench, scaleStepGrams: 5 }, true)
  expect(readProfileCodes([written(true).codes[0]!, ...(other.kind === 'profile' ? [other.codes[1]!] : [])])).toEqual({ kind: 'refused', why: 'other-set' })
})
test.each([['no JSON', '<html>', 'not-a-profile'], ['other JSON', '{"name":"x"}', 'not-a-profile'], ['a newer file', '{"packwaveProfile":2}', 'newer'], ['a file that lacks a part', '{"packwaveProfile":1,"volume":1}', 'damaged'], ['null', 'null', 'not-a-profile']])('[BP5] %s is refused', (_what, text, why) => expect(readProfileFile(text)).toEqual({ kind: 'refused', why }))
