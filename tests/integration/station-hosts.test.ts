// The station as its hosts run it: plain Node with a WebSocket, and a Node child as main starts it. Real processes, real files.
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '#shared/contract/contract.ts'
import { stationApi } from '#shared/contract/station-api.ts'
import { socketPort } from '#station/ports.ts'
import { realSystem, uuidV7 } from '#station/host/system.ts'

const hostFolder = join(import.meta.dirname, '../../electron/station/host')
let dataDir: string
let child: ChildProcess | undefined

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'packwave-host-'))
})
afterEach(async () => {
  if (child && child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  rmSync(dataDir, { recursive: true, force: true })
})

async function headless(): Promise<{ url: string; stationUrl: string }> {
  const started = spawn(process.execPath, [join(hostFolder, 'headless.ts'), '--data-dir', dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  child = started
  const [line] = (await once(started.stdout, 'data')) as [Buffer]
  return JSON.parse(line.toString('utf8')) as { url: string; stationUrl: string }
}
const opened = async (url: string, headers: Record<string, string> = {}): Promise<WebSocket> => {
  const socket = new WebSocket(url, { headers })
  await once(socket, 'open')
  return socket
}

it('plain Node serves the contract on loopback, keeps its key to itself, and ends in order', async () => {
  const { stationUrl } = await headless()
  const client = connect(stationApi, socketPort(await opened(stationUrl)))
  const view = await client.call('station.view', {})
  expect(view.screen).toMatchObject({ kind: 'sign-in' })
  expect(statSync(join(dataDir, 'station.key')).mode & 0o777).toBe(0o600)
  const key = readFileSync(join(dataDir, 'station.key'))
  const exit = once(child!, 'exit')
  child!.kill('SIGTERM')
  expect(await exit).toEqual([0, null])
  expect(existsSync(join(dataDir, 'station.db-wal'))).toBe(false)
  await headless()
  expect(readFileSync(join(dataDir, 'station.key'))).toEqual(key)
})

it('a page of another site cannot open a line, nor one that comes under another name', async () => {
  const { stationUrl, url } = await headless()
  const refusal = async (headers: Record<string, string>): Promise<string> => {
    const socket = new WebSocket(stationUrl, { headers })
    const [error] = (await once(socket, 'error')) as [Error]
    return error.message
  }
  expect(await refusal({ origin: 'http://evil.example' })).toContain('403')
  expect(await refusal({ host: 'evil.example', origin: 'http://evil.example' })).toContain('403')
  // An address that no URL can be made of.
  const stranger = connectSocket(Number(new URL(url).port), '127.0.0.1')
  stranger.end(`GET // HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
  expect(String((await once(stranger, 'data'))[0])).toContain('403')
  const own = await opened(stationUrl, { origin: url })
  own.close()
})

it('a junk message harms nobody; the next call is answered', async () => {
  const { stationUrl } = await headless()
  const socket = await opened(stationUrl)
  socket.send(JSON.stringify({ what: 'is this' }))
  const other = connect(stationApi, socketPort(await opened(stationUrl)))
  expect((await other.call('settings.read', {})).language).toBe('zh-CN')
  socket.send('{half')
  await once(socket, 'close')
  expect((await other.call('station.view', {})).locked).toBe(false)
})

it('a Node child passes connections by message, as main passes them on', async () => {
  const started = fork(join(hostFolder, 'utility.ts'), [JSON.stringify({ dataDir, hubUrl: null })], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child = started
  const messages: { kind: string; connectionId?: string; data?: unknown }[] = []
  started.on('message', (message: { kind: string }) => void messages.push(message))
  const next = async (wanted: (message: (typeof messages)[number]) => boolean) => {
    for (;;) {
      const found = messages.find(wanted)
      if (found) return found
      await once(started, 'message')
    }
  }
  await next((message) => message.kind === 'ready')
  started.send({ kind: 'port-open', connectionId: 'c1' })
  started.send({ kind: 'port-message', connectionId: 'c1', data: { id: 1, call: 'station.view', input: {} } })
  const answer = await next((message) => message.kind === 'port-message' && (message.data as { id?: number }).id === 1)
  expect(answer).toMatchObject({ connectionId: 'c1', data: { ok: true } })
  started.send({ kind: 'port-close', connectionId: 'c1' })
  const exit = once(started, 'exit')
  started.disconnect()
  expect(await exit).toEqual([0, null])
})

it('values that only a port can carry (cyclic, Map, BigInt, Date, prototypes, 100 MB) are refused by name through the port, and the next call is answered', async () => {
  const started = fork(join(hostFolder, 'utility.ts'), [JSON.stringify({ dataDir, hubUrl: null })], { serialization: 'advanced', stdio: ['ignore', 'inherit', 'ignore', 'ipc'] })
  child = started
  type Answer = { id: number; ok: boolean; fault?: { code: string; message: string } }
  const answers: Answer[] = []
  const until = async (isThere: () => boolean): Promise<void> => {
    while (!isThere()) await once(started, 'message')
  }
  let isReady = false
  started.on('message', (message: { kind: string; data?: Answer }) => {
    isReady ||= message.kind === 'ready'
    if (message.kind === 'port-message' && message.data?.ok !== undefined) answers.push(message.data)
  })
  await until(() => isReady)
  started.send({ kind: 'port-open', connectionId: 'c1' })
  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  const scan = { scanId: 'scan-of-this', code: 'X', source: 'wedge', scannerId: 's', readAtMs: 1 }
  const inputs: unknown[] = [
    cyclic, { ...scan, self: cyclic }, { ...scan, code: cyclic }, new Map(Object.entries(scan)), { ...scan, readAtMs: 1n }, { ...scan, readAtMs: Number.NaN }, { ...scan, code: new Date(0) }, { ...scan, code: new Uint8Array(1 << 20) },
    JSON.parse(`{"__proto__":{"code":"X"},"scanId":"scan-of-this"}`), Array.from({ length: 100_000 }, () => scan), { ...scan, code: 'x'.repeat(100 << 20) },
  ]
  const messages: unknown[] = [...inputs.map((input, id) => ({ id, call: 'scan.submit', input })), ...['__proto__', 'constructor', 'toString'].map((call, at) => ({ id: inputs.length + at, call, input: {} })), cyclic, new Map([['id', 1]]), [cyclic], 7n]
  for (const data of messages) started.send({ kind: 'port-message', connectionId: 'c1', data } as object)
  started.send({ kind: 'port-message', connectionId: 'c1', data: { id: 1_000, call: 'station.view', input: {} } })
  await until(() => answers.some(({ id }) => id === 1_000))
  expect(answers.map(({ id, fault }) => [id, fault?.code])).toEqual([
    ...inputs.map((_, id) => [id, 'bad-input']), ...[0, 1, 2].map((at) => [inputs.length + at, 'unknown-call']), ...[1, 2, 3, 4].map(() => [-1, 'bad-input']), [1_000, undefined],
  ])
  expect(Math.max(...answers.map(({ fault }) => fault?.message.length ?? 0))).toBeLessThan(1_000)
})

it('a database that cannot be trusted is said in words, and the process ends', async () => {
  await headless()
  const exit = once(child!, 'exit')
  child!.kill('SIGTERM')
  await exit
  rmSync(join(dataDir, 'station.key'))
  const second = fork(join(hostFolder, 'utility.ts'), [JSON.stringify({ dataDir, hubUrl: null })], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  child = second
  const ended = once(second, 'exit')
  const [message] = await once(second, 'message')
  expect(message).toMatchObject({ kind: 'failed', text: expect.stringContaining('station.key') as string })
  expect((await ended)[0]).toBe(1)
  expect(existsSync(join(dataDir, 'station.key'))).toBe(false)
})

it('ids that are minted one after the other sort in that order and never repeat', () => {
  expect(uuidV7(0x0123456789ab, Buffer.alloc(10, 0xff))).toBe('01234567-89ab-7fff-bfff-ffffffffffff')
  const ids = Array.from({ length: 1_000 }, () => realSystem.mintId())
  expect(new Set(ids).size).toBe(1_000)
})

it('a wrong argument is one sentence, and the process ends with 1', async () => {
  const started = spawn(process.execPath, [join(hostFolder, 'headless.ts'), '--data-dir', dataDir, '--port', '70000'], { stdio: ['ignore', 'ignore', 'pipe'] })
  child = started
  let words = ''
  started.stderr.on('data', (part: Buffer) => (words += part.toString()))
  expect(await once(started, 'close')).toEqual([1, null])
  expect(words).toMatch(/^packwave station: --port is missing or not right\..*\n$/)
})
