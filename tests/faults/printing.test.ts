// Goal: whatever a printer does, no waybill has two originals, no copy comes out twice, and every label that is in doubt is settled by scanning it back or by a person.
// Method: shifts at a bench with two bad printers and a station that goes down (support/print-shift.ts), some with drawn labels that a decoder reads and some with labels of plain dots. `npm run print-faults` runs
// as many as one likes.
import { expect, test } from 'vitest'
import { addShift, runPrintShift, type ShiftCounts } from './support/print-shift.ts'
import { isNight, patience, seededRandom, tell } from './support/fault-counts.ts'

const parcelsPerShift = 10
const rounds = isNight ? 200 : 1

test('[EF1] [EF2] [EF3] [EF5] [FO3] [FO4] [FO5] no waybill has two originals, no copy comes out twice, and every doubt is settled by a scan or a person', patience, async () => {
  const random = seededRandom('printing')
  const counts: ShiftCounts = {}
  for (let round = 0; round < rounds; round += 1) {
    const shifts = [true, false, false].map((drawn) => runPrintShift({ seed: Math.floor(random() * 1e9), parcels: parcelsPerShift, drawn }))
    for (const shift of await Promise.all(shifts)) addShift(counts, shift)
  }
  expect(counts.parcels).toBe(rounds * 3 * parcelsPerShift)
  tell('printing', counts)
})
