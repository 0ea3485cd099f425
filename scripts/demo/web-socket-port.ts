import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Port } from '#shared/contract/port.ts'

/** Opens a WebSocket and answers it as a port of the contract. Throws when nobody answers there. */
export async function openWebSocketPort(url: string, headers: Record<string, string> = {}): Promise<Port> {
  const socket = new WebSocket(url, { headers })
  // The contract's messages may come with the opening itself: they wait until somebody listens.
  let listener: ((message: unknown) => void) | undefined
  const waiting: unknown[] = []
  socket.on('message', (data) => {
    const message: unknown = JSON.parse(String(data))
    if (listener) listener(message)
    else waiting.push(message)
  })
  await once(socket, 'open')
  // A broken line ends in 'close', which is what its user hears.
  socket.on('error', () => socket.terminate())
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage(next) {
      listener = next
      for (const message of waiting.splice(0)) next(message)
    },
    onClose: (closed) => void socket.on('close', closed),
    close: () => socket.close(),
  }
}
