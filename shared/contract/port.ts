// Runs anywhere. The one way two parts of the program talk: a MessagePort, a WebSocket, a child process and an in-memory pair all fit it.

export type Port = {
  send(message: unknown): void
  /** The one listener of incoming messages; set again, it replaces the former. */
  onMessage(listener: (message: unknown) => void): void
  /** Called once when the other side is gone. */
  onClose(listener: () => void): void
  close(): void
}

/** Two ports joined back to back. Messages are copied as JSON would copy them and arrive in order, after the caller's turn. */
export function portPair(): [Port, Port] {
  type End = { listener: ((message: unknown) => void) | undefined; closers: (() => void)[]; queue: unknown[] }
  const ends: [End, End] = [
    { listener: undefined, closers: [], queue: [] },
    { listener: undefined, closers: [], queue: [] },
  ]
  let open = true
  const drain = (end: End): void => {
    while (end.listener && end.queue.length > 0) end.listener(end.queue.shift())
  }
  const portOf = (own: End, other: End): Port => ({
    send(message) {
      if (!open) return
      other.queue.push(JSON.parse(JSON.stringify(message)))
      void Promise.resolve().then(() => drain(other))
    },
    onMessage(listener) {
      own.listener = listener
      drain(own)
    },
    onClose: (listener) => own.closers.push(listener),
    close() {
      if (!open) return
      open = false
      for (const end of ends) for (const closer of end.closers) closer()
    },
  })
  return [portOf(ends[0], ends[1]), portOf(ends[1], ends[0])]
}
