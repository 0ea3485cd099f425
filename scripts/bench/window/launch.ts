// Starts the same Electron with Packwave or with the smallest app there is, and finds out what its processes hold.
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { electronSwitches, type ElectronRuntime } from '../../electron-runtime.ts'
import { endGroup } from '../../support/process-group.ts'
import { connectToPage, type DevTools } from './devtools.ts'

export type OpenApp = {
  page: DevTools
  /** Wall clock right before the process was started. */
  startedAtMs: number
  pid: number
  close(): Promise<void>
}

/** Starts `appDir` on a data folder of its own. Answers as soon as its page can be asked. */
export async function openApp(runtime: ElectronRuntime, display: string | undefined, appDir: string, args: readonly string[]): Promise<OpenApp> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...(display ? { DISPLAY: display } : {}) }
  delete env.ELECTRON_RUN_AS_NODE
  const startedAtMs = Date.now()
  const child = spawn(runtime.executablePath, [...electronSwitches({ virtualDisplay: display !== undefined }), '--remote-debugging-port=0', appDir, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
  try {
    const address = await new Promise<string>((resolve, reject) => {
      let said = ''
      child.stderr.on('data', (chunk) => {
        said += String(chunk)
        const [, found] = said.match(/DevTools listening on ws:\/\/([\d.:]+)\//) ?? []
        if (found) resolve(`http://${found}`)
      })
      child.on('error', reject)
      void ended.then(() => reject(new Error(`Electron ended: ${said.slice(-500)}`)))
    })
    const page = await connectToPage(address)
    return {
      page, startedAtMs, pid: child.pid ?? 0,
      async close() {
        page.close()
        child.kill('SIGTERM')
        await ended
        endGroup(child.pid)
      },
    }
  } catch (fault) {
    endGroup(child.pid)
    throw fault
  }
}

/** An app of one window with the window settings of Packwave and nothing else; its page is `html`. */
export function writeSmallApp(folder: string, html: string): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "small", "version": "1.0.0", "main": "main.js" }\n')
  writeFileSync(path.join(folder, 'index.html'), html)
  writeFileSync(path.join(folder, 'main.js'), `const { app, BrowserWindow } = require('electron')
const path = require('node:path')
app.setPath('userData', path.join(__dirname, 'data'))
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, useContentSize: true, show: false, backgroundColor: '#10151c', webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false, backgroundThrottling: false } })
  window.once('ready-to-show', () => window.show())
  window.loadFile(path.join(__dirname, 'index.html'))
})
app.on('window-all-closed', () => app.quit())
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.quit())
`)
  return folder
}

export type Memory = { pid: number; what: string; pssMegabytes: number; rssMegabytes: number }

/** The process and all that descend from it (Linux). A page shared by n processes counts 1/n in PSS and whole in RSS. */
export function memoryOf(pid: number): Memory[] {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const [, parent = '0'] = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
      return [{ pid: Number(name), parent: Number(parent), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return [] // It ended while it was looked at.
      throw error
    }
  })
  const family = new Set([pid])
  for (let before = 0; before !== family.size; ) {
    before = family.size
    for (const each of all) if (family.has(each.parent)) family.add(each.pid)
  }
  return all.filter((each) => family.has(each.pid)).map(({ pid: one, command }) => {
    const rollup = readFileSync(`/proc/${one}/smaps_rollup`, 'utf8')
    const megabytes = (name: string): number => Number(rollup.match(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm'))?.[1] ?? 0) / 1024
    return { pid: one, what: roleOf(command), pssMegabytes: megabytes('Pss'), rssMegabytes: megabytes('Rss') }
  })
}

function roleOf(command: string): string {
  const type = command.match(/--type=([\w-]+)/)?.[1]
  if (/dist\/station\//.test(command)) return 'station'
  if (/dist\/hub\//.test(command)) return 'hub'
  if (/postgres/.test(command)) return 'postgresql'
  return type ? `electron ${type}` : 'electron main'
}
