import { expect, test } from 'vitest'
import { createScanEcho } from './scan-echo.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (hex: string): string => Buffer.from(hex, 'hex').toString('latin1')
function echoAt(): { now: { ms: number }; echo: ReturnType<typeof createScanEcho>; shown: () => string[] } {
  const now = { ms: 1_000 }
  const echo = createScanEcho(() => now.ms)
  return { now, echo, shown: () => echo.scans().map((scan) => `${scan.scannerId} ${textOf(scan.hex)}`) }
}

test('[DV5] pieces of one scan are one, two scanners at once are two', () => {
  const { now, echo, shown } = echoAt()
  echo.ask(true)
  echo.heard('left', bytes('690'))
  echo.heard('right', bytes('A-1\r'))
  now.ms += 40
  echo.heard('left', bytes('123\r'))
  now.ms += 20
  echo.heard('left', bytes('\n'))
  expect(shown()).toEqual(['left 690123\r\n', 'right A-1\r'])
  now.ms += 301
  echo.heard('left', bytes('X\r'))
  expect(shown()).toEqual(['left 690123\r\n', 'right A-1\r', 'left X\r'])
})

test('[DV6] nobody asks any more: scans are work again, and what was heard is forgotten', () => {
  const { now, echo, shown } = echoAt()
  expect(echo.isOn()).toBe(false)
  echo.heard('left', bytes('before\r'))
  echo.ask(true)
  echo.heard('left', bytes('A\r'))
  now.ms += 2_999
  expect(echo.isOn()).toBe(true)
  echo.ask(true)
  expect(shown()).toEqual(['left A\r'])
  now.ms += 3_000
  expect(echo.isOn()).toBe(false)
  echo.ask(true)
  expect(shown()).toEqual([])
  echo.ask(false)
  expect(echo.isOn()).toBe(false)
})

test('[DV6] a stream without an end does not grow', () => {
  const { echo } = echoAt()
  echo.ask(true)
  for (let count = 0; count < 100; count += 1) echo.heard('left', bytes('9'.repeat(500)))
  for (const scan of echo.scans()) expect(scan.hex.length).toBeLessThanOrEqual(8_192)
  expect(echo.scans().length).toBeLessThanOrEqual(20)
})
