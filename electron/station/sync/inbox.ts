// Takes what the hub gives out, in the hub's order, and moves the position in the same transaction. Rules SY7..SY10 of docs/specs/sync.md.
import { hash as hashText } from 'node:crypto'
import { hashedText, type Change } from '#shared/sync/envelope.ts'
import type { Timers } from '#shared/kernel/time.ts'
import { backupEveryHoursUnlessTold } from '#shared/domain/retention/decide-forget.ts'
import type { ChangesReply } from '#shared/sync/protocol.ts'
import { printersAsText, type PrinterReport, type StationStatus } from '#shared/sync/station-status.ts'
import type { Store } from '../store/store.ts'
import type { Epochs } from './epochs.ts'
import type { HubAnswer, HubClient } from './hub-client.ts'
import type { HubTime } from './hub-time.ts'
import type { Line } from './line.ts'
import type { StepResult } from './worker.ts'

/** A batch is applied in one go, and a scan waits for it: about ten milliseconds. Where nobody is signed in, nobody scans. */
const BATCH = 250
const BATCH_UNSEEN = 2_000

/** SY26: so many facts behind, what the screens show may be over for long. */
const FAR_BEHIND = 2_000

export function inbox({ store, client, line, epochs, timers, nowMs, hubTime, printers, onChanges, onEpoch, onBackupEvery }: { store: Store; client: HubClient; line: Line; epochs: Epochs; timers: Timers; nowMs: () => number; hubTime: HubTime | undefined; printers: () => PrinterReport[]; onChanges: () => void; onEpoch: () => void; onBackupEvery?: (hours: number) => void }): () => Promise<StepResult> {
  const unknown = new Set<string>()
  /** SY30: the hub named what is not here. Until it has nothing more, its facts are asked for whole. */
  let wantsWhole = false
  let questions = 0
  type Asked = { /** SY33: what the answer to it repeats. */ word: string; answer: Promise<HubAnswer<ChangesReply>>; isWhole: boolean; /** Whatever answers must have it: it was acknowledged before the question left. */ acknowledged: { incarnation: number; seq: number } | undefined }
  let ahead: (Asked & { after: number; epoch: string }) | null = null
  const ask = (after: number, epoch: string | null, proof: string | null, stationKey: string): Asked => {
    const acknowledged = store.newestAcknowledged()
    questions += 1
    const word = `${nowMs().toString(36)}-${questions}`
    return { word, acknowledged, isWhole: wantsWhole, answer: client.changes({ asked: word, after, limit: store.bench().operatorId === null ? BATCH_UNSEEN : BATCH, epoch, proof, incarnation: acknowledged?.incarnation, own: wantsWhole ? undefined : 'named', status: statusOf(store, nowMs(), printers(), epochs.areSeveral()) }, stationKey) }
  }
  const take = (reply: ChangesReply, after: number, isWhole: boolean): StepResult => {
    const { hubEpoch } = store.pullPosition()
    // SY9: nothing is deleted when the hub is another one, or has less than before.
    if (reply.kind === 'other-epoch' || reply.hubEpoch !== hubEpoch) {
      if (reply.hubEpoch === hubEpoch) return misunderstood('hubEpoch')
      if (epochs.meet(reply.hubEpoch) === 'doubted') return 'failed'
      onEpoch()
      return 'more'
    }
    epochs.meet(reply.hubEpoch)
    const { own = [] } = reply
    if (isWhole && own.length > 0) return misunderstood('own')
    if (!isWithoutGap(reply, after)) return misunderstood('changes.position')
    if (!store.holdsOwn(own)) {
      wantsWhole = true
      return 'more'
    }
    // What was changed on its way is not what was recorded.
    const changed = reply.changes.find((change) => !change.isQuarantined && !hasItsHash(change.envelope))
    if (changed) return misunderstood(`hash ${changed.position}`)
    const { unknownKinds } = store.applyChanges({ hubEpoch: reply.hubEpoch, changes: reply.changes, own, upTo: reply.upTo, proof: reply.proof ?? null, nowMs: nowMs() })
    for (const kind of unknownKinds) unknown.add(kind)
    if (unknown.size > 0) line.trouble('unknown', { code: 'unknown-facts', detail: [...unknown].join(', ') })
    tellHowFar(reply)
    if (reply.upTo > after) onChanges()
    wantsWhole &&= reply.more
    if (!reply.more) return 'idle'
    return reply.upTo > after ? 'more' : misunderstood('more')
  }
  /** Shown from far behind until everything is here. */
  let isCatchingUp = false
  const tellHowFar = ({ upTo, more, newest = upTo }: Extract<ChangesReply, { kind: 'changes' }>): void => {
    isCatchingUp = more && (isCatchingUp || newest - upTo >= FAR_BEHIND)
    line.trouble('load', isCatchingUp ? { code: 'catching-up', detail: `${Math.min(99, Math.floor((upTo * 100) / Math.max(upTo, newest, 1)))} %` } : undefined)
  }
  const misunderstood = (where: string): StepResult => {
    line.heard('pull', { kind: 'not-understood', why: 'hub-not-understood', where })
    return 'failed'
  }
  return async () => {
    const joined = store.joined()
    if (!joined) return 'idle'
    const { position, hubEpoch, proof } = store.pullPosition()
    const isAhead = ahead !== null && ahead.after === position && ahead.epoch === hubEpoch
    const heardAt = isAhead ? undefined : hubTime?.asking()
    const asked = isAhead && ahead ? ahead : ask(position, hubEpoch, proof, joined.stationKey)
    const answer = await asked.answer
    ahead = null
    line.heard('pull', answer)
    if (answer.kind !== 'answered') return 'failed'
    if ((answer.value.asked ?? asked.word) !== asked.word) return misunderstood('asked')
    if (answer.value.kind === 'changes' && answer.value.hubEpoch === hubEpoch) {
      heardAt?.(answer.value.hubAtMs)
      onBackupEvery?.(answer.value.backupEveryHours ?? backupEveryHoursUnlessTold)
    }
    const { value } = answer
    // SY24: the next page is on its way while this one is applied. The question leaves only with the next turn of the event loop, and applying is one turn.
    if (value.kind === 'changes' && value.more && value.upTo > position) {
      ahead = { after: value.upTo, epoch: value.hubEpoch, ...ask(value.upTo, value.hubEpoch, value.proof ?? null, joined.stationKey) }
      await new Promise<void>((resolve) => void timers.after(0, resolve))
    }
    // The pump may have met the new hub while this answer was on its way.
    const now = store.pullPosition()
    if (now.position !== position || now.hubEpoch !== hubEpoch) return 'more'
    // SY29: put back to a moment that nobody here had read past. Asked again, it says by itself from where on it lacks facts (SY4).
    if (value.kind === 'changes' && value.hubEpoch === hubEpoch && asked.acknowledged && (value.yourSeq ?? asked.acknowledged.seq) < asked.acknowledged.seq) store.probeAgain()
    return take(value, position, asked.isWhole)
  }
}

