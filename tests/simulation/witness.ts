// What the world saw: every fact that a station had on disk when it answered, who did what, and every label that came out.
import { createHash } from 'node:crypto'
import { hashedText, noHash, type Envelope } from '#shared/sync/envelope.ts'
import type { Store } from '#station/store/store.ts'
import { hold } from './violation.ts'

export type Promised = { envelope: Envelope; machine: number; scanId: string | undefined }
/** A transaction that ended with an error: whether it is on disk shows when the store is opened again. */
export type Unknown = { factIds: string[]; scanIds: string[] }

export type Label = { waybillNumber: string; jobId: string; machine: number }

export type Witness = {
  promised: Map<string, Promised>
  /** Of the promised facts. */
  hashes: Set<string>
  /** Facts that went with a disk: an older image was put back before the hub had them. */
  destroyed: Set<string>
  /** Bits of paper, in the order in which they came out. */
  tape: Label[]
  /** Print jobs that may have reached paper, by number. */
  jobs: Map<string, Label[]>
  /** Which scans were one act of a person: all tries of one read. */
  actOf: Map<string, string>
  /** Scan ids that repeat an act under another id than its first. */
  repeats: Map<string, string>
  jobCount: number
  /** Reprints that a person asked for, by machine and number. */
  reprints: Map<string, number>
  factsOfScan: Map<string, string[]>
}

export function createWitness(): Witness {
  return { promised: new Map(), hashes: new Set(), destroyed: new Set(), tape: [], jobs: new Map(), actOf: new Map(), repeats: new Map(), jobCount: 0, reprints: new Map(), factsOfScan: new Map() }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Follows the journal of one disk, entry by entry. */
export function journalReader(witness: Witness, machine: number): { read(store: Store, scanId: string | undefined): Envelope[]; reset(): void } {
  let hasJoined = false
  let incarnation = 0
  let seq = 0
  let hash = noHash
  return {
    reset() {
      incarnation = 0
    },
    read(store, scanId) {
      const identity = store.identity()
      if (identity.stationId === null) return []
      if (identity.incarnation !== incarnation) {
        // A backup of a station that had not joined yet: what it holds of before is hashed anew by its join, and stands in the incarnation before (JO4, JO5).
        if (!hasJoined && identity.incarnation > 1) for (const envelope of store.unsent(10_000)) if (!witness.promised.has(envelope.factId)) {
          witness.promised.set(envelope.factId, { envelope, machine, scanId: undefined })
          witness.hashes.add(envelope.hash)
        }
        hasJoined = true
        incarnation = identity.incarnation
        seq = store.forgottenSeqOf(incarnation)
        hash = seq === 0 ? noHash : (store.journalFrom(seq + 1, 1)[0]?.prevHash ?? '')
        hold(seq === 0 || witness.hashes.has(hash), 'journal-chain', () => `machine ${machine} goes on behind an entry that nobody has seen`)
      }
      if (identity.lastSeq === seq) return []
      const entries = store.journalFrom(seq + 1, 10_000, incarnation)
      for (const envelope of entries) {
        const { hash: own, ...entry } = envelope
        hold(envelope.seq === seq + 1, 'journal-gap', () => `machine ${machine} has ${envelope.seq} after ${seq}`)
        hold(envelope.prevHash === hash, 'journal-chain', () => `entry ${envelope.seq} of machine ${machine} does not follow the one before`)
        hold(own === sha256(hashedText(entry)), 'journal-hash', () => `entry ${envelope.seq} of machine ${machine}`)
        seq = envelope.seq
        hash = own
        // Also of a fact that is known: what was split off is chained anew (SY6).
        witness.hashes.add(own)
        if (!witness.promised.has(envelope.factId)) {
          witness.promised.set(envelope.factId, { envelope, machine, scanId })
          const about = `${machine}/${String(envelope.body['waybillNumber'])}`
          if (envelope.kind === 'LabelReprinted') witness.reprints.set(about, (witness.reprints.get(about) ?? 0) + 1)
        }
        if (scanId !== undefined) witness.factsOfScan.set(scanId, [...(witness.factsOfScan.get(scanId) ?? []), envelope.factId])
      }
      return entries
    },
  }
}
