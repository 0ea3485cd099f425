import type { ReactNode } from 'react'

/** The one next action as a sentence; the first thing to read on every screen. */
export function Instruction({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <header className="instruction">
      <h1 data-testid="instruction" data-wanted>{children}</h1>
      {aside && <div className="instruction-aside">{aside}</div>}
    </header>
  )
}
