// A bench scale on a port of the loopback: sends A&D lines to whoever listens, ten times a second, as a serial-to-network box does.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export type FakeScale = {
  host: string
  port: number
  /** So many whole grams stand still on the plate. */
  put(grams: number): void
  /** The plate is empty and still. */
  remove(): void
  /** Something of about so many grams is being moved. */
  unstable(grams: number): void
  /** Sends this very line, once, instead of a weight: broken frames, other units, overload. */
  sendLine(line: string): void
  /** How many listen now. */
  listeners(): number
  close(): Promise<void>
}

const linesEveryMs = 100

/** `ST,GS,+  1.234kg`: stable or not, gross, kilograms with three places. */
export function scaleLine(grams: number, stable: boolean): string {
  const kilograms = (Math.abs(grams) / 1000).toFixed(3)
  return `${stable ? 'ST' : 'US'},GS,${grams < 0 ? '-' : '+'}${kilograms.padStart(7)}kg`
}

/** Starts with an empty, still plate: the first lines a station reads let its gate open. A change is sent at once, twice, and then repeated. */
export async function startFakeScale(port = 0): Promise<FakeScale> {
  let current = scaleLine(0, true)
  const open = new Set<Socket>()
  const send = (line: string): void => {
    for (const socket of open) socket.write(`${line}\r\n`)
  }
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    // The station closes when it likes; a reset is as good as an end.
    socket.on('error', () => socket.destroy())
    socket.resume()
    socket.write(`${current}\r\n`.repeat(2))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const timer = setInterval(() => send(current), linesEveryMs)
  const show = (line: string): void => {
    current = line
    // Twice at once: without a checksum a weight counts when two frames agree (SP9), and a test need not wait for the next.
    send(line)
    send(line)
  }
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    put: (grams) => show(scaleLine(grams, true)),
    remove: () => show(scaleLine(0, true)),
    unstable: (grams) => show(scaleLine(grams, false)),
    sendLine: send,
    listeners: () => open.size,
    async close() {
      clearInterval(timer)
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
