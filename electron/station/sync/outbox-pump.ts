// Sends facts in journal order, one batch at a time, again and again, until the hub has answered each. Rules SY1..SY6 of docs/specs/sync.md.
import type { PushReply } from '#shared/sync/protocol.ts'
import type { Envelope } from '#shared/sync/envelope.ts'
import type { Timers } from '#shared/kernel/time.ts'
import type { Store } from '../store/store.ts'
import type { Epochs } from './epochs.ts'
import type { HubAnswer, HubClient, Packed } from './hub-client.ts'
import type { Line } from './line.ts'
import type { StepResult } from './worker.ts'

export const LARGEST_BATCH = 500
/** SY32: while somebody works at the bench, and so many times as long as a batch took it rests. */
const LARGEST_BATCH_AT_WORK = 100
const restFactor = 2
const longestRestMs = 500
const stepBackFactor = 8
/** In one run: more copies of one station than anybody makes. After them a person has to look. */
const mostSplits = 8

export function outboxPump({ store, client, line, epochs, timers, nowMs, isAtWork, onEpoch }: { store: Store; client: HubClient; line: Line; epochs: Epochs; timers: Timers; nowMs: () => number; /** Somebody works at the bench just now. */ isAtWork: () => boolean; onEpoch: () => void }): () => Promise<StepResult> {
  let batchLimit = LARGEST_BATCH
  /** SY4: the hub lacks facts from here on, acknowledged or not. */
  let resend: { incarnation: number; fromSeq: number } | null = null
  /** SY6: the hub has another fact than ours; how far back was asked for what both have. */
  let doubt: { stepBack: number } | null = null
  let splits = 0
  /** Splitting off did not help: a person has to look, and meanwhile the hub is asked now and then. */
  let isAtOdds = false

  /** A whole batch that was made ready while the one before it was on its way. The chain tells whether it still is what follows (SY6, JO4). */
  let ahead: { stationId: string; batch: Envelope[]; packed: Packed } | null = null
  /** SY28: on its way since the answer before it was heard. */
  let sent: { batch: Envelope[]; answer: Promise<HubAnswer<PushReply>> } | null = null

  const makeReady = async ({ stationId }: { stationId: string }, last: Envelope): Promise<void> => {
    const batch = resend || isAtWork() ? [] : store.journalFrom(last.seq + 1, LARGEST_BATCH, last.incarnation)
    if (batch.length < LARGEST_BATCH) return
    // Reading and packing take a millisecond or two each: a scan may come between them.
    await itsTurn()
    ahead = { stationId, batch, packed: client.pack({ stationId, incarnation: last.incarnation, envelopes: batch }) }
  }
  /** Sends what was made ready, if it follows what was just answered. */
  const sendAhead = (answered: Envelope): boolean => {
    const joined = store.joined()
    const follows = ahead !== null && joined?.stationId === ahead.stationId && !resend && ahead.batch[0]?.prevHash === answered.hash
    if (follows && ahead && joined) sent = { batch: ahead.batch, answer: client.push(ahead.packed, joined.stationKey) }
    ahead = null
    return follows
  }
  const rest = (tookMs: number): Promise<void> => new Promise((resolve) => void timers.after(Math.min(Math.max(0, restFactor * tookMs), longestRestMs), resolve))
  /** What is due comes first; and a question leaves only with the next turn of the event loop. */
  const itsTurn = (): Promise<void> => new Promise((resolve) => void timers.after(0, resolve))

  const nextBatch = (limit: number): Envelope[] => {
    if (resend) {
      const missing = store.journalFrom(resend.fromSeq, limit, resend.incarnation)
      if (missing.length > 0) return missing
      resend = null
    }
    return store.unsent(limit)
  }
  const settle = async (batch: readonly Envelope[], reply: PushReply): Promise<StepResult> => {
    // SY5: an answer of another hub acknowledges nothing of what was told to the former one.
    const met = epochs.meet(reply.hubEpoch)
    if (met === 'doubted') return 'failed'
    if (met === 'begun') {
      resend = null
      doubt = null
      onEpoch()
      return 'more'
    }
    const [first] = batch
    if (!first) return 'idle'
    switch (reply.kind) {
      case 'stored': {
        const sent = new Set(batch.map((envelope) => envelope.seq))
        if (reply.outcomes.length !== sent.size || reply.outcomes.some(({ seq }) => !sent.delete(seq))) {
          line.heard('push', { kind: 'not-understood', why: 'hub-not-understood', where: 'outcomes' })
          return 'failed'
        }
        if (sendAhead(batch.at(-1) ?? first)) {
          await itsTurn()
          // Another hub may have been met meanwhile (SY5).
          if (reply.hubEpoch !== store.pullPosition().hubEpoch) return 'more'
        }
        store.acknowledge(reply.outcomes, nowMs(), first.incarnation)
        line.trouble('forgotten', undefined)
        if (isAtOdds) line.trouble('fork', undefined)
        isAtOdds = false
        doubt = null
        if (resend) resend = { ...resend, fromSeq: (batch.at(-1)?.seq ?? 0) + 1 }
        return 'more'
      }
      case 'gap': {
        const forgottenSeq = store.forgottenSeqOf(first.incarnation)
        if (reply.expectedSeq <= forgottenSeq) {
          // RN9: nobody here has them any more. Those behind them stay and wait; a newer backup of the hub mends it.
          line.trouble('forgotten', { code: 'facts-forgotten', detail: `${first.incarnation}/${reply.expectedSeq}–${forgottenSeq}` })
          return 'failed'
        }
        const repeated = resend?.incarnation === first.incarnation && resend.fromSeq === reply.expectedSeq
        if (repeated || reply.expectedSeq >= first.seq) {
          line.heard('push', { kind: 'not-understood', why: 'hub-not-understood', where: `expectedSeq ${reply.expectedSeq}` })
          resend = null
          return 'failed'
        }
        resend = { incarnation: first.incarnation, fromSeq: reply.expectedSeq }
        // SY29: what it lacks of this incarnation it may lack of those before it, too.
        store.probeAgain()
        return 'more'
      }
      case 'fork': {
        if (batch.some((envelope) => envelope.seq === reply.seq)) return settleFork(first, reply.seq)
        // A place that was not asked about: the answer to somebody else.
        line.heard('push', { kind: 'not-understood', why: 'hub-not-understood', where: `seq ${reply.seq}` })
        return 'failed'
      }
    }
  }
  /** SY6: two stores wrote the same place. What only this one recorded is told apart under an incarnation of its own, from the first fact on that differs. */
  const settleFork = ({ incarnation, seq: firstSeq }: Envelope, forkSeq: number): StepResult => {
    const differsFrom = `${incarnation}/${forkSeq}`
    const leastSeq = store.forgottenSeqOf(incarnation) + 1
    // Before the first that is still here there is nothing to ask about: what was let go of, a hub had from here.
    const isCertain = doubt !== null && (forkSeq > firstSeq || firstSeq === leastSeq)
    if (!store.maySplit(incarnation) || splits >= mostSplits) {
      line.trouble('fork', { code: 'hub-refused', detail: differsFrom, reason: 'journal-differs' })
      isAtOdds = true
      return 'failed'
    }
    if (isCertain) {
      store.splitOff(incarnation, forkSeq)
      resend = null
      doubt = null
      splits += 1
      line.trouble('fork', { code: 'station-copied', detail: differsFrom })
      return 'more'
    }
    // Asked a second time, together with the fact before it: the place counts only when the hub has that one as it is here.
    const stepBack = doubt ? doubt.stepBack * stepBackFactor : 1
    doubt = { stepBack }
    resend = { incarnation, fromSeq: Math.max(leastSeq, forkSeq - stepBack) }
    return 'more'
  }
  return async () => {
    const joined = store.joined()
    if (!joined) return 'idle'
    const onItsWay = sent
    sent = null
    const limit = isAtWork() ? Math.min(batchLimit, LARGEST_BATCH_AT_WORK) : batchLimit
    const startedAtMs = nowMs()
    const batch = onItsWay?.batch ?? nextBatch(limit)
    const [first] = batch
    const last = batch.at(-1)
    if (!first || !last) return 'idle'
    const asked = onItsWay?.answer ?? client.push({ stationId: joined.stationId, incarnation: first.incarnation, envelopes: batch }, joined.stationKey)
    ahead = null
    if (batch.length === LARGEST_BATCH) {
      if (!onItsWay) await itsTurn()
      await makeReady(joined, last)
    }
    const answer = await asked
    line.heard('push', answer)
    if (answer.kind === 'answered') {
      batchLimit = LARGEST_BATCH
      const result = await settle(batch, answer.value)
      // SY32: more waits; meanwhile processor and disk are the bench's.
      if (batch.length >= limit && isAtWork()) await rest(nowMs() - startedAtMs)
      const { quarantinedCount } = store.outboxState()
      line.trouble('parked', quarantinedCount > 0 ? { code: 'outbox-parked', detail: String(quarantinedCount) } : undefined)
      return result
    }
    if (answer.kind === 'refused' && answer.status === 413 && batch.length > 1) {
      batchLimit = Math.max(1, Math.floor(batch.length / 2))
      return 'more'
    }
    return 'failed'
  }
}
