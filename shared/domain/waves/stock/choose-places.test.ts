import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choosePlaces, coveredOrders, placeRules, usablePlaces, type Demand, type PlaceStock } from './choose-places.ts'

const place = (placeCode: string, free: number | null, more: Partial<PlaceStock> = {}): PlaceStock => ({ placeCode, aisle: placeCode[0]!, free, expiresOnDay: null, caseQuantity: null, ...more })
const stockOf = (...places: PlaceStock[]): Map<string, PlaceStock[]> => new Map([['cup', places]])
const cups = (...quantities: number[]): Demand[] => quantities.map((quantity) => ({ sku: 'cup', quantity }))
const flat = (takes: { placeCode: string; quantity: number }[][]): string[] => takes.map((some) => some.map((take) => `${take.quantity}@${take.placeCode}`).join('+'))

describe('choosing places', () => {
  it('[ST4] as few places as hold it, of equal ones those that are visited anyway', () => {
    expect(flat(choosePlaces(cups(5), stockOf(place('A1', 3), place('B1', 2), place('C1', 6)), 'fewest-visits').takes)).toEqual(['5@C1'])
    const stock = new Map([['cup', [place('A1', 9), place('B1', 4)]], ['pen', [place('B1', 9)]]])
    expect(flat(choosePlaces([...cups(4), { sku: 'pen', quantity: 1 }], stock, 'fewest-visits').takes)).toEqual(['4@B1', '1@B1'])
    const sameAisle = new Map([['cup', [place('A1', 9), place('B1', 4)]], ['pen', [place('B2', 9)]]])
    expect(flat(choosePlaces([...cups(4), { sku: 'pen', quantity: 1 }], sameAisle, 'fewest-visits').takes)).toEqual(['4@B1', '1@B2'])
  })

  it('[ST5] what expires first goes first, what never expires last, a small rest before a large one', () => {
    const places = stockOf(place('A1', 5, { expiresOnDay: null }), place('B1', 2, { expiresOnDay: 20_500 }), place('C1', 3, { expiresOnDay: 20_400 }), place('D1', 1, { expiresOnDay: 20_500 }))
    expect(flat(choosePlaces(cups(4, 3), places, 'first-expired-first').takes)).toEqual(['3@C1+1@D1', '2@B1+1@A1'])
  })

  it('[ST6] whole cases first, then loose pieces, and a case is opened only when nothing else is left', () => {
    const places = [place('A1', 24, { caseQuantity: 12 }), place('B1', 3), place('C1', 4)]
    expect(flat(choosePlaces(cups(15), stockOf(...places), 'full-cases-first').takes)).toEqual(['12@A1+3@C1'])
    expect(flat(choosePlaces(cups(12), stockOf(place('B1', 40), place('A1', 12, { caseQuantity: 12 })), 'full-cases-first').takes)).toEqual(['12@A1'])
    expect(flat(choosePlaces(cups(5), stockOf(place('A1', 24, { caseQuantity: 12 })), 'full-cases-first').takes)).toEqual(['5@A1'])
  })

  it('[ST3] what is counted anywhere is not promised where nobody counted; what nobody counts has no limit', () => {
    expect(choosePlaces(cups(4), stockOf(place('A1', null), place('B1', 3)), 'fewest-visits')).toEqual({ takes: [[{ placeCode: 'B1', quantity: 3 }]], missing: [1] })
    expect(flat(choosePlaces(cups(80_995), stockOf(place('A1', null), place('B1', null)), 'fewest-visits').takes)).toEqual(['80995@A1'])
    expect(choosePlaces(cups(4), new Map(), 'fewest-visits')).toEqual({ takes: [[]], missing: [4] })
    expect(choosePlaces(cups(4), stockOf(place('A1', 0), place('B1', null)), 'full-cases-first').missing).toEqual([4])
  })

  it('[ST8] no pool is no question; a line of 80,995 pieces and an order of 1,114 lines are as any other', () => {
    for (const rule of placeRules) {
      expect(choosePlaces([], new Map(), rule)).toEqual({ takes: [], missing: [] })
      const places = Array.from({ length: 900 }, (_, index) => place(`A${index}`, 90, { caseQuantity: index % 2 === 0 ? 12 : null }))
      expect(choosePlaces(cups(80_995), stockOf(...places), rule).missing).toEqual([0])
      const skus = Array.from({ length: 1_114 }, (_, index) => `sku-${index}`)
      expect(choosePlaces(skus.map((sku) => ({ sku, quantity: 1 })), new Map(skus.map((sku) => [sku, [place(`P-${sku}`, 1)]])), rule).missing.every((pieces) => pieces === 0)).toBe(true)
    }
  })

  const anyStock = fc.array(fc.record({ free: fc.option(fc.nat(12), { freq: 6 }), expiresOnDay: fc.option(fc.nat(3)), caseQuantity: fc.constantFrom(null, 4) }), { maxLength: 6 })
  const question = fc.record({ first: anyStock, second: anyStock, demands: fc.array(fc.record({ sku: fc.constantFrom('cup', 'pen'), quantity: fc.integer({ min: 1, max: 9 }) }), { maxLength: 6 }) })
    .map(({ first, second, demands }) => ({ demands, stock: new Map([['cup', first], ['pen', second]].map(([sku, rows]) => [sku as string, (rows as typeof first).map((row, index) => ({ ...row, placeCode: `${'ABC'[index % 3]}${index}`, aisle: 'ABC'[index % 3]! }))])) }))
  const pieces = (takes: readonly { quantity: number }[]): number => takes.reduce((sum, take) => sum + take.quantity, 0)

  it('[ST7] every piece comes from one place or is missing, no place gives more than it has, and nothing is missing that lies somewhere', () => {
    fc.assert(fc.property(question, fc.constantFrom(...placeRules), ({ demands, stock }, rule) => {
      const { takes, missing } = choosePlaces(demands, stock, rule)
      for (const [index, demand] of demands.entries()) expect(pieces(takes[index]!) + missing[index]!).toBe(demand.quantity)
      for (const [sku, places] of stock) {
        const indexes = demands.flatMap((demand, index) => (demand.sku === sku ? [index] : []))
        const all = indexes.flatMap((index) => takes[index]!)
        const usable = usablePlaces(places)
        for (const [placeCode, some] of Map.groupBy(all, (take) => take.placeCode)) expect(pieces(some)).toBeLessThanOrEqual(usable.find((each) => each.placeCode === placeCode)!.free ?? Infinity)
        const asked = indexes.reduce((sum, index) => sum + demands[index]!.quantity, 0)
        const free = usable.reduce((sum, each) => sum + (each.free ?? Infinity), 0)
        expect(pieces(all)).toBe(Math.min(asked, free))
      }
      expect(choosePlaces(demands, stock, rule)).toEqual({ takes, missing })
    }), { numRuns: 400 })
  })

  it('[ST4] [ST5] [ST6] each rule is kept against trying all there is', () => {
    fc.assert(fc.property(anyStock, fc.integer({ min: 1, max: 30 }), (rows, asked) => {
      const places = rows.map((row, index) => ({ ...row, free: row.free ?? 5, placeCode: `P${index}`, aisle: 'A' }))
      const free = places.reduce((sum, each) => sum + each.free, 0)
      const wanted = Math.min(asked, free)
      if (wanted === 0) return
      const takesBy = (rule: (typeof placeRules)[number]) => new Map(choosePlaces(cups(wanted), stockOf(...places), rule).takes[0]!.map((take) => [take.placeCode, take.quantity]))
      const fewest = Math.min(...Array.from({ length: 1 << places.length }, (_, set) => places.filter((_each, index) => set & (1 << index))).filter((some) => some.reduce((sum, each) => sum + each.free, 0) >= wanted).map((some) => some.length))
      expect(takesBy('fewest-visits').size).toBe(fewest)
      const byExpiry = takesBy('first-expired-first')
      const lastTaken = Math.max(...places.filter((each) => byExpiry.has(each.placeCode)).map((each) => each.expiresOnDay ?? Infinity))
      for (const each of places) if ((each.expiresOnDay ?? Infinity) < lastTaken) expect(byExpiry.get(each.placeCode) ?? 0).toBe(each.free)
      const byCases = takesBy('full-cases-first')
      const whole = places.reduce((sum, each) => sum + (each.caseQuantity === null ? 0 : Math.floor((byCases.get(each.placeCode) ?? 0) / 4)), 0)
      expect(whole).toBeGreaterThanOrEqual(Math.min(Math.floor(wanted / 4), places.reduce((sum, each) => sum + (each.caseQuantity === null ? 0 : Math.floor(each.free / 4)), 0)))
    }), { numRuns: 300 })
  })
})

