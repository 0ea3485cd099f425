// A bench without a hub for each test of a file, on a folder of its own, and the work that a packer does at it: picks by order, packs, weighs.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import type { StationSettings } from '#shared/contract/station-api.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import { type FakeScale, startFakeScale } from '#tests/support/fake-scale.ts'
import { goods, type OrderAsked, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

/** What two cups and a pen weigh in their box: 2 × 200 + 20 + 100. */
export const rightWeight = 520

/** Ends with each test, and demands that its station had no fault. */
export function benchOfEachTest() {
  const bench: { folder: string; scale: FakeScale | undefined } = { folder: '', scale: undefined }
  let station: TestStation

  const start = async (settings: Partial<StationSettings> = {}, dataDir = bench.folder): Promise<TestStation> => (station = await startTestStation(dataDir, settings))
  const startWithScale = async (settings: Partial<StationSettings> = {}, dataDir = bench.folder): Promise<TestStation> => {
    bench.scale ??= await startFakeScale()
    return start({ scale: { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', host: bench.scale.host, port: bench.scale.port } }, ...settings }, dataDir)
  }
  const labelIs = (state: string): Promise<StationView> => station.viewWhere((view) => view.screen.kind === 'check' && view.screen.parcel?.labelState === state)
  /** Puts the box on the scale, waits for the verdict of the station, and takes it off again. WS7: a plate that has to be empty first is emptied. */
  const weigh = async (grams: number): Promise<string> => {
    const before = station.bodies('ParcelWeighed').length
    bench.scale?.put(grams)
    const shown = await station.viewWhere(({ bar }) => {
      if (station.bodies('ParcelWeighed').length > before) return true
      if (bar.scale.state === 'must-return-to-zero') bench.scale?.remove()
      else if (bar.scale.state === 'stable' && bar.scale.grams === 0) bench.scale?.put(grams)
      return false
    })
    bench.scale?.remove()
    await station.viewWhere((view) => view.bar.scale.grams === 0)
    return shown.refusal?.reason ?? 'fits'
  }
  /** The order as the station knows it. */
  const orderNow = (orderId: string) => {
    const order = station.store().order(orderId)
    if (!order) throw new Error(`${orderId} is not known`)
    return order
  }
  /** Released by order in a wave of its own and picked: its pieces stand in the tote. */
  const pickByOrder = async (asked: OrderAsked, tote = 'TOTE-1'): Promise<void> => {
    station.fromHub(waveFacts(`w-${asked.orderId}`, 'by-order', [asked]))
    expect(await station.scans(`PL-w-${asked.orderId}-1`, tote)).toBe('accepted tote-taken')
    for (;;) {
      const { screen } = await station.view()
      if (screen.kind !== 'pick' || !screen.task) return
      const { placeCode, product, askedQty } = screen.task
      if (screen.step === 'place') await station.scan(placeCode)
      for (let piece = 0; piece < askedQty; piece += 1) expect(await station.scan(goods[product.sku as keyof typeof goods].ean)).toMatch(/^accepted/)
    }
  }
  /** Two cups and a pen, all in the box: only the weight, the label and its scan-back are missing. */
  const packTwoCupsAndPen = async (orderId = 'o1', enclosures: OrderAsked['enclosures'] = []): Promise<void> => {
    await pickByOrder({ orderId, lines: { cup: 2, pen: 1 }, enclosures })
    expect(await station.scans('TOTE-1', goods.cup.ean, goods.pen.ean, goods.cup.ean, 'BOX-1')).toBe('accepted packaging-taken')
  }

  beforeEach(() => {
    bench.folder = mkdtempSync(join(tmpdir(), 'packwave-bench-'))
  })
  afterEach(async () => {
    const { faults } = station
    await station.stop()
    await bench.scale?.close()
    bench.scale = undefined
    rmSync(bench.folder, { recursive: true, force: true })
    expect(faults).toEqual([])
  })
  return Object.assign(bench, { start, startWithScale, labelIs, weigh, orderNow, pickByOrder, packTwoCupsAndPen })
}
