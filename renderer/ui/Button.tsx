import type { ReactNode } from 'react'

/** A touch target of at least 64 pixels. Gives up the focus after a tap, so that the next scan's Enter cannot press it. */
export function Button({ children, onPress, look = 'plain', disabled = false, submits = false }: {
  children: ReactNode
  onPress?: () => void
  look?: 'plain' | 'main' | 'danger' | 'sure' | 'quiet'
  disabled?: boolean
  /** Sends the form around it, which then does the work; so does Enter in one of its fields. */
  submits?: boolean
}) {
  return (
    <button
      type={submits ? 'submit' : 'button'}
      className={`button button-${look}`}
      disabled={disabled}
      onClick={(event) => {
        event.currentTarget.blur()
        onPress?.()
      }}
    >
      {children}
    </button>
  )
}
