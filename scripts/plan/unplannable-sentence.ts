import type { Load, Unplannable } from '#shared/domain/waves/batching/problem.ts'

export const loadWords: Readonly<Record<keyof Load, string>> = { units: 'pieces', weightGrams: 'grams', volumeCubicCentimetres: 'cubic centimetres', slots: 'slots' }

/** Why no list can take an order, as one sentence; `name` is how the order is called where it is read. */
export function unplannableSentence(found: Unplannable, name: string): string {
  if (found.reason === 'larger-than-cart') return `${name} needs ${found.asked} ${loadWords[found.kind]} and a cart holds ${found.held}: it is on no list.`
  if (found.reason === 'bad-load') return `${name} says no possible number of ${loadWords[found.kind]}: it is on no list.`
  return `${name} has a stop (${found.stop + 1} of its lines) that does not lie in the block: it is on no list.`
}
