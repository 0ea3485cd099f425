// Goal: on a real hub stock lies at several places, no piece is promised twice, and what is short is held, split or looked for elsewhere, never silently.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listWalk, mapView } from '#hub/board/board-map.ts'
import { boardView } from '#hub/board/board-view.ts'
import { decide } from '#hub/board/decide.ts'
import { lowStock, saveStockLine, saveStockRules } from '#hub/board/stock-lines.ts'
import { runImport } from '#hub/imports/run-import.ts'
import { hubImportTarget } from '#hub/orders/hub-import-target.ts'
import { cancelOrder } from '#hub/orders/cancel-order.ts'
import { putOrders, type OrderToPut } from '#hub/orders/put-orders.ts'
import { makeSampleWarehouse } from '#hub/sample/sample-warehouse.ts'
import { saveSettings } from '#hub/store/settings.ts'
import { cancelWave } from '#hub/waves/change-wave.ts'
import { releasePlanned } from '#hub/waves/release-planned.ts'
import { readPlan } from '#hub/waves/read-plan.ts'
import { previewWave, releaseWave } from '#hub/waves/release-wave.ts'
import { saveRule } from '#hub/waves/rules.ts'
import { suggestForBoard } from '#hub/waves/ask-apart.ts'
import { ReleaseRuleShape } from '#shared/contract/board-api.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import type { PickMode } from '#shared/domain/facts/common.ts'
import { tempFile } from '#tests/support/import-files.ts'
import { granted } from '#tests/support/test-board.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'

let hub: TestHub
let station: TestStation
let number = 0
beforeAll(async () => {
  hub = await startTestHub({ sample: 'site' })
  station = await joinTestStation(hub)
  const layout = ['place,x,y,aisle,side,level,zone', ...Array.from({ length: 8 }, (_, index) => `S-${index + 1},${Math.floor(index / 4) * 3},${index % 4},${Math.floor(index / 4) + 1},left,0,S`)].join('\n')
  await runImport({ format: 'layout', files: [tempFile('layout.csv', layout)] }, target())
  for (const mode of ['batch-wall', 'by-order'] as const) await hub.database.write((sql) => saveRule(sql, ruleOf(mode)))
})
afterAll(() => hub.close())
beforeEach(async () => {
  for (const wave of await hub.database.rows<{ wave_id: string }>("select wave_id from wave where state = 'released'")) await hub.database.write((sql) => cancelWave(sql, hub.tools, 'P-0010', wave.wave_id))
  await hub.database.run("update customer_order set state = 'cancelled' where state = 'waiting'")
  await hub.database.run('delete from stock')
  await hub.database.write((sql) => saveSettings(sql, { shortStockRule: 'hold', placeRule: 'fewest-visits', lowStockPieces: null }))
})

const target = () => hubImportTarget(hub.database, hub.tools)
const ruleOf = (mode: PickMode) => ({
  ruleId: mode, name: mode, carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'any' as const, zones: [], minPriority: null, mode, maxOrders: 100, maxUnits: 1_000_000, maxWeightGrams: 1_000_000_000, maxVolumeMl: 1_000_000_000, maxSlots: 40, autoRelease: false,
})
const count = (rows: string[], header = 'place,sku,quantity,expires,case') => runImport({ format: 'stock', files: [tempFile('stock.csv', [header, ...rows].join('\n'))] }, target())
/** Orders of one line each, in their row of service. */
async function order(lines: Record<string, number>, more: Partial<OrderToPut> = {}): Promise<string> {
  number += 1
  const base = makeSampleWarehouse({ seed: 7, nowMs: 1_764_000_000_000 }).orders[0]!
  const name = `N-${number}`
  await hub.database.write((sql) => putOrders(sql, hub.tools, [{ ...base, shop: 'stock', number: name, holds: [], carrierCode: null, cutOffAtMs: 4_000_000_000_000 + number, lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, name: sku, spec: '', quantity })), ...more }]))
  return name
}
let requests = 0
const release = (ruleId = 'batch-wall') => releaseWave(hub.database, hub.tools, 'P-0010', { requestId: `request-${(requests += 1)}`, ruleId })
const tasks = () => hub.database.rows<{ task_id: string; list_id: string; wave_id: string; place_code: string; sku: string; asked_qty: number }>(
  "select t.task_id, t.list_id, t.wave_id, t.place_code, t.sku, t.asked_qty from pick_task t join wave w using (wave_id) where w.state = 'released' order by t.place_code, t.sku, t.asked_qty")
