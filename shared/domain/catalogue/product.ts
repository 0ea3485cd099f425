import type { Body } from '../facts/facts.ts'

export type Product = Omit<Body<'ProductListed'>, 'codes'> & {
  /** Learnt from parcels that were right (docs/specs/weighing.md); null until one was. */
  learntGrams: number | null
  learntSpreadGrams: number | null
  learntSamples: number
}
export type Packaging = Body<'PackagingListed'>
export type Carrier = Body<'CarrierListed'>
export type Place = Body<'PlaceListed'>
