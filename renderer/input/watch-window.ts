import { useStation } from '../state/station-store.ts'

/** SI14: says so when the window loses the keyboard, for then scans go to another program. */
export function watchWindow(): void {
  // Said only when it changes: the last one listens to every key of a scan.
  const set = (active: boolean): void => {
    if (useStation.getState().windowActive !== active) useStation.setState({ windowActive: active })
  }
  const update = (active: boolean) => () => set(active)
  window.addEventListener('blur', update(false))
  window.addEventListener('focus', update(true))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') set(false)
    else if (document.hasFocus()) set(true)
  })
  // A tap proves that the window is in front, even where the window manager does not tell of focus.
  window.addEventListener('pointerdown', update(true), { capture: true })
  window.addEventListener('keydown', update(true), { capture: true })
}
