import type { ContainerKind } from '../facts/common.ts'

/** What a code stands for. One normalised code may mean several things. */
export type CodeMeaning =
  | { kind: 'product'; sku: string; quantity: number }
  | { kind: 'place'; placeCode: string }
  | { kind: 'container'; code: string; containerKind: ContainerKind }
  | { kind: 'packaging'; packagingCode: string }
  | { kind: 'person'; personId: string }
  | { kind: 'order'; orderId: string }
  | { kind: 'waybill'; waybillNumber: string }
  | { kind: 'pick-list'; listId: string }

export type MeaningKind = CodeMeaning['kind']
export type MeaningOf<K extends MeaningKind> = Extract<CodeMeaning, { kind: K }>

/** The meanings of one kind. */
export function meaningsOfKind<K extends MeaningKind>(meanings: readonly CodeMeaning[], kind: K): MeaningOf<K>[] {
  return meanings.filter((meaning): meaning is MeaningOf<K> => meaning.kind === kind)
}
