// Goal: what a supervisor sees planned is what is walked, and whatever happens meanwhile, the rest goes out. Method: a real hub with the sample warehouse.
import { getPriority } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelOrder } from '#hub/orders/cancel-order.ts'
import { openPatientReader } from '#hub/store/patient-reader.ts'
import { linesToRelease, waitingOrders } from '#hub/waves/candidates.ts'
import { draftLists } from '#hub/waves/draft-lists.ts'
import { freeSlots } from '#hub/waves/free-slots.ts'
import { openListPlanner } from '#hub/waves/list-planner.ts'
import { askApart, endApart, prepareApart } from '#hub/waves/ask-apart.ts'
import { planOfRule } from '#hub/waves/plan-of-rule.ts'
import { previewWave, releaseWave } from '#hub/waves/release-wave.ts'
import { readPlan } from '#hub/waves/read-plan.ts'
import { rollOnce } from '#hub/waves/rolling.ts'
import { findRule, saveRule } from '#hub/waves/rules.ts'
import { readTaken } from '#hub/waves/taken-now.ts'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { Client, News } from '#shared/contract/contract.ts'
import type { Body } from '#shared/domain/facts/facts.ts'
import type { PlanChange, PlanView } from '#shared/contract/wave-plans.ts'
import type { BatchAim } from '#shared/domain/waves/batching/problem.ts'
import { inHand } from '#shared/domain/waves/batching/replan.ts'
import type { ReleaseRule } from '#shared/domain/waves/release-rule.ts'
import { childrenOf, processesOf } from '#tests/support/processes-of.ts'
import { granted, openSupervisorBoard } from '#tests/support/test-board.ts'
import { joinTestStation, startTestHub, type TestHub } from '#tests/support/test-hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startTestHub({ sample: true })
})
afterAll(() => hub.close())

async function listsOf(waveId: string): Promise<string[][]> {
  const rows = await hub.database.rows<{ body: Body<'PickListReleased'> }>("select body from fact where kind = 'PickListReleased' and body->>'waveId' = $1 order by position", [waveId])
  return rows.map(({ body }) => [...new Set(body.tasks.flatMap((task) => task.shares.map((share) => share.orderId)))].sort())
}

it('[PL6] [PL13] which of the waiting orders a rule takes is the same, read here or beside the hub; an unknown rule takes none', async () => {
  const here = await readTaken(hub.database, hub.tools, 'cart', null)
  expect(here.orderIds.length).toBeGreaterThan(0)
  const beside = (ruleId: string) => askApart(hub.tools.access!, { ask: 'taken', nowMs: hub.tools.system.nowMs(), ruleId, askedCarriers: null, onlyOrderIds: undefined })
  expect(await beside('cart')).toEqual(here)
  expect(await beside('no such rule')).toEqual({ orderIds: [], leftOut: [] })
})

it('[PL16] who was asked beside the hub waits there for more; killed or ended with the hub, it is there again for the next question', async () => {
  const children = (): number[] => {
    const mine = new Set(childrenOf(process.pid))
    return processesOf('apart-process').flatMap(({ pid }) => (mine.has(pid) ? [pid] : []))
  }
  const ask = () => askApart(hub.tools.access!, { ask: 'taken', nowMs: hub.tools.system.nowMs(), ruleId: 'cart', askedCarriers: null, onlyOrderIds: undefined })
  const first = await ask()
  const before = children()
  expect(before).toHaveLength(1)
  expect(await Promise.all([ask(), ask()])).toEqual([first, first])
  expect(children()).toEqual(before)
  process.kill(before[0]!, 'SIGKILL')
  await expect.poll(children).toEqual([])
  // Whoever asks before its end was heard is told so.
  await expect.poll(() => ask().catch(() => 'ended')).toEqual(first)
  await endApart(hub.tools.access!)
  await expect.poll(children).toEqual([])
  // Made ready for whoever will ask, as at a sign-in: one process for questions and plans.
  await prepareApart(hub.tools)
  const ready = children()
  expect(ready).toHaveLength(1)
  expect(await ask()).toEqual(first)
  expect(children()).toEqual(ready)
})

