// Goal: no box goes out on a weight that is wrong, old or another scale's. Method: the real station on real SQLite over its contract, with a scale on loopback.
import { beforeEach, describe, expect, test } from 'vitest'
import { fact } from '#shared/domain/facts/facts.ts'
import { benchOfEachTest, rightWeight } from '#tests/support/bench-of-each-test.ts'
import { verdictOf } from '#tests/support/builders.ts'
import { startFakeScale } from '#tests/support/fake-scale.ts'
import { goods } from '#tests/support/site-facts.ts'
import type { TestStation } from '#tests/support/test-station.ts'

const mystery = goods.mystery.ean
const bench = benchOfEachTest()
const { labelIs, packTwoCupsAndPen, pickByOrder, weigh } = bench
let station: TestStation

describe('weights', () => {
  beforeEach(async () => {
    station = await bench.startWithScale()
    await station.signIn('B-PACKER')
  })

  test('[FB1] every weight has its outcome told, right or wrong, as a scan has', async () => {
    const told: string[] = []
    station.client.on('outcome.told', (heard) => told.push(verdictOf(heard)))
    await packTwoCupsAndPen()
    await weigh(rightWeight - 200)
    await expect.poll(() => told).toEqual(['refused weight-too-light'])
    await station.confirm()
    await weigh(rightWeight)
    await expect.poll(() => told).toHaveLength(2)
    expect(told[1]).toMatch(/^accepted/)
  })

  test('[CH11] a box that is too light needs another person’s badge, PIN and reason', async () => {
    await packTwoCupsAndPen()
    expect(await weigh(rightWeight - 200)).toBe('weight-too-light')
    expect(await station.command('override')).toBe('refused acknowledge-first')
    await station.confirm()
    expect(await station.command('override')).toBe('accepted approval-asked')
    for (const [badge, verdict] of [['B-PACKER', 'refused same-person'], ['B-SECOND', 'refused not-allowed'], ['B-TEMP', 'refused not-allowed'], ['B-GONE', 'refused badge-disabled'], ['SN-1234', 'refused not-allowed']] as const) {
      expect(await station.scan(badge)).toBe(verdict)
      await station.confirm()
    }
    expect(await station.scan('B-BOSS')).toBe('accepted approver-read')
    expect(await station.pin('000000')).toBe('refused pin-wrong')
    await station.confirm()
    expect(await station.pin()).toBe('accepted reason-asked')
    expect(station.recorded()).not.toContain('WeightApproved')
    expect(await station.command('reason-contents-counted')).toBe('accepted label-queued')
    expect(station.bodies('WeightApproved')).toMatchObject([{ grams: rightWeight - 200, byPersonId: 'boss', reason: 'contents-counted' }])
    await labelIs('sent')
    expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
  })

  test('[PE4] the supervisor who began the parcel cannot approve it after a change of operator', async () => {
    await station.signIn('B-BOSS')
    await packTwoCupsAndPen()
    await station.signIn('B-PACKER')
    expect(await weigh(rightWeight + 100)).toBe('weight-too-heavy')
    await station.confirm()
    await station.command('override')
    expect(await station.scan('B-BOSS')).toBe('refused same-person')
  })

  test('[CH16] a wrong box is replaced by the right one, and a box taken back is asked for again', async () => {
    station.fromHub([{ fact: fact('PackagingListed', { packagingCode: 'BOX-9', name: '9号箱', nameEn: 'Box 9', kind: 'carton', innerLengthMm: 600, innerWidthMm: 600, innerHeightMm: 600, weightGrams: 700, spreadGrams: 2, maxWeightGrams: 9_000 }) }])
    const used = async () => {
      const { screen } = await station.view()
      return screen.kind === 'check' ? [screen.step, ...(screen.parcel?.packaging.usedCodes ?? [])] : []
    }
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    expect(await station.scans('TOTE-1', goods.cup.ean, goods.pen.ean, goods.cup.ean, 'BOX-9')).toBe('accepted packaging-taken')
    expect(await weigh(rightWeight)).toBe('weight-too-light')
    await station.confirm()
    expect(await station.scan('BOX-1')).toBe('accepted packaging-replaced')
    expect(await used()).toEqual(['weigh', 'BOX-1'])
    expect(await station.command('cancel')).toBe('accepted packaging-taken-back')
    expect(await used()).toEqual(['packaging'])
    expect(await station.command('cancel')).toBe('refused command-not-now')
    await station.confirm()
    expect(await station.scan('BOX-1')).toBe('accepted packaging-taken')
    expect(await weigh(rightWeight)).toBe('fits')
    expect(await station.command('cancel')).toBe('refused command-not-now')
  })

  test('[WS7] a refused weight is judged anew only after the plate was empty', async () => {
    await packTwoCupsAndPen()
    expect(await weigh(rightWeight - 200)).toBe('weight-too-light')
    await station.confirm()
    expect(await weigh(rightWeight)).toBe('fits')
    expect(station.bodies('ParcelWeighed').map((body) => body.verdict)).toEqual(['too-light', 'fits'])
  })

  test('[WS7] the box of a parcel that left without its weight is not weighed for the next one', async () => {
    await pickByOrder({ orderId: 'o2', lines: { cup: 2, pen: 1 } }, 'TOTE-2')
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    await station.scan('TOTE-1')
    bench.scale?.put(rightWeight)
    await station.viewWhere((view) => view.bar.scale.grams === rightWeight)
    expect(await station.command('suspend')).toBe('accepted parcel-suspended')
    // The next one wants the same, and its box stands elsewhere.
    expect(await station.scans('TOTE-2', goods.cup.ean, goods.pen.ean, goods.cup.ean, 'BOX-1')).toBe('accepted packaging-taken')
    await station.viewWhere((view) => view.bar.scale.state === 'must-return-to-zero')
    expect(station.recorded()).not.toContain('ParcelWeighed')
    bench.scale?.remove()
    await station.viewWhere((view) => view.bar.scale.grams === 0)
    expect(await weigh(rightWeight)).toBe('fits')
    expect(station.bodies('ParcelWeighed')).toMatchObject([{ orderId: 'o2' }])
  })

  test('[CH11] [WL8] a product without a weight is weighed in with a supervisor', async () => {
    await pickByOrder({ orderId: 'o1', lines: { mystery: 2 } })
    await station.scans('TOTE-1', mystery, mystery, 'BOX-1')
    expect(await weigh(400)).toBe('weight-not-known')
    await station.confirm()
    await station.command('override')
    await station.signIn('B-BOSS')
    expect(await station.command('reason-contents-counted')).toBe('accepted label-queued')
    expect(station.store().product('mystery')?.weightGrams).toBe(150)
  })

  test.each([
    ['zero', 'ST,GS,+  0.000kg'], ['minus zero', 'ST,GS,-  0.000kg'], ['negative', 'ST,GS,-  0.520kg'], ['overload', 'OL,GS,+99999.99kg'], ['moving', 'US,GS,+  0.520kg'], ['grams called kilograms', 'ST,GS,+    520kg'], ['pounds', 'ST,GS,+  1.146lb'],
    ['catty', 'ST,GS,+  1.040斤'], ['comma', 'ST,GS,+  0,520kg'], ['half a frame', 'ST,GS,+  0.5'], ['tared', 'ST,NT,+  0.520kg'], ['another scale', 'S S     520 g'], ['counting', 'QT,GS,+      52PC'], ['9,999.999', 'ST,GS,+9999.999kg'],
  ])('[WS] [SL] %s is never taken as the weight of a parcel', async (_what, line) => {
    await packTwoCupsAndPen()
    await station.viewWhere((view) => view.bar.scale.state === 'stable' && view.bar.scale.grams === 0)
    bench.scale?.sendLine(line)
    bench.scale?.sendLine('ST,GS,+  0.001kg')
    await station.viewWhere((view) => view.bar.scale.grams === 1 || view.bar.scale.grams === 0)
    expect(station.recorded()).not.toContain('ParcelWeighed')
    expect(await weigh(rightWeight)).toBe('fits')
  })

  test('[CH15] [MA8] a scale that is gone leaves a way out: another person stands for the contents', async () => {
    await packTwoCupsAndPen()
    expect(await station.command('override')).toBe('refused weight-not-usable')
    await station.confirm()
    await bench.scale?.close()
    await station.viewWhere((view) => view.bar.scale.state === 'no-signal')
    expect(await station.command('override')).toBe('accepted approval-asked')
    await station.signIn('B-BOSS')
    expect(await station.command('reason-contents-counted')).toBe('accepted label-queued')
    expect(station.bodies('WeightApproved')).toMatchObject([{ grams: null, byPersonId: 'boss' }])
    await labelIs('sent')
    expect(await station.scan('WB-o1')).toBe('accepted parcel-closed')
    await station.command('finish')
    await station.command('manifest')
    await station.scan('WB-o1')
    expect((await station.view()).screen).toMatchObject({ kind: 'manifest', totalGrams: 0, notWeighedCount: 1, lastWaybillNumber: 'WB-o1' })
  })

  test('[WS1] a scale that is gone gives no weight, and one that comes back must be empty first', async () => {
    await packTwoCupsAndPen()
    const port = bench.scale?.port
    await bench.scale?.close()
    await station.viewWhere((view) => view.bar.scale.state === 'no-signal')
    // What was put there meanwhile nobody saw: it may be any parcel, of just this weight.
    bench.scale = await startFakeScale(port)
    bench.scale.put(rightWeight)
    await station.viewWhere((view) => view.bar.scale.state === 'must-return-to-zero')
    bench.scale.remove()
    await station.viewWhere((view) => view.bar.scale.state === 'stable')
    expect(await weigh(rightWeight)).toBe('fits')
  })
})
