import type { TFunction } from 'i18next'
import type { BoardView } from '#shared/contract/board-api.ts'

/** Values that are codes, and where their words stand. */
const wordsOf: Readonly<Record<string, string>> = { verdict: 'verdict', reason: 'suspendReason', state: 'orderState', kind: 'fact', cause: 'quarantine', carrierAnswer: 'carrierAnswer' }

/** `商品编码 SKU-1 · 数量 2`: every value under its name, codes in words. */
export function discrepancyValues(values: BoardView['discrepancies'][number]['values'], t: TFunction): string {
  return Object.entries(values).map(([name, value]) => {
    const group = wordsOf[name]
    return `${t(`values.${name === 'kind' ? 'factKind' : name}`)} ${group ? t(`${group}.${value}`, { defaultValue: String(value) }) : value}`
  }).join(' · ')
}
