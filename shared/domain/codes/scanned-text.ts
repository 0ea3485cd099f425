/** A scanned text beside its meanings: what it says itself, and how it came here. */
export type ScannedText = {
  /** As read, without what scanners put around it. */
  value: string
  /** From a GS1 symbol that carries them beside the product's number; otherwise null. */
  serial: string | null
  lot: string | null
  /** Typed by hand: no proof that the thing was there. */
  typed: boolean
}
