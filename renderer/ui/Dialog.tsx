import { type ReactNode, useId } from 'react'

/** Covers the screen until it is answered, and is named by its title. Scans go on reaching the station underneath. */
export function Dialog({ title, isWide = false, isAlert = false, children }: { title: ReactNode; isWide?: boolean; isAlert?: boolean; children: ReactNode }) {
  const titleId = useId()
  return (
    <div className="dialog-cover" role={isAlert ? 'alertdialog' : 'dialog'} aria-modal="true" aria-labelledby={titleId}>
      <div className={isWide ? 'dialog dialog-wide' : 'dialog'}>
        <h2 id={titleId}>{title}</h2>
        {children}
      </div>
    </div>
  )
}
