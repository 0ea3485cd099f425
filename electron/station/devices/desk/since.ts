/** Remembers since when each thing has been in its state. Nothing here asks the clock by itself. */
export function createSince(nowMs: () => number): { of(key: string, state: string): number } {
  const known = new Map<string, { state: string; sinceMs: number }>()
  return {
    of(key, state) {
      const before = known.get(key)
      if (before?.state === state) return before.sinceMs
      const sinceMs = nowMs()
      known.set(key, { state, sinceMs })
      return sinceMs
    },
  }
}
