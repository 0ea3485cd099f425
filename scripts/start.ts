// Opens Packwave from the checkout, and ends everything it started when it is told to stop.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { readSite } from '../electron/main/site-choice.ts'
import { build } from './build.ts'
import { electronRuntime, electronSwitches } from './electron-runtime.ts'
import { startPracticeScale } from './practice-scale.ts'
import { openProcessLog } from './support/process-log.ts'
import { endGroup } from './support/process-group.ts'
import { failWith, projectDir, say } from './support/project.ts'
import { startXvfb } from './support/xvfb.ts'

const stopPatienceMs = 25_000

/** Runs until the window is closed or a signal comes. Answers the exit code. */
async function start(given: readonly string[]): Promise<number> {
  await build()
  const runtime = await electronRuntime()
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  const virtual = hasDisplay ? undefined : await startXvfb('1280x800x24')
  const args = [...given]
  const missing = (name: string) => !args.some(argument => argument.startsWith(`--${name}=`))
  // A checkout keeps its data to itself; the installed program has the user's data folder.
  if (missing('data-dir')) args.push(`--data-dir=${path.join(projectDir, '.packwave', 'data')}`)
  const practiceScale = missing('scale') && (await mayBeSample(args)) ? await startPracticeScale() : undefined
  if (practiceScale) args.push(`--scale=${practiceScale.address}`)
  if (virtual) {
    say(`There is no display here, so Xvfb was started as ${virtual.display}; the sample warehouse is taken unless a site was chosen before.`)
    if (missing('screenshot')) args.push(`--screenshot=${path.join(projectDir, '.packwave', 'screenshot.png')}`)
    if (missing('first-start')) args.push('--first-start=sample')
  }
  const switches = electronSwitches({ virtualDisplay: virtual !== undefined })
  const logFile = path.join(projectDir, '.packwave', 'electron.log')
  const log = openProcessLog(logFile)
  const env: NodeJS.ProcessEnv = { ...process.env, ...(virtual ? { DISPLAY: virtual.display } : {}) }
  delete env.ELECTRON_RUN_AS_NODE
  // A process group of its own: Ctrl-C at the terminal reaches this script, which ends the rest in order.
  const electron = spawn(runtime.executablePath, [...switches, projectDir, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' })
  const ended = new Promise<number>(resolve => {
    electron.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGTERM' ? 0 : 1)))
    electron.on('error', fault => {
      say(`Electron could not be started: ${fault.message}`)
      resolve(1)
    })
  })
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    say(`${signal}: closing Packwave …`)
    electron.kill('SIGTERM')
    setTimeout(() => endGroup(electron.pid), stopPatienceMs).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && stop('SIGHUP'), 500).unref()

  say(`Packwave is starting on Electron ${runtime.version} (Ctrl-C ends it; the log is ${path.relative(process.cwd(), logFile)}).`)
  if (practiceScale) process.stdout.write(`packwave: A practice scale for the sample warehouse is at ${practiceScale.pageUrl}\n`)
  electron.stderr.on('data', log.write)
  let failed = false
  createInterface(electron.stdout).on('line', line => {
    log.write(`${line}\n`)
    if (!line.startsWith('packwave: ')) return
    const [kind = '', ...rest] = line.slice('packwave: '.length).split(' ')
    const text = rest.join(' ')
    if (kind === 'board') process.stdout.write(`packwave: The site's board is at ${text}\n`)
    else if (kind === 'screenshot') process.stdout.write(`packwave: A picture of the window is in ${text}\n`)
    else if (kind === 'progress') say(text)
    else if (kind === 'failed') {
      failed = true
      say(text)
    } else say(`${kind} ${text}`)
  })
  const code = await ended
  endGroup(electron.pid)
  await practiceScale?.close()
  await virtual?.stop()
  log.close()
  return stopping ? 0 : code !== 0 || failed ? 1 : 0
}

/** True unless another site was chosen before. A choice that cannot be read is for the program itself to refuse. */
async function mayBeSample(args: readonly string[]): Promise<boolean> {
  const dataDir = args.findLast(argument => argument.startsWith('--data-dir='))?.slice('--data-dir='.length) ?? ''
  const site = await readSite(path.resolve(dataDir)).catch(() => 'damaged' as const)
  return site === undefined || (site !== 'damaged' && site.kind === 'sample')
}

process.exitCode = await start(process.argv.slice(2)).catch(failWith)
