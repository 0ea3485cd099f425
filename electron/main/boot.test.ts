import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'
import { boot, type Shell } from './boot.ts'
import type { MainPort, TravellingPort } from './ports.ts'
import type { ServiceSpec } from './service-process.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'packwave-boot-'))
})
// A log line of what was just stopped may still be written.
afterEach(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))

/** A shell without Electron: services are ready as soon as they are asked for, unless `hub` says otherwise. */
function shellWith(argv: string[], options: { only?: boolean; hub?: 'dies' } = {}) {
  const said: string[] = []
  const launched: ServiceSpec[] = []
  const sent: { kind: string; port: TravellingPort }[] = []
  const killed: string[] = []
  let loadPage: () => void = () => undefined
  let stop: () => Promise<void> = async () => undefined
  const shell: Shell = {
    args: parseArguments(argv),
    dataDir,
    files: { hub: 'hub.js', station: 'station.js', pages: 'pages' },
    dataDirs: { hub: 'hub', station: 'station', logs: 'logs' },
    timers: {
      after(_delayMs, run) {
        const timer = setImmediate(run)
        return () => clearImmediate(timer)
      },
    },
    launch(spec) {
      launched.push(spec)
      let exit: (code: number) => void = () => undefined
      return {
        onMessage(listen) {
          queueMicrotask(() => {
            if (spec.name === 'hub' && options.hub === 'dies') exit(1)
            else listen(spec.name === 'hub' ? { kind: 'ready', url: 'http://127.0.0.1:4100', boardUrl: 'http://127.0.0.1:4100/board', joinToken: 'token' } : { kind: 'ready' })
          })
        },
        onExit: listen => void (exit = listen),
        connect: () => ({ travelling: spec.name }),
        kill() {
          killed.push(spec.name)
          queueMicrotask(() => exit(0))
        },
      }
    },
    makeChannel() {
      const { port1, port2 } = new MessageChannel()
      const near: MainPort = {
        postMessage: data => port1.postMessage(data),
        onMessage: listen => void port1.addEventListener('message', event => listen(event.data)),
        onClose: listen => void port1.addEventListener('close', listen),
        start: () => port1.start(),
        close: () => port1.close(),
      }
      return { near, nearTravelling: { travelling: port1 }, far: { travelling: port2 } }
    },
    becomeTheOnlyOne: () => options.only ?? true,
    whenReady: async () => void said.push('(ready)'),
    lockDown: () => void said.push('(locked)'),
    openWindow() {
      said.push('(window)')
      return { onPageLoaded: listen => void (loadPage = listen), sendPort: (kind, port) => void sent.push({ kind, port }), saveScreenshot: async () => undefined }
    },
    beforeQuit: given => void (stop = given),
    quit: () => void said.push('(quit)'),
    say: line => void said.push(line),
  }
  return { shell, said, launched, sent, killed, loadPage: () => loadPage(), stop: () => stop() }
}

const choose = (port: TravellingPort, message: unknown) => {
  const window = port.travelling as MessagePort
  const answer = new Promise(resolve =>
    window.addEventListener('message', event => {
      if ('ok' in event.data) resolve(event.data)
    }),
  )
  window.start()
  window.postMessage(message)
  return answer
}

