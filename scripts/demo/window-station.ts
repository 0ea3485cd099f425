// The station inside the real Electron, with its window, for a demo that is watched.
import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { build } from '../build.ts'
import { electronRuntime, electronSwitches } from '../electron-runtime.ts'
import { endGroup } from '#scripts/support/process-group.ts'
import { openProcessLog } from '#scripts/support/process-log.ts'
import { projectDir } from '#scripts/support/project.ts'
import { startXvfb } from '#scripts/support/xvfb.ts'
import type { Started, StationReady } from './processes.ts'

const startPatienceMs = 180_000
const stopPatienceMs = 25_000

/** Opens Packwave on a fresh data folder that belongs to the hub already. Its station also answers on a loopback port, where the simulated hands are. */
export async function startWindowStation(options: { dataDir: string; hubUrl: string; joinToken: string; logFile: string; say: (text: string) => void }): Promise<Started<StationReady>> {
  await build()
  const runtime = await electronRuntime()
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
  const virtual = hasDisplay ? undefined : await startXvfb('1280x800x24')
  if (virtual) options.say(`There is no display here, so Xvfb was started as ${virtual.display}.`)
  await mkdir(options.dataDir, { recursive: true })
  await writeFile(path.join(options.dataDir, 'site.json'), JSON.stringify({ kind: 'join', hubUrl: options.hubUrl, joinToken: options.joinToken }), { mode: 0o600 })
  const env: NodeJS.ProcessEnv = { ...process.env, ...(virtual ? { DISPLAY: virtual.display } : {}) }
  delete env['ELECTRON_RUN_AS_NODE']
  const screenshot = path.join(projectDir, '.packwave', 'demo.png')
  const args = [...electronSwitches({ virtualDisplay: virtual !== undefined }), projectDir, `--data-dir=${options.dataDir}`, '--loopback-port=0', `--screenshot=${screenshot}`]
  const electron = spawn(runtime.executablePath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' })
  const log = openProcessLog(options.logFile)
  electron.stderr.on('data', log.write)
  let stopping = false
  const listeners: ((why: string) => void)[] = []
  const ended = new Promise<void>((resolve) => electron.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    stopping = true
    electron.kill('SIGTERM')
    const timer = setTimeout(() => endGroup(electron.pid), stopPatienceMs)
    await ended
    clearTimeout(timer)
    endGroup(electron.pid)
    await virtual?.stop()
    log.close()
  }
  try {
    const stationUrl = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The window's station was not ready within ${startPatienceMs / 1000} s; its log is ${options.logFile}.`)), startPatienceMs)
      electron.once('error', reject)
      electron.once('exit', (code) => {
        clearTimeout(timer)
        reject(new Error(`Packwave's window ended with code ${code}; its log is ${options.logFile}.`))
        if (!stopping) for (const listener of listeners) listener('The window was closed, so the demo ends.')
      })
      createInterface(electron.stdout).on('line', (line) => {
        log.write(`${line}\n`)
        const [kind, text = ''] = line.replace('packwave: ', '').split(/ (.*)/s)
        if (kind === 'loopback') {
          clearTimeout(timer)
          resolve(text)
        } else if (kind === 'failed') reject(new Error(text))
        else if (kind === 'screenshot') options.say(`A picture of the window is in ${text}`)
      })
    })
    return { ready: { kind: 'ready', stationUrl }, stop, onUnexpectedEnd: (listener) => void listeners.push(listener) }
  } catch (fault) {
    await stop()
    throw fault
  }
}