const reserved = async (): Promise<Record<string, number>> => Object.fromEntries((await hub.database.rows<{ at: string; pieces: number }>("select place_code || ' ' || sku as at, sum(quantity)::int as pieces from reservation group by 1 order by 1")).map((row) => [row.at, row.pieces]))
const states = async (): Promise<Record<string, string>> => Object.fromEntries((await hub.database.rows<{ number: string; state: string }>("select number, state from customer_order where shop = 'stock' and state <> 'cancelled' order by number")).map((row) => [row.number, row.state]))
const products = (...skus: string[]) => target().putProducts(skus.map((sku) => ({ sku, name: sku, nameEn: sku, spec: '', codes: [], weightGrams: 10, lengthMm: null, widthMm: null, heightMm: null, at: { file: '', row: 1 } })))

describe('counting', () => {
  it('[ST1] [ST2] takes what is right, names the rest with file and row, and changes nothing the second time', async () => {
    await products('cup')
    const rows = ['S-1,cup,5,2027-03-31,12', 'S-2,cup,-3', 'S-2,cup,', 'S-2,cup,1.5', 'S-9,cup,4', 'S-2,nothing,4', 'S-1,cup,7', 'S-2,cup,4,2027-02-30', 'S-2,cup,4,,1x', 'S-3,cup,0']
    const report = await count(rows)
    expect(report.stock).toEqual({ accepted: 1, updated: 1, unchanged: 0, refused: 2 })
    expect(report.refusals.map(({ file, row, code }) => `${file} ${row} ${code}`).sort()).toEqual([
      'stock.csv 10 stock-case-wrong', 'stock.csv 3 stock-negative', 'stock.csv 4 stock-quantity-missing', 'stock.csv 5 stock-quantity-wrong', 'stock.csv 6 stock-place-unknown', 'stock.csv 7 stock-product-unknown',
      'stock.csv 8 stock-twice', 'stock.csv 9 stock-date-wrong'])
    expect(await hub.database.rows("select place_code, quantity, expires_day, case_quantity from stock where quantity is not null order by place_code")).toEqual([
      { place_code: 'S-1', quantity: 5, expires_day: Date.UTC(2027, 2, 31) / 86_400_000, case_quantity: 12 }, { place_code: 'S-3', quantity: 0, expires_day: null, case_quantity: null }])
    expect((await count([rows[0]!, rows[9]!])).stock).toEqual({ accepted: 0, updated: 0, unchanged: 2, refused: 0 })
  })
})

