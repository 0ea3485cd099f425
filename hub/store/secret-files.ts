import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { System } from '../system.ts'

/** The secret in `<dataDir>/<name>`, made at first use and readable by the owner alone (mode 0600). */
export function secretFile(dataDir: string, name: string, system: System, byteCount = 32): string {
  const file = path.join(dataDir, name)
  if (!existsSync(file)) writeFileSync(file, `${system.mintSecret(byteCount)}\n`, { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}
