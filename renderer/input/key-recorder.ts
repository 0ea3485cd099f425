// Every key as it is pressed, before the wedge takes it: for the scanner test screen, which wants to see what a scanner does and not what becomes of it.
import type { KeyStroke } from './diagnose-keys.ts'

/** A scan is over when nothing came for so long: more than twice the slowest scanner that is still read. */
const burstEndsMs = 600

let recorder: ((strokes: KeyStroke[]) => void) | null = null
let strokes: KeyStroke[] = []
let timer: ReturnType<typeof setTimeout> | undefined

/** Hands each burst of keys to `take`, until the returned function is called. */
export function recordKeys(take: (strokes: KeyStroke[]) => void): () => void {
  recorder = take
  strokes = []
  return () => {
    if (recorder === take) recorder = null
  }
}

/** Listens from the start of the page, so that it is first in the row of listeners. Costs nothing while nobody records. */
export function attachKeyRecorder(): void {
  window.addEventListener('keydown', (event) => {
    if (!recorder || event.repeat) return
    strokes.push({ code: event.code, key: event.key, shift: event.shiftKey, ctrl: event.ctrlKey, alt: event.altKey, capsLock: event.getModifierState('CapsLock'), atMs: event.timeStamp })
    clearTimeout(timer)
    timer = setTimeout(() => {
      const burst = strokes
      strokes = []
      recorder?.(burst)
    }, burstEndsMs)
  }, { capture: true })
}