it('[PL3] [PL4] [PL5] a cart wave goes out on planned lists, one cart each, shorter than in arrival order', async () => {
  const rule = (await findRule(hub.database, 'cart'))!
  const groups = await freeSlots(hub.database, 'cart')
  const preview = granted(await previewWave(hub.database, hub.tools, { ruleId: 'cart' }))
  // Read before the release: afterwards its pieces are promised.
  const now = await planOfRule(hub.database, hub.tools, rule, null)
  const lines = await linesToRelease(hub.database, now.wave.orderIds)
  const wave = granted(await releaseWave(hub.database, hub.tools, 'P-0010', { requestId: 'planned-cart', ruleId: 'cart' }))
  expect(wave.orderCount).toBe(preview.orderCount)
  const orders = await hub.database.rows<{ order_id: string; slot_code: string }>('select order_id, slot_code from customer_order where wave_id = $1 order by order_id', [wave.waveId])
  expect(new Set(orders.map((row) => row.slot_code)).size).toBe(orders.length)
  const groupOf = new Map(groups.flatMap((group) => group.slotCodes.map((slot) => [slot, group.groupCode])))
  const lists = await listsOf(wave.waveId)
  expect(lists.flat().sort()).toEqual(orders.map((row) => row.order_id))
  for (const list of lists) expect(new Set(orders.filter((row) => list.includes(row.order_id)).map((row) => groupOf.get(row.slot_code))).size).toBe(1)

  const { orderIds } = now.wave
  expect([...orderIds].sort()).toEqual(orders.map((row) => row.order_id))
  const planned = await draftLists(hub.database, rule, orderIds, lines, groups, lists)
  const arrival = await draftLists(hub.database, rule, orderIds, lines, groups)
  expect(planned.walk().metres).toBe(preview.walk.metres)
  expect(planned.walk().metres).toBeLessThan(arrival.walk().metres)
})

