// A store that opens may still hold what nobody here wrote. Looked at before the first scan, in some 10 ms.
import { StationSettings } from '#shared/contract/station-api.ts'
import { StoreRefusal } from '../store/store-refusal.ts'
import type { Store } from '../store/store.ts'

/** The entries before them are read while nobody works (care.ts). */
const ENTRIES_CHECKED_AT_START = 500

/** Throws a StoreRefusal when the newest journal entries or the saved settings are not what this program writes. Nothing is changed. */
export function checkStore(store: Store, file: string): void {
  const { wrong } = store.verifyJournalPart(Math.max(0, store.journalLength() - ENTRIES_CHECKED_AT_START), ENTRIES_CHECKED_AT_START)
  if (wrong) throw new StoreRefusal('journal-changed', `The journal in ${file} was changed outside Packwave: ${wrong.why}. Put a backup in its place; nothing was changed.`)
  const fault = settingsFault(store)
  if (fault !== undefined) throw new StoreRefusal('settings-damaged', `The saved settings in ${file} are damaged (${fault}). Put a backup in its place; Packwave does not guess a printer or a scale.`)
}

function settingsFault(store: Store): string | undefined {
  try {
    const saved = store.settings()
    const read = saved === undefined ? undefined : StationSettings.safeParse(saved)
    return read?.success === false ? (read.error.issues[0]?.path.join('.') ?? '') : undefined
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return 'no JSON'
  }
}
