// What happens before a station opens its database: compare, and put together again what was damaged. Never begins anew, never goes back behind a fact.
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { syncFolder } from '#shared/node/sync-folder.ts'
import { journal } from '../journal.ts'
import { keepsLog } from '../open-database.ts'
import { StoreRefusal } from '../store-refusal.ts'
import { journalFileOf, stampsOf, writeMark } from './second-folder.ts'
import { headOfFile, isAhead, lossRefusal, putInPlace, rebuildDatabase, restoredFileOf } from './rebuild.ts'
import { markFileOf, readChains, surveyDatabase, type Chain, type Survey } from './survey.ts'

export type Recovery = {
  /** Where the second journal goes on; undefined: it begins anew with a whole copy. */
  chain: Chain | undefined
  /** What was found wrong and what was done about it, for a person; undefined when all was well. */
  words: string | undefined
  isRestored: boolean
}

/**
 * Makes the database at `file` what was recorded last, as far as the second journal in `folder` and SQLite's own log say. Damaged files are
 * kept aside. Throws a StoreRefusal when facts would be left out; `acceptsLoss` goes on without them. The caller holds the place.
 */
export function recoverDatabase({ file, folder, stamp, acceptsLoss = false }: { file: string; folder: string; stamp: number; acceptsLoss?: boolean }): Recovery {
  const restored = restoredFileOf(file)
  if (existsSync(restored)) {
    if (!existsSync(file)) return { chain: undefined, isRestored: true, words: `the restoring of ${file} was cut off and is finished; the damaged files lie in ${putInPlace(file, stamp)}` }
    rmSync(restored)
  }
  const survey = surveyDatabase(file, folder)
  switch (survey.kind) {
    case 'unknown': return { chain: undefined, isRestored: false, words: undefined }
    case 'whole': return { chain: survey.chain, isRestored: false, words: undefined }
    case 'journal-damaged': return beginJournalAnew(file, folder, stamp, acceptsLoss, survey.why)
    case 'damaged': return restore(file, folder, stamp, acceptsLoss, survey)
  }
}

function restore(file: string, folder: string, stamp: number, acceptsLoss: boolean, { why, log }: Extract<Survey, { kind: 'damaged' }>): Recovery {
  const restored = restoredFileOf(file)
  for (const chain of readChains(folder).chains) {
    const head = rebuildDatabase(chain, log, restored)
    if (!head) continue
    const has = headOfFile(file)
    if (has && isAhead(has, head)) {
      rmSync(restored)
      if (isSound(file)) return beginJournalAnew(file, folder, stamp, true, why)
      if (!acceptsLoss) throw lossRefusal(file, why, has, head)
      rebuildDatabase(chain, log, restored, true)
    }
    const aside = putInPlace(file, stamp)
    // The journals belong to the file that went aside: the next opening begins anew with a whole copy.
    writeMark(markFileOf(file), { mark: 'behind', folder, stamp: 0 })
    const tail = has && isAhead(has, head) ? ` Facts ${head.lastSeq + 1} to ${has.lastSeq} of incarnation ${has.incarnation} are left out.` : ''
    return { chain: undefined, isRestored: true, words: `${why}. Restored from ${basename(chain.copyFile)} and the second journal up to fact ${head.lastSeq} of incarnation ${head.incarnation}.${tail} The damaged files lie in ${aside}.` }
  }
  throw new StoreRefusal('damaged', `The database is damaged: ${why}. No copy in ${folder} is whole either. Put a backup in its place; nothing was changed.`)
}

/** The database is the better of the two: it stays, the journals go aside, and a new copy is made. Refused when it is not sound either. */
function beginJournalAnew(file: string, folder: string, stamp: number, acceptsLoss: boolean, why: string): Recovery {
  if (!acceptsLoss && hasLostLog(file)) throw new StoreRefusal('log-lost', `The log ${file}-wal is missing, and so is what could replace it (${why}): what was recorded last may be gone. Put the log or the second journal back; \`npm run restore-station -- --accept-loss\` goes on without. Nothing was changed.`)
  if (existsSync(file) && !isSound(file)) throw new StoreRefusal('damaged', `The database ${file} and its second journal in ${folder} are both damaged (${why}). Put a backup in its place; nothing was changed.`)
  const aside = join(folder, `damaged-${stamp}`)
  // Another thing lies in its place: work goes on without a second journal, and the bar says so.
  if (existsSync(folder) && !statSync(folder).isDirectory()) return { chain: undefined, isRestored: false, words: `${why}; the database is whole, and ${folder} is no folder.` }
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  for (const each of stampsOf(folder, 'journal')) renameSync(journalFileOf(folder, each), join(aside, basename(journalFileOf(folder, each))))
  syncFolder(folder)
  return { chain: undefined, isRestored: false, words: `${why}; the database is whole, its second journal begins anew. The damaged one lies in ${aside}.` }
}

/** A station that ended in order leaves a head without a log, and one that was killed leaves the log. */
const hasLostLog = (file: string): boolean => existsSync(file) && keepsLog(file) && (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0

/** Structure and the whole chain of facts, read without changing anything. */
function isSound(file: string): boolean {
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true, fileMustExist: true })
    const [verdict] = db.pragma('quick_check(1)') as { quick_check: string }[]
    return verdict?.quick_check === 'ok' && journal(db).verify(0, Number.MAX_SAFE_INTEGER).wrong === undefined
  } catch (error) {
    if (!(error instanceof Database.SqliteError) && !(error instanceof SyntaxError)) throw error
    return false
  } finally {
    db?.close()
  }
}
