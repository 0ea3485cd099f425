import type { Timers } from '#shared/kernel/time.ts'
import type { SetupChoice } from '#shared/contract/setup-api.ts'
import type { Arguments } from './arguments.ts'
import type { MakeChannel, TravellingPort } from './ports.ts'
import { runSite, type RunningSite, type SiteDeps, type SitePlan } from './run-site.ts'
import { serveSetup } from './serve-setup.ts'
import type { LaunchService } from './service-process.ts'
import { readJoinToken, readSite, writeSite, type Site } from './site-choice.ts'

/** A window as far as start-up needs it. */
export type ShellWindow = {
  /** Called every time one of our pages has loaded, so also after a reload. */
  onPageLoaded(listen: () => void): void
  sendPort(kind: 'setup' | 'station', port: TravellingPort): void
  saveScreenshot(file: string): Promise<void>
}

/** What start-up needs of Electron; index.ts has the real one, the tests their own. */
export type Shell = {
  args: Arguments
  dataDir: string
  files: SiteDeps['files']
  dataDirs: SiteDeps['dataDirs']
  timers: Timers
  launch: LaunchService
  makeChannel: MakeChannel
  /** False when another Packwave already runs on this data folder. */
  becomeTheOnlyOne(): boolean
  whenReady(): Promise<void>
  /** Afterwards no page can navigate away, open a window or be granted a permission, and only our pages are served. */
  lockDown(): void
  openWindow(): ShellWindow
  /** `stop` is awaited before the program ends. */
  beforeQuit(stop: () => Promise<void>): void
  quit(): void
  say(line: string): void
}

type State = { window?: ShellWindow; site?: RunningSite; tellSetup: (text: string) => void; pictured: boolean }
type Next = 'go-on' | 'end'
type Phase = { name: string; run: (shell: Shell, state: State) => Next | Promise<Next> }

/** Start-up in order; each phase relies on the ones before it. */
const phases: readonly Phase[] = [
  {
    name: 'single instance',
    run(shell) {
      if (shell.becomeTheOnlyOne()) return 'go-on'
      shell.say(`failed Packwave already runs on ${shell.dataDir}; its window was brought to the front.`)
      return 'end'
    },
  },
  {
    name: 'orderly end',
    run(shell, state) {
      shell.beforeQuit(async () => {
        await state.site?.stop()
      })
      return 'go-on'
    },
  },
  {
    name: 'electron ready',
    async run(shell): Promise<Next> {
      await shell.whenReady()
      return 'go-on'
    },
  },
  {
    name: 'lock down',
    run(shell) {
      shell.lockDown()
      return 'go-on'
    },
  },
  {
    name: 'site',
    async run(shell, state): Promise<Next> {
      const site = await readSite(shell.dataDir)
      if (site) state.site = startSite(shell, state, site.kind === 'join' ? site : { ...site, joinToken: await readJoinToken(shell.dataDirs.hub) })
      else if (shell.args.firstStartSample) chooseSite(shell, state, { kind: 'sample' }).catch((fault: Error) => shell.say(`failed ${fault.message}`))
      return 'go-on'
    },
  },
  {
    name: 'window',
    run(shell, state) {
      const window = shell.openWindow()
      state.window = window
      window.onPageLoaded(() => {
        if (state.site) handStationPort(shell, state)
        else handSetupPort(shell, state, window)
      })
      return 'go-on'
    },
  },
]

/** Runs the phases. A fault names the phase it happened in. */
export async function boot(shell: Shell): Promise<void> {
  const state: State = { tellSetup: () => undefined, pictured: false }
  for (const phase of phases) {
    const next = await runPhase(phase, shell, state)
    if (next === 'end') {
      shell.quit()
      return
    }
  }
}

async function runPhase(phase: Phase, shell: Shell, state: State): Promise<Next> {
  try {
    return await phase.run(shell, state)
  } catch (fault) {
    throw new Error(`${fault instanceof Error ? fault.message : String(fault)} (start-up, ${phase.name})`, { cause: fault })
  }
}

function startSite(shell: Shell, state: State, plan: SitePlan): RunningSite {
  return runSite(
    {
      launch: shell.launch,
      timers: shell.timers,
      files: shell.files,
      dataDirs: shell.dataDirs,
      databaseUrl: shell.args.databaseUrl,
      secondDir: shell.args.secondDir,
      loopbackPort: shell.args.loopbackPort,
      sampleScale: shell.args.scale,
      say: shell.say,
      onProgress(text) {
        shell.say(`progress ${text}`)
        state.tellSetup(text)
      },
      onStationReady() {
        shell.say('station ready')
        handStationPort(shell, state)
      },
    },
    plan,
  )
}

/**
 * Carries a choice out. The choice is written down only when the site has come up once: a first start that failed asks
 * again. Throws the reason otherwise.
 */
async function chooseSite(shell: Shell, state: State, choice: SetupChoice): Promise<void> {
  if (state.site) throw new Error('The site has already been chosen.')
  const running = startSite(shell, state, choice.kind === 'join' ? { ...choice, isTried: true } : { kind: choice.kind, hubPort: 0 })
  state.site = running
  try {
    const { hubPort } = await running.started
    const site: Site = choice.kind === 'join' ? choice : { kind: choice.kind, hubPort: hubPort ?? 0 }
    await writeSite(shell.dataDir, site)
  } catch (fault) {
    await running.stop()
    delete state.site
    throw fault
  }
}

function handStationPort(shell: Shell, state: State): void {
  const port = state.site?.connect()
  if (!port || !state.window) return
  state.window.sendPort('station', port)
  if (shell.args.screenshotFile === undefined || state.pictured) return
  state.pictured = true
  const file = shell.args.screenshotFile
  state.window.saveScreenshot(file).then(
    () => shell.say(`screenshot ${file}`),
    (fault: Error) => shell.say(`failed The screenshot could not be written: ${fault.message}`),
  )
}

function handSetupPort(shell: Shell, state: State, window: ShellWindow): void {
  const { near, far } = shell.makeChannel()
  state.tellSetup = serveSetup(near, choice => chooseSite(shell, state, choice))
  window.sendPort('setup', far)
}
