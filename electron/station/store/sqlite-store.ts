// The store on SQLite: one writer, one transaction per scan, journal and projections and outbox together.
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { NowMs } from '#shared/kernel/time.ts'
import { assert, Fault } from '#shared/kernel/assert.ts'
import { backupTo } from './backup.ts'
import { effectRows } from './effect-rows.ts'
import { factProjector } from './project-fact.ts'
import { forgetRows } from './forget-rows.ts'
import { inboxRows } from './inbox-rows.ts'
import { journal as openJournal } from './journal.ts'
import { claimRows } from './claim-rows.ts'
import { metJournals } from './met-journals.ts'
import { closeDatabase, isSqliteError, openDatabase } from './open-database.ts'
import { outbox as openOutbox } from './outbox.ts'
import { personalBox } from '#shared/node/personal-box.ts'
import { layoutRows } from './project-layouts.ts'
import { paperRows } from './paper-rows.ts'
import { readBlocks } from './read-blocks.ts'
import { readCatalogue } from './read-catalogue.ts'
import { readCodes } from './read-codes.ts'
import { readOrders } from './read-orders.ts'
import { readParcels } from './read-parcels.ts'
import { readPicking } from './read-picking.ts'
import { scanRows } from './scan-rows.ts'
import { stationRow } from './station-row.ts'
import { keepSecond } from './second/keep-second.ts'
import type { Chain } from './second/survey.ts'
import { CommitUnknown } from './store-refusal.ts'
import type { Store, Sync } from './store.ts'

/** Scans come in bursts: after this long without a commit the log is moved, and after that many commits in any case. */
const QUIET_MS = 1_500
const BUSY_COMMITS = 4_000

/**
 * Opens the store of one station at `file` (':memory:' in tests); `personalKey` is 32 bytes. Throws a StoreRefusal with a sentence for a
 * person when the file cannot be trusted; it never starts anew over one that is there. With `second`, every commit is written a second time.
 * `makeRoom` is asked on a full disk, and answers whether trying once more is worth it.
 */
