import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { PrinterCondition } from '#shared/domain/printing/status-maps.ts'
import type { PlatformPrint } from '#shared/domain/waybills/platform-print.ts'
import type { Raster } from '#station/labels/raster.ts'
import type { OnSlow } from './watch-taking.ts'

/** One label on its way to paper. The id is durable before the job is given to a driver, and the same on every question about it. */
export type PrintJob = { jobId: string; documentName: string; raster: Raster; /** What the platform gave for it; only its own component can print that. */ platformPrint?: PlatformPrint }

/**
 * What is known after a job was handed over. None of them says that paper came out: that is proved by scanning the label back.
 * - `delivered`: the printer took every byte and closed; or the file is on disk.
 * - `not-sent`: provably not one byte left this machine; printing again cannot make a second label.
 * - `failed`: who was asked to print it said no, and surely nothing came out; the same job will fail again.
 * - `unknown`: anything else. Never printed again without a person's decision.
 */
export type PrintResult = { kind: 'delivered' } | { kind: 'not-sent'; reason: TroubleReason } | { kind: 'failed'; reason: TroubleReason } | { kind: 'unknown'; reason: TroubleReason; /** It stopped taking bytes: out of paper, open or hung. The next job would fare no better. */ stuck?: true }

/**
 * What a printer that was asked how it is has answered.
 * - `told`: its own words; an empty list is all well.
 * - `unreachable`: no connection stands.
 * - `silent`: it took the question and gave no answer to it.
 * - `not-asked`: a job came first.
 */
export type StatusAnswer = { kind: 'told'; conditions: readonly PrinterCondition[] } | { kind: 'unreachable'; why: TroubleReason } | { kind: 'silent' } | { kind: 'not-asked' }

/** A label printer of this station. Jobs of one printer go out one after the other, in the order of the calls. */
export type LabelPrinter = {
  readonly printerId: string
  /** The resolution its labels are drawn at. */
  readonly dotsPerMm: number
  /** It draws what the platform gave, and needs no dots of ours. */
  readonly drawsItself?: true
  /** Always answers, and within the printer's time limits; never throws for trouble with the device. `onSlow`: it takes nothing of the job for now, or takes it again. */
  print(job: PrintJob, onSlow?: OnSlow): Promise<PrintResult>
  /** Only of a printer that may be asked (PS1). A job that comes meanwhile ends the question. Never throws for trouble with the device. */
  readonly askStatus?: () => Promise<StatusAnswer>
}