describe('a plan in hand', () => {
  let board: Client<BoardApi>
  beforeAll(async () => {
    board = await openSupervisorBoard(hub)
    await hub.database.write((sql) => saveRule(sql, wallRule))
  })
  afterAll(() => board.close())
  const wallRule: ReleaseRule = {
    ruleId: 'planned-wall', name: '播种排单', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'multi', zones: [], minPriority: null, mode: 'batch-wall', maxOrders: 30, maxUnits: 2_000, maxWeightGrams: 2_000_000, maxVolumeMl: 10_000_000,
    maxSlots: 40, autoRelease: false, lists: { maxOrders: 6, maxUnits: 60, maxWeightGrams: null, maxVolumeMl: null, apart: [] },
  }
  const news = <K extends 'plan.changed' | 'plan.ended'>(name: K): Promise<News<BoardApi, K>> => new Promise((resolve) => {
    const stop = board.on(name, (data) => { stop(); resolve(data) })
  })
  async function planned(): Promise<PlanView> {
    const ready = news('plan.changed')
    granted(await board.call('plan.open', { ruleId: 'planned-wall', pickers: 3, aim: 'least-makespan', seconds: 1 }))
    return ready
  }
  const ordersOf = async (plan: PlanView, list: number) => granted(await board.call('plan.orders', { planId: plan.planId, revision: plan.revision, list }))
  const change = async (plan: PlanView, asked: PlanChange) => granted(await board.call('plan.change', { planId: plan.planId, revision: plan.revision, change: asked }))

  it('[PL7] [PL8] is planned with figures on the way, and shorter than in arrival order', async () => {
    const told: News<BoardApi, 'plan.progress'>[] = []
    const stop = board.on('plan.progress', (progress) => told.push(progress))
    const plan = await planned()
    stop()
    expect(told.length).toBeGreaterThan(0)
    expect(told.every((each) => each.planId === plan.planId && each.metres <= each.arrivalMetres)).toBe(true)
    expect(plan).toMatchObject({ state: 'ready', revision: 1, orderCount: 30, excludedCount: 0, unplannableCount: 0, freeCarts: null, mayUndo: false })
    expect(plan.metres).toBeLessThan(plan.arrivalMetres)
    for (const list of plan.lists) expect([list.orders <= 6, list.pieces <= 60]).toEqual([true, true])
    expect(await board.call('plan.open', { ruleId: 'zones', pickers: 1, seconds: 1 })).toMatchObject({ why: 'lists-not-planned' })
    expect(await board.call('plan.view', { planId: 'never' })).toMatchObject({ why: 'plan-gone' })
    granted(await board.call('plan.close', { planId: plan.planId }))
    expect(await board.call('plan.view', { planId: plan.planId })).toMatchObject({ why: 'plan-gone' })
  })

  it('[PL8] stopped, it keeps the best lists so far or is dropped', async () => {
    const stopped = async (keep: boolean) => {
      const { planId } = granted(await board.call('plan.open', { ruleId: 'planned-wall', pickers: 3, seconds: 120 }))
      expect(await board.call('plan.again', { planId, revision: 0, seconds: 1 })).toMatchObject({ why: 'plan-running' })
      granted(await board.call('plan.stop', { planId, keep }))
      return planId
    }
    const kept = news('plan.changed')
    const planId = await stopped(true)
    expect(await kept).toMatchObject({ planId, orderCount: 30, state: 'ready' })
    const ended = news('plan.ended')
    const dropped = await stopped(false)
    expect(await ended).toEqual({ planId: dropped })
    expect(await board.call('plan.view', { planId: dropped })).toMatchObject({ why: 'plan-gone' })
  })

  it('[PL9] [PL10] is changed by hand with what it costs, taken back, and planned again around what is pinned', async () => {
    const first = await planned()
    const [away, ...stay] = await ordersOf(first, 0)
    const targets = granted(await board.call('plan.targets', { planId: first.planId, revision: first.revision, orderIds: [away!.orderId] }))
    expect(targets.map((each) => each.to)).toContain(first.listCount)
    const alone = targets.find((each) => each.to === first.listCount)!
    const moved = await change(first, { kind: 'move', orderIds: [away!.orderId], to: alone.to })
    expect(moved.metres).toBe(alone.metres)
    expect(moved.plan.metres - first.metres).toBeGreaterThanOrEqual(moved.metres - 1)
    expect(moved.plan).toMatchObject({ revision: 2, listCount: first.listCount + 1, mayUndo: true })
    expect(await board.call('plan.change', { planId: first.planId, revision: 1, change: { kind: 'undo' } })).toMatchObject({ why: 'plan-older' })

    const pinned = (await change(moved.plan, { kind: 'pin', list: 0, pinned: true })).plan
    const out = await ordersOf(pinned, 1)
    const excluded = (await change(pinned, { kind: 'exclude', orderIds: [out[0]!.orderId] })).plan
    expect(excluded).toMatchObject({ excludedCount: 1, excluded: [{ orderId: out[0]!.orderId, number: out[0]!.number }], orderCount: 29 })
    const again = news('plan.changed')
    granted(await board.call('plan.again', { planId: excluded.planId, revision: excluded.revision, seconds: 1 }))
    const anew = await again
    expect(anew).toMatchObject({ orderCount: 29, excludedCount: 1 })
    expect(anew.lists[0]!.isPinned).toBe(true)
    expect((await ordersOf(anew, 0)).map((order) => order.orderId).sort()).toEqual(stay.map((order) => order.orderId).sort())
    const back = await change(anew, { kind: 'undo' })
    expect(back.plan).toMatchObject({ listCount: excluded.listCount, metres: excluded.metres })
    expect(await board.call('plan.change', { planId: anew.planId, revision: back.plan.revision, change: { kind: 'exclude', orderIds: [stay[0]!.orderId] } })).toMatchObject({ why: 'plan-list-pinned' })
    granted(await board.call('plan.close', { planId: first.planId }))
  })

  it('[PL11] names what no list can take, and plans the rest', async () => {
    await hub.database.write((sql) => saveRule(sql, { ...wallRule, lists: { ...wallRule.lists!, maxUnits: 3 } }))
    const plan = await planned()
    await hub.database.write((sql) => saveRule(sql, wallRule))
    expect(plan.unplannableCount).toBeGreaterThan(0)
    expect(plan.unplannable[0]).toMatchObject({ why: 'too-many-pieces', held: 3 })
    expect(plan.orderCount + plan.unplannableCount).toBe(30)
    granted(await board.call('plan.close', { planId: plan.planId }))
  })

  it('[PL6] [PL12] goes out as it was planned; what happened meanwhile is named and stays behind', async () => {
    const plan = await planned()
    const lists = await Promise.all(plan.lists.map((_, list) => ordersOf(plan, list)))
    const [cancelled, held, changed, taken] = lists[0]!.concat(lists[1]!)
    const { shop } = (await hub.database.row<{ shop: string }>('select shop from customer_order where order_id = $1', [cancelled!.orderId]))!
    granted(await hub.database.write((sql) => cancelOrder(sql, hub.tools, 'P-0010', { number: cancelled!.number, shop, why: 'cancelled' })))
    await hub.database.run("update customer_order set state = 'held', holds = '{refunded}' where order_id = $1", [held!.orderId])
    await hub.database.run("update customer_order set content_hash = 'another' where order_id = $1", [changed!.orderId])
    granted(await releaseWave(hub.database, hub.tools, 'P-0010', { requestId: 'somebody-quicker', ruleId: 'wall', orderIds: [taken!.orderId] }))
    const asked = { planId: plan.planId, revision: plan.revision, requestId: 'planned-release' }
    const wave = granted(await board.call('plan.release', asked))
    const behind = [cancelled, held, changed, taken].map((order) => order!.orderId)
    expect(wave.orderCount).toBe(26)
    expect(new Map(wave.meanwhile.map((each) => [each.why, each.numbers]))).toEqual(new Map([['cancelled', [cancelled!.number]], ['held', [held!.number]], ['changed', [changed!.number]], ['in-other-wave', [taken!.number]]]))
    const walked = (await listsOf(wave.waveId)).map((list) => list.join(' '))
    const wanted = lists.map((list) => list.map((order) => order.orderId).filter((orderId) => !behind.includes(orderId)).sort().join(' ')).filter((list) => list !== '')
    expect(walked.sort()).toEqual(wanted.sort())
    expect(granted(await board.call('plan.release', asked))).toMatchObject({ waveId: wave.waveId, orderCount: 26 })
    expect(await board.call('plan.release', { ...asked, requestId: 'another-release' })).toMatchObject({ why: 'plan-gone' })
  })

  it('[PL15] another process of the hub says that the plan is not there, and knows a release that went out', async () => {
    const other = await startTestHub({ databaseUrl: hub.databaseUrl, keysDir: hub.dataDir })
    const elsewhere = await openSupervisorBoard(other)
    const { planId, revision } = await planned()
    const named = { planId, revision }
    for (const answer of [
      await elsewhere.call('plan.view', { planId }), await elsewhere.call('plan.again', { ...named, seconds: 1 }), await elsewhere.call('plan.change', { ...named, change: { kind: 'undo' } }),
      await elsewhere.call('plan.orders', { ...named, list: 0 }), await elsewhere.call('plan.stop', { planId, keep: true }), await elsewhere.call('plan.release', { ...named, requestId: 'not-here' }),
    ]) expect(answer).toMatchObject({ kind: 'refused', why: 'plan-gone' })
    expect(await hub.database.row("select 1 from wave where request_id = 'not-here'")).toBeUndefined()
    const { request_id: requestId, wave_id: waveId } = (await hub.database.row<{ request_id: string; wave_id: string }>('select request_id, wave_id from wave limit 1'))!
    expect(await elsewhere.call('plan.release', { ...named, requestId })).toMatchObject({ kind: 'released', waveId })
    expect(granted(await board.call('plan.view', { planId }))).toMatchObject(named)
    elsewhere.close()
    await other.close()
  })

  it('[PL15] a plan whose thread has ended is told as gone', async () => {
    const { planId } = await planned()
    const ended = news('plan.ended')
    const children = new Set(childrenOf(process.pid))
    for (const { pid } of processesOf('apart-process')) if (children.has(pid)) process.kill(pid, 'SIGKILL')
    await expect(ended).resolves.toBeDefined()
    await expect.poll(() => board.call('plan.view', { planId })).toMatchObject({ why: 'plan-gone' })
  })

  it('[PL12] when nothing of it can go out any more, that is said and nothing is released', async () => {
    const plan = await planned()
    const orderIds = (await Promise.all(plan.lists.map((_, list) => ordersOf(plan, list)))).flat().map((order) => order.orderId)
    await hub.database.run("update customer_order set state = 'held' where order_id = any($1::text[])", [orderIds])
    expect(await board.call('plan.release', { planId: plan.planId, revision: plan.revision, requestId: 'nothing-left' })).toMatchObject({ why: 'plan-empty' })
    expect(await hub.database.row("select 1 from wave where request_id = 'nothing-left'")).toBeUndefined()
  })
})

