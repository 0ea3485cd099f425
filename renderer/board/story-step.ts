import type { TFunction } from 'i18next'
import type * as z from 'zod'
import type { FoundOrder } from '#shared/contract/board-api.ts'

/** One step of an order's story: what, who, where. The hub and a station act by themselves too, and are named as such. */
export function storyStep({ kind, who, where }: z.infer<typeof FoundOrder>['story'][number], t: TFunction): string {
  const actor = who === 'hub' || who === 'station' ? t(`actor.${who}`) : who
  const place = where === 'hub' ? '' : where
  // A kind of a newer station is told by its name.
  return [t(`fact.${kind}`, { defaultValue: kind }), actor, place].filter((part) => part !== '').join(' · ')
}
