import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'

const defaultMaxBytes = 5_000_000

export type LogFile = { write(text: string | Uint8Array): void; close(): void }

/** A log that never holds much more than twice `maxBytes`: when it is full it becomes `.1`, and the older `.1` goes. */
export function openLogFile(file: string, maxBytes = defaultMaxBytes): LogFile {
  mkdirSync(path.dirname(file), { recursive: true })
  let open: number | undefined = openSync(file, 'a')
  let size = fstatSync(open).size
  return {
    write(text) {
      if (open === undefined) return
      try {
        if (size > maxBytes) {
          closeSync(open)
          open = undefined
          renameSync(file, `${file}.1`)
          open = openSync(file, 'a')
          size = 0
        }
        size += writeSync(open, typeof text === 'string' ? Buffer.from(text) : text)
      } catch (fault) {
        // A full or broken disk must not stop the floor for the sake of a log line: the services say so where it matters.
        if (!['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EDQUOT'].includes((fault as NodeJS.ErrnoException).code ?? '')) throw fault
      }
    },
    close() {
      if (open !== undefined) closeSync(open)
      open = undefined
    },
  }
}
