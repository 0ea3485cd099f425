// The network between stations and hub: loses, delays, repeats, reorders, bars one direction, cuts messages in two, and lies.
import type { HttpAnswer } from '#shared/node/agent-fetch.ts'
import type { Fetch } from '#station/sync/hub-client.ts'
import type { NewsLine, OpenNewsLine } from '#station/sync/news-socket.ts'
import type { Random } from '#shared/kernel/random.ts'
import type { Clock } from './clock.ts'
import { between } from './generator.ts'
import type { Weather } from './options.ts'

export type SimRequest = { method: string; path: string; headers: Headers; body: Buffer }
export type SimReply = { status: number; contentType: string; body: Buffer }

/** The hub as the network sees it; `undefined` when it ends without a word. */
export type Listener = { isUp(): boolean; answer(request: SimRequest): Promise<SimReply | undefined> }

export type Network = {
  fetchFor(machine: number, alive: () => boolean): Fetch
  /** What a listener throws goes to `uncaught`. */
  lineFor(machine: number, alive: () => boolean, uncaught: (run: () => void) => void): OpenNewsLine
  bar(machine: number, way: { toHub: boolean; fromHub: boolean }): void
  /** Every open news line hears the bell. */
  ring(): void
  /** The hub went away: its lines end. */
  dropLines(): void
  /** From now on every message arrives. */
  heal(): void
}

const pingMs = 15_000
const loginPage: SimReply = { status: 200, contentType: 'text/html', body: Buffer.from('<html>Please sign in to this network</html>') }

export function createNetwork({ clock, random, weather, hub, count }: { clock: Clock; random: Random; weather: Weather; hub: Listener; count: (what: string) => void }): Network {
  const barred = new Map<number, { toHub: boolean; fromHub: boolean }>()
  let calm = false
  type Line = { machine: number; alive: () => boolean; open: boolean; tell: (event: string) => void }
  const lines = new Set<Line>()
  const happens = (rate: number, what: string): boolean => {
    const roll = random()
    if (calm || roll >= rate) return false
    count(`network: ${what}`)
    return true
  }
  const latency = (): number => {
    const usual = between(random, 3, 60)
    return happens(weather.late, 'late') ? between(random, 500, 25_000) : usual
  }
  const isBarred = (machine: number, way: 'toHub' | 'fromHub'): boolean => {
    const is = !calm && barred.get(machine)?.[way] === true
    if (is) count(`network: barred ${way === 'toHub' ? 'to' : 'from'} the hub`)
    return is
  }
  const cut = (body: Buffer): Buffer => body.subarray(0, Math.floor(random() * body.length))

  const responseOf = (reply: SimReply, broken: 'whole' | 'broken off' | 'short'): HttpAnswer => {
    const body = broken === 'whole' ? reply.body : cut(reply.body)
    async function* parts(): AsyncGenerator<Uint8Array> {
      yield body
      if (broken === 'broken off') throw new Error('the connection was cut')
    }
    return { status: reply.status, headers: new Headers({ 'content-type': reply.contentType }), body: parts() }
  }

  return {
    fetchFor: (machine, alive) => (url, init) => new Promise((resolve, reject) => {
      const { pathname, search } = new URL(url)
      const given = init.body
      const body = typeof given === 'string' ? Buffer.from(given) : given instanceof Uint8Array ? Buffer.from(given) : Buffer.alloc(0)
      const request: SimRequest = { method: init.method ?? 'GET', path: pathname + search, headers: new Headers(init.headers as Record<string, string>), body }
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
      const fail = (why: string): void => void clock.at(between(random, 1, 40), () => { if (alive()) reject(new Error(why)) })
      if (!alive()) return
      if (isBarred(machine, 'toHub')) return void (random() < 0.3 && fail('no route to the hub'))
      if (happens(weather.loss, 'request lost')) return
      const deliver = (sent: SimRequest, isRepeat: boolean): void => void clock.at(latency(), async () => {
        if (!hub.isUp()) return isRepeat ? undefined : fail('connection refused')
        const reply = await hub.answer(sent)
        if (isRepeat) return
        if (!reply) return fail('the connection was reset')
        if (isBarred(machine, 'fromHub') || happens(weather.loss, 'answer lost')) return
        const isLie = happens(weather.lie, 'login page instead of an answer')
        const broken = happens(weather.cut, 'answer cut') ? (random() < 0.5 ? 'broken off' : 'short') : 'whole'
        clock.at(latency(), () => { if (alive()) resolve(responseOf(isLie ? loginPage : reply, isLie ? 'whole' : broken)) })
      })
      if (body.length > 0 && happens(weather.cut, 'request cut')) {
        if (random() < 0.5) return fail('the connection was cut')
        return deliver({ ...request, body: cut(body) }, false)
      }
      deliver(request, false)
      if (happens(weather.repeat, 'request repeated')) deliver(request, true)
    }),
    lineFor: (machine, alive, uncaught) => () => {
      const listeners = new Map<string, (() => void)[]>()
      const emit = (event: string): void => { if (alive()) for (const listener of listeners.get(event) ?? []) uncaught(listener) }
      let ended = false
      const line: Line = { machine, alive, open: false, tell: emit }
      const end = (): void => {
        if (ended) return
        ended = true
        lines.delete(line)
        clock.at(1, () => emit('close'))
      }
      const ping = (): void => void clock.at(pingMs, () => {
        if (ended || !alive()) return
        if (hub.isUp() && !isBarred(machine, 'fromHub')) emit('ping')
        ping()
      })
      clock.at(latency(), () => {
        if (ended || !alive()) return
        if (!hub.isUp() || isBarred(machine, 'toHub') || isBarred(machine, 'fromHub')) return end()
        line.open = true
        lines.add(line)
        emit('open')
        ping()
      })
      return {
        on(event: string, listener: () => void) {
          listeners.set(event, [...(listeners.get(event) ?? []), listener])
          return this
        },
        terminate: end,
      } as unknown as NewsLine
    },
    bar: (machine, way) => void barred.set(machine, way),
    ring() {
      for (const line of lines) {
        if (!line.alive()) lines.delete(line)
        else if (!isBarred(line.machine, 'fromHub') && !happens(weather.loss, 'bell lost')) clock.at(latency(), () => { if (lines.has(line)) line.tell('message') })
      }
    },
    dropLines() {
      for (const line of lines) {
        lines.delete(line)
        if (!isBarred(line.machine, 'fromHub')) clock.at(latency(), () => line.tell('close'))
        else count('network: half-open line')
      }
    },
    heal() {
      calm = true
      barred.clear()
    },
  }
}