it('[PL6] a release looks within its transaction at the orders it takes and at no others', async () => {
  const all = (await waitingOrders(hub.database, hub.tools.system.nowMs())).candidates
  const some = all.filter((_, index) => index % 7 === 0)
  const only = await waitingOrders(hub.database, hub.tools.system.nowMs(), [...some.map((order) => order.orderId), 'nobody'])
  expect(only.candidates.map((order) => order.orderId).sort()).toEqual(some.map((order) => order.orderId).sort())
  const rule = (await findRule(hub.database, 'planned-wall'))!
  const ofSome = await planOfRule(hub.database, hub.tools, rule, null, some.map((order) => order.orderId))
  expect([...ofSome.orders.keys()].every((orderId) => some.some((order) => order.orderId === orderId))).toBe(true)
  expect(ofSome.wave.orderIds.length).toBeGreaterThan(0)
})

it('[PL7] the lists are for the least walking, or for the earliest end where that is asked', async () => {
  const aimOf = async (aim?: BatchAim): Promise<BatchAim> => granted(await readPlan({ access: hub.tools.access!, nowMs: hub.tools.system.nowMs(), ruleId: 'planned-wall', pickers: 2, aim })).question.problem.aim
  expect([await aimOf(), await aimOf('least-makespan')]).toEqual(['least-length', 'least-makespan'])
})

