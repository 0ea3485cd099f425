import type { TFunction } from 'i18next'
import { age } from '../ui/format.ts'

/** An answer takes so long on its way: less is no difference. */
const unseenMs = 2_000
/** From here on people read wrong times on papers and screens. Nothing is ordered or ended by it. */
const offMs = 60_000

export const isClockOff = (differenceMs: number | null): boolean => differenceMs !== null && Math.abs(differenceMs) >= offMs

/** 快 3 分钟: how far a station's clock is before or behind the hub's. */
export function clockWords(differenceMs: number | null, t: TFunction): string {
  if (differenceMs === null) return '—'
  if (Math.abs(differenceMs) < unseenMs) return t('board.clockRight')
  return t(differenceMs > 0 ? 'board.clockFast' : 'board.clockSlow', { age: age(Math.abs(differenceMs), t) })
}
