import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import { packBoxes, type Size, volumeOf } from './extreme-points.ts'
import { type ItemToPack, paddingAmong, type PackagingChoice, proposePackaging } from './propose-packaging.ts'

const packaging = (packagingCode: string, kind: PackagingChoice['kind'], [innerLengthMm, innerWidthMm, innerHeightMm]: Size, maxWeightGrams = 30_000): PackagingChoice =>
  ({ packagingCode, kind, innerLengthMm, innerWidthMm, innerHeightMm, weightGrams: 100, maxWeightGrams })
const choices = [
  packaging('C-large', 'carton', [400, 300, 300]), packaging('C-small', 'carton', [200, 150, 100]), packaging('C-middle', 'carton', [300, 200, 200]),
  packaging('B', 'bag', [190, 140, 30]), packaging('S', 'sealed-bag', [120, 120, 260]), packaging('U', 'cushion', [400, 300, 10]),
]
const item = ([lengthMm, widthMm, heightMm]: Size, more: Partial<ItemToPack> = {}): ItemToPack =>
  ({ lengthMm, widthMm, heightMm, weightGrams: 200, quantity: 1, fragile: false, liquid: false, bulky: false, ...more })

describe('layout by extreme points', () => {
  test('[EP3] finds layouts that need a box turned', () => {
    expect(packBoxes([40, 30, 10], [[30, 20, 10], [30, 20, 10]])).toHaveLength(2)
    expect(packBoxes([100, 100, 100], Array.from({ length: 8 }, (): Size => [50, 50, 50]))).toHaveLength(8)
    expect(packBoxes([100, 100, 100], [[50, 50, 50], [60, 60, 60]])).toBeNull()
  })

  test('[EP1] [EP4] a layout holds every box once, inside, without overlap', () => {
    const sizes = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.integer({ min, max }))
    // Small whole numbers make boxes meet edge to edge; large ones make odd gaps.
    const sets = fc.oneof(
      fc.tuple(sizes(40, 120), fc.array(sizes(1, 60), { minLength: 1, maxLength: 14 })),
      fc.tuple(sizes(4, 9), fc.array(sizes(1, 4), { minLength: 4, maxLength: 20 })),
    )
    let found = 0
    fc.assert(fc.property(sets, ([container, boxes]) => {
      const placed = packBoxes(container, boxes)
      if (!placed) return
      found++
      const sorted = (size: Size): string => size.toSorted((a, b) => a - b).join()
      expect(placed.map(one => sorted(one.size)).sort()).toEqual(boxes.map(sorted).sort())
      const turns = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
      expect(turns.some(turn => placed.every(one => turn.every((edge, axis) => (one.at[axis] ?? 0) + (one.size[axis] ?? 0) <= (container[edge] ?? 0))))).toBe(true)
      for (const [index, a] of placed.entries()) for (const b of placed.slice(index + 1)) {
        expect([0, 1, 2].some(axis => (a.at[axis] ?? 0) + (a.size[axis] ?? 0) <= (b.at[axis] ?? 0) || (b.at[axis] ?? 0) + (b.size[axis] ?? 0) <= (a.at[axis] ?? 0))).toBe(true)
      }
    }), { numRuns: 400 })
    expect(found).toBeGreaterThan(80)
  })

  test('[EP2] [EP3] lays out nine in ten sets of eight boxes cut from a block, in a container they fill to 70 %', () => {
    const random = seededRandom(11)
    let held = 0
    for (let round = 0; round < 100; round++) {
      const boxes: Size[] = [[400, 300, 200]]
      for (let cut = 0; cut < 7; cut++) {
        boxes.sort((a, b) => volumeOf(b) - volumeOf(a))
        const [a = 0, b = 0, c = 0] = boxes.shift()?.toSorted((p, q) => q - p) ?? []
        const part = wholeBetween(random, Math.ceil(a * 0.3), Math.floor(a * 0.7))
        boxes.push([part, b, c], [a - part, b, c])
      }
      if (packBoxes([450, 338, 225], boxes)) held++
    }
    expect(held).toBeGreaterThanOrEqual(95)
  })
})

