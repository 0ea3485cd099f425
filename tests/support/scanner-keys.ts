import type { CDPSession } from 'playwright-core'

/** The key of a keyboard that stands for a character of a code, by its place on the keyboard. */
export function keyOf(character: string): { code: string; shift: boolean } {
  if (character === '\n') return { code: 'Enter', shift: false }
  if (character === '-') return { code: 'Minus', shift: false }
  if (/\d/.test(character)) return { code: `Digit${character}`, shift: false }
  if (/[A-Za-z]/.test(character)) return { code: `Key${character.toUpperCase()}`, shift: character !== character.toLowerCase() }
  throw new Error(`no key for ${character}`)
}

const pressEveryMs = 0.2

/**
 * Sends key events as a scanner: each carries the time of its press, `pressEveryMs` after the one before, so that a busy machine cannot pull one scan apart.
 * Resolves when the page has had them all.
 */
export function scannerKeys(devTools: CDPSession): (events: readonly { type: 'rawKeyDown' | 'keyUp'; code: string }[]) => Promise<void> {
  let lastAtMs = 0
  return async (events) => {
    const beginMs = Math.max(Date.now(), lastAtMs + pressEveryMs)
    lastAtMs = beginMs + events.length * pressEveryMs
    await Promise.all(events.map((event, index) => devTools.send('Input.dispatchKeyEvent', { ...event, timestamp: (beginMs + index * pressEveryMs) / 1_000 })))
  }
}
