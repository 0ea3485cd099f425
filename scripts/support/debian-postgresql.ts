import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

const folder = '/usr/lib/postgresql'
export const debianPostgresqlLine = 'sudo apt-get update && sudo apt-get install -y postgresql'

/** The folder of the programs of Debian's newest PostgreSQL of 15 or later; undefined when none is installed. */
export function debianPostgresql(): string | undefined {
  if (!existsSync(folder)) return undefined
  const [newest] = readdirSync(folder).map(Number).filter((version) => version >= 15 && existsSync(path.join(folder, String(version), 'bin', 'postgres'))).sort((a, b) => b - a)
  return newest === undefined ? undefined : path.join(folder, String(newest), 'bin')
}
