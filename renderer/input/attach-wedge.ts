import { isShifted } from './key-codes.ts'
import { createWedge, type KeyPress, type WedgeMode, type WedgeOutput, type WedgeSettings } from './wedge.ts'
import { monotonicMs } from '../system.ts'

export type WedgeListener = {
  onScan(code: string, readAtMs: number, maxGapMs: number): void
  /** A person's key: a character, or '\n' for Enter. */
  onTyped(character: string): void
  /** True while digits are a PIN. */
  isPinAsked(): boolean
}

type TextField = HTMLInputElement | HTMLTextAreaElement

function focusedField(): TextField | null {
  const element = document.activeElement
  if (element instanceof HTMLTextAreaElement) return element
  return element instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range', 'file'].includes(element.type) ? element : null
}

/** Sets a field's text as typing would, so that React hears of it. */
function setFieldText(field: TextField, text: string): void {
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/**
 * Listens in the capture phase on the window, before any element, so that scans need no focus and no key of a running scan
 * reaches a button, a field or the browser. Returns what detaches it.
 */
export function attachWedge(settings: WedgeSettings, listener: WedgeListener): () => void {
  const wedge = createWedge(settings)
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The field and its text before the running burst: a scan that began in a field is taken out of it again. */
  let fieldBefore: { field: TextField; text: string } | null = null

  const modeNow = (): WedgeMode => (focusedField() ? 'field' : listener.isPinAsked() ? 'pin' : 'free')

  const deliver = (outputs: WedgeOutput[], mode: WedgeMode): void => {
    for (const output of outputs) {
      if (output.kind === 'typed') {
        if (mode !== 'field') listener.onTyped(output.character)
        continue
      }
      if (fieldBefore) setFieldText(fieldBefore.field, fieldBefore.text)
      listener.onScan(output.code, output.readAtMs, output.maxGapMs)
    }
    if (!wedge.isBusy()) fieldBefore = null
  }

  const arm = (): void => {
    clearTimeout(timer)
    const deadlineMs = wedge.deadlineMs()
    if (deadlineMs === null) return
    timer = setTimeout(() => {
      // One more turn: keys that were pressed before the deadline but wait behind this timer come first.
      timer = setTimeout(() => {
        deliver(wedge.flush(monotonicMs(), modeNow()), modeNow())
        arm()
      }, 0)
    }, Math.max(0, deadlineMs - monotonicMs()))
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    const mode = modeNow()
    const field = focusedField()
    if (field && !wedge.isBusy()) fieldBefore = { field, text: field.value }
    const key: KeyPress = { code: event.code, shift: isShifted({ code: event.code, key: event.key, shiftKey: event.shiftKey, capsLock: event.getModifierState('CapsLock') }), ctrl: event.ctrlKey, alt: event.altKey || event.metaKey, repeat: event.repeat, atMs: event.timeStamp, heardAtMs: monotonicMs() }
    const { fate, outputs } = wedge.press(key, mode)
    if (fate === 'swallow') {
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    deliver(outputs, mode)
    arm()
  }
  // A swallowed key-down must not leave a lone key-up: Space and Enter click a focused button on release.
  const onKeyUp = (event: KeyboardEvent): void => {
    if (wedge.isBusy() || (modeNow() !== 'field' && (event.code === 'Space' || event.code === 'Enter'))) {
      event.preventDefault()
      event.stopImmediatePropagation()
    }
  }
  window.addEventListener('keydown', onKeyDown, { capture: true })
  window.addEventListener('keyup', onKeyUp, { capture: true })
  return () => {
    clearTimeout(timer)
    window.removeEventListener('keydown', onKeyDown, { capture: true })
    window.removeEventListener('keyup', onKeyUp, { capture: true })
  }
}
