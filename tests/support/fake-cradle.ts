// A scanner's cradle on a port of the loopback: sends what it is told to whoever listens.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

export type FakeCradle = { host: string; port: number; send(bytes: Uint8Array | string): void; connected(): Promise<void>; close(): Promise<void> }

export async function startFakeCradle(): Promise<FakeCradle> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.resume()
    server.emit('listened')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: '127.0.0.1', port: (server.address() as AddressInfo).port,
    send(bytes) {
      for (const socket of open) socket.write(bytes)
    },
    async connected() {
      if (open.size === 0) await once(server, 'listened')
    },
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
