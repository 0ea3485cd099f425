import type { ScreenOf } from '#shared/contract/station-view.ts'
import type { ShownCommand } from '../pick/pick-commands.ts'

/** FB10: the buttons at the wall: none that its step refuses. */
export function putCommands({ step, notPutPieces }: Pick<ScreenOf<'put'>, 'step' | 'notPutPieces'>): readonly ShownCommand[] {
  switch (step) {
    case 'item': return [...(notPutPieces > 0 ? [['short', 'plain'] as const] : []), ['finish', 'quiet']]
    case 'slot': return [['cancel', 'plain']]
    case 'missing': return [['confirm', 'main'], ['cancel', 'plain'], ['finish', 'quiet']]
  }
}
