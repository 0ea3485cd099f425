import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildWave, type WaveAnswer } from './build-wave.ts'
import type { ItemQuantity, NoWave, WaveProblem } from './wave-problem.ts'

/** A clock that stands still: only the moves end the search. */
const budget = (maxMoves: number, seed = 1) => ({ seed, maxMoves, nowMs: () => 0, untilMs: 1 })
const one = (item: number, quantity = 1): ItemQuantity => ({ item, quantity })
const tiny: WaveProblem = { itemCount: 3, orders: [[one(0)], [one(1, 2)], [one(0), one(2)]], aisles: [[one(0, 2), one(2)], [one(1, 2)], [one(0, 1)]], lowerBound: 1, upperBound: 5 }

const problems = (largest: { orders: number; aisles: number; items: number }): fc.Arbitrary<WaveProblem> =>
  fc.integer({ min: 1, max: largest.items }).chain((itemCount) => {
    const rows = (most: number, quantity: number) => fc.uniqueArray(fc.record({ item: fc.integer({ min: 0, max: itemCount - 1 }), quantity: fc.integer({ min: 1, max: quantity }) }), { minLength: 1, maxLength: most, selector: row => row.item })
    return fc.record({
      itemCount: fc.constant(itemCount),
      orders: fc.array(rows(3, 3), { minLength: 1, maxLength: largest.orders }),
      aisles: fc.array(rows(5, 5), { minLength: 1, maxLength: largest.aisles }),
      lowerBound: fc.integer({ min: 0, max: 6 }),
      width: fc.integer({ min: 0, max: 12 }),
    }).map(({ width, ...problem }) => ({ ...problem, upperBound: problem.lowerBound + width }))
  })

/** Written anew here: nothing of the solver is used to judge it. */
function faultsOf(problem: WaveProblem, answer: WaveAnswer): string[] {
  const { orders, aisles, units, value } = answer.wave
  const faults: string[] = []
  const left = new Map<number, number>()
  for (const aisle of new Set(aisles)) for (const { item, quantity } of problem.aisles[aisle] ?? []) left.set(item, (left.get(item) ?? 0) + quantity)
  let sum = 0
  for (const order of new Set(orders)) {
    for (const { item, quantity } of problem.orders[order] ?? []) {
      sum += quantity
      left.set(item, (left.get(item) ?? 0) - quantity)
    }
  }
  if (new Set(orders).size !== orders.length || new Set(aisles).size !== aisles.length) faults.push('something is named twice')
  if ([...left.values()].some(quantity => quantity < 0)) faults.push('more promised than lies there')
  if (sum !== units || sum < problem.lowerBound || sum > problem.upperBound) faults.push(`${sum} pieces`)
  if (value !== units / aisles.length) faults.push('another value')
  return faults
}

/** Every set of aisles with every set of orders; 0: there is no wave. */
function bestByForce(problem: WaveProblem): number {
  let best = 0
  for (let aisleSet = 1; aisleSet < 1 << problem.aisles.length; aisleSet++) {
    const aisles = problem.aisles.map((_, at) => at).filter(at => aisleSet & (1 << at))
    for (let orderSet = 1; orderSet < 1 << problem.orders.length; orderSet++) {
      const orders = problem.orders.map((_, at) => at).filter(at => orderSet & (1 << at))
      const units = orders.reduce((sum, at) => sum + problem.orders[at]!.reduce((of, line) => of + line.quantity, 0), 0)
      if (units / aisles.length <= best) continue
      if (faultsOf(problem, { kind: 'wave', wave: { orders, aisles, units, value: units / aisles.length }, proven: false, moves: 0 }).length === 0) best = units / aisles.length
    }
  }
  return best
}

const whyOf = (problem: WaveProblem): NoWave | string => {
  const answer = buildWave(problem, budget(100))
  return answer.kind === 'wave' ? 'a wave' : answer
}

