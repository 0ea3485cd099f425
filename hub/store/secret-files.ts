import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { syncFolder } from '#shared/node/sync-folder.ts'
import type { System } from '../system.ts'

/**
 * The secret in `<dataDir>/<name>`, made at first use and readable by the owner alone (mode 0600). It is on disk before anything is sealed with it, and of processes that make
 * it at the same time all have the first one's.
 */
export function secretFile(dataDir: string, name: string, system: System, byteCount = 32): string {
  const file = path.join(dataDir, name)
  if (!existsSync(file)) {
    const fresh = `${file}.${process.pid}.new`
    writeFileSync(fresh, `${system.mintSecret(byteCount)}\n`, { mode: 0o600, flush: true })
    giveName(fresh, file)
    syncFolder(dataDir)
  }
  return readFileSync(file, 'utf8').trim()
}

/** The file has this name afterwards, unless another one has it by then. A file system without links knows no such name at one stroke: there it takes the name. */
function giveName(fresh: string, file: string): void {
  try {
    linkSync(fresh, file)
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') return renameSync(fresh, file)
  }
  rmSync(fresh)
}

/** Afterwards `<dataDir>/<name>` holds this secret, also after a power cut in between: it or the one before. */
export function keepSecret(dataDir: string, name: string, secret: string): void {
  const file = path.join(dataDir, name)
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
  syncFolder(dataDir)
}
