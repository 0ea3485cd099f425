// Goal: the fast lengths are the true ones. Method: brute force over all sequences of stops (Held and Karp) for the shortest walk, and for the
// rules the published values of the Henn & Wäscher and Muter & Öncan sets, solved to proven optima by a set partition that shares nothing with them.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compositeLength, emptyFigures, figuresOfCells, figuresOfSorted, largestGapLength, midpointLength, oneBlock, optimalLength, returnLength, sShapeLength, type AisleFigures, type OneBlock } from './one-block.ts'

type Pick = { aisle: number; position: number }

function sorted(aisleCount: number, picks: readonly Pick[]): { starts: Int32Array; positions: Float64Array } {
  const row = picks.toSorted((a, b) => a.aisle - b.aisle || a.position - b.position)
  return { starts: Int32Array.from({ length: aisleCount + 1 }, (_, aisle) => row.filter(pick => pick.aisle < aisle).length), positions: Float64Array.from(row, pick => pick.position) }
}

function figuresOf(aisleCount: number, picks: readonly Pick[]): AisleFigures {
  const { starts, positions } = sorted(aisleCount, picks)
  const figures = emptyFigures(aisleCount)
  figuresOfSorted(starts, positions, figures)
  return figures
}

/** Shortest closed tour over all sequences of stops, on the plain distances of the block. */
function bruteForce(block: OneBlock, picks: readonly Pick[]): number {
  const stops = [{ aisle: block.depotAisle, position: 0 }, ...picks]
  const distance = stops.map(a => stops.map(b => (a.aisle === b.aisle ? Math.abs(a.position - b.position)
    : Math.abs(block.aisleX[a.aisle]! - block.aisleX[b.aisle]!) + Math.min(a.position + b.position, 2 * block.aisleLength - a.position - b.position))))
  const count = picks.length
  const best = new Float64Array((1 << count) * count).fill(Infinity)
  for (let stop = 0; stop < count; stop++) best[(1 << stop) * count + stop] = distance[0]![stop + 1]!
  for (let set = 1; set < 1 << count; set++) for (let last = 0; last < count; last++) for (let next = 0; next < count; next++) {
    if ((set & (1 << next)) !== 0) continue
    const at = (set | (1 << next)) * count + next
    best[at] = Math.min(best[at]!, best[set * count + last]! + distance[last + 1]![next + 1]!)
  }
  return count === 0 ? 0 : Math.min(...Array.from({ length: count }, (_, last) => best[((1 << count) - 1) * count + last]! + distance[last + 1]![0]!))
}

const anyWalk = fc.record({
  spacing: fc.constantFrom(1, 5, 20), length: fc.constantFrom(6, 12), aisleCount: fc.integer({ min: 1, max: 6 }),
  raw: fc.array(fc.tuple(fc.nat(5), fc.nat(12)), { maxLength: 8 }), depot: fc.nat(5),
}).map(({ spacing, length, aisleCount, raw, depot }) => ({
  block: oneBlock(aisleCount, spacing, length, depot % aisleCount),
  picks: raw.map(([aisle, position]) => ({ aisle: aisle % aisleCount, position: position % (length + 1) })),
}))

