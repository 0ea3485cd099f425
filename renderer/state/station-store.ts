// Mirrors what the station says; decides nothing.
import { create } from 'zustand'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { StationView } from '#shared/contract/station-view.ts'

export type Page = 'work' | 'board' | 'settings' | 'devices' | 'labels'

export type StationState = {
  /** starting: no line yet; setup: the first start asks; up: at work; lost: the line broke, a new one is awaited. */
  link: 'starting' | 'setup' | 'up' | 'lost'
  linkSinceMs: number
  view: StationView | null
  /** The last answered scan; `number` grows with each, so that the same outcome twice flashes twice. */
  lastOutcome: { number: number; outcome: Outcome } | null
  pendingScans: number
  /** A scan the station failed on, until it is seen. */
  failedScan: { code: string; incidentId: string } | null
  /** False: another window has the keyboard and scans go there. */
  windowActive: boolean
  page: Page
  manualEntryOpen: boolean
  /** The badge code of the person who began this site, until she has noted it. */
  begunBadge: string | null
  /** Digits of the PIN as typed so far. */
  pin: string
}

export const useStation = create<StationState>()(() => ({
  link: 'starting', linkSinceMs: 0, view: null, lastOutcome: null, pendingScans: 0, failedScan: null, windowActive: true, page: 'work', manualEntryOpen: false, begunBadge: null, pin: '',
}))

/** Takes a view unless it is older than the one shown. A view of a fresh line is always taken: a restarted station counts anew. */
export function takeView(view: StationView, isFreshLine = false): void {
  useStation.setState((state) => (isFreshLine || !state.view || view.revision >= state.view.revision ? { view, ...(asksForPin(view) ? {} : { pin: '' }) } : state))
}

/** True while the station waits for a PIN: of the operator or of the person who approves. */
export function asksForPin(view: StationView | null): boolean {
  if (!view || view.refusal) return false
  return view.approval?.step === 'pin' || (view.screen.kind === 'sign-in' && view.screen.step === 'pin')
}
