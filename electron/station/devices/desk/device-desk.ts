// The device screen's side of the station: how each device is, its tests, and listening for a new one. Rules DV1 to DV9 of docs/specs/devices.md.
import type { Handlers } from '#shared/contract/contract.ts'
import type { deviceCalls } from '#shared/contract/device-calls.ts'
import type { profileCalls } from '#shared/contract/profile-calls.ts'
import type { LineSettings } from '#shared/contract/line-settings.ts'
import type { PrinterSettings } from '#shared/contract/printer-settings.ts'
import type { StationSettings } from '#shared/contract/station-api.ts'
import { labelReason, type TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import type { MintId, NowMs, Timers } from '#shared/kernel/time.ts'
import type { PrinterState } from '../../effects/effect-runner.ts'
import type { Paper } from '../../effects/paper.ts'
import { isLabelRefusal } from '../../labels/page-model.ts'
import type { LabelPrinter } from '../label-printer/label-printer.ts'
import { listLines } from '../lines/list-lines.ts'
import { listenForScale, type LineListener } from '../scale/listen-line.ts'
import type { Scale, ScaleState } from '../scale/scale.ts'
import type { LineScanner } from '../scanner/line-scanner.ts'
import type { StackLight } from '../stack-light/stack-light.ts'
import { createScanEcho, type ScanEcho } from './scan-echo.ts'
import { readProfileCodes, readProfileFile, writeProfile } from './profile-file.ts'
import { createSince } from './since.ts'

/** The devices as they are open now; the settings may have changed since the last look. */
export type OpenDevices = {
  settings: StationSettings
  printers: Map<string, LabelPrinter>
  printerState(printerId: string): PrinterState
  scale: Scale | undefined
  scanners: readonly { scannerId: string; scanner: LineScanner }[]
  light: StackLight | undefined
}

export type DeviceDesk = {
  handlers: Handlers<{ calls: typeof deviceCalls & typeof profileCalls; news: Record<never, never> }>
  echo: ScanEcho
  /** Something may have changed with a device: notes since when each of them is as it is. */
  look(): void
  close(): void
}

/** Nobody listens any more: the station's own scale gets its line back. */
const listenedForMs = 5_000

export function createDeviceDesk({ devices, mayLook, letScaleGo, paper, nowMs, mintId, timers }: {
  devices(): OpenDevices
  /** A supervisor is signed in and the screen is not locked. */
  mayLook(): boolean
  /** Closes the station's scale; what it returns opens it again. */
  letScaleGo(): () => void
  paper: Pick<Paper, 'drawWaybill'>
  nowMs: NowMs
  mintId: MintId
  timers: Timers
}): DeviceDesk {
  const echo = createScanEcho(nowMs)
  const since = createSince(nowMs)
  let listening: { listener: LineListener; takeScaleBack: () => void; stopWaiting: () => void } | undefined
  let tests = 0

  const leave = (): void => {
    if (!listening) return
    const { listener, takeScaleBack, stopWaiting } = listening
    listening = undefined
    stopWaiting()
    listener.close()
    takeScaleBack()
  }
  const waitForQuestions = (): (() => void) => timers.after(listenedForMs, leave)

  const sinceOfPrinter = (printerId: string, state: PrinterState['state']): number => since.of(`printer ${printerId}`, state === 'trouble' ? 'trouble' : 'working')
  const sinceOfScale = (state: ScaleState['state']): number => since.of('scale', state === 'no-signal' ? 'silent' : 'heard')
  const sinceOfScanner = (scannerId: string, trouble: TroubleReason | undefined): number => since.of(`scanner ${scannerId}`, trouble === undefined ? 'ready' : 'trouble')
  const sinceOfLight = (light: StackLight): number => since.of('light', light.trouble() === undefined ? 'ready' : 'trouble')

  const state = () => {
    const { settings, printerState, scale, scanners, light } = devices()
    return {
      printers: settings.printers.map((printer) => {
        const { state, words, waiting } = printerState(printer.printerId)
        return { printerId: printer.printerId, name: printer.name, where: placeOfPrinter(printer), state, words, waiting, sinceMs: sinceOfPrinter(printer.printerId, state) }
      }),
      light: settings.light && light ? { where: placeOfLine(settings.light.line), state: light.trouble() === undefined ? 'ready' as const : 'trouble' as const, words: light.trouble() ?? '' as const, sinceMs: sinceOfLight(light) } : null,
      scale: settings.scale === null ? null : scaleLook(settings.scale, scale),
      scanners: scanners.map(({ scannerId, scanner }) => {
        const words = scanner.trouble()
        const state: 'ready' | 'trouble' = words === undefined ? 'ready' : 'trouble'
        const line = settings.scanners.find((each) => each.scannerId === scannerId)?.line
        return { scannerId, where: line ? placeOfLine(line) : '', state, words: words ?? '' as const, sinceMs: sinceOfScanner(scannerId, words) }
      }),
    }
  }
  const scaleLook = ({ scaleId, protocol, line }: NonNullable<StationSettings['scale']>, scale: Scale | undefined) => {
    const { state, grams } = scale?.state() ?? { state: 'no-signal' as const, grams: null }
    return { scaleId, protocol, where: placeOfLine(line), state, grams, refusedFrames: { ...scale?.refusedFrames() }, sinceMs: sinceOfScale(state) }
  }

  return {
    echo,
    look() {
      const { settings, printerState, scale, scanners, light } = devices()
      for (const { printerId } of settings.printers) sinceOfPrinter(printerId, printerState(printerId).state)
      if (light) sinceOfLight(light)
      if (scale) sinceOfScale(scale.state().state)
      for (const { scannerId, scanner } of scanners) sinceOfScanner(scannerId, scanner.trouble())
    },
    close: leave,
    handlers: {
      'profile.write': ({ short }) => (mayLook() ? writeProfile(devices().settings, short) : { kind: 'refused', why: 'not-allowed' }),
      'profile.read'({ codes, file }) {
        if (!mayLook()) return { kind: 'refused', why: 'not-allowed' }
        return file === null ? readProfileCodes(codes) : readProfileFile(file)
      },
      'devices.read'({ echoScans }) {
        if (!mayLook()) return { kind: 'refused', why: 'not-allowed' }
        echo.ask(echoScans)
        return { kind: 'devices', nowMs: nowMs(), ...state(), heard: echo.scans() }
      },
      async 'printer.test'({ printerId }) {
        if (!mayLook()) return { kind: 'refused', why: 'not-allowed' }
        const printer = devices().printers.get(printerId)
        const known = devices().settings.printers.find((each) => each.printerId === printerId)
        if (!printer || !known) return { kind: 'refused', why: 'no-such-printer' }
        tests += 1
        const code = `PWTEST${String(tests).padStart(4, '0')}`
        const drawn = await paper.drawWaybill(testLabel(code, known.name), '100x150', printer.dotsPerMm)
        if (isLabelRefusal(drawn)) return { kind: 'tried', result: 'not-sent', words: labelReason(drawn), code }
        const result = await printer.print({ jobId: mintId(), documentName: code, raster: drawn })
        return { kind: 'tried', result: result.kind, words: result.kind === 'delivered' ? '' : result.reason, code }
      },
      'light.test'({ signal }) {
        if (!mayLook()) return { kind: 'refused', why: 'not-allowed' }
        const { light } = devices()
        if (!light) return { kind: 'refused', why: 'no-light' }
        light.show(signal)
        return { kind: 'shown' }
      },
      async 'lines.list'() {
        if (!mayLook()) return { kind: 'refused', why: 'not-allowed' }
        return { kind: 'lines', ...(await listLines()) }
      },
      'line.listen'({ line }) {
        if (!mayLook()) return { kind: 'refused', why: 'not-allowed' }
        const takeScaleBack = listening?.takeScaleBack ?? letScaleGo()
        listening?.stopWaiting()
        listening?.listener.close()
        listening = { listener: listenForScale({ line, nowMs, timers }), takeScaleBack, stopWaiting: waitForQuestions() }
        return { kind: 'listening' }
      },
      'line.heard'() {
        if (!mayLook()) leave()
        if (!listening) return { kind: 'refused', why: 'not-listening' }
        listening.stopWaiting()
        listening.stopWaiting = waitForQuestions()
        return listening.listener.heard()
      },
      'line.leave'() {
        leave()
        return {}
      },
    },
  }
}

/** Looks like a label of work, so that size, darkness and place are seen; says that it is none, and names nobody. */
function testLabel(code: string, printerName: string): LabelPayload {
  const nobody = { maskedName: '测*', maskedPhone: '***', maskedAddress: '测试标签，不要贴在包裹上' }
  return {
    waybillNumber: code, carrierCode: 'TEST', carrierName: '测试', serviceName: '测试标签 TEST', sortingCode: '测试 TEST', consolidation: '测试', recipient: nobody, sender: nobody,
    contents: [{ name: `${printerName}：四边完整、条码能扫，就是好的`, quantity: 1 }], orderNumber: code, remark: '测试标签，撕掉', parcelIndex: 1, parcelCount: 1,
  }
}

const fourHex = (number: number): string => number.toString(16).padStart(4, '0')

/** An address, a path or a queue: what a person looks for on the bench. */
function placeOfLine(line: LineSettings): string {
  switch (line.kind) {
    case 'tcp': return `${line.host}:${line.port}`
    case 'serial': return `${line.path} ${line.baudRate} ${line.dataBits}${line.parity === 'none' ? 'N' : line.parity === 'even' ? 'E' : 'O'}1`
    case 'hid': return `USB ${fourHex(line.vendorId)}:${fourHex(line.productId)} ${line.serialNumber}`.trimEnd()
    default: return unreachable(line)
  }
}

function placeOfPrinter(printer: PrinterSettings): string {
  switch (printer.kind) {
    case 'tcp': return `${printer.host}:${printer.port}`
    case 'serial': return `${printer.path} ${printer.baudRate}`
    case 'spooler': return printer.queue
    case 'component': return printer.printerName
    case 'file': return printer.folder
    default: return unreachable(printer)
  }
}
