// Searches aisle sets for the most pieces per aisle. Runs anywhere: no clock of its own, no I/O, no chance but the seed's.
// Rules BW5..BW9 of docs/specs/wave-building.md.
import { type Random, seededRandom } from '#shared/kernel/random.ts'
import { scoreFor } from './aisle-score.ts'
import { AisleSet } from './aisle-set.ts'
import type { CompactProblem } from './compact-problem.ts'
import { growAisles } from './grow-aisles.ts'
import { packOrders } from './pack-orders.ts'

/** Orders and aisles by their compact numbers. */
export type Found = { aisles: number[]; orders: number[]; units: number; value: number }

export type SearchBudget = {
  seed: number
  /** Asked every few hundred moves; true ends the search with the best find so far. */
  isOver: (movesMade: number) => boolean
  /** Improves on the best find until nothing can be better, or so many steps are made. */
  prove: (best: Found | undefined, stepLimit: number) => { found: Found | undefined; proven: boolean }
  onBetter?: (found: Found) => void
}

export type Searched = { found: Found | undefined; proven: boolean; mostUnits: number }

/** What is remembered of one number of aisles: its best set and how often it was searched. */
type Level = { aisles: number[]; units: number; runs: number }

const checkEvery = 32
/** A proof is tried at once, so that a small question needs no search, and once more when every number of aisles was searched. */
const stepsOfFirstProof = 20_000
const stepsOfProof = 300_000
/** Tries of an aisle for the one taken out, before it is put back. */
const triesPerStep = 8
const stepsOfFirstRun = 1000
const stepsOfLongestRun = 40_000
/** The heat of a run at its begin and end, in pieces per aisle of the best set of that size; runs take turns, because no one pair is best for every site. */
const heats = [[0.3, 0.01], [0.1, 0.002], [0.6, 0.01], [0.2, 0.02]] as const
/** A number of aisles whose greedy set has not even this share of what is wanted is not searched before the others were. */
const hopeful = 0.35
/** What a number of aisles searched once is thought to gain by twice as much. */
const curiosity = 0.3
/** A set is packed on the way when its guess is so near to the best of its size. */
const worthPacking = 0.998

/**
 * For every number of aisles that could still beat the best find, simulated annealing (Kirkpatrick, Gelatt and Vecchi, Science 220, 1983)
 * over sets of that many aisles, one out and one in; the next number is chosen by how near it has come. A greedy row of sets, one aisle
 * more each, is where each number starts. Whatever the budget, the greedy row is finished.
 */
