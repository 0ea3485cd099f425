// A bench scale on the network: A&D lines (docs/specs/weighing.md), zero while nothing stands on it.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export type BenchScale = {
  host: string
  port: number
  /** Puts something on the plate; whole grams are shown. */
  put(grams: number): void
  /** Takes it off. */
  clear(): void
  close(): Promise<void>
}

const speaksEveryMs = 100

/** A stable frame as an A&D scale sends it. */
export function scaleLine(grams: number, stable: boolean): string {
  return `${stable ? 'ST' : 'US'},GS,+${(grams / 1000).toFixed(3).padStart(8, ' ')}kg\r\n`
}

export async function openBenchScale(): Promise<BenchScale> {
  const listeners = new Set<Socket>()
  let grams = 0
  const speak = (stable = true): void => {
    for (const socket of listeners) socket.write(scaleLine(grams, stable))
  }
  const server = createServer((socket) => {
    listeners.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => listeners.delete(socket))
    socket.write(scaleLine(grams, true))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const timer = setInterval(speak, speaksEveryMs)
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    put(next) {
      grams = Math.round(next)
      // The plate swings first, then it rests.
      speak(false)
      speak()
    },
    clear() {
      grams = 0
      speak()
    },
    async close() {
      clearInterval(timer)
      for (const socket of listeners) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