it('[PL13] a thread reads what it plans by itself', async () => {
  const planner = openListPlanner()
  const now = await planOfRule(hub.database, hub.tools, (await findRule(hub.database, 'planned-wall'))!, null)
  const read = await planner.read({ access: hub.tools.access!, nowMs: hub.tools.system.nowMs(), ruleId: 'planned-wall', pickers: 2 })
  if ('refused' in read) throw new Error(read.refused.why)
  expect(read.orders.map((order) => order.orderId)).toEqual(now.wave.orderIds)
  const { hand } = await planner.plan(inHand([]), { seed: 1, forMs: 1_000, moves: 1_000 })
  expect(hand.lists.flatMap((list) => list.orders).sort((a, b) => a - b)).toEqual([...read.orders.keys()])
  expect(await planner.read({ access: hub.tools.access!, nowMs: 0, ruleId: 'never', pickers: 2 })).toMatchObject({ refused: { why: 'rule-unknown' } })
  await planner.close()
})

it('[PL13] the server processes of a database that the hub brings along give way as their reader does', async () => {
  const reader = openPatientReader(hub.tools.access!, getPriority() + 3)
  const { pid } = (await reader.row<{ pid: number }>('select pg_backend_pid() as pid'))!
  expect(getPriority(pid)).toBe(hub.tools.access!.isOwnServer ? getPriority() + 3 : getPriority())
  await reader.close()
})