describe('one block', () => {
  test('[RT10] the shortest walk is as short as brute force finds it, wherever the depot is', () => {
    fc.assert(fc.property(anyWalk, ({ block, picks }) => {
      expect(optimalLength(block, figuresOf(block.aisleX.length, picks))).toBeCloseTo(bruteForce(block, picks), 9)
    }), { numRuns: 1500 })
  })

  test('[RT5] [RT6] [RT7] [RT8] [RT10] no rule is shorter than the shortest walk; no picks are no walk', () => {
    fc.assert(fc.property(anyWalk, ({ block, picks }) => {
      const figures = figuresOf(block.aisleX.length, picks)
      const shortest = optimalLength(block, figures)
      for (const rule of [sShapeLength, largestGapLength, returnLength, compositeLength]) expect(rule(block, figures)).toBeGreaterThanOrEqual(shortest - 1e-9)
      expect(compositeLength(block, figures)).toBeLessThanOrEqual(Math.min(returnLength(block, figures), sShapeLength(block, figures)) + 1e-9)
    }))
    for (const rule of [sShapeLength, largestGapLength, returnLength, compositeLength, optimalLength]) expect(rule(oneBlock(3, 5, 10), emptyFigures(3))).toBe(0)
  })

  test('[RT9] bits and sorted positions give the same figures', () => {
    const cellPositions = Float64Array.from({ length: 45 }, (_, cell) => cell + 1.5)
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(44)), { maxLength: 40 }), picks => {
      const cells = new Int32Array(6)
      for (const [aisle, cell] of picks) cells[2 * aisle + (cell >> 5)]! |= 1 << (cell & 31)
      const figures = emptyFigures(3)
      figuresOfCells(cells, 2, cellPositions, figures)
      expect(figures).toEqual(figuresOf(3, picks.map(([aisle, cell]) => ({ aisle, position: cell + 1.5 }))))
    }))
  })

  test('[RT5] [RT6] [RT7] by hand: aisles 0, 1 and 3 of length 10 and 5 apart', () => {
    const block = oneBlock(4, 5, 10)
    const figures = figuresOf(4, [{ aisle: 0, position: 2 }, { aisle: 1, position: 1 }, { aisle: 1, position: 9 }, { aisle: 3, position: 4 }])
    expect(sShapeLength(block, figures)).toBe(30 + 20 + 8)
    expect(largestGapLength(block, figures)).toBe(30 + 20 + 4)
    expect(returnLength(block, figures)).toBe(30 + 4 + 18 + 8)
  })
})

// Published values. The data may be read here and does not come with the program.
const data = path.join(import.meta.dirname, '../../../../..', 'shared/instances')
const hennWaescher = path.join(data, 'henn_waescher')
if (!existsSync(hennWaescher)) console.warn(`The published instances are not at ${hennWaescher}: their values are not compared.`)

type Batch = Pick[]
const pieces = (name: string, key: string): string[][] => readFileSync(path.join(data, name), 'utf8').trim().split('\n').slice(1).map(line => line.split(',')).filter(row => row.join(',').includes(key))

function hennOrders(file: string): Batch[] {
  return readFileSync(path.join(hennWaescher, file), 'utf8').split(/^Order.*$/m).slice(1)
    .map(text => [...text.matchAll(/Aisle (\d+)\tLocation (\d+)/g)].map(([, side, cell]) => ({ aisle: Number(side) >> 1, position: Number(cell) + 1.5 })))
}

/** Least total over all partitions of at most 20 orders into lists of at most `capacity` articles. */
function bestPartition(orders: readonly Batch[], sizes: readonly number[], capacity: number, length: (picks: readonly Pick[]) => number): number {
  const listsFrom: { set: number; value: number }[][] = orders.map(() => [])
  const grow = (first: number, next: number, set: number, size: number, picks: readonly Pick[]): void => {
    listsFrom[first]!.push({ set, value: length(picks) })
    for (let order = next; order < orders.length; order++) {
      if (size + sizes[order]! <= capacity) grow(first, order + 1, set | (1 << order), size + sizes[order]!, [...picks, ...orders[order]!])
    }
  }
  for (const [first, picks] of orders.entries()) grow(first, first + 1, 1 << first, sizes[first]!, picks)
  const all = 2 ** orders.length - 1
  const best = new Float64Array(all + 1).fill(Infinity)
  best[0] = 0
  for (let done = 0; done < all; done++) {
    if (best[done] === Infinity) continue
    let first = 0
    while ((done & (1 << first)) !== 0) first++
    for (const { set, value } of listsFrom[first]!) if ((set & done) === 0 && best[done]! + value < best[done | set]!) best[done | set] = best[done]! + value
  }
  return best[all]!
}

