// The disks of the stations: files in memory that can be copied as they are at an instant, as a crash or a disk image leaves them.
import { copyFileSync, existsSync } from 'node:fs'
import path from 'node:path'

/** A file name that was never used, and the copies that make it another disk. */
export function createDisks(folder: string): { copy(file: string): string; fresh(): string } {
  let made = 0
  const fresh = (): string => path.join(folder, `disk-${(made += 1)}.db`)
  return {
    fresh,
    copy(file) {
      const target = fresh()
      copyFileSync(file, target)
      if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${target}-wal`)
      return target
    },
  }
}
export type Disks = ReturnType<typeof createDisks>