describe('start-up', () => {
  it('locks down before any window opens', async () => {
    const { shell, said } = shellWith([])
    await boot(shell)
    expect(said).toEqual(['(ready)', '(locked)', '(window)'])
  })
  it('leaves at once when another one runs on the same data', async () => {
    const { shell, said } = shellWith([], { only: false })
    await boot(shell)
    expect(said).toEqual([expect.stringContaining('already runs'), '(quit)'])
  })
  it('asks on the first start, carries the choice out, writes it down and connects the window', async () => {
    const { shell, sent, launched, loadPage, stop, killed } = shellWith([])
    await boot(shell)
    loadPage()
    expect(sent.map(one => one.kind)).toEqual(['setup'])
    const port = sent[0]?.port
    if (!port) throw new Error('no port')
    expect(await choose(port, { id: 1, call: 'setup.choose', input: { kind: 'own-hub' } })).toEqual({ id: 1, ok: true })
    expect(launched.map(one => one.argument)).toEqual([
      { dataDir: 'hub', port: 0, host: '0.0.0.0', ownTls: true, sample: false, pagesFolder: 'pages' },
      { dataDir: 'station', hubUrl: 'http://127.0.0.1:4100', joinToken: 'token' },
    ])
    expect(sent.map(one => one.kind)).toEqual(['setup', 'station'])
    expect(JSON.parse(await readFile(path.join(dataDir, 'site.json'), 'utf8'))).toEqual({ kind: 'own-hub', hubPort: 4100 })
    await stop()
    expect(killed).toEqual(['station', 'hub'])
  })
  it('refuses a choice it cannot read, with words', async () => {
    const { shell, sent, launched, loadPage } = shellWith([])
    await boot(shell)
    loadPage()
    const port = sent[0]?.port
    if (!port) throw new Error('no port')
    expect(await choose(port, { id: 'a', call: 'setup.choose', input: { kind: 'join', hubUrl: 'file:///etc/passwd', joinToken: '' } })).toMatchObject({ id: 'a', ok: false, message: expect.stringContaining('hubUrl') })
    expect(launched).toEqual([])
  })
  it('says why a site does not come up, and asks again at the next start', async () => {
    const { shell, sent, loadPage } = shellWith([], { hub: 'dies' })
    await boot(shell)
    loadPage()
    const port = sent[0]?.port
    if (!port) throw new Error('no port')
    expect(await choose(port, { id: 2, call: 'setup.choose', input: { kind: 'sample' } })).toMatchObject({ id: 2, ok: false, message: expect.stringContaining('does not start') })
    await expect(readFile(path.join(dataDir, 'site.json'))).rejects.toThrow('ENOENT')
  })
  it('takes the sample without asking where nobody can be asked', async () => {
    const { shell, sent, launched, loadPage } = shellWith(['--first-start=sample'])
    await boot(shell)
    loadPage()
    await expect.poll(() => sent.map(one => one.kind)).toContain('station')
    expect(sent.some(one => one.kind === 'setup')).toBe(false)
    expect(launched[0]?.argument).toMatchObject({ sample: true, host: '127.0.0.1' })
  })
  it('goes on with the site chosen before, on the same port', async () => {
    await writeFile(path.join(dataDir, 'site.json'), '{"kind":"sample","hubPort":4100}')
    const { shell, launched } = shellWith([])
    await boot(shell)
    expect(launched[0]?.argument).toMatchObject({ port: 4100, sample: true })
  })
  it('gives the scale of the command line to a sample, and to no real site', async () => {
    for (const [site, scale] of [['{"kind":"sample","hubPort":4100}', { host: '127.0.0.1', port: 4001 }], ['{"kind":"own-hub","hubPort":4100}', undefined]] as const) {
      await writeFile(path.join(dataDir, 'site.json'), site)
      const { shell, launched } = shellWith(['--scale=127.0.0.1:4001'])
      await boot(shell)
      await expect.poll(() => launched.length).toBe(2)
      expect(launched[1]?.argument).toHaveProperty('dataDir')
      expect((launched[1]?.argument as { scale?: unknown } | undefined)?.scale).toEqual(scale)
    }
    expect(['--scale=4001', '--scale=host:0', '--scale=host:70000', '--scale=:1'].map(argument => parseArguments([argument]).scale)).toEqual([undefined, undefined, undefined, undefined])
  })
  it('does not begin a second site over a damaged choice', async () => {
    await writeFile(path.join(dataDir, 'site.json'), '{"kind":"sam')
    const { shell, launched } = shellWith(['--first-start=sample'])
    await expect(boot(shell)).rejects.toThrow('is damaged')
    expect(launched).toEqual([])
  })
})