export function searchAisles(problem: CompactProblem, budget: SearchBudget): Searched {
  const random = seededRandom(budget.seed)
  const score = scoreFor(problem)
  const packing = new AisleSet(problem)
  const levels = new Map<number, Level>()
  let best: Found | undefined
  let mostUnits = 0
  let moves = 0
  const capped = (units: number): number => (units < problem.upperBound ? units : problem.upperBound)

  const keep = (found: Found): void => {
    best = found
    budget.onBetter?.(found)
  }
  /** Packs orders for these aisles and keeps them where they are the best of their number, or of all. */
  const settle = (aisles: readonly number[]): number => {
    packing.become(aisles)
    const packed = packOrders(problem, packing)
    mostUnits = Math.max(mostUnits, packed.units)
    const level = levels.get(aisles.length)
    if (!level) levels.set(aisles.length, { aisles: [...aisles], units: packed.units, runs: 0 })
    else if (packed.units > level.units) Object.assign(level, { aisles: [...aisles], units: packed.units })
    const value = packed.units / aisles.length
    if (packed.units >= problem.lowerBound && packed.units > 0 && (best === undefined || value > best.value)) keep({ aisles: packing.list(), orders: packed.orders, units: packed.units, value })
    return packed.units
  }
  /** With more aisles than this, even the upper bound would not be better than the best find. */
  const mostAisles = (): number => (best === undefined ? problem.aisleCount : Math.min(problem.aisleCount, Math.ceil(problem.upperBound / best.value - 1e-9) - 1))
  const become = (aisles: readonly number[]): void => {
    const wanted = new Set(aisles)
    for (let aisle = 0; aisle < problem.aisleCount; aisle++) if (score.chosen[aisle] && !wanted.has(aisle)) score.remove(aisle)
    for (const aisle of aisles) if (!score.chosen[aisle]) score.add(aisle)
  }

  /** Takes over the set of the next smaller or larger number of aisles, an aisle more or less, where that is the better begin. */
  const borrow = (size: number): void => {
    for (const near of [size - 1, size + 1]) {
      const own = levels.get(size)!
      const other = levels.get(near)
      if (!other || other.units / near <= own.units / size) continue
      become(other.aisles)
      let best = -1
      let bestUnits = -Infinity
      for (let aisle = 0; aisle < problem.aisleCount; aisle++) {
        if ((score.chosen[aisle] === 1) === near < size) continue
        let units: number
        if (near < size) units = score.unitsWith(aisle)
        else {
          score.remove(aisle)
          units = score.units()
          score.add(aisle)
        }
        if (units > bestUnits) {
          bestUnits = units
          best = aisle
        }
      }
      if (bestUnits > own.units) settle(near < size ? [...other.aisles, best] : other.aisles.filter(aisle => aisle !== best))
    }
  }

  const anneal = (level: Level, hot: number, cold: number, steps: number): void => {
    become(level.aisles)
    const inside = [...level.aisles]
    const outside: number[] = []
    for (let aisle = 0; aisle < problem.aisleCount; aisle++) if (!score.chosen[aisle]) outside.push(aisle)
    let now = capped(score.units())
    let top = now
    let topSet = [...inside]
    const cooling = (cold / hot) ** (1 / steps)
    const tries = Math.min(triesPerStep, outside.length)
    for (let step = 0, heat = hot; step < steps; step++, heat *= cooling) {
      if (step % checkEvery === 0 && budget.isOver(moves)) break
      const outAt = Math.floor(random() * inside.length)
      const out = inside[outAt]!
      score.remove(out)
      let into = out
      for (let attempt = 0; attempt < tries && into === out; attempt++) {
        moves++
        const inAt = Math.floor(random() * outside.length)
        const tried = outside[inAt]!
        const then = capped(score.unitsWith(tried))
        if (then < now && random() >= Math.exp((then - now) / heat)) continue
        into = tried
        inside[outAt] = tried
        outside[inAt] = out
      }
      score.add(into)
      if (into !== out) now = capped(score.units())
      if (now > top) {
        top = now
        topSet = [...inside]
        if (top >= level.units * worthPacking) score.learn(settle(topSet))
      }
    }
    settle(topSet)
  }

  growAisles(problem, packing, () => settle(packing.list()), mostAisles)
  const prove = (stepLimit: number): boolean => {
    const { found, proven } = budget.prove(best, stepLimit)
    if (found && found !== best) keep(found)
    return proven
  }
  let proven = prove(stepsOfFirstProof)
  let triedAgain = false
  let rounds = 0
  while (!proven && !budget.isOver(moves)) {
    const size = nextSize(levels, mostAisles(), best?.value ?? 0, problem, random)
    const level = size === undefined ? undefined : levels.get(size)
    if (!triedAgain && (level === undefined || ++rounds > levels.size)) {
      triedAgain = true
      proven = prove(stepsOfProof)
      continue
    }
    if (size === undefined || level === undefined) break
    const unit = Math.max(1, level.units / size)
    // Not every time: sets of their own keep the search wide.
    if (level.runs % 2 === 1) borrow(size)
    const [hot, cold] = heats[level.runs % heats.length]!
    anneal(level, unit * hot, unit * cold, Math.min(stepsOfLongestRun, stepsOfFirstRun * (1 + 2 * level.runs)))
    level.runs++
  }
  if (best === undefined) proven = prove(stepsOfProof)
  return { found: best, proven, mostUnits }
}

/**
 * First every number of aisles whose greedy set gives hope, then mostly the one whose best set comes nearest to what would beat `value` and reach
 * the lower bound, less tried ones before others that are as near. Undefined: no number can be better.
 */
function nextSize(levels: ReadonlyMap<number, Level>, most: number, value: number, problem: CompactProblem, random: Random): number | undefined {
  const open = [...levels]
    .filter(([size, level]) => size <= most && size < problem.aisleCount && level.units > 0)
    .map(([size, level]) => ({ size, runs: level.runs, nearness: level.units / Math.max(1, problem.lowerBound, value * size) }))
  const fresh = open.filter(({ runs, nearness }) => runs === 0 && nearness >= hopeful)
  const ranked = (fresh.length > 0 ? fresh : open).map(({ size, runs, nearness }) => ({ size, rank: nearness * (1 + curiosity / (1 + runs)) })).sort((a, b) => b.rank - a.rank || a.size - b.size)
  if (ranked.length === 0) return undefined
  let at = 0
  while (at < ranked.length - 1 && random() < 0.4) at++
  return ranked[at]!.size
}
