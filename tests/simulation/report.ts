// Sums over many seeds, and what they say about the chance that a seed fails.
import type { SeedResult } from './world.ts'

/** Sums by name; `seeds`, `failed`, `actions` and `faults` are among them. */
export type Counts = Record<string, number>

const isFault = /^(network|clock|printer|station: (?!an unknown|a scan|forked|barred)|hub: (crashed|put back|restart)|scan: answered twice)/

export function addCounts(into: Counts, from: SeedResult | Counts): void {
  const add = (name: string, by: number): void => void (into[name] = (into[name] ?? 0) + by)
  if (!('counts' in from && from.counts instanceof Map)) {
    for (const [name, by] of Object.entries(from as Counts)) if (name === 'longest drain in seconds') into[name] = Math.max(into[name] ?? 0, by)
    else add(name, by)
    return
  }
  const result = from as SeedResult
  add('seeds', 1)
  add('failed', result.violation ? 1 : 0)
  add('actions', result.actions)
  for (const [name, by] of result.counts) {
    add(name, by)
    if (isFault.test(name)) add('faults', by)
  }
  into['longest drain in seconds'] = Math.max(into['longest drain in seconds'] ?? 0, Math.round(result.drainedMs / 1000))
}

/** One line for each sum, and the bound of the rule of three: with no failure in n seeds, fewer than 3/n fail, with 95 % confidence. */
export function reportLines(counts: Counts, seconds: number): string[] {
  const seeds = counts['seeds'] ?? 0
  const failed = counts['failed'] ?? 0
  return [
    ...Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, by]) => `${String(by).padStart(9)}  ${name}`),
    `${seeds} seeds in ${seconds.toFixed(1)} s, ${failed} failed${failed === 0 && seeds > 3 ? `; fewer than ${(300 / seeds).toPrecision(2)} % of seeds fail (3/n, 95 %)` : ''}`,
  ]
}
