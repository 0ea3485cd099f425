// One fact as it rests in a station's journal or at the hub, and its hash, worked out here anew: the checker shares no code with what it checks.
import { createHash } from 'node:crypto'

export type Entry = {
  stationId: string
  incarnation: number
  seq: number
  factId: string
  kind: string
  schema: number
  atMs: number
  actorId: string
  body: Record<string, unknown>
  prevHash: string
  hash: string
}

/** As the hub keeps it: with its place in the hub's order and what came of it. */
export type HubEntry = Entry & { position: number; outcome: string; why: string; personal: Buffer | null }

export const zeros = '0'.repeat(64)

/** docs/specs/journal.md, JO1: SHA-256 over a JSON array of the parts in a fixed order, the body with sorted keys. */
export function hashOfEntry(entry: Entry): string {
  const parts = [entry.factId, entry.stationId, entry.incarnation, entry.seq, entry.kind, entry.schema, entry.atMs, entry.actorId].map((part) => JSON.stringify(part))
  return createHash('sha256').update(`[${[...parts, sortedJson(entry.body), JSON.stringify(entry.prevHash)].join(',')}]`).digest('hex')
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${sortedJson((value as Record<string, unknown>)[key])}`)
  return `{${members.join(',')}}`
}

/** How a fact is named to a person. */
export const nameOf = (entry: Pick<Entry, 'stationId' | 'incarnation' | 'seq' | 'kind'>): string => `${entry.kind} ${entry.stationId}/${entry.incarnation}/${entry.seq}`
