import type { Raster } from '#station/labels/raster.ts'

/** One label on its way to paper. The id is durable before the job is given to a driver, and the same on every question about it. */
export type PrintJob = { jobId: string; documentName: string; raster: Raster }

/**
 * What is known after a job was handed over. None of them says that paper came out: that is proved by scanning the label back.
 * - `delivered`: the printer took every byte and closed; or the file is on disk.
 * - `not-sent`: provably not one byte left this machine; printing again cannot make a second label.
 * - `unknown`: anything else. Never printed again without a person's decision.
 */
export type PrintResult = { kind: 'delivered' } | { kind: 'not-sent'; reason: string } | { kind: 'unknown'; reason: string }

/** A label printer of this station. Jobs of one printer go out one after the other, in the order of the calls. */
export type LabelPrinter = {
  readonly printerId: string
  /** The resolution its labels are drawn at. */
  readonly dotsPerMm: number
  /** Always answers, and within the printer's time limits; never throws for trouble with the device. */
  print(job: PrintJob): Promise<PrintResult>
}
