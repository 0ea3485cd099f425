// The store of a station on its disk: nobody else has it, it is what was recorded last, and it is fit for the first scan.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Trouble } from '#shared/contract/station-view.ts'
import { holdPlace } from '../store/second/hold-place.ts'
import { recoverDatabase } from '../store/second/recover-database.ts'
import { stampsOf } from '../store/second/second-folder.ts'
import { openSqliteStore } from '../store/sqlite-store.ts'
import { StoreRefusal } from '../store/store-refusal.ts'
import type { Store } from '../store/store.ts'
import { checkStore } from './check-store.ts'
import { stationKey } from './station-key.ts'
import { realSystem } from './system.ts'

/** Work goes on without the second journal; the bar says so. */
export function secondTroubles(store: Store): Trouble[] {
  const second = store.secondState()
  return second?.kind === 'off' ? [{ code: 'second-journal-off', detail: second.folder, reason: second.why, sinceMs: second.sinceMs }] : []
}

/** What the station reads and writes by these names. */
const ownFiles = ['station.lock', 'station.db', 'station.db-wal', 'station.db.new', 'station.db.restored', 'station.db.second', 'station.key', 'station.key.new', 'station.reserve', 'station.reserve.new', 'join-request', 'hub-pin']

function refuseFolders(dataDir: string): void {
  for (const place of ownFiles.map((name) => join(dataDir, name))) {
    if (statSync(place, { throwIfNoEntry: false })?.isDirectory()) throw new StoreRefusal('folder', `${place} is a folder, and a file of the station belongs there. Move the folder away, and put the file back if there was one; nothing was changed.`)
  }
}

/** The store of this folder, compared with its second journal and put together again where needed, and checked. Throws a StoreRefusal. */
export function openStation(dataDir: string, secondFolder: string, makeRoom?: () => boolean): { store: Store; recovered: string | undefined; letGo: () => void } {
  const { nowMs, randomBytes } = realSystem
  const file = join(dataDir, 'station.db')
  refuseFolders(dataDir)
  const letGo = holdPlace(dataDir, file)
  try {
    // A lost disk whose copies lie on another one: beginning anew beside them would only hide that the key is missing.
    const isNew = ![file, join(dataDir, 'station.key'), join(dataDir, 'station.key.new')].some((each) => existsSync(each))
    if (isNew && stampsOf(secondFolder, 'db').length > 0) throw new StoreRefusal('wrong-key', `In ${secondFolder} lie copies of a station's database, and neither the database nor its key is in ${dataDir}. Put ${join(dataDir, 'station.key')} back and the database is made from them. Only to begin anew without that work, move the copies away; nothing was changed.`)
    // Without its key a database is closed to everybody: then nothing is restored, and stationKey says what is missing.
    const hasKey = existsSync(join(dataDir, 'station.key'))
    const { chain, words } = hasKey ? recoverDatabase({ file, folder: secondFolder, stamp: nowMs() }) : { chain: undefined, words: undefined }
    const { key, keep } = stationKey(dataDir, file, randomBytes)
    const store = openSqliteStore({ file, personalKey: key, nowMs, makeRoom, second: { folder: secondFolder, chain } })
    keep()
    try {
      checkStore(store, file)
    } catch (error) {
      store.close()
      throw error
    }
    return { store, recovered: words, letGo }
  } catch (error) {
    letGo()
    throw error
  }
}
