// Goal: a supervisor is told what to release now and releases just that. Method: a real hub with the sample warehouse, asked over a board's line.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { Client } from '#shared/contract/contract.ts'
import { usualWeights } from '#shared/domain/waves/wave-building/suggestion.ts'
import { granted, openSupervisorBoard } from '#tests/support/test-board.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'

let hub: TestHub
let board: Client<BoardApi>
beforeAll(async () => {
  hub = await startTestHub({ sample: true })
  board = await openSupervisorBoard(hub)
})
afterAll(() => hub.close())

it('[SG2] [SG6] suggestions are waves of the rules, with figures and reasons', async () => {
  const found = granted(await board.call('wave.suggest', { pickers: 4, weights: usualWeights }))
  expect(found.length).toBeGreaterThan(0)
  const rules = granted(await board.call('rules.list', {}))
  for (const each of found) {
    expect(rules.map((rule) => rule.ruleId)).toContain(each.ruleId)
    expect(each.orderIds.length).toBeGreaterThan(0)
    expect(each.minutes).toBeGreaterThan(0)
    expect(each.why.length).toBeGreaterThan(0)
    const rows = await hub.database.rows<{ state: string; units: number }>('select state, piece_count as units from customer_order where order_id = any($1::text[])', [each.orderIds])
    expect(rows.every((row) => row.state === 'waiting' && (row.units === 1) === (each.itemCount === 'single'))).toBe(true)
  }
})

it('[SG10] a release of a suggestion takes its orders and no others', async () => {
  const [first] = granted(await board.call('wave.suggest', { pickers: 4, weights: usualWeights }))
  const { waveId, orderCount } = granted(await board.call('wave.release', { requestId: 'suggested-1', ruleId: first!.ruleId, orderIds: first!.orderIds }))
  const released = await hub.database.rows<{ order_id: string }>('select order_id from customer_order where wave_id = $1', [waveId])
  expect(released.length).toBe(orderCount)
  expect(new Set(released.map((row) => row.order_id))).toEqual(new Set(first!.orderIds))
  const again = granted(await board.call('wave.suggest', { pickers: 4, weights: usualWeights }))
  expect(again.flatMap((each) => each.orderIds).filter((orderId) => first!.orderIds.includes(orderId))).toEqual([])
})
