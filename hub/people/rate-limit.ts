import type { NowMs } from '#shared/kernel/time.ts'

/** At most `count` tries in any window, for each address. `allow` counts the try. */
export function rateLimit({ count, windowMs, nowMs }: { count: number; windowMs: number; nowMs: NowMs }): { allow(address: string): boolean } {
  const tries = new Map<string, { count: number; sinceMs: number }>()
  return {
    allow(address) {
      const now = nowMs()
      for (const [other, entry] of tries) if (now - entry.sinceMs >= windowMs) tries.delete(other)
      const entry = tries.get(address) ?? { count: 0, sinceMs: now }
      entry.count += 1
      tries.set(address, entry)
      return entry.count <= count
    },
  }
}
