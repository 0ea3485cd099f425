// Builds the installable program with electron-builder. `npm run package -- --dir` makes the unpacked folder only, and needs
// no network once an Electron is at hand.
import { cp, mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { build as buildPackage, type CliOptions, type Configuration } from 'electron-builder'
import { build } from './build.ts'
import { electronRuntime } from './electron-runtime.ts'
import { failWith, projectDir, say } from './support/project.ts'

async function makePackage(dirOnly: boolean): Promise<void> {
  await build()
  const runtime = await electronRuntime()
  if (runtime.substitute && !dirOnly) throw new Error(`An installer needs the Electron that Packwave ships, and only the substitute ${runtime.version} could be had here. Use --dir to try the package, or run this where the release page can be reached.`)
  const electronDist = await withoutLoader(runtime.distPath)
  const config: Configuration = {
    extends: 'electron-builder.yml',
    electronVersion: runtime.version,
    electronDist,
    // The substitute's own Node is older than Node-API 10, so the services need the pinned Node beside the archive.
    ...(runtime.substitute ? { extraResources: [{ from: 'node_modules/node/bin/node', to: 'node' }] } : {}),
  }
  if (runtime.substitute) say(`Packing with the substitute Electron ${runtime.version}, for this machine only: not to be given to anyone.`)
  const options: CliOptions = { projectDir, config, publish: 'never', ...(dirOnly ? { dir: true } : {}) }
  try {
    await buildPackage(options)
  } finally {
    await rm(electronDist, { recursive: true, force: true })
  }
  say('The package is in release/.')
}

/** A copy of the runtime without the stand-in for Electron's default app, which must not travel. */
async function withoutLoader(distPath: string): Promise<string> {
  const copy = path.join(projectDir, '.cache', 'electron-dist')
  await rm(copy, { recursive: true, force: true })
  await mkdir(path.dirname(copy), { recursive: true })
  await cp(distPath, copy, { recursive: true, filter: source => path.relative(distPath, source) !== path.join('resources', 'app') })
  return copy
}

await makePackage(process.argv.includes('--dir')).catch(failWith)