/** What the board shall know of this station. */
function statusOf(store: Store, atMs: number, printers: PrinterReport[], areSeveral: boolean): StationStatus {
  const { unsentCount, oldestUnsentAtMs } = store.outboxState()
  const cancelListMs = store.cancelListAtMs()
  return { clockMs: atMs, waiting: unsentCount, ...(oldestUnsentAtMs === null ? {} : { oldestMs: oldestUnsentAtMs }), ...(cancelListMs === null ? {} : { cancelListMs }), printers: printersAsText(printers), ...(areSeveral ? { hubs: 'several' as const } : {}) }
}

/** SY10: every position is met, and none is passed. Facts that are named stand between the others. */
function isWithoutGap({ changes, own = [], upTo }: Extract<ChangesReply, { kind: 'changes' }>, after: number): boolean {
  let met = after
  let named = 0
  const meetOwn = (): void => {
    for (let run = own[named]; run?.position === met + 1 && run.fromSeq <= run.toSeq; run = own[named]) {
      met += run.toSeq - run.fromSeq + 1
      named += 1
    }
  }
  meetOwn()
  for (const { position } of changes) {
    if (position !== met + 1) return false
    met += 1
    meetOwn()
  }
  return named === own.length && upTo === met
}

/** SY18: the hash covers all that counts. */
function hasItsHash(envelope: Change['envelope']): boolean {
  return hashText('sha256', hashedText(envelope), 'hex') === envelope.hash
}
