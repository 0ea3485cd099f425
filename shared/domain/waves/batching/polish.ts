// Shorter lists by their true walks, where the search had to measure with nearly true ones. Runs anywhere: no clock, no I/O. Rule BT16 of docs/specs/batching.md.
import { wholeBetween, type Random } from '#shared/kernel/random.ts'
import { listOf } from './list-of.ts'
import { loadKinds, type BatchList, type BatchProblem } from './problem.ts'
import { costOf, costsLess } from './schedule.ts'

/** Moves single orders or exchanges two, keeps what costs less, until it is stopped or has made so many tries. */
export function polish(problem: BatchProblem, lists: readonly BatchList[], random: Random, moves: number, stop: () => boolean): readonly BatchList[] {
  let best = lists
  let cost = costOf(problem, best)
  const fits = (some: readonly number[]): boolean => loadKinds.every(kind => some.reduce((sum, order) => sum + problem.orders[order]!.load[kind], 0) <= problem.capacity[kind])
  for (let tried = 0; tried < moves && best.length > 1 && !stop(); tried++) {
    const from = wholeBetween(random, 0, best.length - 1)
    const to = wholeBetween(random, 0, best.length - 1)
    const [source, target] = [best[from]!.orders, best[to]!.orders]
    const away = source[wholeBetween(random, 0, source.length - 1)]!
    const back = random() < 0.6 ? target[wholeBetween(random, 0, target.length - 1)] : undefined
    if (from === to || problem.orders[away]!.mixClass !== problem.orders[target[0]!]!.mixClass) continue
    const left = source.filter(order => order !== away).concat(back ?? [])
    const grown = target.filter(order => order !== back).concat(away)
    if (!fits(left) || !fits(grown)) continue
    const next = best.map((list, index) => (index === from ? listOf(problem, left) : index === to ? listOf(problem, grown) : list)).filter(list => list.orders.length > 0)
    const nextCost = costOf(problem, next)
    if (costsLess(nextCost, cost)) [best, cost] = [next, nextCost]
  }
  return best
}
