// Every fact the product knows. Kinds are never renamed and their meaning never changes; a new meaning is a new kind.
import type * as z from 'zod'
import { hubFacts } from './hub-facts.ts'
import { stationFacts } from './station-facts.ts'

export const factShapes = { ...hubFacts, ...stationFacts } as const
export type FactKind = keyof typeof factShapes
export type Body<K extends FactKind> = z.infer<(typeof factShapes)[K]>
export type Fact = { [K in FactKind]: { kind: K; body: Body<K> } }[FactKind]
export type FactOf<K extends FactKind> = { kind: K; body: Body<K> }

/** Whether this build knows the kind; an unknown one from a newer build waits for the upgrade. */
export function isFactKind(kind: string): kind is FactKind {
  return Object.hasOwn(factShapes, kind)
}

/** A fact, typed by its kind. */
export function fact<K extends FactKind>(kind: K, body: Body<K>): FactOf<K> {
  return { kind, body }
}