describe('places of a wave', () => {
  it('[ST4] [ST5] by the rule of the site; a line may come from two places, and the order is released with its line once', async () => {
    await products('cup')
    await count(['S-1,cup,3,2027-01-31', 'S-2,cup,5,2027-02-28'])
    await order({ cup: 5 })
    await release()
    expect((await tasks()).map((task) => [task.place_code, task.asked_qty])).toEqual([['S-2', 5]])
    const wave = (await tasks())[0]!.wave_id
    await hub.database.write((sql) => cancelWave(sql, hub.tools, 'P-0010', wave))
    await hub.database.write((sql) => saveSettings(sql, { placeRule: 'first-expired-first' }))
    await release()
    expect((await tasks()).map((task) => [task.place_code, task.asked_qty])).toEqual([['S-1', 3], ['S-2', 2]])
    const released = await hub.database.row<{ lines: unknown }>("select body->'lines' as lines from fact where kind = 'OrderReleased' order by position desc limit 1")
    expect(released?.lines).toEqual([{ lineNumber: 1, sku: 'cup', quantity: 5 }])
  })

  it('[ST3] [RR5] a rule that names zones takes pieces from places of those zones only', async () => {
    await products('cup')
    await hub.database.run("update place set zone = 'T' where place_code = 'S-8'")
    await hub.database.write((sql) => saveRule(sql, { ...ruleOf('single-item'), zones: ['S'] }))
    await count(['S-8,cup,2', 'S-1,cup,3'])
    const [first, second] = [await order({ cup: 1 }), await order({ cup: 1 })]
    await count(['S-8,cup,1', 'S-1,cup,2'])
    await release('single-item')
    expect((await tasks()).map((task) => [task.place_code, task.asked_qty])).toEqual([['S-1', 2]])
    expect(await states()).toMatchObject({ [first]: 'released', [second]: 'released' })
    const third = await order({ cup: 1 })
    expect(await release('single-item')).toMatchObject({ kind: 'refused', why: 'no-order-fits', values: { 'stock-short': 1 } })
    await release()
    expect(await states()).toMatchObject({ [third]: 'released' })
    await hub.database.run("update place set zone = 'S' where place_code = 'S-8'")
  })

  it('[ST8] a line of 80,995 pieces and an order of 1,114 lines are released like any other', async () => {
    const skus = Array.from({ length: 1_114 }, (_, index) => `many-${index}`)
    await products('cup', ...skus)
    await count(['S-1,cup,80000', 'S-2,cup,995', ...skus.map((sku, index) => `S-${(index % 8) + 1},${sku},1`)])
    await order(Object.fromEntries(skus.map((sku) => [sku, 1])))
    await order({ cup: 80_995 })
    expect(granted(await release())).toMatchObject({ orderCount: 2 })
    expect((await tasks()).filter((task) => task.sku === 'cup').map((task) => task.asked_qty)).toEqual([80_000, 995])
    expect(await tasks()).toHaveLength(1_116)
  })
})

