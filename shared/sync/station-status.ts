// What a station tells of itself beside every question for changes: so the board can say how it is doing, and that its clock is wrong.
import { z } from 'zod'

const Milliseconds = z.coerce.number().int().min(0).max(8_640_000_000_000_000)

/** Query parameters. Every one may be missing: an older station tells nothing, and is heard all the same. */
export const StationStatus = z.object({
  /** The wall clock there, for people to read; nothing is ordered or ended by it. */
  clockMs: Milliseconds.optional(),
  waiting: z.coerce.number().int().min(0).max(1_000_000_000).optional(),
  oldestMs: Milliseconds.optional(),
  cancelListMs: Milliseconds.optional(),
})
export type StationStatus = z.infer<typeof StationStatus>
