// The devices of one bench as its settings name them: opened together, closed together.
import type { StationSettings } from '#shared/contract/station-api.ts'
import type { NowMs, Timers } from '#shared/kernel/time.ts'
import type { LabelPrinter } from './label-printer/label-printer.ts'
import { printersFromSettings } from './label-printer/printers-from-settings.ts'
import { openScale, type Scale, type ScaleOptions } from './scale/scale.ts'
import { openLineScanner, type LineScanner } from './scanner/line-scanner.ts'
import { openStackLight, type StackLight } from './stack-light/stack-light.ts'

export type BenchDevices = {
  readonly scale: Scale | undefined
  readonly light: StackLight | undefined
  readonly scanners: readonly { scannerId: string; scanner: LineScanner }[]
  readonly printers: Map<string, LabelPrinter>
  /** What was open must be closed before. */
  open(settings: StationSettings): void
  /** Printers have no line of their own to close: a job opens one. */
  close(): void
  /** Closes the scale, so that somebody else can listen on its line; the answer opens it again. */
  letScaleGo(): () => void
}

export type BenchDevicesDeps = {
  nowMs: NowMs
  timers: Timers
  openPrinters?: (settings: StationSettings['printers'], timers: Timers) => Map<string, LabelPrinter>
  openScale?: (options: ScaleOptions) => Scale
  onReading(): void
  onBytes(scannerId: string, bytes: Uint8Array): void
  onCode(scannerId: string, code: string): void
  /** A line was opened or lost. */
  onState(): void
}

export function createBenchDevices({ nowMs, timers, openPrinters = printersFromSettings, openScale: openOneScale = openScale, onReading, onBytes, onCode, onState }: BenchDevicesDeps): BenchDevices {
  let scale: Scale | undefined
  let light: StackLight | undefined
  let scanners: BenchDevices['scanners'] = []
  let printers: BenchDevices['printers'] = new Map()
  let openScaleAgain = (): Scale | undefined => undefined
  return {
    get scale() { return scale },
    get light() { return light },
    get scanners() { return scanners },
    get printers() { return printers },
    open(settings) {
      openScaleAgain = () => (settings.scale ? openOneScale({ ...settings.scale, scaleStepGrams: settings.scaleStepGrams, nowMs, timers, onReading }) : undefined)
      printers = openPrinters(settings.printers, timers)
      scale = openScaleAgain()
      light = settings.light && openStackLight(settings.light, { timers, onState })
      scanners = settings.scanners.map((each) => ({
        scannerId: each.scannerId,
        scanner: openLineScanner({ ...each, timers, onBytes: (bytes) => onBytes(each.scannerId, bytes), onCode: (code) => onCode(each.scannerId, code), onState }),
      }))
    },
    close() {
      light?.close()
      scale?.close()
      for (const { scanner } of scanners) scanner.close()
    },
    letScaleGo() {
      scale?.close()
      scale = undefined
      return () => { scale ??= openScaleAgain() }
    },
  }
}
