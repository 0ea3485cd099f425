// Lines from this station's screen to the hub's board. Messages pass through unread, both ways.
import { WebSocket } from 'ws'
import { pinnedAgent } from '#shared/node/pinned-tls.ts'
import type { MintId } from '#shared/kernel/time.ts'

export type BoardLines = {
  /** The line's id once the hub has answered, or null when it cannot be reached. */
  open(url: string, headers: Record<string, string>, pin: string | null): Promise<string | null>
  send(lineId: string, message: unknown): void
  close(lineId: string): void
  closeAll(): void
}

const openTimeoutMs = 5000

export function createBoardLines(deps: { mintId: MintId; onMessage: (lineId: string, message: unknown) => void; onClose: (lineId: string) => void }): BoardLines {
  const lines = new Map<string, WebSocket>()
  return {
    open(url, headers, pin) {
      return new Promise((resolve) => {
        const lineId = deps.mintId()
        const socket = new WebSocket(url, { headers, handshakeTimeout: openTimeoutMs, maxPayload: 16 * 1024 * 1024, ...(pin === null ? {} : { agent: pinnedAgent(pin) }) })
        socket.on('open', () => {
          lines.set(lineId, socket)
          resolve(lineId)
        })
        socket.on('message', (data) => deps.onMessage(lineId, JSON.parse(data.toString())))
        // The close that follows tells the screen; before the line was open it answers the call.
        socket.on('error', () => resolve(null))
        socket.on('close', () => {
          if (lines.delete(lineId)) deps.onClose(lineId)
        })
      })
    },
    send: (lineId, message) => lines.get(lineId)?.send(JSON.stringify(message)),
    close: (lineId) => lines.get(lineId)?.close(),
    closeAll() {
      for (const socket of lines.values()) socket.close()
    },
  }
}
