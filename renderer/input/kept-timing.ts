import { LONGEST_LIMIT_MS, SHORTEST_LIMIT_MS } from './wedge.ts'

const KEPT_LIMIT = 'packwave.scannerGapLimitMs'

/** The limit that was learnt for this bench's scanners, or undefined. */
export function readGapLimit(): number | undefined {
  const kept = Number(localStorage.getItem(KEPT_LIMIT) ?? Number.NaN)
  return kept >= SHORTEST_LIMIT_MS && kept <= LONGEST_LIMIT_MS ? kept : undefined
}

/** Keeps the limit for the next start; null forgets it. Takes effect when the page is loaded again. */
export function keepGapLimit(limitMs: number | null): void {
  if (limitMs === null) localStorage.removeItem(KEPT_LIMIT)
  else localStorage.setItem(KEPT_LIMIT, String(limitMs))
}
