// Which of the site's carriers a source means. Runs anywhere: no clock, no I/O. Rule IM30 of docs/specs/imports.md.

export type CarrierNames = { carrierCode: string; name: string; nameEn: string }

/** What stands behind a carrier's own name and may be left out. 快运 is no such word: 中通快运 is another company than 中通快递. */
const tail = /(?:快递|速递|速运|物流|express)$/

const folded = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toLowerCase()
const shortened = (text: string): string => folded(text).replace(tail, '')

/** The code of the one carrier that `asked` names by its code, its whole name or its name without 快递, 速递, 速运, 物流 or Express; null where none is meant, or more than one. */
export function namedCarrier(asked: string, carriers: readonly CarrierNames[]): string | null {
  const ways: ((text: string) => string)[] = [(text) => text, folded, shortened]
  for (const way of ways) {
    const meant = carriers.filter(({ carrierCode, name, nameEn }) => [carrierCode, name, nameEn].some((known) => way(known) === way(asked)))
    if (meant.length > 0) return meant.length === 1 ? meant[0]!.carrierCode : null
  }
  return null
}
