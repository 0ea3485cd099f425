import { CallFault, connect, type Client } from '#shared/contract/contract.ts'
import type { Port } from '#shared/contract/port.ts'
import { stationApi, type StationApi } from '#shared/contract/station-api.ts'
import { commandCodes, type Command } from '#shared/domain/codes/command-codes.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Scan } from '#shared/domain/outcomes/scan.ts'
import { assert } from '#shared/kernel/assert.ts'
import { createScanQueue, type SendResult } from '../input/scan-queue.ts'
import { asksForPin, takeView, useStation } from '../state/station-store.ts'
import { mintId, monotonicMs, wallClockMs } from '../system.ts'

const KEPT_SCANS = 'packwave.scans'

let client: Client<StationApi> | null = null
let onOutcome: (outcome: Outcome) => void = () => undefined
let onPinDigit: (digit: string) => void = () => undefined
/** A PIN that has no answer yet: sent again under the same id over a fresh line. */
let pinInFlight: { requestId: string; pin: string } | null = null

const queue = createScanQueue({
  storage: { read: () => localStorage.getItem(KEPT_SCANS), write: (text) => localStorage.setItem(KEPT_SCANS, text) },
  send: sendScan,
  onChange: (pendingScans) => useStation.setState({ pendingScans }),
  onFailed: (scan, incidentId) => useStation.setState({ failedScan: { code: scan.code, incidentId } }),
  onStorageFailed: (error) => console.error('the waiting scans could not be kept for a reload', error),
})

/** Who hears of each outcome: the sounds. Called after the reply, so it is only ever about what is on disk. */
export function listenForOutcomes(listener: (outcome: Outcome) => void): void {
  onOutcome = listener
}

/** Who puts digits together that the station's own scanners read (SI15). */
export function listenForPinDigits(listener: (digit: string) => void): void {
  onPinDigit = listener
}

/** Takes a fresh line to the station; the former one, if any, is dropped. Scans without an outcome are sent again under their ids. */
export function takeStationLine(port: Port): void {
  const former = client
  const fresh = connect(stationApi, port)
  client = fresh
  former?.close()
  fresh.on('view.changed', (view) => {
    if (client === fresh) takeView(view)
  })
  fresh.on('outcome.told', (told) => {
    if (client === fresh) takeOutcome(told.outcome)
  })
  fresh.on('pin.digit', ({ digit }) => {
    if (client === fresh && asksForPin(useStation.getState().view)) onPinDigit(digit)
  })
  fresh.onClose(() => {
    if (client !== fresh) return
    client = null
    useStation.setState({ link: 'lost', linkSinceMs: wallClockMs() })
  })
  fresh.call('station.view', {}).then((view) => {
    if (client !== fresh) return
    takeView(view, true)
    useStation.setState({ link: 'up', linkSinceMs: wallClockMs() })
    queue.resume()
    if (pinInFlight) void sendPin(pinInFlight)
  }, faultOfLine)
}

/** The line as it is now, for the screens that ask on their own (settings, board). */
export function stationClient(): Client<StationApi> | null {
  return client
}

/** Keeps the code as a scan and sends it in its turn. */
export function submitScan(code: string, source: Scan['source'], readAtMs = monotonicMs()): void {
  queue.add({ scanId: mintId(), code, source, scannerId: source === 'wedge' ? 'keyboard' : source, readAtMs })
}

/** A button does what its printed card does: submits the card's code. */
export function submitCommand(command: Command): void {
  const row = commandCodes.find((each) => each.command === command)
  assert(row, `${command} has a printed code`)
  submitScan(row.code, 'tap')
}

/** Sends the PIN that was typed; the answer comes like that of a scan. */
export function submitPin(pin: string): void {
  if (pinInFlight) return
  pinInFlight = { requestId: mintId(), pin }
  useStation.setState({ pin: '' })
  void sendPin(pinInFlight)
}

/** The page saw a person. */
export function touchStation(): void {
  client?.call('station.touch', {}).catch(faultOfLine)
}

async function sendScan(scan: Scan): Promise<SendResult> {
  const line = client
  if (!line) return { kind: 'line-gone' }
  try {
    takeAnswer(await line.call('scan.submit', scan))
    return { kind: 'answered' }
  } catch (error) {
    if (!(error instanceof CallFault)) throw error
    return error.code === 'closed' ? { kind: 'line-gone' } : { kind: 'failed', incidentId: error.incidentId }
  }
}

async function sendPin(request: { requestId: string; pin: string }): Promise<void> {
  const line = client
  if (!line) return
  try {
    const answer = await line.call('pin.submit', request)
    pinInFlight = null
    takeAnswer(answer)
  } catch (error) {
    if (error instanceof CallFault && error.code === 'closed') return // Sent again by the next line.
    pinInFlight = null
    faultOfLine(error)
  }
}

function takeAnswer(answer: { outcome: Outcome; view: Parameters<typeof takeView>[0] }): void {
  takeView(answer.view)
  takeOutcome(answer.outcome)
}

function takeOutcome(outcome: Outcome): void {
  useStation.setState((state) => ({ lastOutcome: { number: (state.lastOutcome?.number ?? 0) + 1, outcome } }))
  onOutcome(outcome)
}

/** A closed line is awaited anew elsewhere; anything else is a bug and is shown with its incident. */
function faultOfLine(error: unknown): void {
  if (!(error instanceof CallFault)) throw error
  if (error.code !== 'closed') useStation.setState({ failedScan: { code: '', incidentId: error.incidentId } })
}
