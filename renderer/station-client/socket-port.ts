import type { Port } from '#shared/contract/port.ts'

/** An open WebSocket as a Port: one JSON text per message. */
function portOfSocket(socket: WebSocket): Port {
  const closers: (() => void)[] = []
  const early: unknown[] = []
  let listener: ((message: unknown) => void) | undefined
  let open = true
  const closed = (): void => {
    if (!open) return
    open = false
    for (const closer of closers) closer()
  }
  socket.addEventListener('message', (event) => {
    const message: unknown = JSON.parse(String(event.data))
    if (listener) listener(message)
    else early.push(message)
  })
  socket.addEventListener('close', closed)
  return {
    send(message) {
      if (open && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
    },
    onMessage(next) {
      listener = next
      for (const message of early.splice(0)) next(message)
    },
    onClose: (closer) => closers.push(closer),
    close() {
      socket.close()
      closed()
    },
  }
}

const FIRST_PAUSE_MS = 300
const LONGEST_PAUSE_MS = 5_000

/** Keeps one socket to `url` open: calls `onPort` for every fresh one and dials again after growing pauses. */
export function keepDialling(url: string, onPort: (port: Port) => void): void {
  let pauseMs = FIRST_PAUSE_MS
  const dial = (): void => {
    const socket = new WebSocket(url)
    socket.addEventListener('open', () => {
      pauseMs = FIRST_PAUSE_MS
      onPort(portOfSocket(socket))
    })
    socket.addEventListener('close', () => {
      setTimeout(dial, pauseMs)
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)
    })
  }
  dial()
}
