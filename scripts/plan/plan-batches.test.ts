// Goal: files are read as they were meant, and the check of a plan sees what is wrong. Method: published values where the instances are, spoilt plans, and lengths found twice.
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planLists } from '#shared/domain/waves/batching/plan-lists.ts'
import { meterOf } from '#shared/domain/waves/batching/meter.ts'
import { batchPolicies } from '#shared/domain/waves/batching/problem.ts'
import type { BatchFile } from './batch-file.ts'
import { checkBatches } from './check-batches.ts'
import { planBatches, problemOf } from './plan-batches.ts'
import { readHennWaescher } from './read-hw.ts'
import { readMuterOncan } from './read-muter.ts'

const instances = path.join(import.meta.dirname, '..', '..', '..', 'shared', 'instances')
if (!existsSync(instances)) console.warn(`Published values are not tested: ${instances} is not there.`)

describe.runIf(existsSync(instances))('published values', () => {
  it.each([['traversal', 10_751], ['largest-gap', 10_012], ['optimal', 9246]] as const)('29s-40-30-0 with %s comes within half a percent of its proven optimum at once, and never below', { timeout: 60_000 }, async (policy, optimum) => {
    const file = await readHennWaescher(path.join(instances, 'henn_waescher', 'W5B', 'ran1', '29s-40-30-0.txt'))
    const { length } = planLists(problemOf(file, policy), { seed: 1, moves: 300_000 })
    expect(length).toBeGreaterThanOrEqual(optimum)
    expect(length).toBeLessThanOrEqual(optimum * 1.005)
  })
  it.each([['traversal', 742.8], ['largest-gap', 676], ['optimal', 648.8]] as const)('20_24_0 with %s comes out with its cells counted from the far end', { timeout: 60_000 }, async (policy, optimum) => {
    const file = await readMuterOncan(path.join(instances, 'muter_oncan', 'instances', '20_24_0.txt'))
    expect(planLists(problemOf(file, policy), { seed: 1, moves: 200_000 }).length).toBeCloseTo(optimum, 6)
  })
})

describe('the check', () => {
  const file: BatchFile = { aisleCount: 3, aisleSpacing: 5, aisleLength: 20, depotAisle: 0, capacityUnits: 3, orders: [
    { number: 7, stops: [{ aisle: 0, position: 4 }], units: 2 }, { number: 8, stops: [{ aisle: 0, position: 6 }], units: 1, mixClass: '' }, { number: 9, stops: [{ aisle: 2, position: 3 }], units: 2, mixClass: 'cold' },
  ] }
  const good = { value: 38, lists: [{ orders: [7, 8], length: 12 }, { orders: [9], length: 26 }] }
  const findingsOf = (plan: typeof good, leftOut: number[] = []): string => checkBatches(file, 'optimal', plan, new Set(leftOut)).findings.join('; ')
  it('is content with a plan that is right', () => {
    expect(findingsOf(good)).toBe('')
  })
  it.each([
    ['order 9 is on no list', { value: 12, lists: good.lists.slice(0, 1) }],
    ['order 7 is on two lists', { value: 46, lists: [...good.lists, { orders: [7], length: 8 }] }],
    ['order 5, which is not in the file', { value: 38, lists: [{ orders: [7, 8, 5], length: 12 }, good.lists[1]!] }],
    ['says 25 and walks 26', { value: 37, lists: [good.lists[0]!, { orders: [9], length: 25 }] }],
    ['the plan says 30', { ...good, value: 30 }],
    ['holds 4 units, and a cart 3', { value: 44, lists: [{ orders: [7, 9], length: 34 }, { orders: [8], length: 12 }] }],
    ['mixes orders that may not meet', { value: 46, lists: [{ orders: [8, 9], length: 38 }, { orders: [7], length: 8 }] }],
    ['is empty', { ...good, lists: [...good.lists, { orders: [], length: 0 }] }],
  ])('sees that %s', (words, plan) => {
    expect(findingsOf(plan)).toContain(words)
  })
  it('finds the same lengths as the planner by walking', () => {
    const anyStop = fc.record({ aisle: fc.integer({ min: 0, max: 4 }), position: fc.integer({ min: 1, max: 19 }) })
    fc.assert(fc.property(fc.array(anyStop, { minLength: 1, maxLength: 12 }), fc.integer({ min: 0, max: 4 }), fc.constantFrom(...batchPolicies), (stops, depotAisle, policy) => {
      const one: BatchFile = { aisleCount: 5, aisleSpacing: 3, aisleLength: 20, depotAisle, capacityUnits: 99, orders: [{ number: 1, stops, units: stops.length }] }
      const { block, orders } = problemOf(one, policy)
      const length = meterOf(block, policy, orders).lengthOf(Int32Array.of(0), 0, 1)
      expect(checkBatches(one, policy, { value: length, lists: [{ orders: [1], length }] }, new Set()).findings).toEqual([])
    }), { numRuns: 150 })
  })
})