describe('a question that cannot be answered', () => {
  it.each<[string, Partial<WaveProblem>, Omit<NoWave, 'kind'>]>([
    ['[BW1] bounds that are crossed', { lowerBound: 6 }, { why: 'bounds-crossed', at: null, figure: 6 }],
    ['[BW1] a bound that is no whole number', { upperBound: Number.NaN }, { why: 'bound-not-whole', at: null, figure: Number.NaN }],
    ['[BW2] an empty pool', { orders: [] }, { why: 'empty-pool', at: null, figure: null }],
    ['[BW2] orders without lines', { orders: [[], []] }, { why: 'empty-pool', at: null, figure: null }],
    ['[BW2] no aisle', { aisles: [] }, { why: 'no-aisle', at: null, figure: null }],
    ['[BW3] negative stock', { aisles: [[one(0, 2)], [one(1, -3)]] }, { why: 'negative-stock', at: 1, figure: -3 }],
    ['[BW3] a line of no pieces', { orders: [[one(0, 0)]] }, { why: 'quantity-not-positive', at: 0, figure: 0 }],
    ['[BW3] half a piece', { orders: [[one(0, 0.5)]] }, { why: 'quantity-not-whole', at: 0, figure: 0.5 }],
    ['[BW3] a product that does not exist', { orders: [[one(7)]] }, { why: 'item-unknown', at: 0, figure: 7 }],
    ['[BW4] a lower bound above the pool', { lowerBound: 6, upperBound: 9 }, { why: 'lower-bound-above-pool', at: null, figure: 5 }],
    ['[BW4] a lower bound above the stock', { aisles: [[one(0)]], lowerBound: 2 }, { why: 'lower-bound-above-stock', at: null, figure: 1 }],
    ['[BW4] no order can be served', { orders: [[one(0, 9)]], lowerBound: 0 }, { why: 'no-order-fits', at: null, figure: 0 }],
    ['[BW4] a lower bound that whole orders cannot reach', { orders: [[one(0, 2)], [one(0, 2)]], aisles: [[one(0, 3)]], lowerBound: 3 }, { why: 'lower-bound-not-reached', at: null, figure: 2 }],
  ])('%s', (_name, change, expected) => {
    expect(whyOf({ ...tiny, ...change })).toEqual({ kind: 'no-wave', ...expected })
  })
})

describe('a wave', () => {
  it('[BW5] is feasible, whatever the question and however short the search', () => {
    fc.assert(fc.property(problems({ orders: 30, aisles: 12, items: 10 }), fc.integer({ min: 0, max: 3000 }), fc.nat(), (problem, moves, seed) => {
      const answer = buildWave(problem, budget(moves, seed))
      if (answer.kind === 'wave') expect(faultsOf(problem, answer)).toEqual([])
    }), { numRuns: 300 })
  })
  it('[BW9] is the best of all, and said to be so, where a question is small; and there is one whenever one is possible', () => {
    fc.assert(fc.property(problems({ orders: 7, aisles: 4, items: 5 }), (problem) => {
      const answer = buildWave(problem, budget(500))
      const best = bestByForce(problem)
      if (best === 0) expect(answer.kind).toBe('no-wave')
      else expect(answer).toMatchObject({ kind: 'wave', proven: true, wave: { value: best } })
    }), { numRuns: 300 })
  })
  it('[BW6] is the same for the same seed and number of moves', () => {
    fc.assert(fc.property(problems({ orders: 40, aisles: 16, items: 12 }), fc.nat(), (problem, seed) => {
      expect(buildWave(problem, budget(2000, seed))).toEqual(buildWave(problem, budget(2000, seed)))
    }), { numRuns: 50 })
  })
  it('[BW7] is there even when the time is up before it begins, and when the search is called off', () => {
    expect(buildWave(tiny, { seed: 1, nowMs: () => 10, untilMs: 0 })).toMatchObject({ kind: 'wave' })
    expect(buildWave(tiny, { seed: 1, nowMs: () => 0, untilMs: 1, isCancelled: () => true })).toMatchObject({ kind: 'wave' })
  })
  it('[BW8] tells each better wave as it is found, the last one being the answer', () => {
    const seen: number[] = []
    const answer = buildWave(tiny, { ...budget(2000), onBetter: wave => seen.push(wave.value) })
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(answer).toMatchObject({ kind: 'wave', wave: { value: seen.at(-1) } })
  })
  it('[BW9] of the example takes the one aisle that serves three pieces', () => {
    expect(buildWave(tiny, budget(100))).toMatchObject({ proven: true, wave: { orders: [0, 2], aisles: [0], units: 3, value: 3 } })
  })
})
