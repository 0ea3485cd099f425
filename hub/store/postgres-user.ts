// PostgreSQL refuses to run as root. Then it runs as the machine's own `postgres` user, which must be able to read its programs and its data.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export type PostgresUser = { uid: number; gid: number }

const idOf = (flag: '-u' | '-g'): number | undefined => {
  const asked = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' })
  return asked.status === 0 ? Number(asked.stdout.trim()) : undefined
}

/** The user PostgreSQL is to run as; undefined when this process may run it itself. Makes the user when the machine has none. */
export function postgresUser(): PostgresUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  if (idOf('-u') === undefined) {
    const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], { encoding: 'utf8' })
    if (made.status !== 0) throw new Error(`PostgreSQL does not run as root, and the user "postgres" could not be made: ${made.stderr?.trim() || String(made.error)}. Run: useradd --system --user-group postgres`)
  }
  const uid = idOf('-u')
  const gid = idOf('-g')
  if (uid === undefined || gid === undefined) throw new Error('PostgreSQL does not run as root, and the user "postgres" is not known on this machine.')
  return { uid, gid }
}

function canReach(user: PostgresUser, folder: string): boolean {
  return spawnSync('test', ['-x', folder], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0
}

/** Folders for what the user must reach although the checkout or the data folder lies under a closed one such as /root. */
const sharedHome = '/var/lib/packwave'

/**
 * The folder of PostgreSQL's data: `<dataDir>/pg`, or one of its own under /var/lib/packwave when the user cannot pass through the
 * folders above dataDir. Then `<dataDir>/pg-folder` names it: a data folder that was removed and made again gets another one.
 */
export function databaseFolder(dataDir: string, user: PostgresUser | undefined): string {
  const inside = path.join(dataDir, 'pg')
  if (!user) return inside
  const pointer = path.join(dataDir, 'pg-folder')
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim()
  mkdirSync(inside, { recursive: true, mode: 0o700 })
  chownSync(inside, user.uid, user.gid)
  if (canReach(user, inside)) return inside
  mkdirSync(sharedHome, { recursive: true, mode: 0o755 })
  const outside = mkdtempSync(path.join(sharedHome, 'hub-'))
  chownSync(outside, user.uid, user.gid)
  if (!canReach(user, outside)) throw new Error(`PostgreSQL runs as the user "postgres", which can reach neither ${inside} nor ${outside}. Choose a data folder that everybody may pass through, for example /srv/packwave.`)
  rmdirSync(inside)
  writeFileSync(pointer, `${outside}\n`, { flush: true })
  return outside
}

/** Removes a stopped hub's data folder with everything of it, PostgreSQL's data under /var/lib/packwave included. */
export function removeDataFolder(dataDir: string): void {
  const pointer = path.join(dataDir, 'pg-folder')
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true })
  rmSync(dataDir, { recursive: true, force: true })
}

/** The folder of PostgreSQL's own programs, copied once to where the user can reach it when the checkout is closed to it. */
export function reachablePrograms(nativeFolder: string, user: PostgresUser | undefined): string {
  if (!user || canReach(user, path.join(nativeFolder, 'bin', 'postgres'))) return nativeFolder
  const copy = path.join(sharedHome, `postgresql-${createHash('sha256').update(nativeFolder).digest('hex').slice(0, 16)}`)
  if (!existsSync(path.join(copy, 'bin', 'postgres'))) {
    // Beside its place first: a copy that was cut short is none.
    mkdirSync(sharedHome, { recursive: true, mode: 0o755 })
    const fresh = mkdtempSync(`${copy}.new-`)
    chmodSync(fresh, 0o755)
    cpSync(nativeFolder, fresh, { recursive: true, verbatimSymlinks: true })
    // Another process may have made one meanwhile, and works with it.
    const isMade = existsSync(path.join(copy, 'bin', 'postgres'))
    rmSync(isMade ? fresh : copy, { recursive: true, force: true })
    if (!isMade) renameSync(fresh, copy)
  }
  return copy
}
