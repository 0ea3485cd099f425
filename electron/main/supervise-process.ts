import type { Timers } from '#shared/kernel/time.ts'
import type { TravellingPort } from './ports.ts'
import type { LaunchService, ServiceProcess, ServiceSpec } from './service-process.ts'

const firstPauseMs = 250
const longestPauseMs = 10_000
/** After running so long a service counts as well again, and the next crash begins with the short pause. */
const wellAfterMs = 60_000
const stopPatienceMs = 10_000

export type SupervisorEvents = {
  /** The service said it is ready: after every start, not only the first. */
  onReady(message: Readonly<Record<string, unknown>>): void
  onProgress(text: string): void
  /** Its own words on why it cannot work; its end follows. */
  onFailed(reason: string): void
  /** It ended unasked. It comes back after `pauseMs` unless stopped. */
  onDown(how: { code: number; crashed: boolean; wasReady: boolean; pauseMs: number }): void
}

export type SupervisedProcess = {
  /** A fresh connection for a window, or undefined while the service is not ready. */
  connect(): TravellingPort | undefined
  /** Ends it in good order, by force after ten seconds. Resolves when it is gone. */
  stop(): Promise<void>
}

/**
 * Keeps one service running:
 *
 *   starting ──ready──► running ──unasked end──► pausing ──pause over──► starting
 *       └────────────unasked end─────────────────►┘
 *   any ──stop()──► stopping ──end──► stopped
 *
 * `specOf` is asked before every start, because a service may need what another one said after its last start.
 */
export function superviseProcess(deps: { specOf: () => ServiceSpec; launch: LaunchService; timers: Timers; events: SupervisorEvents }): SupervisedProcess {
  let process: ServiceProcess | undefined
  let ready = false
  let stopping = false
  let pauseMs = firstPauseMs
  let cancelTimer: () => void = () => undefined
  let gone: () => void = () => undefined
  const stopped = new Promise<void>(resolve => {
    gone = resolve
  })

  function start(): void {
    const current = deps.launch(deps.specOf())
    process = current
    current.onMessage(message => {
      if (!isRecord(message) || stopping) return
      if (message.kind === 'progress' && typeof message.text === 'string') deps.events.onProgress(message.text)
      if (message.kind === 'failed' && typeof message.text === 'string') deps.events.onFailed(message.text)
      if (message.kind !== 'ready') return
      ready = true
      cancelTimer = deps.timers.after(wellAfterMs, () => {
        pauseMs = firstPauseMs
      })
      deps.events.onReady(message)
    })
    current.onExit(code => {
      cancelTimer()
      process = undefined
      const wasReady = ready
      ready = false
      if (stopping) {
        gone()
        return
      }
      deps.events.onDown({ code, crashed: code !== 0, wasReady, pauseMs })
      // The listener may have given up on the service.
      if (stopping) return
      cancelTimer = deps.timers.after(pauseMs, start)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    })
  }
  start()

  return {
    connect: () => (ready ? process?.connect() : undefined),
    async stop() {
      if (!stopping) {
        stopping = true
        cancelTimer()
        if (!process) {
          gone()
        } else {
          process.kill('SIGTERM')
          cancelTimer = deps.timers.after(stopPatienceMs, () => process?.kill('SIGKILL'))
        }
      }
      await stopped
    },
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