describe('proposed packaging', () => {
  test('[PP3] the smallest that holds the goods', () => {
    expect(proposePackaging([item([180, 130, 20])], choices)).toEqual({ kind: 'proposed', packagingCode: 'B', extras: [], fill: 468_000 / 798_000, ownCartonPieces: 0, weightKnown: true })
    expect(proposePackaging([item([100, 150, 100], { quantity: 2 })], choices)).toMatchObject({ packagingCode: 'C-small', fill: 1 })
    expect(proposePackaging([item([100, 150, 101], { quantity: 2 })], choices)).toMatchObject({ packagingCode: 'C-middle' })
  })
  test('[PP1] bulky goods stay in their own cartons, alone or beside the rest', () => {
    const fridge = item([900, 600, 600], { bulky: true, quantity: 2 })
    expect(proposePackaging([fridge], choices)).toEqual({ kind: 'own-carton', ownCartonPieces: 2 })
    expect(proposePackaging([fridge, item([100, 100, 20])], choices)).toMatchObject({ kind: 'proposed', packagingCode: 'B', ownCartonPieces: 2 })
  })
  test('[PP2] a missing size is not guessed, and what the goods need is said all the same', () => {
    const goods = [item([10, 10, 10]), { ...item([10, 10, 10], { fragile: true, liquid: true }), widthMm: null }, { ...item([10, 10, 10]), heightMm: 0 }]
    expect(proposePackaging(goods, choices)).toEqual({ kind: 'unknown-size', itemIndexes: [1, 2], needs: ['cushion', 'sealed-bag'] })
  })
  test('[PP4] [PP6] fragile goods get a cushion, its room, and never a bag', () => {
    expect(proposePackaging([item([100, 100, 20], { fragile: true })], choices)).toMatchObject({ packagingCode: 'C-small', extras: ['U'] })
    expect(proposePackaging([item([100, 100, 5], { fragile: true })], choices)).toMatchObject({ packagingCode: 'C-small' })
    expect(proposePackaging([item([190, 140, 90], { fragile: true })], choices)).toMatchObject({ packagingCode: 'C-middle' })
    expect(proposePackaging([item([10, 10, 10], { fragile: true })], choices.filter(one => one.kind !== 'cushion'))).toEqual({ kind: 'none-fits', why: 'no-cushion' })
  })
  test('[PP5] liquids get one sealed bag, or one each when they do not go into one', () => {
    const bottle = (quantity: number) => [item([70, 70, 250], { liquid: true, quantity })]
    expect(proposePackaging(bottle(1), choices)).toMatchObject({ extras: ['S'] })
    expect(proposePackaging(bottle(3), choices)).toMatchObject({ extras: ['S', 'S', 'S'] })
    expect(proposePackaging([item([70, 70, 270], { liquid: true })], choices)).toEqual({ kind: 'none-fits', why: 'no-sealed-bag' })
  })
  test('[PP7] what is too heavy for one packaging goes into the next, and into none beyond all', () => {
    const light = [packaging('weak', 'carton', [200, 200, 200], 500), packaging('strong', 'carton', [300, 300, 300], 900)]
    const brick = (weightGrams: number | null) => [item([100, 100, 100], { weightGrams })]
    expect(proposePackaging(brick(500), light)).toMatchObject({ packagingCode: 'weak', weightKnown: true })
    expect(proposePackaging(brick(501), light)).toMatchObject({ packagingCode: 'strong' })
    expect(proposePackaging(brick(901), light)).toEqual({ kind: 'none-fits', why: 'too-heavy' })
    expect(proposePackaging(brick(null), light)).toMatchObject({ packagingCode: 'weak', weightKnown: false })
  })
  test('[PP8] beyond 60 pieces the volume decides, with a third left free', () => {
    expect(proposePackaging([item([10, 10, 10], { quantity: 2000, weightGrams: 1 })], choices)).toMatchObject({ packagingCode: 'C-small' })
    expect(proposePackaging([item([10, 10, 10], { quantity: 2001, weightGrams: 1 })], choices)).toMatchObject({ packagingCode: 'C-middle' })
    expect(proposePackaging([item([10, 10, 10], { quantity: 61, weightGrams: 1 }), item([500, 1, 1])], choices)).toEqual({ kind: 'none-fits', why: 'too-large' })
  })
  test('[CH5] cushions and sealed bags are no box, unless a site has nothing else', () => {
    expect(choices.map(({ packagingCode }) => packagingCode).filter(paddingAmong(choices))).toEqual(['S', 'U'])
    expect(paddingAmong(choices.filter(({ kind }) => kind === 'sealed-bag'))('S')).toBe(false)
  })
  test('[PP9] larger than every packaging', () => expect(proposePackaging([item([401, 10, 10])], choices)).toEqual({ kind: 'none-fits', why: 'too-large' }))

  test('[PP3] [PP7] whatever is proposed is large enough and strong enough, in any row of the packagings', () => {
    const edge = fc.integer({ min: 5, max: 260 })
    const anyItem = fc.record({
      lengthMm: edge, widthMm: edge, heightMm: edge, weightGrams: fc.integer({ min: 1, max: 9000 }), quantity: fc.integer({ min: 1, max: 4 }), fragile: fc.boolean(), liquid: fc.constant(false), bulky: fc.constant(false),
    })
    fc.assert(fc.property(fc.array(anyItem, { minLength: 1, maxLength: 5 }), items => {
      const proposal = proposePackaging(items, choices)
      expect(proposePackaging(items, choices.toReversed())).toEqual(proposal)
      if (proposal.kind !== 'proposed') return
      expect(proposal.fill).toBeLessThanOrEqual(1)
      expect(items.reduce((sum, one) => sum + one.weightGrams * one.quantity, 0)).toBeLessThanOrEqual(30_000)
    }))
  })
})
