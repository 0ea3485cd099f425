import { createRoot } from 'react-dom/client'
import { assert } from '#shared/kernel/assert.ts'
import { App } from './App.tsx'
import { createSpeaker } from './feedback/speaker.ts'
import { startI18n } from './i18n/i18n.ts'
import { attachWedge } from './input/attach-wedge.ts'
import { onCalibrationRead } from './input/calibration.ts'
import { pinCards } from './input/pin-cards.ts'
import { attachKeyRecorder } from './input/key-recorder.ts'
import { readGapLimit } from './input/kept-timing.ts'
import { giveToTaker } from './input/scan-taker.ts'
import { watchWindow } from './input/watch-window.ts'
import { asksForPin, useStation } from './state/station-store.ts'
import { listenForPorts } from './station-client/port-source.ts'
import { takeSetupLine } from './station-client/setup-line.ts'
import { listenForOutcomes, listenForPinDigits, submitCommand, submitScan, takeStationLine, touchStation } from './station-client/station-link.ts'
import { monotonicMs } from './system.ts'
import { pressPinCard, pressPinKey } from './ui/PinPad.tsx'

const TOUCH_EVERY_MS = 20_000

startI18n('zh-CN')

const speaker = createSpeaker((file, error) => console.error(`sound ${file} cannot be played`, error))
listenForOutcomes((outcome) => {
  const station = useStation.getState().view?.station
  if (station) speaker.play(outcome, station.volume, station.language)
})

listenForPorts((kind, port) => (kind === 'setup' ? takeSetupLine(port) : takeStationLine(port)))

// These listen before the wedge does: it keeps its keys from everyone after it.
watchWindow()
attachKeyRecorder()

let touchedAtMs = Number.NEGATIVE_INFINITY
for (const kind of ['pointerdown', 'keydown'] as const) {
  window.addEventListener(kind, () => {
    if (monotonicMs() - touchedAtMs < TOUCH_EVERY_MS) return
    touchedAtMs = monotonicMs()
    touchStation()
  }, { capture: true, passive: true })
}

const cards = pinCards(() => asksForPin(useStation.getState().view), pressPinCard)
listenForPinDigits((digit) => cards.digit(digit, monotonicMs()))

attachWedge(
  { groupSeparatorKeys: ['F8'], gapLimitMs: readGapLimit() },
  {
    onScan(code, readAtMs, maxGapMs) {
      if (onCalibrationRead(code, maxGapMs) || cards.take(code, readAtMs) || giveToTaker(code)) return
      // Work that was scanned is shown, whatever page was open.
      if (useStation.getState().page !== 'work') useStation.setState({ page: 'work' })
      submitScan(code, 'wedge', readAtMs)
    },
    onTyped(character) {
      const { view } = useStation.getState()
      if (asksForPin(view)) return pressPinKey(character)
      if (character !== '\n' && character !== ' ') return
      if (view?.refusal) return submitCommand('confirm')
      // Enter and Space press the button that was reached with the Tab key, as everywhere.
      const focused = document.activeElement
      if (focused instanceof HTMLButtonElement && focused.matches(':focus-visible')) focused.click()
    },
    isPinAsked: () => asksForPin(useStation.getState().view),
  },
)

const root = document.getElementById('root')
assert(root, 'the page has its root')
createRoot(root).render(<App />)
