import { assert } from '#shared/kernel/assert.ts'
import type { Db } from './open-database.ts'
import type { PersonalBox } from '#shared/node/personal-box.ts'

const keyPlace = 'station_identity.station_key/1'
type Joined = { stationId: string; stationKey: string; hubUrl: string; siteName: string }

/** Who this store is, and where it stands in the hub's order. */
export function stationRow(db: Db, personal: PersonalBox) {
  const read = db.prepare<[], { stationId: string; stationKey: Buffer; hubUrl: string; siteName: string }>('SELECT station_id AS stationId, station_key AS stationKey, hub_url AS hubUrl, site_name AS siteName FROM station_identity')
  const save = db.prepare<[string, Buffer, string, string]>('UPDATE station_identity SET station_id = ?, station_key = ?, hub_url = ?, site_name = ?')
  const isCopy = db.prepare<[], number>('SELECT is_copy FROM station_identity').pluck()
  const noLongerCopy = db.prepare('UPDATE station_identity SET is_copy = 0')
  const folderNumber = db.prepare<[], string>('SELECT folder_number FROM station_identity').pluck()
  const openedIn = db.prepare<[string]>('UPDATE station_identity SET folder_number = ?')
  type Place = { hubEpoch: string | null; position: number; proof: string | null }
  const position = db.prepare<[], Place>('SELECT hub_epoch AS hubEpoch, position, proof FROM pull_position')
  const move = db.prepare<[string, number, string | null]>('UPDATE pull_position SET hub_epoch = ?, position = ?, proof = ?')
  const pullPosition = (): Place => position.get() ?? { hubEpoch: null, position: 0, proof: null }
  const joined = (): Joined | undefined => {
    const row = read.get()
    return row?.stationId ? { ...row, stationKey: personal.open<string>(row.stationKey, keyPlace) } : undefined
  }
  return {
    joined,
    /** Returns whether the station got its id by this. */
    saveIdentity(identity: Joined): boolean {
      const earlier = read.get()?.stationId
      assert(!earlier || earlier === identity.stationId, 'a store belongs to one station for ever')
      save.run(identity.stationId, personal.seal(identity.stationKey, keyPlace), identity.hubUrl, identity.siteName)
      return !earlier
    },
    isCopy: (): boolean => isCopy.get() === 1,
    noLongerCopy: (): void => void noLongerCopy.run(),
    folderNumber: (): string => folderNumber.get() ?? '',
    openedIn: (number: string): void => void openedIn.run(number),
    pullPosition,
    /** The position only moves forward, and only within its epoch. */
    moveTo(hubEpoch: string, upTo: number, proof: string | null): void {
      const now = pullPosition()
      assert(now.hubEpoch === null || now.hubEpoch === hubEpoch, 'changes come from the hub whose position is held')
      assert(upTo >= now.position, 'the position never goes back')
      move.run(hubEpoch, upTo, proof)
    },
    startEpoch: (hubEpoch: string): void => void move.run(hubEpoch, 0, null),
  }
}