describe('a plan file', () => {
  let folder = ''
  beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'plan-')) })
  afterAll(() => rm(folder, { recursive: true }))
  const order = (number: number, aisle: number, units = 1) => ({ number, stops: [{ aisle, position: 5, units }] })
  const whole = { layout: { aisles: 4, aisleSpacing: 3, aisleLength: 20 }, capacity: { units: 4 }, orders: [order(11, 0), order(12, 0, 3), order(13, 3, 2), order(14, 1, 80_995), order(15, 9), order(16, 2, 2), order(17, 2)] }
  const plan = async (content: unknown) => {
    const file = path.join(folder, 'orders.json')
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
    return planBatches('packwave', { file, policy: 'optimal', seconds: 0.05, seed: 1 })
  }
  it('is planned by its own numbers; what fits no cart or lies nowhere is named', async () => {
    const { result, findings, remarks } = await plan(whole)
    expect(findings).toEqual([])
    expect((result['lists'] as { orders: number[] }[]).flatMap(list => list.orders).sort()).toEqual([11, 12, 13, 16, 17])
    expect(remarks.join('\n')).toContain('Order 14 needs 80995 pieces and a cart holds 4')
    expect(remarks.join('\n')).toContain('Order 15 has a stop')
  })
  it('names the order whose place has no coordinates or whose pieces are fewer than none, and plans the rest', async () => {
    const { result, findings, remarks } = await plan({ ...whole, orders: [order(11, 0), { number: 12, stops: [{ aisle: 1 }] }, { number: 13, stops: [{ aisle: null, position: 3 }] }, { number: 14, stops: [{ aisle: 1, position: 2, units: -3 }, { aisle: 1, position: 3, units: 4 }] }] })
    expect(findings).toEqual([])
    expect(result['lists']).toMatchObject([{ orders: [11] }])
    expect(remarks.slice(0, 3)).toEqual([expect.stringContaining('Order 12 has a stop'), expect.stringContaining('Order 13 has a stop'), 'Order 14 says no possible number of pieces: it is on no list.'])
  })
  it('keeps pinned lists and leaves out excluded orders', async () => {
    const { result, findings } = await plan({ ...whole, pinned: [[11, 13]], excluded: [17] })
    expect(findings).toEqual([])
    const lists = result['lists'] as { orders: number[] }[]
    expect(lists[0]!.orders).toEqual([11, 13])
    expect(lists.flatMap(list => list.orders)).not.toContain(17)
  })
  it.each([
    ['no JSON', '{'], ['is no plan file: capacity', { ...whole, capacity: { units: -1 } }], ['names an order number twice', { ...whole, orders: [order(1, 0), order(1, 0)] }],
    ['the depot stands at aisle 7', { ...whole, layout: { ...whole.layout, depotAisle: 7 } }], ['pins or excludes order 99', { ...whole, excluded: [99] }], ['pins or excludes an order twice', { ...whole, pinned: [[11]], excluded: [11] }],
    ['orders 12, 13 cannot stay: it needs 5 pieces and a cart holds 4', { ...whole, pinned: [[12, 13]] }], ['order 15 cannot stay: Order 15 has a stop', { ...whole, pinned: [[15]] }], ['it mixes orders that may not meet', { ...whole, orders: [order(11, 0), { ...order(12, 0), mixClass: 'cold' }], pinned: [[11, 12]] }],
  ])('is refused with one sentence: %s', async (words, content) => {
    await expect(plan(content)).rejects.toThrow(words)
  })
})

