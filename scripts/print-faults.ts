// `npm run print-faults -- --jobs 20000`: so many label jobs on printers as bad as life, in shifts of their own seeds (tests/faults/support/print-shift.ts); `--seed S` is the first one, `--at-once N` shifts run side
// by side in one process. Every twentieth shift prints drawn labels that a decoder reads, the others dots that say which label it is. One shift again: `--seed S --jobs 1`. Ends with 1 and names the seeds that failed.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { addShift, runPrintShift, type ShiftCounts } from '#tests/faults/support/print-shift.ts'
import { say } from './support/project.ts'

const parcelsPerShift = 40
const drawnOneIn = 20
const sayEveryMs = 15_000

const { values } = parseArgs({ options: { jobs: { type: 'string', default: '20000' }, seed: { type: 'string', default: String(Date.now() % 1_000_000_000) }, 'at-once': { type: 'string', default: '16' }, within: { type: 'string' }, out: { type: 'string' } } })
const wholeNumber = (text: string, name: string): number => {
  if (!/^\d{1,12}$/.test(text)) throw new Error(`--${name} is a whole number, not "${text}".`)
  return Number(text)
}
const [jobs, firstSeed, atOnce] = [wholeNumber(values.jobs, 'jobs'), wholeNumber(values.seed, 'seed'), wholeNumber(values['at-once'], 'at-once')]
const endsAtMs = performance.now() + (values.within === undefined ? Infinity : wholeNumber(values.within, 'within') * 1_000)

const counts: ShiftCounts = {}
const failed: number[] = []
let nextSeed = firstSeed
let nextWordAtMs = performance.now() + sayEveryMs
const startedAtMs = performance.now()

async function work(): Promise<void> {
  // Shifts under way, and those that failed, count one job a parcel: the last ones may bring some more than were asked for.
  while ((counts.jobs ?? 0) < jobs && performance.now() < endsAtMs && (nextSeed === firstSeed || (counts.jobs ?? 0) + (nextSeed - firstSeed - (counts.shifts ?? 0)) * parcelsPerShift < jobs)) {
    const seed = nextSeed
    nextSeed += 1
    try {
      addShift(counts, await runPrintShift({ seed, parcels: parcelsPerShift, drawn: seed % drawnOneIn === 0 }))
      addShift(counts, { shifts: 1 })
    } catch (fault) {
      failed.push(seed)
      say(`SEED ${seed} FAILED (--seed ${seed} --jobs 1): ${fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)}`)
    }
    if (performance.now() < nextWordAtMs) continue
    nextWordAtMs = performance.now() + sayEveryMs
    say(`${counts.jobs ?? 0} jobs of ${counts.parcels ?? 0} parcels, ${counts.unknown ?? 0} unknown, ${failed.length} shifts failed, ${Math.round((performance.now() - startedAtMs) / 1_000)} s`)
  }
}

await Promise.all(Array.from({ length: atOnce }, work))
const result = { firstSeed, seconds: Math.round((performance.now() - startedAtMs) / 1_000), failed, ...Object.fromEntries(Object.entries(counts).sort(([one], [other]) => one.localeCompare(other))) }
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`)
process.exitCode = failed.length > 0 || (counts.jobs ?? 0) === 0 ? 1 : 0
