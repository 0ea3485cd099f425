// Goal: the hub as a process leaves nothing running behind, starts again after it was killed, and notices a database put back from a backup.
// Method: real child processes, SIGTERM and SIGKILL; a mark file that is ahead of the database stands for the backup.
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '#hub/store/embedded-postgres.ts'
import { processesOf } from '#tests/support/processes-of.ts'

const projectDir = path.join(import.meta.dirname, '..', '..')
const folders: string[] = []
const children: ChildProcess[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'packwave-process-'))
  // PostgreSQL may run as another user here, and everything shall be gone with this folder.
  chmodSync(folder, 0o755)
  folders.push(folder)
  return folder
}
const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve(child.exitCode) : child.once('exit', resolve)))

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill('SIGTERM')
    await ended(child)
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

type Message = { kind: string; text?: string; url?: string; joinToken?: string }
async function startProcess(dataDir: string): Promise<{ child: ChildProcess; message: Message; said: string[] }> {
  const child = spawn(process.execPath, [path.join(projectDir, 'hub', 'main.ts'), JSON.stringify({ dataDir, host: '127.0.0.1', port: 0, sample: false })], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const said: string[] = []
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the hub ended with ${code} before it said anything`)))
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const message = JSON.parse(line) as Message
      if (message.kind === 'progress') said.push(message.text ?? '')
      else resolve({ child, message, said })
    })
  })
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (fault) {
    // It ended by itself.
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault
  }
}

/** The PostgreSQL of this folder, or undefined when none runs. */
function postgresPid(dataDir: string): number | undefined {
  const file = path.join(dataDir, 'pg', 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  return existsSync(`/proc/${pid}`) ? pid : undefined
}
const epochOf = async (url: string): Promise<string> => ((await (await fetch(`${url}/health`)).json()) as { hubEpoch: string }).hubEpoch

describe('the process', () => {
  it('[HR1] ends with its database when it is told to, and its secrets are its owner’s alone', async () => {
    const dataDir = newFolder()
    const { child, message } = await startProcess(dataDir)
    expect(message.kind).toBe('ready')
    expect(postgresPid(dataDir)).toBeDefined()
    for (const name of ['hub.key', 'join-token', 'admin-key', 'pg-password', 'hub.json']) expect(statSync(path.join(dataDir, name)).mode & 0o777, name).toBe(0o600)
    child.kill('SIGTERM')
    expect(await ended(child)).toBe(0)
    expect(postgresPid(dataDir)).toBeUndefined()
    expect(existsSync(path.join(dataDir, 'hub.json'))).toBe(false)
  })

  it('[HR2] starts again after it was killed, whether its database lives on or left only its pid file', async () => {
    const dataDir = newFolder()
    const first = await startProcess(dataDir)
    const epoch = await epochOf(first.message.url!)
    first.child.kill('SIGKILL')
    await ended(first.child)
    const second = await startProcess(dataDir)
    expect(await epochOf(second.message.url!)).toBe(epoch)
    const pid = postgresPid(dataDir)!
    second.child.kill('SIGKILL')
    process.kill(pid, 'SIGKILL')
    await ended(second.child)
    // The number in the file belongs to a process that has nothing to do with it: this one.
    const file = path.join(dataDir, 'pg', 'postmaster.pid')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid)))
    const third = await startProcess(dataDir)
    expect(await epochOf(third.message.url!)).toBe(epoch)
  })

  it('[HR2] killed in the middle of its first start, with or without the program that makes its database, it starts', async () => {
    const dataDir = newFolder()
    const begun = (): number => readdirSync(dataDir).filter((name) => name.startsWith('pg') && existsSync(path.join(dataDir, name, 'PG_VERSION'))).length
    for (const [before, isWhole] of [true, false].entries()) {
      const child = spawn(process.execPath, [path.join(projectDir, 'hub', 'main.ts'), JSON.stringify({ dataDir, host: '127.0.0.1', port: 0, sample: false })], { stdio: 'ignore' })
      children.push(child)
      await expect.poll(begun, { interval: 5, timeout: 30_000 }).toBe(before + 1)
      child.kill('SIGKILL')
      await ended(child)
      // Whoever works for initdb ends when it looks for it.
      while (isWhole && processesOf(dataDir).length > 0) for (const { pid } of processesOf(dataDir)) endNow(pid)
    }
    expect((await startProcess(dataDir)).message.kind).toBe('ready')
    expect(readdirSync(dataDir).filter((name) => name.includes('.new'))).toEqual([])
  })

  it('[HR3] a second hub on the same folder says who is there and ends', async () => {
    const dataDir = newFolder()
    const first = await startProcess(dataDir)
    const second = await startProcess(dataDir)
    expect(second.message).toMatchObject({ kind: 'failed', text: expect.stringContaining('already runs') })
    expect(await ended(second.child)).toBe(1)
    expect(await epochOf(first.message.url!)).toBeTruthy()
  })

  it('[HR4] a database put back from a backup becomes a new epoch', async () => {
    const dataDir = newFolder()
    const first = await startProcess(dataDir)
    const epoch = await epochOf(first.message.url!)
    first.child.kill('SIGTERM')
    await ended(first.child)
    // The mark says that the hub had come further than this backup.
    const markFile = path.join(dataDir, 'hub-mark.json')
    const mark = JSON.parse(readFileSync(markFile, 'utf8')) as { position: number }
    const again = await startProcess(dataDir)
    expect(await epochOf(again.message.url!)).toBe(epoch)
    again.child.kill('SIGTERM')
    await ended(again.child)
    writeFileSync(markFile, JSON.stringify({ ...mark, position: mark.position + 10 }))
    const restored = await startProcess(dataDir)
    expect(await epochOf(restored.message.url!)).not.toBe(epoch)
    expect(restored.said.join()).toContain('backup')
  })
})

it('[HR5] a wrong password file is an error in words, and no server stays behind', async () => {
  const dataDir = newFolder()
  const first = await startEmbeddedPostgres({ dataDir, password: 'right', say: () => undefined })
  await first.stop()
  expect(postgresPid(dataDir)).toBeUndefined()
  writeFileSync(path.join(dataDir, 'pg-password'), 'wrong\n')
  const { message } = await startProcess(dataDir)
  expect(message).toMatchObject({ kind: 'failed', text: expect.stringContaining('password') })
  await Promise.all(children.map(ended))
  expect(postgresPid(dataDir)).toBeUndefined()
})

it('[HR6] a wrong argument is one sentence, and the process ends with 1', async () => {
  const child = spawn(process.execPath, [path.join(projectDir, 'hub', 'main.ts'), '--data-dir', newFolder(), '--port', '70000'], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  let words = ''
  child.stderr.on('data', (part: Buffer) => (words += part.toString()))
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1)
  expect(words).toMatch(/^packwave hub: The argument port is missing or not right\..*\n$/)
})
