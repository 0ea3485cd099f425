// How a fact travels and rests: who recorded it, where in that one's journal it stands, and the hash that chains it to the one before.
import * as z from 'zod'
import { LabelPayloadShape } from './label-payload-shape.ts'

/** The facts of today are four deep; what is nested without an end would break whoever walks through it. */
const deepestBody = 16

function isShallow(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true
  if (levels === 0) return false
  for (const key of Object.keys(value)) if (!isShallow((value as Record<string, unknown>)[key], levels - 1)) return false
  return true
}

export const Envelope = z.strictObject({
  /** Minted where the act happened; unique for ever. */
  factId: z.string().min(8).max(64),
  /** The journal it stands in: a station's id, or 'hub'. */
  stationId: z.string().min(1).max(64),
  /** A new number each time the station's store is made anew or restored, so that two stores never share a place. */
  incarnation: z.int().min(1),
  /** 1, 2, 3 … without a gap inside one incarnation. */
  seq: z.int().min(1),
  kind: z.string().min(1).max(64),
  schema: z.literal(1),
  /** Wall clock where it was recorded. For people to read; nothing is ordered by it. */
  atMs: z.int().min(0),
  /** Who was signed in, or 'hub', or 'station' for what no person did. */
  actorId: z.string().max(64),
  body: z.record(z.string(), z.unknown()).refine((body) => isShallow(body, deepestBody), 'nested too deeply'),
  /** SHA-256 hex of the entry before in this journal; 64 zeros for the first. */
  prevHash: z.string().length(64),
  /** SHA-256 hex of `hashedText` of this entry. Covers all of the above and not `personal`. */
  hash: z.string().length(64),
})
export type Envelope = z.infer<typeof Envelope>

export const noHash = '0'.repeat(64)

/** One fact as the hub gives it out: its place in the hub's order, and beside it what must rest encrypted. */
export const Change = z.strictObject({
  position: z.int().min(1),
  /** Of a newer build's schema too: such a fact waits for the upgrade. */
  envelope: Envelope.extend({ schema: z.int().min(1) }),
  /** Only with WaybillReserved: the masked label payload, encrypted at rest on both sides. */
  personal: LabelPayloadShape.nullable(),
  /** The hub keeps it as it came and applied nothing of it: its hash need not fit. */
  isQuarantined: z.literal(true).optional(),
})
export type Change = z.infer<typeof Change>

/** Facts of the asking station itself, one behind the other both in its journal and in the hub's order, by their places alone (SY30). `hash` is that of the last, which the chain ties to all before it. */
export const OwnFacts = z.strictObject({
  /** Of the first of them. */
  position: z.int().min(1),
  incarnation: z.int().min(1), fromSeq: z.int().min(1), toSeq: z.int().min(1),
  hash: z.string().length(64),
})
export type OwnFacts = z.infer<typeof OwnFacts>

/** The text whose hash chains an entry: JSON of its parts in this fixed order. A caller that has the body's text already hands it in. */
export function hashedText(entry: Omit<Change['envelope'], 'hash'>, bodyText: string = canonicalJson(entry.body)): string {
  const head = JSON.stringify([entry.factId, entry.stationId, entry.incarnation, entry.seq, entry.kind, entry.schema, entry.atMs, entry.actorId])
  return `${head.slice(0, -1)},${bodyText},${JSON.stringify(entry.prevHash)}]`
}

/** JSON with the keys sorted at every depth: one value has one text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value))
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(sorted)
  const keys = Object.keys(value).sort()
  const own = value as Record<string, unknown>
  // Assigned, this key would be no key; Object.fromEntries makes it one, and takes twice as long.
  if (keys.includes('__proto__')) return Object.fromEntries(keys.map((key) => [key, sorted(own[key])]))
  const result: Record<string, unknown> = {}
  for (const key of keys) result[key] = sorted(own[key])
  return result
}
