// The hub's bell: a WebSocket that only says "there is something new". Without it everything still arrives, a little later.
import { WebSocket, type ClientOptions } from 'ws'
import { pinnedAgent } from '#shared/node/pinned-tls.ts'
import type { Random } from '#shared/kernel/random.ts'
import type { Timers } from '#shared/kernel/time.ts'

/** What is used of a WebSocket. */
export type NewsLine = Pick<WebSocket, 'on' | 'terminate'>
export type OpenNewsLine = (url: URL, options: ClientOptions) => NewsLine

/** Over a connection to the hub with this fingerprint and to nobody else. */
export function pinnedNewsLine(pin: string): OpenNewsLine {
  const agent = pinnedAgent(pin)
  return (url, options) => new WebSocket(url, { ...options, agent })
}

export type NewsConfig = {
  handshakeMs: number
  /** The hub pings every 15 s; a line on which nothing was heard for this long is half open and is cut. */
  silenceMs: number
  firstRetryMs: number
  longestRetryMs: number
}
export const newsDefaults: NewsConfig = { handshakeMs: 10_000, silenceMs: 45_000, firstRetryMs: 1_000, longestRetryMs: 30_000 }

export function openNews({ hubUrl, key, timers, random, config, onNews, openLine = (url, options) => new WebSocket(url, options) }: { hubUrl: string; key: () => string | null; timers: Timers; random: Random; config: NewsConfig; onNews: () => void; openLine?: OpenNewsLine }): { close(): void } {
  let socket: NewsLine | undefined
  let cancel: () => void = () => undefined
  let failures = 0
  let closed = false

  const listen = (): void => {
    cancel()
    const stationKey = key()
    if (stationKey === null) return again()
    const line = openLine(new URL('/sync/news', hubUrl.replace(/^http/, 'ws')), { headers: { authorization: `Bearer ${stationKey}` }, handshakeTimeout: config.handshakeMs, maxPayload: 65_536, followRedirects: false })
    socket = line
    const heard = (): void => {
      cancel()
      cancel = timers.after(config.silenceMs, () => line.terminate())
    }
    line.on('open', () => {
      failures = 0
      heard()
      onNews() // What came while nobody listened.
    })
    line.on('ping', heard)
    line.on('message', () => {
      heard()
      onNews()
    })
    // The close that always follows is what opens the next one.
    line.on('error', () => line.terminate())
    line.on('close', again)
  }
  function again(): void {
    cancel()
    if (closed) return
    const longest = Math.min(config.longestRetryMs, config.firstRetryMs * 2 ** Math.min(failures, 20))
    failures += 1
    cancel = timers.after(longest / 2 + (random() * longest) / 2, listen)
  }
  listen()
  return {
    close() {
      closed = true
      cancel()
      socket?.terminate()
    },
  }
}
