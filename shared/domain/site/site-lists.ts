// What a site lists before its first wave: who works there, what things stand in, what they are packed into, who takes them away. Runs anywhere: no clock, no I/O.
// Rules NS2, NS4, NS6 and NS10 of docs/specs/new-site.md.
import type { ContainerKind, Role } from '../facts/common.ts'

/** Codes that are numbered in a row: T-001 to T-120, or the slots of one wall or cart. */
export type ContainerRow = { readonly kind: ContainerKind; /** Of the wall or the cart; '' for totes. */ readonly groupCode: string; readonly prefix: string; readonly digits: number; readonly firstNumber: number; readonly count: number }

/** NS6: the codes of the row, lowest first. */
export function containerCodes({ prefix, digits, firstNumber, count }: Omit<ContainerRow, 'kind' | 'groupCode'>): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(firstNumber + index).padStart(digits, '0')}`)
}

export type ListedPerson = { readonly personId: string; readonly role: Role; readonly active: boolean }

/** NS4: after this change somebody can still manage people. */
export function staysManaged(people: readonly ListedPerson[], changed: ListedPerson): boolean {
  return [...people.filter((each) => each.personId !== changed.personId), changed].some((each) => each.active && each.role === 'admin')
}

/** In the order in which a site is set up; each with the count that is there. */
export const siteParts = ['sender', 'packers', 'products', 'places', 'containers', 'packagings', 'carriers', 'numbers', 'rules'] as const
export type SitePart = (typeof siteParts)[number]

/** NS10: what must be there before a wave can be released, picked, packed and labelled. */
export function missingParts(counts: Readonly<Record<SitePart, number>>): SitePart[] {
  return siteParts.filter((part) => counts[part] === 0)
}
