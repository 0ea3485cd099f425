// Room that is kept for the end: on a full disk it is given free, so that open work can be finished while new work is refused.
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, statfsSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export const RESERVE_BYTES = 64 << 20
/** Written and synced so many bytes at a time: a scan in between waits some milliseconds at most. */
const PART_BYTES = 1 << 20

export type DiskReserve = {
  /** The disk is full: gives the room free. Answers whether there was any, and a second try is worth it. */
  release(): boolean
  /** From the release until there is room for a reserve again. New work waits. */
  isDiskFull(): boolean
  /** Writes a part of what is missing of the reserve, if the disk has room for it and as much again. Called on a slow clock. */
  renew(): void
}

/** Keeps `bytes` of the disk in `file`. Nothing is written before the first `renew`. */
export function diskReserve(file: string, bytes = RESERVE_BYTES): DiskReserve {
  const fresh = `${file}.new`
  let isFull = false
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(dirname(file))
    return bavail * bsize
  }
  const sizeOf = (of: string): number => statSync(of, { throwIfNoEntry: false })?.size ?? 0
  const remove = (): void => {
    for (const each of [file, fresh]) rmSync(each, { force: true })
  }
  return {
    release() {
      isFull = true
      const had = existsSync(file) || existsSync(fresh)
      remove()
      return had
    },
    isDiskFull: () => isFull,
    renew() {
      if (sizeOf(file) === bytes) {
        isFull = false
        return
      }
      const written = sizeOf(fresh)
      if (freeBytes() < bytes - written + bytes) {
        isFull = true
        return
      }
      const handle = openSync(fresh, written === 0 ? 'w' : 'a', 0o600)
      try {
        // Not zeros only: a file system that stores runs of zeros as nothing would keep no room.
        writeSync(handle, Buffer.alloc(Math.min(PART_BYTES, bytes - written), 'packwave'))
        fsyncSync(handle)
        if (written + PART_BYTES < bytes) return
      } finally {
        closeSync(handle)
      }
      renameSync(fresh, file)
      isFull = false
    },
  }
}
