// Small e-commerce orders: the picking lines of Samir Saci (MIT) beside the checkout, and the sample warehouse. Arrival order walked in S-shape is the peer.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { makeSampleWarehouse } from '#hub/sample/sample-warehouse.ts'
import { firstFitPlan, planLists } from '#shared/domain/waves/batching/plan-lists.ts'
import type { BatchOrder, BatchProblem } from '#shared/domain/waves/batching/problem.ts'
import { bayBlock } from '#shared/domain/waves/routing/bay-router.ts'
import { checkLayout } from '#shared/domain/waves/routing/grid.ts'
import { createSiteWalks } from '#shared/domain/waves/routing/site-walks.ts'
import { assert } from '#shared/kernel/assert.ts'
import { projectDir, say } from '../../support/project.ts'
import { rounded, type Row } from '../report.ts'

type Block = BatchProblem['block']
type Small = { name: string; block: Block; orders: BatchOrder[] }

const orderOf = (stops: BatchOrder['stops'], units: number): BatchOrder => ({ stops, load: { units, weightGrams: 0, volumeCubicCentimetres: 0, slots: 1 }, mixClass: '', dueAtMs: null })

/** The front cross aisle lies at 5.5 m, as in the author's own program; the back one a metre behind the deepest place; the walk begins at the aisle nearest to the origin. */
async function saciOrders(): Promise<Small | undefined> {
  const file = path.join(path.dirname(projectDir), 'shared', 'data', 'picking_lines_samirsaci', 'train', 'df_lines.csv')
  if (!existsSync(file)) return undefined
  const rows = parse(await readFile(file, 'utf8'), { columns: true }) as { OrderNumber: string; PCS: string; Alley_Number: string; Coord: string }[]
  const placed = rows.map(row => ({ ...row, at: (JSON.parse(row.Coord) as [number, number]) }))
  const xOf = new Map([...Map.groupBy(placed, row => row.Alley_Number)].map(([alley, some]) => [alley, some.map(row => row.at[0]).sort((a, b) => a - b)[some.length >> 1]!]))
  const alleys = [...xOf.keys()].sort((a, b) => xOf.get(a)! - xOf.get(b)!)
  const front = 5.5
  const origin = xOf.get(alleys[0]!)!
  const block: Block = { aisleX: Float64Array.from(alleys, alley => xOf.get(alley)! - origin), aisleLength: Math.max(...placed.map(row => row.at[1])) + 1 - front, depotAisle: 0 }
  const orders = [...Map.groupBy(placed, row => row.OrderNumber).values()].map(lines =>
    orderOf(lines.map(line => ({ aisle: alleys.indexOf(line.Alley_Number), position: Math.max(0, line.at[1] - front) })), lines.reduce((sum, line) => sum + Number(line.PCS), 0)))
  return { name: 'picking lines (Saci)', block, orders }
}

/** The orders that the demonstration starts with, each product at the first place that holds it. */
function sampleOrders(): Small {
  const { orders, places, stock } = makeSampleWarehouse({ seed: 1, nowMs: 1_764_000_000_000 })
  const { block, stopOf } = bayBlock([], places)
  const placeOf = new Map(places.map(place => [place.placeCode, place]))
  const homeOf = new Map(stock.toReversed().map(row => [row.sku, placeOf.get(row.placeCode)!]))
  return { name: 'sample warehouse', block, orders: orders.filter(order => order.holds.length === 0).map(order => orderOf(order.lines.map(line => stopOf(homeOf.get(line.sku)!)), order.lines.reduce((sum, line) => sum + line.quantity, 0))) }
}

/** The walks of these lists by the general planner of walks, which shares no code with the meter of batching. */
function walkAgain(problem: BatchProblem, lists: readonly { orders: readonly number[] }[]): number {
  const { aisleX, aisleLength, depotAisle } = problem.block
  const name = (aisle: number, position: number): string => `${aisle} ${position}`
  const stops = new Map(problem.orders.flatMap(order => order.stops.map(stop => [name(stop.aisle, stop.position), stop])))
  const { grid } = checkLayout({
    aisles: [...aisleX].map((x, aisle) => ({ name: String(aisle), x, oneWay: null, turning: true, closedBlocks: [] })), crossAisles: [{ y: 0, oneWay: null }, { y: aisleLength, oneWay: null }], starts: [{ name: '', x: aisleX[depotAisle]!, y: 0 }], ends: [], metresPerSecond: 1,
    secondsPerLevel: [0], places: [...stops].map(([place, { aisle, position }]) => ({ place, aisle: String(aisle), y: position, level: 0 })),
  })
  assert(grid, 'the block is a layout')
  const walks = createSiteWalks(grid)
  return lists.reduce((sum, list) => sum + walks.walk(list.orders.flatMap(order => problem.orders[order]!.stops.map(stop => name(stop.aisle, stop.position))), 'optimal')!.walk.metres, 0)
}

/** Waves of so many orders as they came, on carts of so many orders; each planned for `seconds`. */
export async function measureSmallOrders(nowMs: () => number, seconds: number): Promise<Row[]> {
  const rows: Row[] = []
  const saci = await saciOrders()
  if (!saci) say('The picking lines are not beside this checkout (../shared/data): only the sample warehouse is measured.')
  for (const { name, block, orders } of [...(saci ? [saci] : []), sampleOrders()]) {
    for (const [wave, cart] of [[200, 10], [200, 30], [1000, 20]] as const) {
      const sums = { planned: 0, first: 0, arrivalShortest: 0, arrivalRule: 0 }
      const waves = Math.min(4, Math.floor(orders.length / wave))
      for (let turn = 0; turn < waves; turn++) {
        const problem: BatchProblem = { block, policy: 'optimal', pickers: null, aim: 'least-length', orders: orders.slice(turn * wave, (turn + 1) * wave), capacity: { units: Infinity, weightGrams: Infinity, volumeCubicCentimetres: Infinity, slots: cart } }
        const plan = planLists(problem, { seed: 1, forMs: seconds * 1000, nowMs })
        assert(Math.abs(walkAgain(problem, plan.lists) - plan.length) < 1e-6 * plan.length, `${name}: the walks are as long as the plan says`)
        assert(plan.lists.every(list => list.orders.length <= cart) && new Set(plan.lists.flatMap(list => list.orders)).size === wave, `${name}: every order is on one list that fits its cart`)
        sums.planned += plan.length
        sums.arrivalShortest += plan.arrivalLength
        sums.arrivalRule += firstFitPlan({ ...problem, policy: 'traversal' }).reduce((sum, list) => sum + list.length, 0)
      }
      rows.push({ class: `${name}: waves of ${wave}, carts of ${cart} orders`, instances: waves, seconds, 'of arrival + S-shape': rounded(sums.planned / sums.arrivalRule), 'of arrival, shortest walks': rounded(sums.planned / sums.arrivalShortest), 'metres an order': rounded(sums.planned / (waves * wave)) })
      say(`${name}, waves of ${wave}, carts of ${cart}: ${rounded(sums.planned / sums.arrivalRule)} of arrival order and S-shape`)
    }
  }
  return rows
}
