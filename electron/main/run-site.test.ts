import { describe, expect, it } from 'vitest'
import { runSite, type SitePlan } from './run-site.ts'
import type { ServiceSpec } from './service-process.ts'

type Service = { name: string; argument: Record<string, unknown>; say(message: unknown): void; exit(code: number): void; killed: string[] }

/** A site whose services do what the test says, and whose time passes when the test says so. */
function site(plan: SitePlan) {
  const services: Service[] = []
  const timers: { delayMs: number; run: () => void; off: boolean }[] = []
  const ports: string[] = []
  const running = runSite({
    launch({ name, argument }: ServiceSpec) {
      let listen: (message: unknown) => void = () => undefined
      let exited: (code: number) => void = () => undefined
      const killed: string[] = []
      services.push({ name, argument: argument as Record<string, unknown>, killed, say: (message) => listen(message), exit: (code) => exited(code) })
      return { onMessage: (given) => void (listen = given), onExit: (given) => void (exited = given), connect: () => ({ travelling: name }), kill: (signal) => void killed.push(signal) }
    },
    timers: {
      after(delayMs, run) {
        const timer = { delayMs, run, off: false }
        timers.push(timer)
        return () => void (timer.off = true)
      },
    },
    files: { hub: 'hub.js', station: 'station.js', pages: 'pages' }, dataDirs: { hub: 'hub', station: 'station', logs: 'logs' },
    databaseUrl: undefined, say: () => undefined, onProgress: () => undefined, onStationReady: () => void ports.push('ready'),
  }, plan)
  /** Runs what waits for at most this long, in order of time. */
  const pass = (ms: number): void => {
    for (const timer of timers.filter((one) => !one.off && one.delayMs <= ms)) {
      timer.off = true
      timer.run()
    }
  }
  const named = (name: string): Service[] => services.filter((one) => one.name === name)
  return { running, services, named, pass, ports }
}

const hubReady = (port: number) => ({ kind: 'ready', url: `https://127.0.0.1:${port}`, boardUrl: `https://127.0.0.1:${port}/board`, joinToken: 'token-of-the-hub' })

describe('a site that starts for the first time', () => {
  it('[HX17] starts its hub, over https where others reach it, and the station when the hub says where it is', async () => {
    const { running, services, named, pass, ports } = site({ kind: 'own-hub', hubPort: 0 })
    expect(services.map((one) => one.name)).toEqual(['hub'])
    expect(named('hub')[0]?.argument).toMatchObject({ host: '0.0.0.0', ownTls: true })
    named('hub')[0]?.say(hubReady(4711))
    expect(named('station')[0]?.argument).toMatchObject({ hubUrl: 'https://127.0.0.1:4711', joinToken: 'token-of-the-hub' })
    named('station')[0]?.say({ kind: 'ready' })
    await expect(running.started).resolves.toEqual({ hubPort: 4711 })
    pass(10_000)
    expect(services).toHaveLength(2)
    expect(ports).toEqual(['ready'])
  })
  it('[HX11] a station that did not join ends the choice that is tried, and no later start', async () => {
    const join: SitePlan = { kind: 'join', hubUrl: 'https://10.0.0.5:4100', joinToken: 'GAM9-DJF3' }
    const tried = site({ ...join, isTried: true })
    tried.named('station')[0]?.say({ kind: 'ready', notJoined: 'join-code-wrong' })
    await expect(tried.running.started).rejects.toThrow('join-code-wrong')
    expect(tried.ports).toEqual([])
    const later = site(join)
    later.named('station')[0]?.say({ kind: 'ready', notJoined: 'no-answer' })
    await expect(later.running.started).resolves.toEqual({ hubPort: undefined })
    expect(later.ports).toEqual(['ready'])
  })
  it('says that it does not start after the third end before the first "ready"', async () => {
    const { running, named, pass } = site({ kind: 'own-hub', hubPort: 0 })
    named('hub')[0]?.say({ kind: 'failed', text: 'The disk is full.' })
    for (let start = 0; start < 3; start += 1) {
      named('hub')[start]?.exit(1)
      pass(10_000)
    }
    await expect(running.started).rejects.toThrow('The disk is full.')
  })
})

describe('a site whose station has met its hub before', () => {
  const plan: SitePlan = { kind: 'own-hub', hubPort: 4711, joinToken: 'kept-token' }

  it('starts the station without its hub, and the hub when the station has had its first screen', () => {
    const { services, named, pass } = site(plan)
    expect(services.map((one) => one.name)).toEqual(['station'])
    expect(named('station')[0]?.argument).toMatchObject({ hubUrl: 'https://127.0.0.1:4711', joinToken: 'kept-token' })
    named('station')[0]?.say({ kind: 'ready' })
    expect(named('hub')).toHaveLength(0)
    pass(1_000)
    expect(named('hub')).toHaveLength(1)
  })
  it('starts the hub after three seconds when the station is not up: other stations need it', () => {
    const { named, pass } = site(plan)
    pass(2_999)
    expect(named('hub')).toHaveLength(0)
    pass(3_000)
    expect(named('hub')).toHaveLength(1)
  })
  it('leaves the station alone when the hub is where it was', () => {
    const { named, pass } = site(plan)
    named('station')[0]?.say({ kind: 'ready' })
    pass(3_000)
    named('hub')[0]?.say(hubReady(4711))
    expect(named('hub')).toHaveLength(1)
    expect(named('station')).toHaveLength(1)
    expect(named('station')[0]?.killed).toEqual([])
  })
  it('tells a station anew where its hub is when the old port was taken', async () => {
    const { running, named, pass } = site(plan)
    named('station')[0]?.say({ kind: 'ready' })
    pass(3_000)
    named('hub')[0]?.say(hubReady(4712))
    expect(named('station')[0]?.killed).toEqual(['SIGTERM'])
    expect(running.connect()).toBeUndefined()
    named('station')[0]?.exit(0)
    await expect.poll(() => named('station')).toHaveLength(2)
    expect(named('station')[1]?.argument).toMatchObject({ hubUrl: 'https://127.0.0.1:4712', joinToken: 'token-of-the-hub' })
  })
})

describe('a station that joins a hub elsewhere', () => {
  it('starts no hub, ever', () => {
    const { named, pass } = site({ kind: 'join', hubUrl: 'http://10.0.0.5:4700', joinToken: 'code' })
    named('station')[0]?.say({ kind: 'ready' })
    pass(60_000)
    expect(named('hub')).toHaveLength(0)
  })
})

describe('closing', () => {
  it('ends the station before the hub', async () => {
    const { running, named } = site({ kind: 'own-hub', hubPort: 0 })
    named('hub')[0]?.say(hubReady(4711))
    const stopped = running.stop()
    await expect.poll(() => named('station')[0]?.killed).toEqual(['SIGTERM'])
    expect(named('hub')[0]?.killed).toEqual([])
    named('station')[0]?.exit(0)
    await expect.poll(() => named('hub')[0]?.killed).toEqual(['SIGTERM'])
    named('hub')[0]?.exit(0)
    await stopped
  })
})