it('[ST3] a site that counts nothing has enough of everything', async () => {
  const counted = await hub.database.rows<{ place_code: string; sku: string; quantity: number | null }>('select place_code, sku, quantity from stock')
  await hub.database.run('update stock set quantity = null')
  const { leftOut } = granted(await previewWave(hub.database, hub.tools, { ruleId: 'wall' }))
  expect(leftOut.map((each) => each.why)).not.toContain('stock-short')
  await hub.database.run('update stock s set quantity = c.quantity from jsonb_to_recordset($1::jsonb) as c(place_code text, sku text, quantity int) where s.place_code = c.place_code and s.sku = c.sku', [JSON.stringify(counted)])
})

describe('waves that start by themselves', () => {
  let board: Client<BoardApi>
  const rule: ReleaseRule = {
    ruleId: 'rolling', name: '滚动单件', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'single', zones: [], minPriority: null, mode: 'single-item', maxOrders: 20, maxUnits: 2_000, maxWeightGrams: 2_000_000, maxVolumeMl: 10_000_000,
    maxSlots: 40, autoRelease: true,
  }
  const rolling = async () => granted(await board.call('board.view', {})).rolling
  const dropWaves = () => hub.database.run("update pick_list set state = 'finished' where state <> 'finished'")
  beforeAll(async () => {
    const station = await joinTestStation(hub, 'cart 1')
    await hub.database.run('update station set operator_id = $2, line_until_ms = $3 where station_id = $1', [station.stationId, 'P-0002', hub.tools.system.nowMs() + 3_600_000])
    await hub.database.write((sql) => saveRule(sql, rule))
    await hub.database.run("update customer_order set state = 'held' where state = 'released'")
    await dropWaves()
    board = await openSupervisorBoard(hub)
  })
  afterAll(() => board.close())

  it('[RW1] [RW2] two processes that look at once start one wave, and the board says why; with lists enough none starts', async () => {
    const started = (await Promise.all([rollOnce(hub.database, hub.tools), rollOnce(hub.database, hub.tools)])).flat()
    expect(started.length).toBeGreaterThanOrEqual(1)
    for (let round = 0; round < 3; round += 1) started.push(...(await rollOnce(hub.database, hub.tools)))
    expect(new Set(started).size).toBe(started.length)
    // One free picker: her list and one in reserve.
    expect(started).toHaveLength(2)
    expect(await rolling()).toMatchObject({
      on: true, ruleCount: 1, last: { ruleName: '滚动单件', orderCount: 20, waveNumber: started[1], why: [{ code: 'pickers-free', value: 1 }, { code: 'parcels-free', value: 40 }, { code: 'wave-worth', value: 20 }] },
      waits: [{ ruleName: '滚动单件', code: 'lists-enough', value: 2 }],
    })
  })

  it('[RW6] a supervisor stops it and goes on with it', async () => {
    await dropWaves()
    granted(await board.call('rolling.switch', { on: false }))
    expect(await rollOnce(hub.database, hub.tools)).toEqual([])
    expect(await rolling()).toMatchObject({ on: false, byName: expect.stringMatching(/./) })
    granted(await board.call('rolling.switch', { on: true }))
    expect(await rollOnce(hub.database, hub.tools)).toHaveLength(1)
  })

  it('[RW3] [RW5] says what it waits for: room at the benches, orders', async () => {
    await dropWaves()
    expect(await rollOnce(hub.database, hub.tools)).toEqual([])
    expect((await rolling()).waits).toMatchObject([{ code: 'stations-full', value: 60, wanted: 60 }])
    await hub.database.run("update customer_order set state = 'held' where state in ('released', 'waiting')")
    expect(await rollOnce(hub.database, hub.tools)).toEqual([])
    expect((await rolling()).waits).toMatchObject([{ code: 'no-order' }])
  })
})