describe('orders that stock covers', () => {
  it('[ST9] in their row; an order that is short in one line leaves its other pieces to those behind it', () => {
    const stock = new Map([['cup', [place('A1', 3), place('B1', 2)]], ['pen', [place('C1', 1)]]])
    const order = (orderId: string, lines: Demand[]) => ({ orderId, lines })
    const { covered, short } = coveredOrders([order('1', cups(4)), order('2', [...cups(1), { sku: 'pen', quantity: 2 }]), order('3', cups(1)), order('4', cups(1))], stock, 'hold')
    expect(covered.map((each) => each.orderId)).toEqual(['1', '3'])
    expect(short.map(({ order: { orderId }, parts }) => [orderId, parts])).toEqual([['2', [1, 1]], ['4', [0]]])
  })

  it('[ST10] where orders are split, what there is of a short one is not promised to those behind it', () => {
    const { covered, short } = coveredOrders([{ orderId: '1', lines: cups(2, 2) }, { orderId: '2', lines: cups(1) }], stockOf(place('A1', 3)), 'split')
    expect(covered).toEqual([])
    expect(short.map(({ order: { orderId }, parts }) => [orderId, parts])).toEqual([['1', [2, 1]], ['2', [0]]])
  })

  it('[ST9] two lines of one product are one demand, and a product nobody counts is never short', () => {
    expect(coveredOrders([{ orderId: '1', lines: cups(2, 2) }], stockOf(place('A1', 3)), 'hold').short).toHaveLength(1)
    expect(coveredOrders([{ orderId: '1', lines: cups(99_999) }], stockOf(place('A1', null)), 'hold').covered).toHaveLength(1)
  })
})
