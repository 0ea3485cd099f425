// Random small layouts of every kind the planner knows, with a list of places each.
import fc from 'fast-check'
import type { SiteLayout } from '#shared/domain/waves/routing/layout.ts'

export type Shape = { crossAisles: [number, number]; oneWay: boolean; noTurning: boolean; closed: boolean; ends: boolean; minStops?: number; maxStops?: number }

export function anyLayout(shape: Shape): fc.Arbitrary<SiteLayout> {
  const aisle = fc.record({
    gap: fc.constantFrom(1, 2, 7), oneWay: shape.oneWay ? fc.constantFrom(null, null, 'to-back' as const, 'to-front' as const) : fc.constant(null),
    turning: shape.noTurning ? fc.boolean() : fc.constant(true), closedBlocks: shape.closed ? fc.subarray([0, 1, 2], { maxLength: 1 }) : fc.constant<number[]>([]),
  })
  const cross = fc.record({ gap: fc.constantFrom(3, 5, 10), oneWay: shape.oneWay ? fc.constantFrom(null, null, null, 'ascending' as const, 'descending' as const) : fc.constant(null) })
  const end = fc.record({ column: fc.nat(5), between: fc.boolean(), cross: fc.nat(5), inside: shape.ends ? fc.constantFrom(false, false, true) : fc.constant(false) })
  return fc.record({
    aisles: fc.array(aisle, { minLength: 1, maxLength: 5 }), crosses: fc.array(cross, { minLength: shape.crossAisles[0], maxLength: shape.crossAisles[1] }),
    starts: fc.array(end, { minLength: 1, maxLength: shape.ends ? 2 : 1 }), ends: fc.array(end, { maxLength: shape.ends ? 2 : 0 }), stops: fc.array(fc.tuple(fc.nat(9), fc.nat(99)), { minLength: shape.minStops ?? 0, maxLength: shape.maxStops ?? 7 }),
  }).map(({ aisles, crosses, starts, ends, stops }): SiteLayout => {
    let x = 0
    let y = 0
    const aisleList = aisles.map((one, index) => ({ name: `G${index}`, x: (x += one.gap), oneWay: one.oneWay, turning: one.turning, closedBlocks: one.closedBlocks.filter(block => block < crosses.length - 1) }))
    const crossList = crosses.map(one => ({ y: (y += one.gap), oneWay: one.oneWay }))
    const place = (end: { column: number; between: boolean; cross: number; inside: boolean }, name: string) => {
      const at = aisleList[end.column % aisleList.length]!
      const low = crossList[end.cross % (crossList.length - 1)]!.y
      return end.inside ? { name, x: at.x, y: low + 2 } : { name, x: at.x + (end.between ? 0.5 : 0), y: crossList[end.cross % crossList.length]!.y }
    }
    const depth = crossList.at(-1)!.y - crossList[0]!.y
    return {
      aisles: aisleList, crossAisles: crossList, starts: starts.map((one, index) => place(one, `S${index}`)), ends: ends.map((one, index) => place(one, `E${index}`)), metresPerSecond: 1, secondsPerLevel: [0],
      places: stops.map(([column, at], index) => ({ place: `P${index}`, aisle: `G${column % aisleList.length}`, y: crossList[0]!.y + (at % (2 * depth + 1)) / 2, level: 0 })),
    }
  })
}
