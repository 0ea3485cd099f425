import { connect, type Client } from '#shared/contract/contract.ts'
import { boardApi, type BoardApi } from '#shared/contract/board-api.ts'
import type { StationApi } from '#shared/contract/station-api.ts'

export type BoardLine = { kind: 'open'; board: Client<BoardApi> } | { kind: 'refused'; why: 'not-allowed' | 'hub-unreachable' }

/** The hub's board through the station: the station passes the messages on unread. */
export async function openBoardLine(station: Client<StationApi>): Promise<BoardLine> {
  const early: { lineId: string; message: unknown }[] = []
  let deliver: ((lineId: string, message: unknown) => void) | undefined
  const closers: (() => void)[] = []
  // Listened to before the line is asked for: the hub's first news may overtake the answer.
  const stopNews = station.on('board.message', ({ lineId, message }) => (deliver ? deliver(lineId, message) : early.push({ lineId, message })))
  const opened = await station.call('board.open', {})
  if (opened.kind === 'refused') {
    stopNews()
    return opened
  }
  const { lineId } = opened
  let open = true
  const closed = (): void => {
    if (!open) return
    open = false
    stopNews()
    stopClosed()
    for (const closer of closers) closer()
  }
  const stopClosed = station.on('board.closed', (gone) => {
    if (gone.lineId === lineId) closed()
  })
  station.onClose(closed)
  const board = connect(boardApi, {
    send(message) {
      if (open) station.call('board.send', { lineId, message }).catch(closed)
    },
    onMessage(listener) {
      deliver = (toLine, message) => {
        if (toLine === lineId) listener(message)
      }
      for (const each of early.splice(0)) deliver(each.lineId, each.message)
    },
    onClose: (closer) => closers.push(closer),
    close() {
      if (open) station.call('board.close', { lineId }).catch(closed)
      closed()
    },
  })
  return { kind: 'open', board }
}
