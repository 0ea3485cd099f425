// The network between the station and the hub: a TCP proxy that can be cut, and that sees how far the station has heard the hub.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Wire = {
  /** The hub's address as the station knows it. */
  url: string
  cut(): void
  heal(): void
  isCut(): boolean
  /** The highest position of the hub's changes that went over to the station. */
  heardPosition(): number
  onHeard(listener: () => void): () => void
  close(): Promise<void>
}

const positionPattern = /"upTo":(\d+)/g
/** Longer than the pattern with any position: what a chunk's end may cut in two. */
const overlapCharacters = 32

export async function openWire(hubUrl: string): Promise<Wire> {
  const target = new URL(hubUrl)
  const open = new Set<Socket>()
  const listeners = new Set<() => void>()
  let isCut = false
  let heard = 0
  const server = createServer((near) => {
    if (isCut) return void near.resetAndDestroy()
    const far = connect({ host: target.hostname, port: Number(target.port) })
    for (const [one, other] of [[near, far], [far, near]] as const) {
      open.add(one)
      // Either end may break at any time; its close event takes the other one along.
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
    near.pipe(far)
    let tail = ''
    far.on('data', (chunk: Buffer) => {
      const text = tail + chunk.toString('latin1')
      tail = text.slice(-overlapCharacters)
      const before = heard
      for (const [, position] of text.matchAll(positionPattern)) heard = Math.max(heard, Number(position))
      near.write(chunk)
      if (heard > before) for (const listener of listeners) listener()
    })
    far.on('end', () => near.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true
      for (const socket of open) socket.resetAndDestroy()
    },
    heal() {
      isCut = false
    },
    isCut: () => isCut,
    heardPosition: () => heard,
    onHeard(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
