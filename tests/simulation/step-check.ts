// Truths that hold after every step, told from what the world has seen so far. The journals' chains are held where they are read (witness.ts).
import type { Witness } from './witness.ts'
import { hold } from './violation.ts'

export type StepCheck = { (): void }

export function createStepCheck(witness: Witness, mayDouble: (machine: number) => boolean): StepCheck {
  let acts = 0
  let jobs = 0
  return () => {
    if (witness.actOf.size !== acts) {
      acts = witness.actOf.size
      const recorded = new Map<string, number>()
      for (const [scanId, act] of witness.repeats) for (const each of [scanId, act]) if ((witness.factsOfScan.get(each)?.length ?? 0) > 0) recorded.set(act, (recorded.get(act) ?? 0) + 1)
      for (const [act, tries] of recorded) hold(tries === 1, 'act-counted-twice', () => `one read was recorded under ${tries} ids (${act})`)
    }
    const total = witness.jobCount
    if (total === jobs) return
    jobs = total
    // I12: one original for each number at a bench, and one more for each reprint that a person asked for.
    for (const [number, labels] of witness.jobs) {
      const byMachine = Map.groupBy(labels, (label) => label.machine)
      for (const [machine, mine] of byMachine) {
        const allowed = 1 + (witness.reprints.get(`${machine}/${number}`) ?? 0)
        hold(mine.length <= allowed || mayDouble(machine), 'printed-twice', () => `${number} went to the printer ${mine.length} times at machine ${machine}, ${allowed} allowed`)
      }
    }
  }
}
