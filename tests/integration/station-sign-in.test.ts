// Goal: whoever stands at a bench is known by badge and PIN, and guessing them costs time. Method: the real station on real SQLite over its contract.
import { describe, expect, test } from 'vitest'
import { benchOfEachTest } from '#tests/support/bench-of-each-test.ts'
import { goods, pin, sharedCode } from '#tests/support/site-facts.ts'
import type { TestStation } from '#tests/support/test-station.ts'

const { cup, pen } = { cup: goods.cup.ean, pen: goods.pen.ean }
const bench = benchOfEachTest()
const { pickByOrder } = bench
let station: TestStation

describe('signing in', () => {
  test('[PE10] [LO2] wrong PINs are counted on disk: a pause after five, which a restart does not end', async () => {
    station = await bench.start()
    expect(await station.scan('B-NOBODY')).toBe('refused badge-unknown')
    await station.confirm()
    expect(await station.scan('B-GONE')).toBe('refused badge-disabled')
    await station.confirm()
    expect(await station.scan(cup)).toBe('refused not-signed-in')
    await station.confirm()
    expect(await station.scan('B-PACKER')).toBe('accepted badge-read')
    for (const wrong of ['000000', '', 'abcdef', '４６２９１５', '46291']) {
      expect(await station.pin(wrong)).toBe('refused pin-wrong')
      expect(await station.pin(pin)).toBe('refused acknowledge-first')
      await station.confirm()
    }
    expect(await station.pin(pin)).toBe('refused badge-locked')
    await station.restart()
    await station.confirm()
    expect(await station.scan('B-PACKER')).toBe('refused badge-locked')
    await station.confirm()
    station.passTime(30_000)
    expect(await station.signIn('B-PACKER')).toBe('accepted signed-in')
    expect(station.bodies('PinRefused')).toHaveLength(5)
    expect(station.store().person('packer-1')?.failedPins).toBe(0)
  })

  test('[PE10] a PIN of 100 digits is no PIN: the call is refused and nothing is recorded', async () => {
    station = await bench.start()
    await station.scan('B-PACKER')
    const before = station.recorded().length
    await expect(station.pin('4'.repeat(100))).rejects.toMatchObject({ code: 'bad-input' })
    expect(station.recorded()).toHaveLength(before)
    station.faults.length = 0
  })

  test('[PE11] the same request answered twice is one attempt', async () => {
    station = await bench.start()
    await station.scan('B-PACKER')
    const request = { requestId: 'request-1', pin: '000000' }
    const answers = await Promise.all([station.client.call('pin.submit', request), station.client.call('pin.submit', request)])
    expect(answers.map((answer) => answer.outcome)).toEqual([answers[0].outcome, answers[0].outcome])
    expect(station.bodies('PinRefused')).toHaveLength(1)
  })

  test('[PE12] a locked bench takes only a badge and a PIN, also with a question open, and keeps the work', async () => {
    station = await bench.start()
    await station.signIn('B-PACKER')
    await pickByOrder({ orderId: 'o1', lines: { pen: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan(sharedCode)).toBe('asked')
    expect(await station.command('lock')).toBe('refused command-not-now')
    await station.confirm()
    await station.command('cancel')
    expect(await station.command('lock')).toBe('accepted locked')
    expect(await station.scan(pen)).toBe('refused station-locked')
    await station.confirm()
    expect(await station.command('pick')).toBe('refused station-locked')
    await station.confirm()
    expect(await station.signIn('B-PACKER')).toBe('accepted unlocked')
    expect((await station.view()).screen).toMatchObject({ kind: 'check', parcel: { orderNumber: 'N-o1' } })
  })

  test('[PE12] an idle lock over an open question can be unlocked', async () => {
    station = await bench.start({ idleLockMinutes: 1 })
    await station.signIn('B-PACKER')
    await pickByOrder({ orderId: 'o1', lines: { pen: 2 } })
    await station.scans('TOTE-1')
    expect(await station.scan(sharedCode)).toBe('asked')
    station.passTime(61_000)
    await station.viewWhere((view) => view.locked)
    expect(await station.signIn('B-PACKER')).toBe('accepted unlocked')
    expect((await station.view()).question?.options).toHaveLength(2)
  })

  test('[PE9] [PE13] another operator goes on with the open parcel, and both are recorded', async () => {
    station = await bench.start()
    await station.signIn('B-PACKER')
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    expect(await station.signIn('B-SECOND')).toBe('accepted signed-in')
    expect(await station.scan(cup)).toBe('accepted check-done')
    expect(station.bodies('OperatorSignedIn').map((body) => [body.personId, body.cause])).toEqual([['packer-1', 'badge'], ['packer-2', 'change']])
    expect(await station.command('sign-out')).toBe('accepted signed-out')
    expect(await station.scan(cup)).toBe('refused not-signed-in')
    await station.confirm()
    await station.signIn('B-PACKER')
    expect((await station.view()).screen).toMatchObject({ kind: 'check', parcel: { orderNumber: 'N-o1' } })
  })
})
