import { useStation } from '../state/station-store.ts'

/** SI14: says so when the window loses the keyboard, for then scans go to another program. */
export function watchWindow(): void {
  const update = (active: boolean) => () => useStation.setState({ windowActive: active })
  window.addEventListener('blur', update(false))
  window.addEventListener('focus', update(true))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') useStation.setState({ windowActive: false })
    else if (document.hasFocus()) useStation.setState({ windowActive: true })
  })
  // A tap proves that the window is in front, even where the window manager does not tell of focus.
  window.addEventListener('pointerdown', update(true), { capture: true })
  window.addEventListener('keydown', update(true), { capture: true })
}
