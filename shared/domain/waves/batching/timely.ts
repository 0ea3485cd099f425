// Lists in time before lists that are short: a search over the schedule of all pickers. Runs anywhere: no clock, no I/O. Rule BT9 of docs/specs/batching.md.
import { wholeBetween, type Random } from '#shared/kernel/random.ts'
import { meterOf } from './meter.ts'
import { loadKinds, type BatchList, type BatchProblem } from './problem.ts'
import { costOf, costsLess, dueOf, durationOf, scheduleOf, type PlanCost, type TimedList } from './schedule.ts'

/** Lateness stands like walls between plans: some searches are hot enough to pass them, in shares of the mean list. */
const heats = [0.1, 3, 30]

type Row = { orders: number[]; length: number; timed: TimedList }

/** Of two plans of the same orders the one that costs less; the first when they cost the same. One that stays within the limit of lists comes before one that does not. */
export function cheaper(problem: BatchProblem, one: readonly BatchList[], other: readonly BatchList[]): readonly BatchList[] {
  const most = problem.mostLists ?? Infinity
  const over = Math.max(0, other.length - most) - Math.max(0, one.length - most)
  if (over !== 0) return over < 0 ? other : one
  return costsLess(costOf(problem, other), costOf(problem, one)) ? other : one
}

/** A search that starts from lists and moves single orders or exchanges two; every call goes on from what it is given. */
export function timelySearch(problem: BatchProblem, random: Random): (lists: readonly BatchList[], moves: number, stop: () => boolean) => { lists: readonly BatchList[]; moves: number } {
  const { pickers, orders, capacity } = problem
  const meter = meterOf(problem.block, problem.policy, orders.map(order => ({ ...order, stops: order.stops.filter(({ aisle }) => aisle in problem.block.aisleX) })))
  const rowOf = (some: number[]): Row => {
    const length = meter.lengthOf(Int32Array.from(some), 0, some.length)
    const their = some.map(order => orders[order]!)
    return { orders: some, length, timed: { durationMs: durationOf(pickers!, length, their.reduce((sum, order) => sum + order.load.units, 0)), dueAtMs: dueOf(their) } }
  }
  const fits = (some: readonly number[]): boolean => loadKinds.every(kind => some.reduce((sum, order) => sum + orders[order]!.load[kind], 0) <= capacity[kind])
  const costOfRows = (rows: readonly Row[]): PlanCost => {
    const held = rows.filter(row => row.orders.length > 0)
    const { tardinessMs, makespanMs } = scheduleOf(pickers!, held.map(row => row.timed))
    return [tardinessMs, problem.aim === 'least-makespan' ? makespanMs : 0, held.reduce((sum, row) => sum + row.length, 0)]
  }
  // One figure to cool with: a late minute weighs as a hundred minutes of walking, the last picker's as ten.
  const msPerLength = Math.max(pickers?.msPerLength ?? 1, 1e-6)
  const scalar = ([tardinessMs, makespanMs, length]: PlanCost): number => (100 * tardinessMs + 10 * makespanMs) / msPerLength + length

  const most = problem.mostLists ?? Infinity
  let calls = 0
  return (lists, moves, stop) => {
    let rows = lists.map(list => rowOf([...list.orders]))
    let cost = costOfRows(rows)
    let best = rows
    let bestCost = cost
    const hot = heats[calls++ % heats.length]! * (cost[2] / Math.max(1, rows.length))
    let tried = 0
    while (tried < moves && rows.length > 0 && !stop()) {
      for (const until = Math.min(moves, tried + 16); tried < until; tried++) {
        const temperature = hot * (1 - tried / moves) + 1e-9
        const from = wholeBetween(random, 0, rows.length - 1)
        const to = wholeBetween(random, 0, rows.length < most ? rows.length : rows.length - 1)
        const source = rows[from]!.orders
        const target = rows[to]?.orders ?? []
        const away = source[wholeBetween(random, 0, source.length - 1)]!
        const back = random() < 0.5 ? target[wholeBetween(random, 0, Math.max(0, target.length - 1))] : undefined
        if (from === to || (target.length === 0 && source.length === 1) || orders[target[0] ?? away]!.mixClass !== orders[away]!.mixClass) continue
        const left = source.filter(order => order !== away).concat(back ?? [])
        const grown = target.filter(order => order !== back).concat(away)
        if (!fits(left) || !fits(grown)) continue
        const next = [...rows]
        next[from] = rowOf(left)
        next[to] = rowOf(grown)
        const nextCost = costOfRows(next)
        const worse = scalar(nextCost) - scalar(cost)
        if (worse > 0 && random() >= Math.exp(-worse / temperature)) continue
        rows = next.filter(row => row.orders.length > 0)
        cost = nextCost
        if (costsLess(cost, bestCost)) [best, bestCost] = [rows, cost]
      }
    }
    return { lists: best.map(({ orders: some, length }) => ({ orders: some.toSorted((a, b) => a - b), length })), moves: tried }
  }
}
