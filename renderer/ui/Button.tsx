import type { ReactNode } from 'react'

/** A touch target of at least 64 pixels. Gives up the focus after a tap, so that the next scan's Enter cannot press it. */
export function Button({ children, onPress, look = 'plain', disabled = false, pressed }: {
  children: ReactNode
  onPress: () => void
  look?: 'plain' | 'main' | 'danger' | 'quiet'
  disabled?: boolean
  /** Set for a button that stays pressed. */
  pressed?: boolean
}) {
  return (
    <button
      type="button"
      className={`button button-${look}`}
      disabled={disabled}
      aria-pressed={pressed}
      onClick={(event) => {
        event.currentTarget.blur()
        onPress()
      }}
    >
      {children}
    </button>
  )
}
