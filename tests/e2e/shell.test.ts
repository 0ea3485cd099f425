// The shell around the station, in the real Electron: a station that dies comes back with a fresh port, the window is
// confined, the next start goes on with the same site, and an end leaves no process behind.
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchPackwave, type LaunchedPackwave } from '#tests/support/electron-app.ts'
import { handsAt } from '#tests/support/packing-hands.ts'
import { processesOf } from '#tests/support/processes-of.ts'

let dataDir: string
let packwave: LaunchedPackwave

const serviceOf = (name: 'hub' | 'station') => processesOf(dataDir).find(one => one.command.includes(`/dist/${name}/`))

/** How often the station has it. The running station holds its database by itself: its files are looked at in a copy. */
async function storedScans(scanId: string): Promise<number | undefined> {
  const copy = await mkdtemp(path.join(tmpdir(), 'packwave-shell-copy-'))
  const [folder = ''] = (await readdir(dataDir, { recursive: true })).filter(name => path.basename(name) === 'station.db').map(name => path.dirname(path.join(dataDir, name)))
  for (const name of ['station.db', 'station.db-wal']) await copyFile(path.join(folder, name), path.join(copy, name))
  const db = new Database(path.join(copy, 'station.db'))
  const stored = db.prepare<[string], number>('SELECT count(*) FROM scan WHERE scan_id = ?').pluck().get(scanId)
  db.close()
  await rm(copy, { recursive: true, force: true })
  return stored
}

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'packwave-shell-'))
  packwave = await launchPackwave({ dataDir })
  await packwave.window.waitForSelector('[data-screen]', { timeout: 120_000 })
})
afterAll(async () => {
  await packwave.close()
  await rm(dataDir, { recursive: true, force: true })
})

