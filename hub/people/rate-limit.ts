import type { NowMs } from '#shared/kernel/time.ts'

/** Beyond so many names at once the oldest are forgotten: the table must not be what an attack fills. */
const mostNames = 10_000

/**
 * Requests of one name (a key, an address): `burst` at once, then `perSecond`. Kept by each process for itself: it protects this process's time. What protects a secret is
 * counted in the database (`try-count.ts`).
 */
export function rateLimit({ burst, perSecond, nowMs }: { burst: number; perSecond: number; nowMs: NowMs }): { allow(name: string): boolean } {
  const left = new Map<string, { tokens: number; atMs: number }>()
  return {
    allow(name) {
      const now = nowMs()
      const before = left.get(name) ?? { tokens: burst, atMs: now }
      // A clock that was set back gives nothing and takes nothing.
      const tokens = Math.min(burst, before.tokens + (Math.max(0, now - before.atMs) / 1_000) * perSecond)
      left.delete(name)
      left.set(name, { tokens: Math.max(0, tokens - 1), atMs: now })
      if (left.size > mostNames) left.delete(left.keys().next().value!)
      return tokens >= 1
    },
  }
}
