import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchNodeChild } from './launch-node-child.ts'
import type { MainPort } from './ports.ts'

// A service that sends back what a window sends it, and dies when told to.
const echo = `
process.on('message', message => {
  if (message.kind === 'port-open') process.send({ kind: 'opened', connectionId: message.connectionId })
  if (message.kind === 'port-close') process.send({ kind: 'closed', connectionId: message.connectionId })
  if (message.kind === 'port-message' && message.data === 'die') process.exit(7)
  if (message.kind === 'port-message') process.send(message)
})
process.on('disconnect', () => process.exit(0))
process.send({ kind: 'ready', argument: process.argv[2] })
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'packwave-child-'))
  await writeFile(path.join(folder, 'echo.cjs'), echo)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function launchEcho() {
  const service = launchNodeChild({ name: 'station', file: path.join(folder, 'echo.cjs'), argument: { dataDir: 'here' } }, { execPath: process.execPath, makeChannel, log: () => undefined })
  const waiting: ((message: unknown) => void)[] = []
  service.onMessage(message => waiting.shift()?.(message))
  const next = () => new Promise<unknown>(resolve => void waiting.push(resolve))
  const exit = new Promise<number>(resolve => service.onExit(resolve))
  return { service, next, exit }
}

function makeChannel() {
  const { port1, port2 } = new MessageChannel()
  const near: MainPort = {
    postMessage: data => port1.postMessage(data),
    onMessage: listen => void port1.addEventListener('message', event => listen(event.data)),
    onClose: listen => void port1.addEventListener('close', listen),
    start: () => port1.start(),
    close: () => port1.close(),
  }
  return { near, nearTravelling: { travelling: port1 }, far: { travelling: port2 } }
}

describe('a service on a Node of its own', () => {
  it('gets its argument, and a window talks to it through a port as to any other, with values kept whole', async () => {
    const { service, next, exit } = launchEcho()
    expect(await next()).toEqual({ kind: 'ready', argument: '{"dataDir":"here"}' })
    const opened = next()
    const window = service.connect().travelling as MessagePort
    expect(await opened).toEqual({ kind: 'opened', connectionId: 'window-1' })
    const answer = new Promise(resolve => window.addEventListener('message', event => resolve(event.data)))
    window.start()
    const sent = { at: new Date(5), bytes: new Uint8Array([1, 2]), none: undefined, text: '波次' }
    window.postMessage(sent)
    expect(await answer).toEqual(sent)
    const closed = next()
    window.close()
    expect(await closed).toEqual({ kind: 'closed', connectionId: 'window-1' })
    service.kill('SIGTERM')
    await exit
  })
  it('closes every window port when it dies, and says with which code', async () => {
    const { service, next, exit } = launchEcho()
    await next()
    const window = service.connect().travelling as MessagePort
    const closed = new Promise<void>(resolve => window.addEventListener('close', () => resolve()))
    window.start()
    window.postMessage('die')
    expect(await exit).toBe(7)
    await closed
  })
})
