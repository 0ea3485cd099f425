// The screens that look at this station: each on a port of its own, and with its own lines to the hub's board.
import { type Handlers, serve, type Served } from '#shared/contract/contract.ts'
import type { Port } from '#shared/contract/port.ts'
import { stationApi, type StationApi } from '#shared/contract/station-api.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { MintId } from '#shared/kernel/time.ts'
import { boardHandlers, createBoardLines, type BoardCalls, type BoardDoor, type BoardLines } from './board-lines.ts'

/** Every screen but the one that asks: that one gets the new view with its answer. */
export type TellOthers = (shown: StationView) => void

export type Screens = {
  isEmpty(): boolean
  tellView(shown: StationView): void
  tellOutcome(outcome: Outcome): void
  /** SI15 */
  tellPinDigit(digit: string): void
  /** Answers on this port until it closes; the view of now is told at once. */
  serve(port: Port, handlersOf: (tellOthers: TellOthers) => Omit<Handlers<StationApi>, BoardCalls>, shown: StationView): void
  closeLines(): void
}

export function createScreens({ mintId, door, onFault }: { mintId: MintId; door: () => BoardDoor | undefined; onFault: (call: string, error: unknown) => string }): Screens {
  const screens = new Map<Served<StationApi>, BoardLines>()
  return {
    isEmpty: () => screens.size === 0,
    tellView: (shown) => screens.forEach((_lines, screen) => screen.tell('view.changed', shown)),
    tellOutcome: (outcome) => screens.forEach((_lines, screen) => screen.tell('outcome.told', { outcome })),
    tellPinDigit: (digit) => screens.forEach((_lines, screen) => screen.tell('pin.digit', { digit })),
    serve(port, handlersOf, shown) {
      const lines = createBoardLines({ mintId, onMessage: (lineId, message) => own.tell('board.message', { lineId, message }), onClose: (lineId) => own.tell('board.closed', { lineId }) })
      const tellOthers: TellOthers = (view) => screens.forEach((_lines, screen) => screen !== own && screen.tell('view.changed', view))
      const own: Served<StationApi> = serve(stationApi, port, { ...handlersOf(tellOthers), ...boardHandlers(lines, door) }, onFault)
      screens.set(own, lines)
      port.onClose(() => {
        screens.delete(own)
        lines.closeAll()
      })
      own.tell('view.changed', shown)
    },
    closeLines: () => screens.forEach((lines) => lines.closeAll()),
  }
}
