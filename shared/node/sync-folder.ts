import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Afterwards the names in this folder are on disk: a file that was renamed has its new name after a power cut, too. */
export function syncFolder(folder: string): void {
  // Windows flushes no folders; its journal does that by itself.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