describe('short stock', () => {
  it('[ST9] holds the order, says so, and lets others behind it go', async () => {
    await products('cup')
    await count(['S-1,cup,3'])
    const [large, small] = [await order({ cup: 4 }), await order({ cup: 3 })]
    expect(granted(await previewWave(hub.database, hub.tools, { ruleId: 'batch-wall' }))).toMatchObject({ orderCount: 1, leftOut: [{ why: 'stock-short', count: 1 }] })
    await release()
    expect(await states()).toMatchObject({ [large]: 'waiting', [small]: 'released' })
    expect(await release()).toMatchObject({ kind: 'refused', why: 'no-order-fits', values: { 'stock-short': 1 } })
    await count(['S-2,cup,4'])
    await release()
    expect(await states()).toMatchObject({ [large]: 'released' })
  })

  it('[ST9] hundreds that want the same few pieces are told apart at once, and the wave is filled with others', async () => {
    await products('cup', 'pen')
    await count(['S-1,cup,3', 'S-2,pen,500'])
    const base = makeSampleWarehouse({ seed: 7, nowMs: 1_764_000_000_000 }).orders[0]!
    const many = Array.from({ length: 400 }, (_, index): OrderToPut => ({ ...base, shop: 'stock', number: `M-${index}`, holds: [], carrierCode: null, cutOffAtMs: 3_000_000_000_000 + index, lines: [{ sku: index < 380 ? 'cup' : 'pen', name: 'x', spec: '', quantity: 1 }] }))
    await hub.database.write((sql) => putOrders(sql, hub.tools, many))
    await hub.database.write((sql) => saveRule(sql, { ...ruleOf('batch-wall'), maxOrders: 10 }))
    expect(granted(await previewWave(hub.database, hub.tools, { ruleId: 'batch-wall' }))).toMatchObject({ orderCount: 10, leftOut: expect.arrayContaining([{ why: 'stock-short', count: 377 }, { why: 'wave-full', count: 13 }]) })
    expect(granted(await release())).toMatchObject({ orderCount: 10 })
    expect((await tasks()).map((task) => `${task.asked_qty} ${task.sku}`)).toEqual(['3 cup', '7 pen'])
    await hub.database.write((sql) => saveRule(sql, ruleOf('batch-wall')))
  })

  it('[ST10] or splits it: what there is goes, the rest waits as an order of its own; of nothing nothing is cut', async () => {
    await products('cup', 'pen')
    await count(['S-1,cup,3', 'S-2,pen,0'])
    await hub.database.write((sql) => saveSettings(sql, { shortStockRule: 'split' }))
    const [cut, none] = [await order({ cup: 5, pen: 1 }), await order({ pen: 2 })]
    const requestId = 'request-split'
    const first = await releaseWave(hub.database, hub.tools, 'P-0010', { requestId, ruleId: 'batch-wall' })
    expect(await releaseWave(hub.database, hub.tools, 'P-0010', { requestId, ruleId: 'batch-wall' })).toEqual(first)
    expect(await states()).toEqual({ [cut]: 'released', [`${cut}-2`]: 'waiting', [none]: 'waiting' })
    const lines = await hub.database.rows<{ number: string; sku: string; quantity: number }>('select o.number, l.sku, l.quantity from order_line l join customer_order o using (order_id) where o.number like $1 order by 1, 2', [`${cut}%`])
    expect(lines.map((line) => `${line.number.slice(cut.length)} ${line.quantity} ${line.sku}`)).toEqual([' 3 cup', '-2 2 cup', '-2 1 pen'])
  })

  it('[ST10] nothing is cut that finds no slot: goods may come before its turn does', async () => {
    await products('cup')
    await count(['S-1,cup,3'])
    await hub.database.write((sql) => saveSettings(sql, { shortStockRule: 'split' }))
    const name = await order({ cup: 5 })
    await hub.database.run("update container set kind = 'tote' where kind = 'wall-slot'")
    try {
      expect(await release()).toMatchObject({ kind: 'refused', why: 'no-slot-free' })
    } finally {
      await hub.database.run("update container set kind = 'wall-slot' where code like 'WALL%'")
    }
    expect(await states()).toEqual({ [name]: 'waiting' })
    expect(await release()).toMatchObject({ kind: 'released' })
    expect(await states()).toEqual({ [name]: 'released', [`${name}-2`]: 'waiting' })
  })

  it('[ST10] a later word of the shop about an order that was cut is for a supervisor, so that nothing ships twice', async () => {
    await products('cup')
    await count(['S-1,cup,3'])
    await hub.database.write((sql) => saveSettings(sql, { shortStockRule: 'split' }))
    const cut = await order({ cup: 5 })
    await release()
    const wave = (await tasks())[0]!.wave_id
    await hub.database.write((sql) => cancelWave(sql, hub.tools, 'P-0010', wave))
    expect(await states()).toMatchObject({ [cut]: 'waiting' })
    number -= 1
    await order({ cup: 6 })
    expect(await hub.database.row('select l.quantity from order_line l join customer_order o using (order_id) where o.number = $1', [cut])).toEqual({ quantity: 3 })
    expect(await hub.database.rows("select 1 from discrepancy d join customer_order o using (order_id) where d.kind = 'order-changed' and o.number = $1", [cut])).toHaveLength(1)
  })
})

