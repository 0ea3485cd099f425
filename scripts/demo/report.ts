import type { ImportReport } from '#hub/imports/import-target.ts'
import type { Account } from './account.ts'
import type { Shift } from './shift-context.ts'
import type { ShiftFigures } from './shift.ts'

/** What `--report FILE` writes. The first eight are the promised ones; the rest says more. */
export type DemoReport = {
  orders: Account['orders']
  lines: number
  pieces: number
  parcels: number
  waybills: Account['waybills']
  scans: { accepted: number; refused: Record<string, number> }
  verdictMs: { p50: number; p99: number }
  outage: { seconds: number; parcelsClosedDuring: number }
  accountedFor: boolean
  seed: number
  source: string
  faults: string[]
  surprises: string[]
  worked: { orders: number; waves: number; rounds: number; pickedPieces: number; putPieces: number; manifests: number; signIns: number; operatorChanges: number; locks: number; endedEarly: boolean; leftWaiting: string[] }
  kickedOut: number
  cancelled: ShiftFigures['cancelled']
  weights: Account['weighings'] & { approved: number }
  labels: { printed: number; reprinted: number; unknown: number; readingMsEach: number }
  exceptions: Record<string, number>
  openDiscrepancies: number
  /** Slips of hands that no code shows: how many the scale found. */
  slips: Record<string, { made: number; caught: number }>
  import: Pick<ImportReport, 'format' | 'orders' | 'lines' | 'pieces' | 'products' | 'refusalCount'> | null
  seconds: Record<string, number>
}

/** The value below which so large a part of the values lies; 0 of nothing. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0
}

const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits))

export function makeReport(input: {
  account: Account; shift: Shift; figures: ShiftFigures; outage: DemoReport['outage']; tape: readonly string[]; readingMs: number; seed: number; source: string
  imported: ImportReport | undefined; seconds: Record<string, number>
}): DemoReport {
  const { account, shift, figures } = input
  const { figures: said } = shift.bench
  const slips: DemoReport['slips'] = {}
  for (const { kind, caught } of shift.slips) {
    const slip = (slips[kind] ??= { made: 0, caught: 0 })
    slip.made += 1
    if (caught) slip.caught += 1
  }
  return {
    orders: account.orders, lines: account.lines, pieces: account.pieces, parcels: account.parcels, waybills: account.waybills,
    scans: { accepted: said.accepted, refused: Object.fromEntries([...said.refused].sort(([one], [other]) => (one < other ? -1 : 1))) },
    verdictMs: { p50: rounded(percentile(said.verdictMs, 0.5), 2), p99: rounded(percentile(said.verdictMs, 0.99), 2) },
    outage: input.outage, accountedFor: account.faults.length === 0,
    seed: input.seed, source: input.source, faults: account.faults, surprises: shift.surprises,
    worked: {
      orders: figures.releasedOrders, waves: figures.waves, rounds: figures.rounds, pickedPieces: shift.counts.pickedPieces, putPieces: shift.counts.putPieces, manifests: shift.counts.manifests,
      signIns: shift.crew.signIns(), operatorChanges: shift.counts.operatorChanges, locks: shift.counts.locks, endedEarly: figures.endedEarly, leftWaiting: figures.lastRefusals,
    },
    kickedOut: account.kickedOut, cancelled: figures.cancelled, weights: { ...account.weighings, approved: shift.counts.approvals },
    labels: { printed: input.tape.length, reprinted: account.reprints, unknown: account.waybills.unknown, readingMsEach: rounded(input.tape.length === 0 ? 0 : input.readingMs / input.tape.length, 2) },
    exceptions: Object.fromEntries([...figures.decisions].sort(([one], [other]) => (one < other ? -1 : 1))), openDiscrepancies: account.openDiscrepancies, slips,
    import: input.imported ? { format: input.imported.format, orders: input.imported.orders, lines: input.imported.lines, pieces: input.imported.pieces, products: input.imported.products, refusalCount: input.imported.refusalCount } : null,
    seconds: Object.fromEntries(Object.entries({ ...input.seconds, ...figures.seconds }).map(([part, value]) => [part, rounded(value)])),
  }
}

const row = (name: string, value: string | number): string => `  ${name.padEnd(26)} ${value}`
const pairs = (values: Record<string, string | number>): string => Object.entries(values).map(([name, value]) => `${name} ${value}`).join(', ') || 'none'

/** The report as lines for a terminal. */
export function reportLines(report: DemoReport): string[] {
  const { orders, worked } = report
  return [
    '', `The shift is over (${report.source}, seed ${report.seed}).`, '',
    row('Orders', pairs(orders)), row('Lines and pieces', `${report.lines} lines, ${report.pieces} pieces`), row('Parcels', report.parcels),
    row('Worked', `${worked.orders} orders in ${worked.waves} waves, ${worked.pickedPieces} pieces picked, ${worked.putPieces} put, ${worked.manifests} manifests, ${worked.signIns} sign-ins`),
    row('Waybills', pairs(report.waybills)), row('Labels', pairs(report.labels)), row('Weighings', pairs(report.weights)),
    row('Slips the scale found', pairs(Object.fromEntries(Object.entries(report.slips).map(([kind, { made, caught }]) => [kind, `${caught} of ${made}`])))),
    row('Scans accepted', report.scans.accepted), row('Refusals', pairs(report.scans.refused)), row('Cancelled by buyers', pairs(report.cancelled)), row('Decided at the board', pairs(report.exceptions)),
    row('Scan to verdict', `p50 ${report.verdictMs.p50} ms, p99 ${report.verdictMs.p99} ms`),
    row('Outage', `${report.outage.seconds} s, ${report.outage.parcelsClosedDuring} parcels closed during it`), row('Seconds', pairs(report.seconds)),
    ...(worked.leftWaiting.length > 0 && report.orders.open > 0 ? [row('Not released', worked.leftWaiting.join(' | ').slice(0, 600))] : []),
    ...report.surprises.slice(0, 20).map((text) => row('Nobody expected', text)),
    ...report.faults.slice(0, 40).map((text) => row('Does not add up', text)),
    row('Every order accounted for', report.accountedFor ? 'yes' : 'NO'), '',
  ]
}
