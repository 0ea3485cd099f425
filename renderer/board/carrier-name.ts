import type { BoardView } from '#shared/contract/board-api.ts'

/** A carrier's name in the language of the page; `withCode` puts behind it what rules and files call it. A code that the site does not know stands for itself. */
export type CarrierName = (carrierCode: string, withCode?: boolean) => string

export function carrierNames(carriers: readonly BoardView['carriers'][number][], language: string): CarrierName {
  const names = new Map(carriers.map(({ carrierCode, name, nameEn }) => [carrierCode, (language === 'en' && nameEn) || name]))
  return (carrierCode, withCode = false) => {
    const name = names.get(carrierCode) ?? carrierCode
    return withCode && !name.includes(carrierCode) ? `${name} ${carrierCode}` : name
  }
}
