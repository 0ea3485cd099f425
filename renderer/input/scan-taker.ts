// A form that wants the next scan for itself (a badge for the board, a text to search) takes it instead of the station.

let taker: ((code: string) => void) | null = null

/** Sends scans to `take` until the returned function is called. The last one asking wins. */
export function takeScans(take: (code: string) => void): () => void {
  taker = take
  return () => {
    if (taker === take) taker = null
  }
}

/** Hands a scan to the form that wants it; false when none does, then it is work. */
export function giveToTaker(code: string): boolean {
  taker?.(code)
  return taker !== null
}
