// A MessagePort of the utility process, a connection passed on by main, and a WebSocket, each as a Port.
import type { WebSocket } from 'ws'
import type { Port } from '#shared/contract/port.ts'

/** Messages that come before anybody listens wait; the end is told once. */
function endpoint(send: (message: unknown) => void, close: () => void): { port: Port; receive(message: unknown): void; closed(): void } {
  let listener: ((message: unknown) => void) | undefined
  const early: unknown[] = []
  const closers: (() => void)[] = []
  let open = true
  const closed = (): void => {
    if (!open) return
    open = false
    for (const closer of closers) closer()
  }
  return {
    port: {
      send: (message) => void (open && send(message)),
      onMessage(next) {
        listener = next
        for (const message of early.splice(0)) next(message)
      },
      onClose: (closer) => void closers.push(closer),
      close() {
        if (open) close()
        closed()
      },
    },
    receive: (message) => void (listener ? listener(message) : early.push(message)),
    closed,
  }
}

/** What Electron hands a utility process; named here so that nothing of Electron is imported. */
export type ElectronPort = {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

export function messagePort(electronPort: ElectronPort): Port {
  const { port, receive, closed } = endpoint((message) => electronPort.postMessage(message), () => electronPort.close())
  electronPort.on('message', ({ data }) => receive(data))
  electronPort.on('close', closed)
  electronPort.start()
  return port
}

export type ChildMessage = { kind: 'port-open' | 'port-message' | 'port-close'; connectionId: string; data?: unknown }

/** Connections that main passes on, one message at a time, because a Node child cannot take a MessagePort. */
export function childPorts({ send, onPort }: { send: (message: ChildMessage) => void; onPort: (port: Port) => void }): (message: ChildMessage) => void {
  const ends = new Map<string, ReturnType<typeof endpoint>>()
  return ({ kind, connectionId, data }) => {
    if (kind === 'port-open') {
      const end = endpoint(
        (message) => send({ kind: 'port-message', connectionId, data: message }),
        () => {
          ends.delete(connectionId)
          send({ kind: 'port-close', connectionId })
        })
      ends.set(connectionId, end)
      onPort(end.port)
    } else if (kind === 'port-message') {
      ends.get(connectionId)?.receive(data)
    } else {
      const end = ends.get(connectionId)
      ends.delete(connectionId)
      end?.closed()
    }
  }
}

export function socketPort(socket: WebSocket): Port {
  const { port, receive, closed } = endpoint(
    (message) => void (socket.readyState === socket.OPEN && socket.send(JSON.stringify(message))),
    () => socket.close())
  socket.on('message', (data) => {
    let message: unknown
    try {
      message = JSON.parse(String(data))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      return socket.close(1007, 'not JSON')
    }
    receive(message)
  })
  // The close that follows says it.
  socket.on('error', () => socket.terminate())
  socket.on('close', closed)
  return port
}
