// The one place where the page reads clocks and mints ids. Everything else gets them as arguments or from here.

/** Monotonic milliseconds of this page; only differences mean anything. */
export function monotonicMs(): number {
  return performance.now()
}

/** Wall clock in milliseconds since 1970: for ages on screen, never for decisions. */
export function wallClockMs(): number {
  return Date.now()
}

/** This page came back after it had died or was frozen (SV15). */
export const isOpenedAgain = new URLSearchParams(location.search).has('opened-again')

/** An id that never repeats: the name of one scan, kept on every retry. */
export function mintId(): string {
  return crypto.randomUUID()
}