describe('promises', () => {
  it('[ST11] two releases at once never promise a piece twice', async () => {
    await products('cup', 'pen')
    await count(['S-1,cup,4', 'S-2,cup,3', 'S-3,pen,5'])
    for (let each = 0; each < 12; each += 1) await order({ cup: 1, pen: 1 })
    const answers = await Promise.all(['batch-wall', 'by-order', 'batch-wall', 'by-order'].map((ruleId) => release(ruleId)))
    expect(answers.filter((answer) => answer.kind === 'released').reduce((sum, answer) => sum + (answer.kind === 'released' ? answer.orderCount : 0), 0)).toBe(5)
    const over = await hub.database.rows('select s.place_code, s.sku from stock s join (select place_code, sku, sum(quantity) as pieces from reservation group by 1, 2) r using (place_code, sku) where r.pieces > s.quantity')
    expect(over).toEqual([])
    expect(Object.values(await reserved()).reduce((sum, pieces) => sum + pieces, 0)).toBe(10)
  })

  it('[ST12] a promise ends with each pick and short, with its list and with its wave', async () => {
    await products('cup')
    await count(['S-1,cup,6'])
    await order({ cup: 4 })
    await release()
    const [task] = await tasks()
    const { order_id: orderId } = (await hub.database.row<{ order_id: string }>("select order_id from customer_order where state = 'released'"))!
    expect(await reserved()).toEqual({ 'S-1 cup': 4 })
    const picked = (quantity: number) => fact('ItemPicked', { taskId: task!.task_id, listId: task!.list_id, waveId: task!.wave_id, sku: 'cup', quantity, placeCode: 'S-1', toteCode: null, shares: [{ orderId, lineNumber: 1, quantity }] })
    await station.tell(picked(3))
    expect(await reserved()).toEqual({ 'S-1 cup': 1 })
    expect(await hub.database.row("select quantity from stock where sku = 'cup' and place_code = 'S-1'")).toEqual({ quantity: 3 })
    await hub.database.write((sql) => cancelWave(sql, hub.tools, 'P-0010', task!.wave_id))
    expect(await reserved()).toEqual({})
  })

  it('[ST12] a cancelled order gives its pieces back on a walk of its own; on a walk for several they are taken along', async () => {
    await products('cup')
    await count(['S-1,cup,6'])
    const alone = await order({ cup: 2 })
    await release('by-order')
    await hub.database.write((sql) => cancelOrder(sql, hub.tools, 'P-0010', { number: alone, shop: 'stock', why: 'cancelled' }))
    expect(await reserved()).toEqual({})
    const together = await order({ cup: 2 })
    await order({ cup: 1 })
    await release()
    await hub.database.write((sql) => cancelOrder(sql, hub.tools, 'P-0010', { number: together, shop: 'stock', why: 'cancelled' }))
    expect(await reserved()).toEqual({ 'S-1 cup': 3 })
  })

  it('[ST15] goods that a supervisor says are back are counted again where they came from, once, and may be promised', async () => {
    await products('cup', 'pen')
    await count(['S-1,cup,6', 'S-2,cup,1', 'S-3,pen,4'])
    const [stopped, other] = [await order({ cup: 2, pen: 1 }), await order({ cup: 1 })]
    await release()
    const idOf = async (name: string): Promise<string> => (await hub.database.row<{ order_id: string }>('select order_id from customer_order where number = $1', [name]))!.order_id
    const [stoppedId, otherId] = [await idOf(stopped), await idOf(other)]
    const [cup, pen] = await tasks()
    const picked = (of: { task_id: string; list_id: string; wave_id: string; place_code: string; sku: string }, shares: { orderId: string; lineNumber: number; quantity: number }[]) => fact('ItemPicked', { taskId: of.task_id, listId: of.list_id, waveId: of.wave_id, sku: of.sku, quantity: shares.reduce((sum, share) => sum + share.quantity, 0), placeCode: of.place_code, toteCode: null, shares })
    const lines = new Map((await hub.database.rows<{ sku: string; line_number: number }>('select sku, line_number from order_line where order_id = $1', [stoppedId])).map((row) => [row.sku, row.line_number]))
    await station.tell(picked(cup!, [{ orderId: stoppedId, lineNumber: lines.get('cup')!, quantity: 2 }, { orderId: otherId, lineNumber: 1, quantity: 1 }]), picked(pen!, [{ orderId: stoppedId, lineNumber: lines.get('pen')!, quantity: 1 }]))
    const lies = async () => Object.fromEntries((await hub.database.rows<{ at: string; quantity: number }>("select place_code || ' ' || sku as at, quantity from stock order by 1")).map((row) => [row.at, row.quantity]))
    expect(await lies()).toEqual({ 'S-1 cup': 3, 'S-2 cup': 1, 'S-3 pen': 3 })
    await hub.database.write((sql) => cancelOrder(sql, hub.tools, 'P-0010', { number: stopped, shop: 'stock', why: 'cancelled' }))
    await station.tell(fact('OrderStopped', { orderId: stoppedId, parcelId: null }))
    await count(['S-3,pen,7'])
    const raised = await hub.database.rows<{ discrepancy_id: string }>("select discrepancy_id from discrepancy where order_id = $1 and state = 'open'", [stoppedId])
    const say = (discrepancyId: string) => decide(hub.database, hub.tools, 'P-0010', { discrepancyId, choice: 'goods-back' })
    for (const each of raised) expect(await say(each.discrepancy_id)).toEqual({ kind: 'done' })
    expect(raised).toHaveLength(1)
    expect(await lies()).toEqual({ 'S-1 cup': 5, 'S-2 cup': 1, 'S-3 pen': 7 })
    await station.tell(fact('OrderStopped', { orderId: stoppedId, parcelId: null }))
    for (const each of await hub.database.rows<{ discrepancy_id: string }>("select discrepancy_id from discrepancy where order_id = $1 and state = 'open'", [stoppedId])) await say(each.discrepancy_id)
    expect(await lies()).toEqual({ 'S-1 cup': 5, 'S-2 cup': 1, 'S-3 pen': 7 })
    await order({ cup: 6 })
    expect(granted(await previewWave(hub.database, hub.tools, { ruleId: 'batch-wall' })).orderCount).toBe(1)
  })

  it('[ST13] a short at one place is offered the next one that has it, promised at once; what no place has is short', async () => {
    await products('cup')
    await count(['S-1,cup,6', 'S-2,cup,3', 'S-3,cup,1'])
    await order({ cup: 5 })
    await release()
    const [task] = await tasks()
    const { order_id: orderId } = (await hub.database.row<{ order_id: string }>("select order_id from customer_order where state = 'released'"))!
    const short = (of: { task_id: string; list_id: string; wave_id: string; place_code: string }, quantity: number) => fact('ShortPicked', { taskId: of.task_id, listId: of.list_id, waveId: of.wave_id, sku: 'cup', quantity, reason: 'not-enough', placeCode: of.place_code, shares: [{ orderId, lineNumber: 1, quantity }] })
    await station.tell(short(task!, 5))
    expect(await reserved()).toEqual({ 'S-2 cup': 3, 'S-3 cup': 1 })
    const line = () => hub.database.row("select quantity, picked_qty, short_qty from order_line where order_id = $1", [orderId])
    expect(await line()).toEqual({ quantity: 5, picked_qty: 0, short_qty: 1 })
    const lists = await hub.database.rows<{ list_number: string }>('select list_number from pick_list where wave_id = $1 order by list_number', [task!.wave_id])
    expect(lists.map((row) => row.list_number.slice(-2))).toEqual(['01', '02'])
    const next = (await tasks()).find((each) => each.place_code === 'S-2')!
    await station.tell(short(next, 3))
    // Nothing is left anywhere: no place is tried twice.
    expect(await reserved()).toEqual({ 'S-3 cup': 1 })
    expect(await line()).toEqual({ quantity: 5, picked_qty: 0, short_qty: 4 })
  })
})

