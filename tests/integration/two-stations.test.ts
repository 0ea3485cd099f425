// Goal: two benches that lost the hub pack one order, each whole, and no second box ever leaves: neither before the hub is back, nor after.
// Method: two real stations with real stores and a real hub on PostgreSQL; the network between them is cut and mended by the test.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { Client } from '#shared/contract/contract.ts'
import { recordHubFacts, type HubFact } from '#hub/store/facts.ts'
import { labelTemplate } from '#station/labels/label-templates.ts'
import { type FakeScale, startFakeScale } from '#tests/support/fake-scale.ts'
import { goods, pin, type Sku, siteFacts, waveFacts } from '#tests/support/site-facts.ts'
import { granted, openTestBoard } from '#tests/support/test-board.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

let hub: TestHub
let board: Client<BoardApi>
beforeAll(async () => {
  hub = await startTestHub()
  const site = await siteFacts()
  await hub.database.write((sql) => recordHubFacts(sql, hub.tools, 'hub', site.map((each): HubFact => each.fact)))
  board = await openTestBoard(hub)
  granted(await board.call('board.sign-in', { badgeCode: 'B-BOSS', pin }))
})
afterAll(async () => {
  board.close()
  await hub.close()
})

/** One order of one product in a wave of its own, at the hub. */
async function release(name: string, sku: Sku): Promise<{ orderId: string; list: string; waybillNumber: string }> {
  const orderId = `o-${name}`
  const waveId = `w-${name}`
  await hub.database.write(async (sql) => {
    await sql.run("insert into customer_order (order_id, shop, number, state, holds, content_hash, priority, item_count, piece_count, enclosures, imported_at_ms) values ($1, 'shop', $2, 'waiting', '{}', '', 0, 'single', 1, '{}', 1)", [orderId, `N-${orderId}`])
    await sql.run('insert into order_line (order_id, line_number, sku, quantity) values ($1, 1, $2, 1)', [orderId, sku])
    await sql.run("insert into waybill (waybill_number, order_id, attempt, carrier_code) values ($1, $2, 1, 'SF')", [`WB-${orderId}`, orderId])
    await sql.run("insert into wave (wave_id, wave_number, rule_id, rule_name, mode, state, cut_off_at_ms, order_count, piece_count, released_at_ms) values ($1, $1, 'r', 'r', 'by-order', 'released', 4000000000000, 1, 1, 1)", [waveId])
    await recordHubFacts(sql, hub.tools, 'hub', waveFacts(waveId, 'by-order', [{ orderId, lines: { [sku]: 1 } }]).map(({ fact, personal }): HubFact => ({ ...fact, ...(personal ? { personal } : {}) })))
  })
  return { orderId, list: `PL-${waveId}-1`, waybillNumber: `WB-${orderId}` }
}

