// Lines from one screen of this station to the hub's board. Messages pass through unread, both ways.
import { WebSocket } from 'ws'
import { pinnedAgent } from '#shared/node/pinned-tls.ts'
import type { Handlers } from '#shared/contract/contract.ts'
import type { Port } from '#shared/contract/port.ts'
import type { StationApi } from '#shared/contract/station-api.ts'
import type { MintId } from '#shared/kernel/time.ts'
import { socketPort } from './ports.ts'

export type BoardLines = {
  /** The line's id once the hub has answered, or null when it cannot be reached. */
  open(url: string, headers: Record<string, string>, pin: string | null): Promise<string | null>
  send(lineId: string, message: unknown): void
  close(lineId: string): void
  /** The screen is gone: closes all of them, also what is still being opened. */
  closeAll(): void
}

const openTimeoutMs = 5000

export function createBoardLines(deps: { mintId: MintId; onMessage: (lineId: string, message: unknown) => void; onClose: (lineId: string) => void }): BoardLines {
  const lines = new Map<string, Port>()
  let isOver = false
  return {
    open(url, headers, pin) {
      return new Promise((resolve) => {
        const lineId = deps.mintId()
        const socket = new WebSocket(url, { headers, handshakeTimeout: openTimeoutMs, maxPayload: 16 * 1024 * 1024, ...(pin === null ? {} : { agent: pinnedAgent(pin) }) })
        const line = socketPort(socket)
        // The close tells the screen; before the line was open it answers the call.
        line.onClose(() => (lines.delete(lineId) ? deps.onClose(lineId) : resolve(null)))
        socket.on('open', () => {
          if (isOver) return line.close()
          lines.set(lineId, line)
          line.onMessage((message) => deps.onMessage(lineId, message))
          resolve(lineId)
        })
      })
    },
    send: (lineId, message) => lines.get(lineId)?.send(message),
    close: (lineId) => lines.get(lineId)?.close(),
    closeAll() {
      isOver = true
      for (const line of lines.values()) line.close()
    },
  }
}

export type BoardCalls = 'board.open' | 'board.send' | 'board.close'
/** Where the board is, and how it is known. Without `hub` this station has joined none. */
export type BoardDoor = { hub: { hubUrl: string; stationKey: string } | undefined; pin: string | null }

/** The screen's calls about its lines. `door` undefined: nobody who may look at the board is there. */
export function boardHandlers(lines: BoardLines, door: () => BoardDoor | undefined): Pick<Handlers<StationApi>, BoardCalls> {
  return {
    async 'board.open'() {
      const open = door()
      if (!open) return { kind: 'refused', why: 'not-allowed' }
      const { hub, pin } = open
      const lineId = hub ? await lines.open(`${hub.hubUrl.replace(/^http/, 'ws')}/board`, { authorization: `Bearer ${hub.stationKey}` }, pin) : null
      return lineId === null ? { kind: 'refused', why: 'hub-unreachable' } : { kind: 'open', lineId }
    },
    'board.send'({ lineId, message }) {
      lines.send(lineId, message)
      return {}
    },
    'board.close'({ lineId }) {
      lines.close(lineId)
      return {}
    },
  }
}
