import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build as bundle, stop as stopBundler, type BuildOptions } from 'esbuild'
import { build as buildPages } from 'vite'
import { failWith, projectDir, say } from './support/project.ts'

const distDir = path.join(projectDir, 'dist')
const stampFile = path.join(distDir, '.built')

/** What decides the output. Tests and documents do not. */
const inputs = ['shared', 'electron', 'hub', 'renderer', 'assets', 'package.json', 'package-lock.json', 'vite.config.ts', 'scripts/build.ts']

const entries: { source: string; target: string; options: BuildOptions }[] = [
  { source: 'electron/main/index.ts', target: 'main/index.js', options: { format: 'esm', external: ['electron'] } },
  // A sandboxed preload is CommonJS and may require nothing but electron.
  { source: 'electron/preload/index.ts', target: 'preload/index.cjs', options: { format: 'cjs', external: ['electron'] } },
  // In pieces: what draws labels is loaded after the station has started.
  { source: 'electron/station/host/utility.ts', target: 'station/utility.js', options: { format: 'esm', splitting: true, outfile: undefined, outdir: path.join(distDir, 'station') } },
  { source: 'electron/station/labels/label-worker.ts', target: 'station/label-worker.js', options: { format: 'esm' } },
  { source: 'hub/main.ts', target: 'hub/main.js', options: { format: 'esm' } },
  { source: 'hub/waves/apart-process.ts', target: 'hub/apart-process.js', options: { format: 'esm' } },
  { source: 'hub/waves/apart-worker.ts', target: 'hub/apart-worker.js', options: { format: 'esm' } },
  { source: 'hub/waves/plan-worker.ts', target: 'hub/plan-worker.js', options: { format: 'esm' } },
]

/**
 * Afterwards dist/ holds what Electron runs, built from the tree as it is now. Does nothing when nothing changed.
 */
export async function build(): Promise<void> {
  const stamp = await hashOfInputs()
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return
  say('Building …')
  await rm(distDir, { recursive: true, force: true })
  await mkdir(distDir, { recursive: true })
  // The services run from outside the archive of a packaged app, where the package.json of the app does not reach.
  await writeFile(path.join(distDir, 'package.json'), '{ "type": "module" }\n')
  const manifest = JSON.parse(await readFile(path.join(projectDir, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
  // Plain code of many files, which one file loads faster.
  const packages = Object.keys(manifest.dependencies).filter((name) => name !== 'zod')
  for (const entry of entries) {
    await bundle({
      entryPoints: [path.join(projectDir, entry.source)],
      outfile: path.join(distDir, entry.target),
      absWorkingDir: projectDir,
      bundle: true,
      platform: 'node',
      // The Node inside the oldest Electron that runs this (docs/decisions/electron-runtime.md).
      target: 'node20',
      sourcemap: 'linked',
      // Half the bytes to read at a start; names stay, for whoever reads a log.
      minifyWhitespace: true,
      minifySyntax: true,
      logLevel: 'warning',
      ...entry.options,
      // What the services need from npm stays a package: native code and data files do not survive bundling.
      external: entry.options.external ?? packages,
    })
  }
  await buildPages({ configFile: path.join(projectDir, 'vite.config.ts'), logLevel: 'warn' })
  await stopBundler()
  await writeFile(stampFile, stamp)
}

async function hashOfInputs(): Promise<string> {
  const hash = createHash('sha256')
  for (const input of inputs) {
    for (const file of await filesOf(path.join(projectDir, input))) {
      hash.update(path.relative(projectDir, file))
      hash.update(await readFile(file))
    }
  }
  return hash.digest('hex')
}

async function filesOf(place: string): Promise<string[]> {
  if (!existsSync(place)) return []
  const found = await readdir(place, { recursive: true, withFileTypes: true }).catch(() => undefined)
  if (!found) return [place]
  return found
    .filter(entry => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort()
}

if (import.meta.main) await build().catch(failWith)
