import { setTimeout as pause } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { childrenOf, processesOf } from './processes-of.ts'

const attachMs = 45_000

/**
 * An Electron with its first window, driven by Playwright. In one of some thirty starts on a busy machine the program opens its window and the driver never comes
 * to hold it, without a word and without an end: such a start is ended and made once more, and said.
 */
export async function launchElectron(options: NonNullable<Parameters<typeof _electron.launch>[0]>): Promise<{ app: ElectronApplication; window: Page }> {
  const first = await launchOnce(options)
  if (first) return first
  console.warn(`The driver did not get hold of the window within ${attachMs / 1_000} s; the program is started once more.`)
  const second = await launchOnce(options)
  if (second) return second
  throw new Error(`The driver did not get hold of the window in two starts of ${attachMs / 1_000} s.`)
}

async function launchOnce(options: NonNullable<Parameters<typeof _electron.launch>[0]>): Promise<{ app: ElectronApplication; window: Page } | undefined> {
  const before = new Set(childrenOf(process.pid))
  const opened = _electron.launch(options).then(async (app) => ({ app, window: await app.firstWindow() }))
  const stopWaiting = new AbortController()
  const late = pause(attachMs, undefined, { signal: stopWaiting.signal })
  try {
    const found = await Promise.race([opened, late])
    if (found) return found
  } finally {
    stopWaiting.abort()
    late.catch(() => undefined)
  }
  // It ends with the process that is ended below, if it ever does.
  opened.catch(() => undefined)
  for (const pid of childrenOf(process.pid)) if (!before.has(pid)) end(pid)
  const dataDir = options.args?.find((argument) => argument.startsWith('--data-dir='))?.slice('--data-dir='.length)
  // What it had started ends when it notices; the next start wants the folder for itself.
  while (dataDir !== undefined && processesOf(dataDir).length > 0) await pause(100)
  return undefined
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (fault) {
    // It has ended by itself meanwhile.
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault
  }
}
