// Goal: an order that its buyer takes back stops where it is, wherever that is, and so does one that belongs elsewhere. Method: the real station on real SQLite over its contract, with a scale on loopback.
import { beforeEach, describe, expect, test } from 'vitest'
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { benchOfEachTest, rightWeight } from '#tests/support/bench-of-each-test.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { plateIsEmpty } from '#tests/support/test-bench.ts'
import { commandCode, type TestStation } from '#tests/support/test-station.ts'

const { cup, pen } = { cup: goods.cup.ean, pen: goods.pen.ean }
const bench = benchOfEachTest()
const { labelIs, orderNow, packTwoCupsAndPen, pickByOrder, weigh } = bench
let station: TestStation

const cancelled = (orderId: string): { fact: Fact } => ({ fact: fact('OrderCancelled', { orderId, why: 'refunded' }) })

describe('退款拦截', () => {
  beforeEach(async () => {
    station = await bench.startWithScale()
    await station.signIn('B-PACKER')
  })

  test('[PK13] while it is picked', async () => {
    station.fromHub(waveFacts('w1', 'by-order', [{ orderId: 'o1', lines: { cup: 2 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)
    station.fromHub([cancelled('o1')])
    expect((await station.view()).interruption?.reason).toBe('order-stopped')
    expect(await station.scan(cup)).toBe('refused order-stopped')
    expect((await station.view()).interruption).toBeNull()
    expect(orderNow('o1')).toMatchObject({ state: 'stopped', lines: [{ pickedQty: 1 }] })
    await station.confirm()
    expect(await station.command('pick')).toBe('refused no-work')
  })

  test('[PU2] at the wall', async () => {
    station.fromHub(waveFacts('w1', 'batch-wall', [{ orderId: 'o1', lines: { cup: 1 } }, { orderId: 'o2', lines: { cup: 1 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup, cup)
    await station.command('put')
    await station.scan(cup)
    station.fromHub([cancelled('o1')])
    expect(await station.scan('WALL-1')).toBe('refused order-stopped')
    await station.confirm()
    expect(await station.scans(cup, 'WALL-2')).toBe('accepted wall-done')
    expect(orderNow('o1').lines[0]?.putQty).toBe(0)
  })

  test('[OP2] before its check', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 1 } })
    station.fromHub([cancelled('o1')])
    expect(await station.scan('TOTE-1')).toBe('refused order-stopped')
    expect(orderNow('o1').state).toBe('stopped')
  })

  test('[OP9] its tote says so at every scan, until other work takes the tote; it is recorded once', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 1 } })
    await pickByOrder({ orderId: 'o2', lines: { cup: 1 } }, 'TOTE-2')
    await station.command('check')
    station.fromHub([cancelled('o1')])
    for (const _time of ['first', 'second', 'third']) {
      expect(await station.scan('TOTE-1')).toBe('refused order-stopped')
      await station.confirm()
    }
    expect(station.bodies('OrderStopped')).toHaveLength(1)
    expect(await station.scans('TOTE-2', cup, 'BOX-1')).toBe('accepted packaging-taken')
    await station.command('suspend')
    await station.command('finish')
    await pickByOrder({ orderId: 'o3', lines: { cup: 1 } })
    expect(await station.scan('TOTE-1')).toBe('accepted parcel-opened')
  })

  test.each([
    ['an item', pen], ['a card', commandCode('qty-2')], ['a packaging', 'BOX-1'], ['an unknown code', 'nobody-knows'],
  ])('[CH10] during its check, at the next scan: %s', async (_what, code) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    await station.scans('TOTE-1', cup)
    expect((await station.view()).interruption).toBeNull()
    station.fromHub([cancelled('o1')])
    expect((await station.view()).interruption).toMatchObject({ reason: 'order-stopped', values: { orderNumber: 'N-o1' } })
    expect(await station.scan(code)).toBe('refused order-stopped')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
    expect(station.recorded()).not.toContain('LabelQueued')
  })

  test('[CH10] with its weight', async () => {
    await packTwoCupsAndPen()
    await plateIsEmpty(station)
    station.fromHub([cancelled('o1')])
    bench.scale?.put(rightWeight)
    const stopped = await station.viewWhere((view) => view.refusal !== null)
    expect(stopped.refusal?.reason).toBe('order-stopped')
    expect(station.recorded()).not.toContain('LabelQueued')
  })

  test.each(['badge', 'pin', 'reason'] as const)('[CH10] while a supervisor is asked for: at the %s', async (step) => {
    await packTwoCupsAndPen()
    await weigh(rightWeight - 200)
    await station.confirm()
    await station.command('override')
    if (step !== 'badge') await station.scan('B-BOSS')
    if (step === 'reason') await station.pin()
    station.fromHub([cancelled('o1')])
    if (step === 'pin') await station.pin()
    const verdict = step === 'badge' ? await station.scan('B-BOSS') : await station.command('reason-contents-counted')
    expect(verdict).toBe('refused order-stopped')
    expect(station.recorded()).not.toContain('WeightApproved')
    expect(station.recorded()).not.toContain('LabelQueued')
  })

  test('[CH10] [MA2] after the label it is a stop task, and the box is not handed over', async () => {
    await packTwoCupsAndPen()
    await weigh(rightWeight)
    await labelIs('sent')
    station.fromHub([cancelled('o1')])
    expect(await station.scan('WB-o1')).toBe('refused order-stopped')
    expect(station.bodies('StopTaskRaised')).toMatchObject([{ orderId: 'o1', waybillNumber: 'WB-o1' }])
    await station.confirm()
    await station.command('manifest')
    expect(await station.scan('WB-o1')).toBe('refused parcel-stopped')
  })

  test('[MA2] after the parcel was closed', async () => {
    await packTwoCupsAndPen()
    await weigh(rightWeight)
    await labelIs('sent')
    await station.scan('WB-o1')
    station.fromHub([cancelled('o1')])
    await station.command('manifest')
    expect(await station.scan('WB-o1')).toBe('refused parcel-stopped')
  })

  test('[CH13] [OP9] a parcel that a supervisor kicks out leaves the bench without a trace of the next scan', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    station.fromHub([{ fact: fact('OrderKickedOut', { orderId: 'o1', waveId: 'w-o1', byPersonId: 'boss', reason: 'shelf check' }) }])
    expect(await station.scan(cup)).toBe('refused order-kicked-out')
    expect(station.bodies('ItemChecked')).toHaveLength(1)
    await station.confirm()
    expect(await station.scan('TOTE-1')).toBe('refused order-kicked-out')
  })

  test('[OP6] an order that is open on another bench is not opened here', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 1 } })
    station.fromStation('station-2', [{ fact: fact('ParcelOpened', { parcelId: 'there', orderId: 'o1', waveId: 'w-o1', personId: 'packer-2', openedBy: 'tote' }) }])
    expect(await station.scan('TOTE-1')).toBe('refused order-already-packed')
  })
})
