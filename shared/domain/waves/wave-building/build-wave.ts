// Builds one wave: the orders and the aisles with the most pieces per aisle visited. Runs anywhere: no clock, no I/O; "now" and the budget come in.
// Rules BW1..BW9 of docs/specs/wave-building.md.
import { compactProblem } from './compact-problem.ts'
import { exactWave } from './exact-wave.ts'
import { type Found, searchAisles } from './search-aisles.ts'
import { type BuiltWave, impossible, type NoWave, type WaveProblem, whyUnanswerable } from './wave-problem.ts'

export type WaveBudget = {
  seed: number
  nowMs: () => number
  /** The search ends at this time of `nowMs`; a first answer is worked out even if it is past. */
  untilMs: number
  /** Ends the search after so many moves as well: with a clock that stands still, the same seed gives the same wave. */
  maxMoves?: number
  /** Asked now and then; true ends the search with the best wave so far. */
  isCancelled?: () => boolean
  onBetter?: (wave: BuiltWave) => void
}

/** `proven`: no wave has more pieces per aisle. */
export type WaveAnswer = { kind: 'wave'; wave: BuiltWave; proven: boolean; moves: number }

/**
 * Every answer is feasible: bounds kept, no item promised beyond the stock of the chosen aisles. The question
 * (units per aisle, lower and upper bound, stock) is that of the SBPO 2025 challenge
 * (github.com/mercadolibre/challenge-sbpo-2025); how it is searched is our own, see docs/decisions/wave-building.md.
 */
export function buildWave(problem: WaveProblem, budget: WaveBudget): WaveAnswer | NoWave {
  const wrong = whyUnanswerable(problem)
  if (wrong) return wrong
  const compact = compactProblem(problem)
  if (compact.orderCount === 0) return impossible('no-order-fits', 0)
  const asBuilt = (found: Found): BuiltWave => ({
    orders: found.orders.map(order => compact.orderIds[order]!), aisles: found.aisles.map(aisle => compact.aisleIds[aisle]!), units: found.units, value: found.value,
  })
  const { onBetter, maxMoves = Infinity } = budget
  let moves = 0
  const timeIsUp = (): boolean => budget.nowMs() >= budget.untilMs || budget.isCancelled?.() === true
  const searched = searchAisles(compact, {
    seed: budget.seed,
    isOver: (made) => {
      moves = made
      return made >= maxMoves || timeIsUp()
    },
    // Without any wave yet, a late wave is better than none.
    prove: (found, stepLimit) => exactWave(compact, found, stepLimit, found ? timeIsUp : () => false),
    ...(onBetter ? { onBetter: (found: Found) => onBetter(asBuilt(found)) } : {}),
  })
  if (!searched.found) return impossible('lower-bound-not-reached', searched.mostUnits)
  return { kind: 'wave', wave: asBuilt(searched.found), proven: searched.proven, moves }
}