export function openSqliteStore({ file, personalKey, nowMs, second: asked, makeRoom }: { file: string; personalKey: Buffer; nowMs: NowMs; makeRoom?: () => boolean; second?: { folder: string; chain: Chain | undefined } }): Store {
  const personal = personalBox(personalKey)
  const db = openDatabase(file, personal)
  const journal = openJournal(db)
  const outbox = openOutbox(db, journal)
  const { folds: layoutFolds, heardBack, unheard, ...layouts } = layoutRows(db)
  const project = factProjector(db, personal, layoutFolds)
  const met = metJournals(db)
  const inbox = inboxRows(db, { journal, met, personal, project, layouts: { heardBack, unheard } })
  const station = stationRow(db, personal)
  const scans = scanRows(db)
  const effects = effectRows(db)
  const picking = readPicking(db)
  const orders = readOrders(db)
  const parcels = readParcels(db, personal)
  const papers = paperRows(db)
  const claims = claimRows(db)
  const forgetting = forgetRows(db, met)
  const { forgetBlocks, ...blocks } = readBlocks(db)
  const second = asked && keepSecond({ ...asked, makeRoom, db, file, nowMs, entryCount: journal.length, onFollowed: () => void (second?.isLogLong() && !db.inTransaction && moveLog()) })
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  let commitsSinceCheckpoint = 0
  let lastCommitAtMs = 0

  function undo(): void {
    if (db.inTransaction) rollback.run()
    scans.undo()
    forgetting.undo()
    journal.reload()
    outbox.reload()
  }
  function transaction<T>(work: () => Sync<T>): T {
    try {
      return attempt(work)
    } catch (error) {
      // Nothing of it holds, and what the reserve gave free is enough to finish what is open.
      if (isSqliteError(error) && error.code === 'SQLITE_FULL' && makeRoom?.()) return attempt(work)
      throw error
    }
  }
  function attempt<T>(work: () => Sync<T>): T {
    assert(!db.inTransaction, 'transactions are not nested')
    begin.run()
    let result: T
    try {
      result = work()
    } catch (error) {
      undo()
      throw error
    }
    try {
      commit.run()
    } catch (error) {
      undo()
      // A full disk is found before the commit mark is written: nothing of it holds. Any other error leaves it open.
      if (isSqliteError(error) && error.code === 'SQLITE_FULL') throw error
      throw new CommitUnknown('the commit was answered with an error; whether it is on disk shows after opening anew', { cause: error })
    }
    scans.settle()
    second?.committed()
    commitsSinceCheckpoint += 1
    lastCommitAtMs = nowMs()
    return result
  }
  const moveLog = (): void => {
    second?.follow()
    const [moved] = db.pragma('wal_checkpoint(PASSIVE)') as { busy: number; log: number; checkpointed: number }[]
    commitsSinceCheckpoint = 0
    if (moved?.busy === 0 && moved.log === moved.checkpointed) second?.moved()
  }
  const isQuiet = (): boolean => Math.abs(nowMs() - lastCommitAtMs) >= QUIET_MS
  /** For writes that are a transaction of their own, and may be part of a larger one. */
  const write = (work: () => void): void => (db.inTransaction ? work() : transaction<void>(work))
  const inTransaction = (): void => assert(db.inTransaction, 'this is written inside a transaction')

  const folderNumber = file === ':memory:' ? '' : String(statSync(dirname(file), { bigint: true }).ino)
  const wasElsewhere = station.folderNumber() !== '' && station.folderNumber() !== folderNumber
  if (station.isCopy() || wasElsewhere) transaction(() => {
    // JO45: the original may do what is owed here, and use the numbers that lie here.
    if (wasElsewhere) effects.doubtQueued()
    forgetBlocks()
    if (!station.isCopy()) return
    journal.beginIncarnation()
    outbox.reload()
    station.noLongerCopy()
  })
  if (station.folderNumber() !== folderNumber) transaction(() => station.openedIn(folderNumber))
  transaction(() => inbox.applyWaiting(nowMs()))

  return {
    transaction,
    outcomeOf: scans.outcomeOf,
    recordScan(record) {
      inTransaction()
      scans.recordScan(record)
    },
    lastScanOf: scans.lastScanOf,
    bench: scans.bench,
    saveBench: (bench) => write(() => scans.saveBench(bench)),
    settings: scans.settings,
    saveSettings: (settings) => write(() => scans.saveSettings(settings)),

    record(entry) {
      inTransaction()
      try {
        project(entry.fact, { factId: entry.factId, atMs: entry.atMs, actorId: entry.actorId, own: true, personal: null })
      } catch (error) {
        if (isSqliteError(error) && !error.code.startsWith('SQLITE_CONSTRAINT')) throw error
        throw new Fault(`${entry.fact.kind} does not fit what is recorded: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      }
      journal.append(entry)
    },
    applyChanges: ({ hubEpoch, changes, own = [], upTo, proof = null, nowMs: atMs }) => transaction(() => {
      const unknownKinds = inbox.receive(changes, own, atMs)
      station.moveTo(hubEpoch, upTo, proof)
      return { unknownKinds }
    }),
    holdsOwn: (own) => own.every(journal.holdsOwn),
    pullPosition: station.pullPosition,
    startEpoch: (hubEpoch) => write(() => {
      station.startEpoch(hubEpoch)
      outbox.probeAgain()
      forgetting.unmark()
    }),

    unsent: outbox.unsent,
    journalFrom: outbox.from,
    acknowledge: (outcomes, atMs, incarnation) => write(() => outbox.acknowledge(outcomes, atMs, incarnation)),
    forgottenSeqOf: journal.forgottenSeqOf,
    maySplit: journal.maySplit,
    splitOff: (incarnation, fromSeq) => write(() => {
      journal.splitOff(incarnation, fromSeq)
      forgetBlocks()
      outbox.reload()
    }),
    newestAcknowledged: outbox.newestAcknowledged,
    probeAgain: () => write(outbox.probeAgain),
    outboxState: outbox.state,
    identity: journal.identity,
    saveIdentity: (identity) => write(() => {
      if (station.saveIdentity(identity)) journal.rechain()
    }),
    joined: station.joined,

    oweEffect: (effect, atMs) => write(() => effects.oweEffect(effect, atMs)),
    queuedEffects: effects.queuedEffects,
    sendingEffects: effects.sendingEffects,
    moveEffect(effectId, printerId) {
      inTransaction()
      return effects.moveEffect(effectId, printerId)
    },
    setEffectState: (effectId, state, why, atMs) => write(() => effects.setEffectState(effectId, state, why, atMs)),
    secondState: () => second?.state(),
    syncSecond: () => second?.sync(),
    renewSecond: async () => second?.renew(),

    ...claims, ...blocks,
    saveHubMark: (mark) => write(() => claims.saveHubMark(mark)),
    ...papers, ...layouts,
    cancelPapers(atMs) {
      inTransaction()
      return papers.cancelPapers(atMs)
    },
    saveLabelOptions: (options) => write(() => papers.saveLabelOptions(options)),
    ...readCodes(db), ...readCatalogue(db), ...picking, ...orders, ...parcels,
    workCounts: () => ({
      lists: picking.openListCount(),
      toPut: orders.wavesToPut().reduce((sum, wave) => sum + wave.pieces, 0),
      toCheck: orders.toCheckCount(),
      toHandOver: parcels.toHandOverCount(),
    }),

    backup: (target) => backupTo(db, target),
    verifyJournal: () => journal.verify(0, Number.MAX_SAFE_INTEGER).wrong,
    verifyJournalPart: journal.verify,
    journalLength: journal.length,
    checkpoint() {
      second?.sync()
      if (commitsSinceCheckpoint === 0 || !(isQuiet() || commitsSinceCheckpoint >= BUSY_COMMITS) || db.inTransaction) return
      moveLog()
    },
    dayMarks: forgetting.dayMarks,
    markDay: (at, kept) => transaction<void>(() => forgetting.markDay(at, kept)),
    forget(asked) {
      if (!isQuiet() || db.inTransaction) return 0
      return transaction<number>(() => {
        const entries = forgetting.forgetEntries(asked)
        if (entries === 0) return forgetting.forgetScans(asked) || forgetting.forgetEffects(asked) || forgetting.forgetKnown(asked)
        journal.reload()
        return entries
      })
    },
    close() {
      if (!db.open) return
      if (second) moveLog()
      second?.close()
      closeDatabase(db)
    },
  }
}
