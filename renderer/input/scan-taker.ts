// A form that wants the next scan for itself (a badge for the board, a text to search) takes it instead of the station.
import { unwrapped } from '#shared/domain/codes/normalise-code.ts'

/** `text` is what is printed, `asRead` with all that the scanner put around it (CO1). */
type Take = (text: string, asRead: string) => void

let taker: Take | null = null

/** Sends scans to `take` until the returned function is called. The last one asking wins. */
export function takeScans(take: Take): () => void {
  taker = take
  return () => {
    if (taker === take) taker = null
  }
}

/** Hands a scan to the form that wants it; false when none does, then it is work. */
export function giveToTaker(code: string): boolean {
  taker?.(unwrapped(code).text, code)
  return taker !== null
}
