// Goal: a whole shift adds up, and a seed repeats it. Method: two short demos with the same seed side by side, each with its own hub, station and outage.
import { beforeAll, describe, expect, test } from 'vitest'
import { readDemoArguments } from '#scripts/demo/arguments.ts'
import { chanceOf } from '#scripts/demo/chance.ts'
import type { DemoReport } from '#scripts/demo/report.ts'
import { runDemo } from '#scripts/demo/run-demo.ts'

const orders = 50
const playShift = (): Promise<DemoReport> => runDemo({ headless: true, dataDir: undefined, seed: 7, orders, longestMinutes: 5, keep: false, say: () => undefined })

describe('a short shift of the sample warehouse', () => {
  let report: DemoReport
  let again: DemoReport

  // Side by side, so that both see the same time of day: cut-offs decide which orders go first.
  beforeAll(async () => {
    ;[report, again] = await Promise.all([playShift(), playShift()])
  }, 600_000)

  test('[DE1] every order, waybill, label, refusal and piece is accounted for', () => {
    expect(report.faults).toEqual([])
    expect(report.surprises).toEqual([])
    expect(report.accountedFor).toBe(true)
    const { in: came, ...ends } = report.orders
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(came)
    expect(came).toBe(1_520)
    expect(report.orders.held).toBe(20)
    expect(report.worked.orders).toBe(orders)
    expect(report.orders.shipped).toBeGreaterThan(orders * 0.8)
    expect(report.waybills.bound).toBe(report.waybills.originals)
    expect(report.labels.printed).toBeGreaterThanOrEqual(report.parcels)
  })

  test('[DE2] the report begins with the promised fields', () => {
    expect(Object.keys(report).slice(0, 9)).toEqual(['orders', 'lines', 'pieces', 'parcels', 'waybills', 'scans', 'verdictMs', 'outage', 'accountedFor'])
    expect(Object.keys(report.orders)).toEqual(['in', 'shipped', 'held', 'short', 'cancelled', 'open'])
    expect(Object.keys(report.waybills)).toEqual(['bound', 'originals', 'unknown'])
    expect(Object.keys(report.verdictMs)).toEqual(['p50', 'p99'])
    expect(report.verdictMs.p50).toBeGreaterThan(0)
    expect(report.verdictMs.p99).toBeGreaterThanOrEqual(report.verdictMs.p50)
  })

  test('[DE3] parcels go on closing while the network is cut', () => {
    expect(report.outage.parcelsClosedDuring).toBeGreaterThanOrEqual(8)
    expect(report.outage.seconds).toBeGreaterThan(0)
  })

  test('[DE4] people make mistakes, and the station refuses them', () => {
    expect(Object.keys(report.scans.refused).length).toBeGreaterThan(3)
    expect(report.worked.waves).toBeGreaterThan(3)
  })

  test('[DE5] the same seed gives the same orders, parcels and refusals', () => {
    expect(again.orders).toEqual(report.orders)
    expect(again.parcels).toBe(report.parcels)
    expect(again.scans).toEqual(report.scans)
    expect(again.slips).toEqual(report.slips)
  })
})

test('[DE6] what cannot be read on the command line is refused with a sentence', () => {
  expect(readDemoArguments(['--seed', 'x'])).toMatchObject({ refused: expect.stringContaining('--seed takes a whole number') as string })
  expect(readDemoArguments(['--quick'])).toMatchObject({ refused: expect.stringContaining('Usage: npm run demo') as string })
  expect(readDemoArguments(['--headless', '--data', 'd', '--seed', '3', '--report', 'r', '--orders', '9'])).toEqual({ headless: true, dataDir: 'd', seed: 3, reportFile: 'r', orders: 9, longestMinutes: 30, keep: false })
})

test('[DE5] chance depends on the seed and the thing alone', () => {
  const things = Array.from({ length: 4_000 }, (_, number) => chanceOf(1).of('thing', number))
  expect(chanceOf(1).of('thing', 7)).toBe(things[7])
  expect(chanceOf(2).of('thing', 7)).not.toBe(things[7])
  const share = things.filter((value) => value < 0.1).length / things.length
  expect(share).toBeGreaterThan(0.08)
  expect(share).toBeLessThan(0.12)
})