describe('low stock', () => {
  it('[ST14] is shown by the line of the site or of the product, what is promised counts as gone, and what nobody counts is never low', async () => {
    await products('cup', 'pen', 'bag')
    await count(['S-1,cup,6', 'S-2,cup,3', 'S-3,pen,20'])
    await order({ cup: 4 })
    await release()
    const low = async () => (await lowStock(hub.database)).first.map(({ sku, freePieces, promisedPieces, line }) => ({ sku, freePieces, promisedPieces, line }))
    expect(await low()).toEqual([])
    await saveStockRules(hub.database, { placeRule: 'fewest-visits', shortStockRule: 'hold', lowStockPieces: 6 })
    expect(await low()).toEqual([{ sku: 'cup', freePieces: 5, promisedPieces: 4, line: 6 }])
    expect(await saveStockLine(hub.database, { sku: 'pen', pieces: 30 })).toEqual({ kind: 'done' })
    await saveStockLine(hub.database, { sku: 'cup', pieces: 5 })
    expect(await low()).toEqual([{ sku: 'pen', freePieces: 20, promisedPieces: 0, line: 30 }])
    await saveStockLine(hub.database, { sku: 'cup', pieces: null })
    expect((await low()).map((each) => each.sku)).toEqual(['pen', 'cup'])
    expect(await lowStock(hub.database, 1)).toMatchObject({ count: 2, first: [{ sku: 'pen' }] })
    expect(await saveStockLine(hub.database, { sku: 'nothing', pieces: 1 })).toMatchObject({ kind: 'refused', why: 'product-unknown', values: { sku: 'nothing' } })
    const view = await boardView(hub.database, hub.tools.system.nowMs(), new Set(), 0)
    expect(view.lowStock).toMatchObject({ count: 2 })
  })
})

