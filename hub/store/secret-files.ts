import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { System } from '../system.ts'

/** The secret in `<dataDir>/<name>`, made at first use and readable by the owner alone (mode 0600). */
export function secretFile(dataDir: string, name: string, system: System, byteCount = 32): string {
  const file = path.join(dataDir, name)
  if (!existsSync(file)) writeFileSync(file, `${system.mintSecret(byteCount)}\n`, { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}

/** Afterwards `<dataDir>/<name>` holds this secret, also after a power cut in between: it or the one before. */
export function keepSecret(dataDir: string, name: string, secret: string): void {
  const file = path.join(dataDir, name)
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.new`, file)
}