describe('a published file', () => {
  let folder = ''
  beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'plan-')) })
  afterAll(() => rm(folder, { recursive: true }))
  const plan = async (format: 'hw' | 'muter', name: string, content: string) => {
    const file = path.join(folder, name)
    await writeFile(file, content)
    return planBatches(format, { file, policy: 'traversal', seconds: 0, seed: 1 })
  }
  const hw = 'Order 0\tnumber of articles 2\n0\tAisle 0\tLocation 4\n1\tAisle 5\tLocation 9\nOrder 1\tnumber of articles 1\n0\tAisle 3\tLocation 0\n'
  const muter = [
    'NAME : made', 'TYPE : Order_batching', 'COMMENT : made', 'PICKER_CAPACITY : 4', 'LAYOUT : single-block', 'NUM_AISLES : 3', 'NUM_CELLS : 5', 'DEPOT_AISLE : 0', 'DEPOT_LOCATION : bottom', 'DISTANCE_AISLE_TO_AISLE : 2', 'DISTANCE_CELL_TO_CELL : 1', 'DISTANCE_TOP_TO_CELL : 1', 'DISTANCE_BOTTOM_TO_CELL : 1', 'DISTANCE_TOP_OR_BOTTOM_TO_DEPOT : 0',
    'ARTICLE_SECTION', 'NUM_ARTICLES : 2', 'ID 0 WEIGHT 1', 'ID 1 WEIGHT 1', 'SKU_SECTION', 'NUM_SKUS : 2', 'ID 0 AISLE 0 CELL 4 QUANTITY 1 LEFT_RIGHT_HAND_SIDE left', 'ID 1 AISLE 2 CELL 0 QUANTITY 1 LEFT_RIGHT_HAND_SIDE left',
    'ORDER_SECTION', 'NUM_ORDERS : 2', 'NUM_ARTICLES_IN_ORDER : 1', 'ID 0 QUANTITY 1', 'NUM_ARTICLES_IN_ORDER : 1', 'ID 1 QUANTITY 1', 'EOF',
  ].join('\n')
  it('is read whatever ends its lines', async () => {
    for (const text of [hw, hw.replaceAll('\n', '  \r\n'), `\uFEFF${hw}`]) expect((await plan('hw', '1a-2-3-0.txt', text)).result).toMatchObject({ value: (2 * 5 * 2 + 2 * 47) + (2 * 5 * 1 + 2 * 1.5), lists: [{ orders: [1] }, { orders: [0] }] })
    for (const text of [muter, muter.replaceAll('\n', ' \r\n'), muter.replace('\nEOF', ''), `\uFEFF${muter}`, muter.replaceAll(' : ', ': ').replaceAll('ID ', 'ID\t')]) expect((await plan('muter', 'made.txt', text)).result).toMatchObject({ value: 2 * 4 + 6 * 2, lists: [{ orders: [0, 1] }] })
  })
  it('is planned as far as it can be, and what is strange about it is said', async () => {
    expect((await plan('hw', '1a-9-3-0.txt', hw)).remarks[0]).toContain('says 9 orders, and it holds 2')
    expect((await plan('hw', '1a-2-3-0.txt', hw.replace('Location 0', 'Location 45'))).remarks[0]).toContain('Order 1 has a stop')
    expect((await plan('muter', 'made.txt', muter.replace('CELL 0', 'CELL 5'))).remarks[0]).toContain('Order 1 has a stop')
    for (const text of [hw.replace('Location 0', 'Location'), hw.replace('Aisle 3', 'Aisle')]) expect((await plan('hw', '1a-2-3-0.txt', text)).remarks[0]).toContain('Order 1 has a stop')
    expect((await plan('muter', 'made.txt', muter.replace('ID 1 AISLE', 'ID 7 AISLE'))).remarks[0]).toContain('Order 1 has a stop')
  })
  it.each([
    ['"NUM_CELLS" cannot be "five"', 'NUM_CELLS : 5', 'NUM_CELLS : five'], ['"DEPOT_AISLE" cannot be "3"', 'DEPOT_AISLE : 0', 'DEPOT_AISLE : 3'], ['"DISTANCE_AISLE_TO_AISLE" cannot be "-2"', 'TO_AISLE : 2', 'TO_AISLE : -2'], ['"PICKER_CAPACITY" is missing', 'PICKER_CAPACITY : 4\n', ''],
    ['announces 3 orders and lists 2', 'NUM_ORDERS : 2', 'NUM_ORDERS : 3'], ['order 1 announces 1 articles and lists 0', 'ID 1 QUANTITY 1\nEOF', ''], ['line 28 is none of this format', 'ID 1 QUANTITY 1\nEOF', 'ID 1 QUANTITY -1'], ['article 1 has two places', 'ID 0 AISLE', 'ID 1 AISLE'], ['only a depot on the cross aisle', 'TO_DEPOT : 0', 'TO_DEPOT : 5'],
  ])('is refused with one sentence: %s', async (words, was, is) => {
    await expect(plan('muter', 'made.txt', muter.replace(was, is))).rejects.toThrow(words)
  })
})