describe('the map', () => {
  it('[LY13] shows the site and the walk of a list, with what is done, where the picker is sent now and what comes next', async () => {
    await products('cup', 'pen', 'bag')
    await count(['S-1,cup,6', 'S-4,pen,3', 'S-7,bag,20'])
    await order({ cup: 1, pen: 1, bag: 1 })
    await release()
    const view = await mapView(hub.database)
    expect(view.ways?.aisles.map((aisle) => [aisle.x, aisle.fromY, aisle.toY])).toEqual([[0, 0, 3], [3, 0, 3]])
    const [list] = view.lists
    const walk = granted(await listWalk(hub.database, { listId: list!.listId }))
    expect(walk.stops.map((stop) => stop.state).sort()).toEqual(['next', 'now', 'open'])
    expect(walk.metres).toBeGreaterThan(0)
    const [first] = await tasks()
    const { order_id: orderId } = (await hub.database.row<{ order_id: string }>("select order_id from customer_order where state = 'released'"))!
    const { line_number: lineNumber } = (await hub.database.row<{ line_number: number }>('select line_number from order_line where order_id = $1 and sku = $2', [orderId, first!.sku]))!
    await station.tell(fact('ItemPicked', { taskId: first!.task_id, listId: first!.list_id, waveId: first!.wave_id, sku: first!.sku, quantity: 1, placeCode: first!.place_code, toteCode: null, shares: [{ orderId, lineNumber, quantity: 1 }] }))
    expect(granted(await listWalk(hub.database, { listId: list!.listId })).stops.filter((stop) => stop.state === 'done')).toHaveLength(1)
    expect(await listWalk(hub.database, { listId: 'nothing' })).toMatchObject({ kind: 'refused', why: 'subject-unknown' })
  })
})

