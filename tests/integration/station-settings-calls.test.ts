// Goal: a bench is set up by a supervisor, with settings that make sense as a whole. Method: the real station on real SQLite over its contract.
import { describe, expect, test } from 'vitest'
import type { StationSettings } from '#shared/contract/station-api.ts'
import { benchOfEachTest } from '#tests/support/bench-of-each-test.ts'
import type { TestStation } from '#tests/support/test-station.ts'

const bench = benchOfEachTest()
let station: TestStation

describe('settings', () => {
  test.each([
    ['tolerance −5', { weightFloorGrams: -5 }], ['a floor of 0', { weightFloorGrams: 0 }], ['a step that is no whole gram', { scaleStepGrams: 0.5 }], ['an unknown language', { language: 'fr' }], ['a lock after 0 minutes', { idleLockMinutes: 0 }],
    ['a port out of range', { scale: { scaleId: 's', protocol: 'and', line: { kind: 'tcp', host: 'localhost', port: 70_000 } } }], ['no name', { name: '' }], ['a field nobody knows', { hubUrl: 'http://x' }], ['too loud', { volume: 2 }],
  ])('settings that make no sense are refused whole: %s', async (_what, wrong) => {
    station = await bench.start()
    await station.signIn('B-BOSS')
    const before = await station.client.call('settings.read', {})
    await expect(station.client.call('settings.save', { ...before, ...wrong } as StationSettings)).rejects.toMatchObject({ code: 'bad-input' })
    expect(await station.client.call('settings.read', {})).toEqual(before)
    expect(station.store().settings()).toBeUndefined()
  })

  test('settings are saved by a supervisor only, and never with two printers of one id', async () => {
    station = await bench.start()
    const before = await station.client.call('settings.read', {})
    await station.signIn('B-PACKER')
    expect(await station.client.call('settings.save', { ...before, name: '2号台' })).toMatchObject({ kind: 'refused' })
    await station.signIn('B-BOSS')
    expect(await station.client.call('settings.save', { ...before, printers: [...before.printers, ...before.printers] })).toMatchObject({ kind: 'refused' })
    expect(await station.client.call('settings.save', { ...before, name: '2号台' })).toEqual({ kind: 'saved' })
    await station.restart()
    expect((await station.view()).station.name).toBe('2号台')
  })
})
