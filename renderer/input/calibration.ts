import { create } from 'zustand'
import { keepGapLimit } from './kept-timing.ts'
import { calibratedLimitMs } from './wedge.ts'

const READS = 3

/** Learning a scanner's timing: the same code read three times. While it runs, scans are not work. */
export const useCalibration = create<{ running: boolean; code: string | null; maxGapsMs: number[]; limitMs: number | null }>()(() => ({
  running: false, code: null, maxGapsMs: [], limitMs: null,
}))

export function startCalibration(): void {
  useCalibration.setState({ running: true, code: null, maxGapsMs: [], limitMs: null })
}

export function stopCalibration(): void {
  useCalibration.setState({ running: false })
}

/** Takes a read while learning; false when nobody is learning, then the read is a scan. Another code starts the count anew. */
export function onCalibrationRead(code: string, maxGapMs: number): boolean {
  const state = useCalibration.getState()
  if (!state.running) return false
  const maxGapsMs = state.code === code ? [...state.maxGapsMs, maxGapMs] : [maxGapMs]
  if (maxGapsMs.length < READS) useCalibration.setState({ code, maxGapsMs })
  else {
    const limitMs = calibratedLimitMs(maxGapsMs)
    keepGapLimit(limitMs)
    useCalibration.setState({ running: false, code, maxGapsMs, limitMs })
  }
  return true
}
