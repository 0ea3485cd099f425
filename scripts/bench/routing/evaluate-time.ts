// What one evaluation of a list costs, the shortest walk against S-shape on the same lists, by turns.
import { emptyFigures, figuresOfCells, largestGapLength, oneBlock, optimalLength, sShapeLength } from '#shared/domain/waves/routing/one-block.ts'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'
import { percentile } from '../report.ts'

const aisles = 10
const cellsPerAisle = 45
const words = 2

export type EvaluateTime = { picks: number; sShapeNs: number; largestGapNs: number; optimalNs: number }

/** Nanoseconds from a list's cells to the length of its walk (the figures of the aisles and the rule), for lists of so many picks; the tenth percentile of 301 rounds. */
export function evaluateTime(picks: number): EvaluateTime {
  const random = seededRandom(picks)
  const block = oneBlock(aisles, 5, 47)
  const figures = emptyFigures(aisles)
  const cellPositions = Float64Array.from({ length: cellsPerAisle }, (_, cell) => cell + 1.5)
  const lists = Array.from({ length: 2_000 }, () => {
    const cells = new Int32Array(aisles * words)
    for (let pick = 0; pick < picks; pick++) {
      const cell = wholeBetween(random, 0, cellsPerAisle - 1)
      cells[words * wholeBetween(random, 0, aisles - 1) + (cell >> 5)]! |= 1 << (cell & 31)
    }
    return cells
  })
  let sum = 0
  const round = (rule: typeof sShapeLength): number => {
    const startedMs = performance.now()
    for (const cells of lists) {
      figuresOfCells(cells, words, cellPositions, figures)
      sum += rule(block, figures)
    }
    return ((performance.now() - startedMs) * 1e6) / lists.length
  }
  const rules = [sShapeLength, largestGapLength, optimalLength]
  const times: number[][] = rules.map(() => [])
  // Short rounds by turns, so that other work of the machine hits all rules alike; the first ones only warm up. The tenth percentile is a round that nobody disturbed.
  for (let again = 0; again < 150 + 301; again++) for (const [index, rule] of rules.entries()) times[index]!.push(round(rule))
  const quiet = times.map((some) => percentile(some.slice(150), 0.1))
  if (!(sum > 0)) throw new Error('the lists have walks')
  return { picks, sShapeNs: quiet[0]!, largestGapNs: quiet[1]!, optimalNs: quiet[2]! }
}
