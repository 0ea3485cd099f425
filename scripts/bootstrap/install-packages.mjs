// The npm packages of the lockfile, and the pinned Node among them. Plain JavaScript for Node 18, no dependency.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** rolldown, oxlint and others refuse an older Node, and npm then leaves out their platform packages without a word. */
const oldestInstaller = [22, 12]

/** The one-line answers people need, by the code npm ends with. */
const reasons = {
  ENOTFOUND: 'the registry could not be reached: check the network or the proxy',
  EAI_AGAIN: 'the registry could not be reached: check the network or the proxy',
  ECONNREFUSED: 'the registry refused the connection: check the network or the proxy',
  ETIMEDOUT: 'the registry did not answer in time',
  ENOSPC: 'the disk is full',
  EACCES: 'this user may not write here',
  EINTEGRITY: 'a package is not the one the lockfile names',
  EUSAGE: 'package.json and package-lock.json do not agree',
}

/**
 * Afterwards node_modules holds what the lockfile says and the named install scripts have run. Answers the path of the
 * pinned Node, or undefined after having said why not. A second call reads one stamp and does nothing.
 */
export async function installPackages({ projectDir, say }) {
  const modulesDir = path.join(projectDir, 'node_modules')
  const stampFile = path.join(modulesDir, '.packwave', 'installed')
  const pinnedNode = path.join(modulesDir, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const stamp = stampOf(projectDir)
  const writeStamp = () => {
    mkdirSync(path.dirname(stampFile), { recursive: true })
    writeFileSync(stampFile, stamp)
  }
  if (existsSync(pinnedNode)) {
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return pinnedNode
    // A developer's `npm install` leaves the right packages without our stamp: no reason to fetch all of them again.
    if (agreesWithLockfile(projectDir)) {
      writeStamp()
      return pinnedNode
    }
  }

  const logFile = path.join(projectDir, '.cache', 'npm.log')
  mkdirSync(path.dirname(logFile), { recursive: true })
  rmSync(logFile, { force: true })
  const run = (what, args, options) => runNpm({ what, args, logFile, say, ...options })

  const [major, minor] = process.versions.node.split('.').map(Number)
  let installer = process.execPath
  if (major < oldestInstaller[0] || (major === oldestInstaller[0] && minor < oldestInstaller[1])) {
    installer = await fetchInstallerNode({ projectDir, run })
    if (!installer) return undefined
  }
  const fetched = await run('Fetching the npm packages (about 250 MB the first time)', ['ci', '--ignore-scripts', '--no-fund', '--no-audit'], { cwd: projectDir, node: installer })
  if (!fetched) return undefined
  const scripted = packagesWithScripts(projectDir)
  const prepared = await run(`Running the install scripts of ${scripted.join(', ')}`, ['rebuild', '--foreground-scripts', ...scripted], { cwd: projectDir, node: installer })
  if (!prepared) return undefined
  if (!existsSync(pinnedNode)) {
    say(`There is no Node 24 for ${process.platform} ${process.arch} in the npm registry's "node" package; Packwave cannot run on this machine.`)
    return undefined
  }
  writeStamp()
  return pinnedNode
}

/** Everything that decides what npm would install, as one line. */
function stampOf(projectDir) {
  const hash = createHash('sha256')
  hash.update(readFileSync(path.join(projectDir, 'package-lock.json')))
  const manifest = readManifest(projectDir)
  hash.update(JSON.stringify([manifest.dependencies, manifest.devDependencies, manifest.allowScripts]))
  return `${hash.digest('hex')} ${process.platform} ${process.arch}\n`
}

/** Whether npm's own list of what it installed names the same versions as the lockfile, nothing missing and nothing more. */
function agreesWithLockfile(projectDir) {
  const installedFile = path.join(projectDir, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages ?? {}
  const locked = JSON.parse(readFileSync(path.join(projectDir, 'package-lock.json'), 'utf8')).packages ?? {}
  const manifest = readManifest(projectDir)
  const root = locked[''] ?? {}
  const sameRoot = ['dependencies', 'devDependencies'].every(kind => sameEntries(root[kind] ?? {}, manifest[kind] ?? {}))
  const noneMissing = Object.entries(locked).every(([place, entry]) => {
    if (place === '' || entry.optional || entry.peer) return true
    return installed[place]?.version === entry.version
  })
  return sameRoot && noneMissing && Object.entries(installed).every(([place, entry]) => locked[place]?.version === entry.version)
}

function sameEntries(left, right) {
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every(key => left[key] === right[key])
}

function readManifest(projectDir) {
  return JSON.parse(readFileSync(path.join(projectDir, 'package.json'), 'utf8'))
}

/** The installed packages whose install scripts package.json allows: no other script of a dependency is ever run. */
function packagesWithScripts(projectDir) {
  const allowed = Object.entries(readManifest(projectDir).allowScripts ?? {})
  return allowed
    .filter(([, allow]) => allow === true)
    .map(([key]) => key.replace(/(?<=.)@[^@/]*$/, ''))
    .filter(name => existsSync(path.join(projectDir, 'node_modules', name)))
}

/** The pinned Node, fetched alone, so that an old Node never decides which packages are left out. */
async function fetchInstallerNode({ projectDir, run }) {
  const version = readManifest(projectDir).devDependencies.node
  const system = process.platform === 'win32' ? 'win' : process.platform
  const family = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  const name = `${family}-${system}-${process.arch}`
  const prefix = path.join(projectDir, '.cache', `node-${version}`)
  const binary = path.join(prefix, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  mkdirSync(prefix, { recursive: true })
  writeFileSync(path.join(prefix, 'package.json'), '{ "private": true }\n')
  const fetched = await run(`Fetching Node ${version} (this machine's Node ${process.versions.node} is older; it stays as it is)`, ['install', '--no-save', '--ignore-scripts', `${name}@${version}`], { cwd: prefix, node: process.execPath })
  return fetched ? binary : undefined
}

/** The npm of this machine as a JavaScript file, so that it can be run on another Node. */
function npmEntry() {
  const beside = path.dirname(process.execPath)
  const candidates = [
    process.env.npm_execpath,
    path.join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ]
  return candidates.find(file => file && file.endsWith('.js') && existsSync(file))
}

/** Runs npm with a line of progress every ten seconds. Its own words go to the log; a failure is said in one sentence. */
async function runNpm({ what, args, cwd, node, logFile, say }) {
  const entry = npmEntry()
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` }
  // npm hands its own settings to its scripts; the set-up of one command must not be steered by the flags of another.
  for (const key of Object.keys(env)) if (/^npm_(package|lifecycle|command|config_(?!registry|cache|userconfig|proxy|https_proxy|noproxy|cafile|ca$|strict_ssl))/i.test(key)) delete env[key]
  const startedMs = Date.now()
  const beat = setInterval(() => say(`  … ${Math.round((Date.now() - startedMs) / 1000)} s${countOf(cwd)}`), 10_000)
  say(`${what} …`)
  const child = entry ? spawn(node, [entry, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] }) : spawn('npm', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
  let output = ''
  const collect = chunk => {
    output += chunk
    writeFileSync(logFile, chunk, { flag: 'a' })
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const forward = signal => child.kill(signal)
  process.once('SIGINT', forward)
  process.once('SIGTERM', forward)
  const code = await new Promise(resolve => {
    child.on('error', fault => {
      output += fault.message
      resolve(1)
    })
    child.on('close', ended => resolve(ended ?? 1))
  })
  process.removeListener('SIGINT', forward)
  process.removeListener('SIGTERM', forward)
  clearInterval(beat)
  if (code === 0) return true
  const known = Object.keys(reasons).find(errorCode => output.includes(errorCode))
  const firstLine = output.split('\n').find(line => /^npm (error|ERR!) (?!code|errno|syscall)/.test(line)) ?? output.trim().split('\n').pop() ?? ''
  const reason = known ? reasons[known] : firstLine.replace(/^npm (error|ERR!) /, '').trim() || `npm ended with code ${code}`
  say(`${what} did not work: ${reason}. npm's own words are in ${path.relative(process.cwd(), logFile)}. Run the same command again afterwards.`)
  return false
}

function countOf(cwd) {
  const dir = path.join(cwd, 'node_modules')
  return existsSync(dir) ? `, ${readdirSync(dir).length} folders so far` : ''
}
