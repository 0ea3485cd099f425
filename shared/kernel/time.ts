/** Wall clock in milliseconds since 1970, passed in as an argument wherever time is needed. */
export type NowMs = () => number

/** Timers as an argument, so that a test owns them. `after` returns what stops it. */
export type Timers = {
  after(delayMs: number, run: () => void): () => void
}

/** Mints an id that never repeats. Passed in, so that a seed can replay it. */
export type MintId = () => string

/** A clock that only goes forward. It counts on within one `bootId`; with another one nothing is known of the time between. */
export type Monotonic = { bootId: string; nowMs(): number }
