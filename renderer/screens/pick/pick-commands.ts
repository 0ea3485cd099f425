import type { ScreenOf } from '#shared/contract/station-view.ts'
import type { Command } from '#shared/domain/codes/command-codes.ts'

export type ShownCommand = readonly [command: Command, look: 'plain' | 'main' | 'quiet']

/** FB10: the buttons of a walk: none that its step refuses. */
export function pickCommands({ step, mode }: Pick<ScreenOf<'pick'>, 'step' | 'mode'>): readonly ShownCommand[] {
  switch (step) {
    case 'short-reason': return [['reason-not-found', 'main'], ['reason-not-enough', 'main'], ['reason-damaged', 'main'], ['cancel', 'quiet']]
    case 'zero-check': return [['empty', 'main'], ['not-empty', 'main']]
    case 'tote':
    case 'slot': return [['cancel', 'quiet']]
    case 'place':
    case 'item': return [['short', 'plain'], ['damaged', 'plain'], ['skip', 'plain'], ...(mode === 'cart' ? [] : [['next-tote', 'plain'] as const]), ['finish', 'quiet']]
  }
}
