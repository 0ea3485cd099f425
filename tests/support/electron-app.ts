import path from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { electronRuntime, electronSwitches } from '#scripts/electron-runtime.ts'
import { startXvfb } from '#scripts/support/xvfb.ts'
import { launchElectron } from './launch-electron.ts'

const projectDir = path.dirname(path.dirname(import.meta.dirname))

export type LaunchedPackwave = { app: ElectronApplication; window: Page; close(): Promise<void> }

/**
 * Opens the built Packwave (`npm test` builds first; by hand, `node scripts/build.ts`) on its own data folder, in the real
 * Electron. On a first start it takes the sample warehouse, unless `args` name another `--first-start=`. `close` ends the
 * app and everything that it started.
 */
export async function launchPackwave(options: { dataDir: string; args?: readonly string[]; env?: Readonly<Record<string, string>> }): Promise<LaunchedPackwave> {
  const runtime = await electronRuntime()
  const virtual = process.platform === 'linux' && !process.env.DISPLAY ? await startXvfb() : undefined
  const args = options.args ?? []
  const firstStart = args.some(argument => argument.startsWith('--first-start=')) ? [] : ['--first-start=sample']
  const env: Record<string, string> = {}
  for (const [name, value] of Object.entries({ ...process.env, ...options.env })) if (value !== undefined && name !== 'ELECTRON_RUN_AS_NODE') env[name] = value
  const { app, window } = await launchElectron({
    executablePath: runtime.executablePath,
    args: [...electronSwitches({ virtualDisplay: virtual !== undefined || process.env.PACKWAVE_VIRTUAL_DISPLAY === '1' }), projectDir, `--data-dir=${options.dataDir}`, ...firstStart, ...args],
    cwd: projectDir,
    env: { ...env, ...(virtual ? { DISPLAY: virtual.display } : {}) },
  })
    .catch(async (fault: unknown) => {
      await virtual?.stop()
      throw fault
    })
  return {
    app,
    window,
    async close() {
      await app.close()
      await virtual?.stop()
    },
  }
}
