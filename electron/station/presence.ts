// Whether somebody is at the bench: it locks when nobody was, and makes the labels ready when somebody came.
import { idleLock } from '#shared/domain/people/idle-lock.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { AppDeps } from './app/app-deps.ts'
import { lockWhenIdle } from './app/lock-when-idle.ts'

const lookEveryMs = 5000
/** After a sign-in: the next thing a person does is a scan, and only later a label. */
const warmLabelsAfterMs = 1_500

export type Presence = {
  /** Somebody scanned, typed or moved: the idle lock starts anew. */
  seen(): void
  start(): void
  /** Somebody may have signed in: fonts, canvas and barcodes take a while to load, not while the station starts, and not when the first label is due. */
  signedIn(): void
  stop(): void
}

/** `onLook`: at each look, locked or not. */
export function createPresence({ app, timers, warmLabels, onLocked, onLook }: { app: AppDeps; timers: Timers; warmLabels: () => void; onLocked: () => void; onLook: () => void }): Presence {
  const { store, nowMs } = app
  let lastSeenAtMs = nowMs()
  let stopLooking = (): void => undefined
  let stopWarming: (() => void) | undefined
  const look = (): void => {
    const { operatorId, locked } = store.bench()
    if (operatorId !== null && !locked && idleLock(lastSeenAtMs, nowMs(), app.settings().idleLockMinutes * 60_000).kind === 'locked' && lockWhenIdle(app)) onLocked()
    onLook()
    stopLooking = timers.after(lookEveryMs, look)
  }
  const signedIn = (): void => {
    if (store.bench().operatorId !== null) stopWarming ??= timers.after(warmLabelsAfterMs, warmLabels)
  }
  return {
    seen: () => void (lastSeenAtMs = nowMs()),
    start() {
      signedIn()
      look()
    },
    signedIn,
    stop() {
      stopLooking()
      stopWarming?.()
    },
  }
}