describe('what is wrong with a pool', () => {
  it('[PW5] an order larger than any wave or cart is counted with its reason, and the rest is planned', async () => {
    await products('cup')
    await count(['S-1,cup,50'])
    await hub.database.write((sql) => saveRule(sql, { ...ruleOf('cart'), maxUnits: 8 }))
    const [large, small] = [await order({ cup: 9 }), await order({ cup: 2 })]
    expect(granted(await previewWave(hub.database, hub.tools, { ruleId: 'cart' }))).toMatchObject({ orderCount: 1, leftOut: [{ why: 'larger-than-caps', count: 1 }] })
    expect(await states()).toMatchObject({ [large]: 'waiting', [small]: 'waiting' })
    expect(granted(await release('cart'))).toMatchObject({ orderCount: 1 })
  })

  it('[RR7] a capacity of 0 is no rule, and a site whose carts have no slots is told that no cart is free', async () => {
    for (const cap of ['maxOrders', 'maxUnits', 'maxWeightGrams', 'maxVolumeMl', 'maxSlots']) expect(ReleaseRuleShape.safeParse({ ...ruleOf('cart'), [cap]: 0 }).success, cap).toBe(false)
    await products('cup')
    await count(['S-1,cup,5'])
    await order({ cup: 1 })
    await hub.database.write((sql) => saveRule(sql, ruleOf('cart')))
    await hub.database.run("update container set kind = 'tote' where kind = 'cart-slot'")
    try {
      expect(await release('cart')).toMatchObject({ kind: 'refused', why: 'no-cart-free' })
      expect(await previewWave(hub.database, hub.tools, { ruleId: 'cart' })).toMatchObject({ kind: 'refused', why: 'no-cart-free' })
      expect(await readPlan({ access: hub.tools.access!, nowMs: hub.tools.system.nowMs(), ruleId: 'cart', pickers: 1 })).toMatchObject({ kind: 'refused', why: 'no-cart-free' })
    } finally {
      await hub.database.run("update container set kind = 'cart-slot' where code like 'CART%'")
    }
  })

  it('[HW1] an empty pool previews as nothing, is refused in words, and suggests nothing', async () => {
    expect(granted(await previewWave(hub.database, hub.tools, { ruleId: 'batch-wall' }))).toMatchObject({ orderCount: 0, pieceCount: 0, leftOut: [] })
    expect(await release()).toEqual({ kind: 'refused', why: 'no-order-waits' })
    expect(await suggestForBoard(hub.tools, { pickers: 2, weights: { cutOff: 1, stations: 1, stock: 1, singles: 1, walking: 1 } })).toEqual([])
  })

  it('[RR1] a product that lies nowhere keeps its own orders back and no others', async () => {
    await products('cup', 'pen')
    await count(['S-1,cup,5'])
    const [lost, other] = [await order({ pen: 1 }), await order({ cup: 1 })]
    await hub.database.run("delete from stock where sku = 'pen'")
    expect(granted(await previewWave(hub.database, hub.tools, { ruleId: 'batch-wall' })).leftOut).toEqual([{ why: 'no-place', count: 1 }])
    await release()
    expect(await states()).toMatchObject({ [lost]: 'waiting', [other]: 'released' })
  })

  it('[PL12] orders cancelled, and stock that went, between planning and release stay behind by their reasons; the rest goes out as planned', async () => {
    await products('cup', 'pen')
    await count(['S-1,cup,9', 'S-2,pen,2'])
    const [gone, short, fine] = [await order({ cup: 1 }), await order({ pen: 2 }), await order({ cup: 2 })]
    const planned = await hub.database.rows<{ orderId: string; number: string; contentHash: string }>('select order_id as "orderId", number, content_hash as "contentHash" from customer_order where state = \'waiting\' order by cut_off_at_ms')
    await hub.database.write((sql) => cancelOrder(sql, hub.tools, 'P-0010', { number: gone, shop: 'stock', why: 'cancelled' }))
    await count(['S-2,pen,1'])
    const answer = granted(await releasePlanned(hub.database, hub.tools, 'P-0010', { requestId: 'request-planned', rule: ruleOf('batch-wall'), lists: [planned as never] }))
    expect(answer).toMatchObject({ orderCount: 1, meanwhile: [{ why: 'cancelled', numbers: [gone] }, { why: 'stock-short', numbers: [short] }] })
    expect(await states()).toMatchObject({ [fine]: 'released', [short]: 'waiting' })
  })
})
