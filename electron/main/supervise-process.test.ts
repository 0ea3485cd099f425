import { describe, expect, it } from 'vitest'
import type { ServiceProcess } from './service-process.ts'
import { superviseProcess } from './supervise-process.ts'

/** A world with its own timers and a service that does what the test says. */
function world() {
  const timers: { delayMs: number; run: () => void; off: boolean }[] = []
  const started: { say(message: unknown): void; exit(code: number): void; killed: string[] }[] = []
  const events: string[] = []
  const supervised = superviseProcess({
    specOf: () => ({ name: 'station', file: 'utility.js', argument: {} }),
    launch(): ServiceProcess {
      let listen: (message: unknown) => void = () => undefined
      let exit: (code: number) => void = () => undefined
      const killed: string[] = []
      started.push({ say: message => listen(message), exit: code => exit(code), killed })
      return {
        onMessage: given => void (listen = given),
        onExit: given => void (exit = given),
        connect: () => ({ travelling: started.length }),
        kill: signal => void killed.push(signal),
      }
    },
    timers: {
      after(delayMs, run) {
        const timer = { delayMs, run, off: false }
        timers.push(timer)
        return () => void (timer.off = true)
      },
    },
    events: {
      onReady: () => void events.push('ready'),
      onProgress: text => void events.push(`progress ${text}`),
      onFailed: text => void events.push(`failed ${text}`),
      onDown: how => void events.push(`${how.crashed ? 'crash' : 'end'} ${how.pauseMs}`),
    },
  })
  const fire = () => {
    const timer = timers.findLast(one => !one.off)
    if (!timer) throw new Error('no timer is running')
    timer.off = true
    timer.run()
    return timer.delayMs
  }
  return { supervised, started, events, fire, running: () => timers.filter(one => !one.off).length }
}

describe('a supervised service', () => {
  it('gives no connection before it is ready, and a fresh one of the living process after', () => {
    const { supervised, started, fire } = world()
    expect(supervised.connect()).toBeUndefined()
    started[0]?.say({ kind: 'ready' })
    expect(supervised.connect()).toEqual({ travelling: 1 })
    started[0]?.exit(1)
    expect(supervised.connect()).toBeUndefined()
    fire()
    started[1]?.say({ kind: 'ready' })
    expect(supervised.connect()).toEqual({ travelling: 2 })
  })
  it('comes back after growing pauses, never longer than ten seconds, and tells a crash from an end', () => {
    const { started, events, fire } = world()
    for (let round = 0; round < 8; round += 1) {
      started[round]?.exit(round === 0 ? 0 : 9)
      fire()
    }
    expect(events).toEqual(['end 250', 'crash 500', 'crash 1000', 'crash 2000', 'crash 4000', 'crash 8000', 'crash 10000', 'crash 10000'])
    expect(started).toHaveLength(9)
  })
  it('begins again with the short pause after it ran well for a minute', () => {
    const { started, events, fire } = world()
    started[0]?.exit(1)
    fire()
    started[1]?.say({ kind: 'ready' })
    expect(fire()).toBe(60_000)
    started[1]?.exit(1)
    expect(events).toEqual(['crash 250', 'ready', 'crash 250'])
  })
  it('passes on what it says and ignores what it cannot read', () => {
    const { started, events } = world()
    for (const message of [null, 'ready', { kind: 'progress', text: 7 }, { kind: 'progress', text: 'initdb' }, { kind: 'failed', text: 'newer data' }]) started[0]?.say(message)
    expect(events).toEqual(['progress initdb', 'failed newer data'])
  })
  it('stops in good order, by force after ten seconds, and does not come back', async () => {
    const { supervised, started, fire, running } = world()
    started[0]?.say({ kind: 'ready' })
    const stopped = supervised.stop()
    expect(started[0]?.killed).toEqual(['SIGTERM'])
    expect(fire()).toBe(10_000)
    expect(started[0]?.killed).toEqual(['SIGTERM', 'SIGKILL'])
    started[0]?.exit(1)
    await stopped
    expect(started).toHaveLength(1)
    expect(running()).toBe(0)
  })
  it('stops at once while it is pausing', async () => {
    const { supervised, started, running } = world()
    started[0]?.exit(1)
    await supervised.stop()
    expect(started).toHaveLength(1)
    expect(running()).toBe(0)
  })
})
