import { PortHandover } from '#shared/contract/setup-api.ts'
import type { Port } from '#shared/contract/port.ts'
import { portOfMessagePort } from './message-port.ts'
import { keepDialling } from './socket-port.ts'

export type PortKind = 'station' | 'setup'

/**
 * Calls `onPort` for every line this page is given: inside Electron those that preload hands over, in a plain browser a WebSocket
 * to the host that served the page. A fresh line replaces the former one.
 */
export function listenForPorts(onPort: (kind: PortKind, port: Port) => void): void {
  window.addEventListener('message', (event) => {
    const handover = PortHandover.safeParse(event.data)
    const port = event.ports[0]
    // Only this very window may hand a port over: a frame or an opener is not preload.
    if (!handover.success || port === undefined || event.source !== window) return
    onPort(handover.data.packwave, portOfMessagePort(port))
  })
  if (location.protocol === 'http:' || location.protocol === 'https:') {
    keepDialling(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/station`, (port) => onPort('station', port))
  }
}