describe.runIf(existsSync(hennWaescher))('published values', () => {
  const block = oneBlock(10, 5, 47)
  const rules = { traversal: sShapeLength, largest_gap: largestGapLength, optimal: optimalLength } as const

  test.each(['traversal', 'optimal'] as const)('[RT5] [RT10] arrival order on all instances of W5B: %s', policy => {
    let compared = 0
    for (const [set, file, , fcfs] of pieces(`henn_waescher/baseline_W5B_${policy}.csv`, '')) {
      if (!existsSync(path.join(hennWaescher, 'W5B', set!, file!))) continue
      const capacity = Number(file!.split('-')[2])
      let total = 0
      let list: Batch = []
      for (const order of hennOrders(`W5B/${set}/${file}`)) {
        if (list.length + order.length > capacity) {
          total += rules[policy](block, figuresOf(10, list))
          list = []
        }
        list = [...list, ...order]
      }
      expect([set, file, total + rules[policy](block, figuresOf(10, list))]).toEqual([set, file, Number(fcfs)])
      compared++
    }
    expect(compared).toBeGreaterThanOrEqual(200)
  })

  test.each([['abc1', 'class-based'], ['ran1', 'uniform']] as const)('[RT5] [RT6] [RT10] proven optima of 20 orders in lists of 30 articles: %s', (set, storage) => {
    let compared = 0
    for (const instance of [0, 1, 2, 3, 4]) {
      const file = `21s-20-30-${instance}.txt`
      const orders = hennOrders(`W5B/${set}/${file}`)
      for (const [policy, rule] of Object.entries(rules)) {
        const published = pieces('henn_waescher/published_bounds.csv', `${storage},S-Shape,${file},20,30,${policy},1`)[0]
        if (!published) continue
        compared++
        expect([file, policy, bestPartition(orders, orders.map(order => order.length), 30, picks => rule(block, figuresOf(10, picks)))]).toEqual([file, policy, Number(published[7])])
      }
    }
    expect(compared).toBeGreaterThan(10)
  })

  test('[RT5] [RT6] [RT7] [RT10] [RT21] five policies on proven optima of the Muter and Oncan set, whose cells count from the back', () => {
    const small = oneBlock(10, 2.4, 11)
    const policies: Record<string, (picks: readonly Pick[]) => number> = {
      midpoint: picks => midpointLength(small, sorted(10, picks).starts, sorted(10, picks).positions),
      traversal: picks => sShapeLength(small, figuresOf(10, picks)), largest_gap: picks => largestGapLength(small, figuresOf(10, picks)), return: picks => returnLength(small, figuresOf(10, picks)),
      optimal: picks => optimalLength(small, figuresOf(10, picks)),
    }
    const file = '20_24_8.txt'
    const text = readFileSync(path.join(data, 'muter_oncan/instances', file), 'latin1')
    const placeOf = new Map([...text.matchAll(/^ID (\d+) AISLE (\d+) CELL (\d+)/gm)].map(([, id, aisle, cell]) => [id, { aisle: Number(aisle), position: 10 - Number(cell) }]))
    const orders = text.split('NUM_ARTICLES_IN_ORDER').slice(1).map(part => [...part.matchAll(/^ID (\d+) QUANTITY (\d+)/gm)].map(([, id, quantity]) => ({ pick: placeOf.get(id)!, quantity: Number(quantity) })))
    for (const [policy, rule] of Object.entries(policies)) {
      const published = pieces('muter_oncan/published_bounds.csv', `${file},20,24,${policy},1`)[0]!
      const best = bestPartition(orders.map(order => order.map(line => line.pick)), orders.map(order => order.reduce((sum, line) => sum + line.quantity, 0)), 24, rule)
      expect([file, policy, Math.round(best)]).toEqual([file, policy, Number(published[5])])
    }
  }, 60_000)
})
