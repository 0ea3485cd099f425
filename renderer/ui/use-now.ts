import { useEffect, useState } from 'react'
import { wallClockMs } from '../system.ts'

/** The wall clock, anew every second: for the clock and the ages on screen. */
export function useNowMs(): number {
  const [nowMs, setNowMs] = useState(wallClockMs)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(wallClockMs()), 1000)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
