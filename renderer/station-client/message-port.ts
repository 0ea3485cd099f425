import type { Port } from '#shared/contract/port.ts'

/** A browser's MessagePort as a Port. Closing is heard where the browser tells it (Chromium 122 and later). */
export function portOfMessagePort(port: MessagePort): Port {
  const closers: (() => void)[] = []
  let open = true
  const closed = (): void => {
    if (!open) return
    open = false
    for (const closer of closers) closer()
  }
  port.addEventListener('close', closed)
  return {
    send(message) {
      if (open) port.postMessage(message)
    },
    onMessage(listener) {
      port.onmessage = (event) => listener(event.data)
      port.start()
    },
    onClose: (listener) => closers.push(listener),
    close() {
      port.close()
      closed()
    },
  }
}
