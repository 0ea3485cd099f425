/** Why a database is not opened. */
export type StoreRefusalReason = 'newer' | 'not-a-database' | 'empty-file' | 'folder' | 'read-only' | 'in-use' | 'wrong-key' | 'damaged' | 'log-lost' | 'lone-log' | 'foreign-log' | 'link' | 'other-owner' | 'network-share' | 'disk-full' | 'database-missing' | 'journal-changed' | 'settings-damaged' | 'old-sqlite' | 'not-durable'

/** The database cannot be opened and work must not begin. The message is a sentence for a person; nothing on disk was changed. */
export class StoreRefusal extends Error {
  override name = 'StoreRefusal'
  readonly reason: StoreRefusalReason
  constructor(reason: StoreRefusalReason, message: string) {
    super(message)
    this.reason = reason
  }
}

/** The commit was answered with an error: whether it is on disk is not known. The process ends, opens anew and looks the scan up. */
export class CommitUnknown extends Error {
  override name = 'CommitUnknown'
}

/** A fact that does not fit what is known here. For an own fact a fault; for one of others it is kept aside. */
export class ProjectionConflict extends Error {
  override name = 'ProjectionConflict'
}