type Bench = { station: TestStation; scale: FakeScale; folder: string; badge: string; isCut: boolean }
let benches: Bench[]
async function openBench(badge: string): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'packwave-two-'))
  const scale = await startFakeScale()
  const bench: Partial<Bench> & { isCut: boolean } = { folder, scale, badge, isCut: false }
  bench.station = await startTestStation(folder, { name: badge, scale: { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } } }, {
    hubUrl: hub.url, joinToken: hub.joinToken, fetch: async (url, init) => {
      if (bench.isCut) throw new Error('the cable is out')
      return fetch(url, init)
    },
  })
  return bench as Bench
}
beforeEach(async () => {
  benches = [await openBench('B-PACKER'), await openBench('B-SECOND')]
})
afterEach(async () => {
  for (const { station, scale, folder } of benches) {
    expect(station.faults).toEqual([])
    await station.stop()
    await scale.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

const knows = (bench: Bench, orderId: string) => vi.waitFor(() => expect(bench.station.store().order(orderId)).toBeDefined(), { timeout: 30_000 })
const drained = (bench: Bench) => vi.waitFor(() => expect(bench.station.store().outboxState().unsentCount).toBe(0), { timeout: 60_000, interval: 50 })

/** As a person does: a plate that has to be empty first, as after a scale that was silent, is emptied. */
async function weigh({ station, scale }: Pick<Bench, 'station' | 'scale'>, sku: Sku): Promise<void> {
  const grams = 100 + (goods[sku].weightGrams ?? 0)
  scale.put(grams)
  await station.viewWhere(({ screen, bar }) => {
    if (bar.scale.state === 'must-return-to-zero') scale.remove()
    else if (bar.scale.state === 'stable' && bar.scale.grams === 0) scale.put(grams)
    return screen.kind === 'check' && screen.parcel?.labelState === 'sent' && screen.parcel.weight.verdict === 'fits'
  })
}

async function packWhole({ station, scale }: Bench, order: { list: string; waybillNumber: string }, sku: Sku, tote: string): Promise<void> {
  expect(await station.scans(order.list, tote, goods[sku].placeCode, `0${goods[sku].ean}`)).toBe('accepted list-done')
  expect(await station.scans(tote, `0${goods[sku].ean}`, 'BOX-1')).toBe('accepted packaging-taken')
  await weigh({ station, scale }, sku)
  scale.remove()
  expect(await station.scan(order.waybillNumber)).toBe('accepted parcel-closed')
}

it('[CL10] [CL11] [CL12] [CL14] one number on two boxes: none leaves by a packer, and after the decision only the chosen one', async () => {
  const [one, two] = benches as [Bench, Bench]
  const order = await release('twice', 'cup')
  for (const bench of benches) {
    await knows(bench, order.orderId)
    bench.isCut = true
    await bench.station.signIn(bench.badge)
  }
  await packWhole(one, order, 'cup', 'TOTE-1')
  await packWhole(two, order, 'cup', 'TOTE-2')
  for (const { station } of benches) {
    await station.command('manifest')
    expect(await station.scan(order.waybillNumber)).toBe('refused parcel-not-confirmed')
    await station.confirm()
  }

  one.isCut = false
  await drained(one)
  await vi.waitFor(() => expect(one.station.store().claim('order', order.orderId)).toBeDefined(), { timeout: 60_000, interval: 50 })
  two.isCut = false
  await drained(two)
  const parcelOf = (bench: Bench): string => String(bench.station.bodies('ParcelOpened')[0]?.['parcelId'])
  await vi.waitFor(() => {
    for (const bench of benches) expect(bench.station.store().parcel(parcelOf(bench))?.stopTask).toBe(true)
  }, { timeout: 60_000, interval: 50 })
  for (const { station } of benches) {
    expect(await station.scan(order.waybillNumber)).toBe('refused parcel-stopped')
    await station.confirm()
  }

  const [raised] = granted(await board.call('board.view', {})).discrepancies.filter((each) => each.kind === 'double-work' && each.choices.includes('keep-one'))
  const { sides } = granted(await board.call('discrepancy.story', { discrepancyId: raised!.discrepancyId }))
  expect(sides.filter((side) => side.parcelId !== '').map((side) => [side.stationName, side.parcelState, side.steps.at(-1)?.kind])).toEqual([['B-PACKER', 'closed', 'ParcelClosed'], ['B-SECOND', 'closed', 'ParcelClosed']])
  expect(await board.call('discrepancy.decide', { discrepancyId: raised!.discrepancyId, choice: 'keep-one', parcelId: parcelOf(one) })).toEqual({ kind: 'done' })
  await vi.waitFor(() => expect(one.station.store().parcel(parcelOf(one))?.stopTask).toBe(false), { timeout: 60_000, interval: 50 })
  expect(await one.station.scan(order.waybillNumber)).toBe('accepted parcel-scanned-out')
  expect(await two.station.scan(order.waybillNumber)).toBe('refused parcel-stopped')
  // Both sides' facts are at the hub, whole.
  expect(await hub.database.row("select count(*)::int as closed from fact where kind = 'ParcelClosed' and body ->> 'orderId' = $1", [order.orderId])).toEqual({ closed: 2 })
})

it('[CL3] [CL5] what one bench began with the hub is refused at the other, goes on without it, and leaves', async () => {
  const [one, two] = benches as [Bench, Bench]
  const order = await release('held', 'pen')
  for (const bench of benches) {
    await knows(bench, order.orderId)
    await bench.station.signIn(bench.badge)
  }
  expect(await one.station.scans(order.list, 'TOTE-3', goods.pen.placeCode, `0${goods.pen.ean}`)).toBe('accepted list-done')
  expect(await one.station.scan('TOTE-3')).toBe('accepted parcel-opened')
  await vi.waitFor(() => expect(two.station.store().claim('order', order.orderId)).toMatchObject({ stationName: 'B-PACKER' }), { timeout: 60_000, interval: 50 })
  await vi.waitFor(() => expect(one.station.store().claim('order', order.orderId)).toBeDefined(), { timeout: 60_000, interval: 50 })
  expect(await two.station.submit({ code: `N-${order.orderId}` })).toMatchObject({ kind: 'refused', reason: 'held-elsewhere', values: { stationName: 'B-PACKER', holderName: '人 packer-1' } })
  one.isCut = true
  one.station.passTime(3 * 86_400_000)
  await one.station.signIn('B-PACKER')
  expect(await one.station.scans(`0${goods.pen.ean}`, 'BOX-1')).toBe('accepted packaging-taken')
  await weigh(one, 'pen')
  one.scale.remove()
  expect(await one.station.scan(order.waybillNumber)).toBe('accepted parcel-closed')
  await one.station.command('manifest')
  expect(await one.station.scan(order.waybillNumber)).toBe('accepted parcel-scanned-out')
})

it('[LD10] a layout goes to every bench; of two that were laid out apart the later one in the hub\'s order holds at both', async () => {
  const [one, two] = benches as [Bench, Bench]
  for (const { station } of benches) {
    await vi.waitFor(() => expect(station.store().person('boss')).toBeDefined(), { timeout: 30_000 })
    await station.signIn('B-BOSS')
  }
  const shipped = labelTemplate('tote')
  const lay = (bench: Bench, widthMm: number) => bench.station.client.call('labels.saveLayout', { template: 'tote', layout: { template: 'tote', widthMm, heightMm: 50, elements: shipped.elements } })
  const shown = async ({ station }: Bench) => {
    const answer = await station.client.call('labels.templates', {})
    return answer.kind === 'templates' ? answer.templates.find((each) => each.name === 'tote') : undefined
  }
  const shows = (bench: Bench, widthMm: number) => vi.waitFor(async () => expect(await shown(bench)).toMatchObject({ own: widthMm !== shipped.widthMm, template: { widthMm } }), { timeout: 60_000, interval: 50 })
  expect(await shown(two)).not.toHaveProperty('changed')
  expect(await lay(one, 80)).toMatchObject({ kind: 'saved', inForce: { own: true, changed: { by: '人 boss' } } })
  await shows(two, 80)
  expect(await shown(two)).toMatchObject({ changed: { by: '人 boss' } })

  // Apart: each keeps its own until the hub has both, and the one that it got later wins, although it was laid out first.
  for (const bench of benches) bench.isCut = true
  await lay(one, 81)
  await lay(two, 82)
  two.isCut = false
  await drained(two)
  await shows(one, 81)
  one.isCut = false
  await drained(one)
  await shows(two, 81)
  // What the other had laid out meanwhile has been here by now.
  await vi.waitFor(() => expect(one.station.store().pullPosition().position).toBeGreaterThanOrEqual(two.station.store().pullPosition().position), { timeout: 60_000, interval: 50 })
  await shows(one, 81)
  await one.station.restart()
  await shows(one, 81)

  // Both have heard of both: the next one is the newest at once.
  expect(await two.station.client.call('labels.saveLayout', { template: 'tote', layout: null })).toMatchObject({ kind: 'saved', inForce: { own: false } })
  await shows(one, shipped.widthMm)
})
