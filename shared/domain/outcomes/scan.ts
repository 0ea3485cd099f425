import * as z from 'zod'

/**
 * One read code. The id is minted where the code was read and kept on every retry: the same id always gets the same outcome.
 * A button on screen submits the command code that is printed on its card, with source 'tap'.
 */
export const Scan = z.strictObject({
  scanId: z.string().min(8).max(64),
  code: z.string().max(4096),
  source: z.enum(['wedge', 'serial', 'manual', 'tap']),
  scannerId: z.string().max(64),
  /** Monotonic milliseconds of the reading device's process; only differences within one scanner mean anything. */
  readAtMs: z.number().nonnegative(),
})
export type Scan = z.infer<typeof Scan>