describe.runIf(process.platform === 'linux')('the shell', () => {
  it('gives the page a port and nothing else', async () => {
    const world = await packwave.window.evaluate(async () => {
      const opened = window.open('https://example.org/')
      const fetched = await fetch('https://example.org/').then(() => 'fetched', () => 'refused')
      const state = await navigator.permissions.query({ name: 'geolocation' })
      return { node: typeof (globalThis as { process?: unknown }).process, opened: opened === null, fetched, state: state.state, origin: location.origin }
    })
    expect(world).toEqual({ node: 'undefined', opened: true, fetched: 'refused', state: 'denied', origin: 'app://packwave' })
  })
  it('shows no frame and no second window, of its own pages or any other: there is nobody else to have a port', async () => {
    const isOpened = await packwave.window.evaluate(async () => {
      const opened = window.open('app://packwave/index.html')
      const addresses = ['app://packwave/index.html', 'https://example.org/', 'data:text/html,<p>x', URL.createObjectURL(new Blob(['<p>x'], { type: 'text/html' }))]
      await Promise.all(addresses.map(src => new Promise(resolve => {
        const frame = document.createElement('iframe')
        frame.addEventListener('load', resolve, { once: true })
        frame.src = src
        frame.className = 'tried'
        document.body.append(frame)
      })))
      return opened !== null
    })
    expect(isOpened).toBe(false)
    await expect.poll(() => packwave.window.frames().slice(1).map(frame => frame.url())).toEqual(Array.from({ length: 4 }, () => 'chrome-error://chromewebdata/'))
    expect(await packwave.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    await packwave.window.evaluate(() => document.querySelectorAll('.tried').forEach(frame => frame.remove()))
  })
  it('brings a killed station back and connects the window again', async () => {
    await packwave.window.evaluate(() => {
      const counted = globalThis as { stationPorts?: number }
      counted.stationPorts = 0
      window.addEventListener('message', event => {
        if ((event.data as { packwave?: string } | null)?.packwave === 'station' && event.ports.length === 1) counted.stationPorts = (counted.stationPorts ?? 0) + 1
      })
    })
    const before = serviceOf('station')
    if (!before) throw new Error('The station does not run as a process of its own.')
    process.kill(before.pid, 'SIGKILL')
    await expect.poll(() => packwave.window.evaluate(() => (globalThis as { stationPorts?: number }).stationPorts), { timeout: 30_000 }).toBe(1)
    const after = serviceOf('station')
    expect(after?.pid).not.toBe(before.pid)
    await packwave.window.waitForSelector('[data-screen]', { timeout: 30_000 })
  })
  it('[SV12] a scan that is in flight when the station dies is sent again under its id, and is stored once', async () => {
    const hands = await handsAt(packwave.window)
    const before = serviceOf('station')
    if (!before) throw new Error('The station does not run as a process of its own.')
    process.kill(before.pid, 'SIGSTOP')
    await hands.pull('BADGE-OF-NOBODY')
    const kept = await packwave.window.evaluate(() => localStorage.getItem('packwave.scans') ?? '')
    const [scanId = ''] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(kept) ?? []
    expect(scanId).not.toBe('')
    process.kill(before.pid, 'SIGKILL')
    await hands.until('the answer to the scan', seen => seen.refusal === 'badge-unknown', 60_000)
    await expect.poll(() => packwave.window.evaluate(() => localStorage.getItem('packwave.scans') ?? '')).not.toContain(scanId)
    expect(await storedScans(scanId)).toBe(1)
    await hands.acknowledge('badge-unknown')
  })
  it('connects a reloaded page again', async () => {
    await packwave.window.reload()
    await packwave.window.waitForSelector('[data-screen]', { timeout: 30_000 })
  })
  it('[SV15] a window that is frozen is ended and loaded again, and the scan that it had in flight counts once', async () => {
    const hands = await handsAt(packwave.window)
    const inShell = <T>(code: string) => packwave.app.evaluate(({ BrowserWindow }, text) => BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(text) as Promise<T>, code)
    const pageOf = () => packwave.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId())
    const isBack = () => packwave.app.evaluate(({ BrowserWindow }, before) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!
      return ![0, before].includes(webContents.getOSProcessId()) && !webContents.isLoading()
    }, frozen)
    const station = serviceOf('station')
    if (!station) throw new Error('The station does not run as a process of its own.')
    // The station takes the scan, and its answer reaches a window that cannot read it.
    process.kill(station.pid, 'SIGSTOP')
    await hands.pull('BADGE-OF-NO-ONE')
    const [scanId = ''] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(await packwave.window.evaluate(() => localStorage.getItem('packwave.scans') ?? '')) ?? []
    expect(scanId).not.toBe('')
    const frozen = await pageOf()
    process.kill(frozen, 'SIGSTOP')
    process.kill(station.pid, 'SIGCONT')
    await expect.poll(isBack, { timeout: 60_000, interval: 250 }).toBe(true)
    await expect.poll(() => inShell<string>("document.querySelector('[data-testid=refusal]')?.getAttribute('data-reason') ?? ''"), { timeout: 30_000 }).toBe('badge-unknown')
    await expect.poll(() => inShell<string>("localStorage.getItem('packwave.scans') ?? ''")).not.toContain(scanId)
    expect(await storedScans(scanId)).toBe(1)
    expect(await inShell<boolean>("document.querySelector('[data-testid=opened-again]') !== null")).toBe(true)
  })
  it('ends with everything it started, and the next start goes on with the same site', async () => {
    const site: unknown = JSON.parse(await readFile(path.join(dataDir, 'site.json'), 'utf8'))
    expect(processesOf(dataDir).length).toBeGreaterThan(2)
    await packwave.close()
    await expect.poll(() => processesOf(dataDir), { timeout: 30_000 }).toEqual([])
    packwave = await launchPackwave({ dataDir, args: ['--first-start=ask'] })
    await packwave.window.waitForSelector('[data-screen]', { timeout: 60_000 })
    expect(JSON.parse(await readFile(path.join(dataDir, 'site.json'), 'utf8'))).toEqual(site)
  })
})
