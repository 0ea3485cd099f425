// What runs before anything is installed: the machine's own Node (18 or newer), no dependency, no newer syntax.
// `node scripts/bootstrap.mjs <name> [arguments]` makes the machine ready and hands over to scripts/<name>.ts on the pinned Node.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const projectDir = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/**
 * What each command needs of the machine besides the packages: a screen (window libraries, Xvfb where no display is) and a
 * font with Chinese characters, without which labels and screens show empty boxes.
 */
const commands = {
  start: { window: true, font: true },
  test: { window: true, xvfb: true, font: true, testPeers: true },
  demo: { window: !process.argv.includes('--headless'), font: true },
  bench: { window: ['paint', 'start', undefined].includes(process.argv[3]), font: true },
  sim: {},
  import: {},
  plan: {},
  package: {},
  check: {},
  'check-invariants': {},
  fuzz: {},
  headless: { font: true },
  faults: {},
  'print-faults': { font: true },
  'restore-station': {},
  backup: {},
  restore: {},
}

const say = sentence => process.stderr.write(`packwave: ${sentence}\n`)

async function main() {
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 18) {
    say(`Packwave's set-up needs Node 18 or newer, and this is Node ${process.versions.node}. Install a newer Node and run the command again.`)
    return 1
  }
  const name = process.argv[2]
  const needs = Object.prototype.hasOwnProperty.call(commands, name ?? '') ? commands[name] : undefined
  if (!needs) {
    say(`There is no command "${name ?? ''}". There are: ${Object.keys(commands).join(', ')}.`)
    return 1
  }
  // Loaded only now: under an older Node the sentence above must come before any module that Node cannot read.
  const { installPackages } = await import('./bootstrap/install-packages.mjs')
  const { installSystemPackages } = await import('./bootstrap/system-packages.mjs')
  const pinnedNode = await installPackages({ projectDir, say })
  if (!pinnedNode) return 1
  if (!(await installSystemPackages({ needs, say }))) return 1
  const script = path.join(projectDir, 'scripts', `${name}.ts`)
  if (!existsSync(script)) {
    say(`scripts/${name}.ts is not in this checkout, so "${name}" cannot run.`)
    return 1
  }
  return runOn(pinnedNode, [script, ...process.argv.slice(3)])
}

/** Runs the script to its end; signals reach it, and its exit code becomes ours. */
function runOn(node, args) {
  const separator = process.platform === 'win32' ? ';' : ':'
  const searchPath = [path.join(projectDir, 'node_modules', '.bin'), process.env.PATH].join(separator)
  const child = spawn(node, args, { stdio: 'inherit', env: { ...process.env, PATH: searchPath } })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npm passes a signal to its shell, and the shell does not pass it on: when the shell has gone, nobody wants the result.
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
  return new Promise(resolve => {
    child.on('error', fault => {
      say(`The pinned Node could not be started: ${fault.message}`)
      resolve(1)
    })
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}

process.exitCode = await main()
