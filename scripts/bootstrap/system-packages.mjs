// What npm cannot bring: the libraries a window needs, a display to draw on, a font with Chinese characters.
// It looks for the things themselves, not for package names, so that it also knows a Linux that is not Debian.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** Shared libraries Chromium loads at start, and the Debian package that brings each. */
const windowLibraries = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libdrm.so.2': 'libdrm2',
  'libxshmfence.so.1': 'libxshmfence1',
}

/** What tests use as the other end: pairs of serial lines, a second barcode decoder, faults at chosen system calls. */
const testPrograms = { socat: 'socat', zbarimg: 'zbar-tools', strace: 'strace' }

/**
 * Afterwards everything `needs` asks for is there. Installs it where this user may (root on Debian or Ubuntu); otherwise
 * says the one line to type and answers false.
 */
export async function installSystemPackages({ needs, say }) {
  if (process.platform !== 'linux') return true
  const missing = missingPackages(needs)
  if (missing.length === 0) return true
  if (!findProgram('apt-get')) {
    say(`This machine lacks ${missing.map(one => one.what).join(', ')}. Install them with the package manager of this system and run the command again.`)
    return false
  }
  const root = process.getuid?.() === 0
  if (!root) {
    say(`This machine lacks ${missing.map(one => one.what).join(', ')}. Type this once, then run the command again:`)
    say(`  sudo apt-get update && sudo apt-get install -y ${missing.map(one => one.debian).join(' ')}`)
    return false
  }
  say(`Installing what this machine lacks: ${missing.map(one => one.what).join(', ')} (apt-get).`)
  const required = missing.filter(one => !one.optional)
  if (!(await runApt(['update'], say))) return required.length === 0
  const install = wanted => wanted.length === 0 || runApt(['install', '-y', '--no-install-recommends', ...wanted.map(one => nameInThisRelease(one.debian))], say)
  const hasRequired = await install(required)
  await install(missing.filter(one => one.optional))
  if (!hasRequired) return false
  const still = missingPackages(needs).filter(one => !one.optional)
  if (still.length === 0) return true
  say(`apt-get is done, and still missing is ${still.map(one => one.what).join(', ')}. Install it by hand and run the command again.`)
  return false
}

function missingPackages(needs) {
  const missing = []
  if (needs.window) {
    const known = spawnSync(existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? ''
    for (const [library, debian] of Object.entries(windowLibraries)) {
      if (!known.includes(`\t${library} `)) missing.push({ what: library, debian })
    }
    const withoutDisplay = !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
    if ((needs.xvfb || withoutDisplay) && !findProgram('Xvfb')) missing.push({ what: 'Xvfb', debian: 'xvfb' }, { what: 'xauth', debian: 'xauth' })
  }
  // The suites that want them say so themselves where they may not be installed.
  if (needs.testPeers && process.getuid?.() === 0 && findProgram('apt-get')) {
    if (!existsSync('/usr/lib/postgresql')) missing.push({ what: "Debian's PostgreSQL", debian: 'postgresql', optional: true })
    for (const [program, debian] of Object.entries(testPrograms)) if (!findProgram(program)) missing.push({ what: program, debian, optional: true })
  }
  if (needs.font && !hasChineseFont()) missing.push({ what: 'a font with Chinese characters', debian: 'fonts-noto-cjk' })
  return missing
}

function findProgram(name) {
  return (process.env.PATH ?? '').split(path.delimiter).some(dir => dir && existsSync(path.join(dir, name)))
}

function hasChineseFont() {
  if (findProgram('fc-list') && (spawnSync('fc-list', [':lang=zh-cn'], { encoding: 'utf8' }).stdout ?? '').trim() !== '') return true
  const folders = ['/usr/share/fonts/opentype/noto', '/usr/share/fonts/truetype/wqy']
  return folders.some(folder => existsSync(folder) && readdirSync(folder).some(file => /cjk|wqy/i.test(file)))
}

/** Since Debian 13 and Ubuntu 24.04 some libraries carry a suffix for 64-bit time. */
function nameInThisRelease(debian) {
  const known = name => (spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout ?? '').match(/Candidate: (?!\(none\))/) !== null
  return !known(debian) && known(`${debian}t64`) ? `${debian}t64` : debian
}

function runApt(args, say) {
  return new Promise(resolve => {
    let output = ''
    const startedMs = Date.now()
    const beat = setInterval(() => say(`  … ${Math.round((Date.now() - startedMs) / 1000)} s`), 10_000)
    say(`apt-get ${args[0]} …`)
    const child = spawn('apt-get', ['-q', ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    const collect = chunk => {
      output += chunk
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const end = ok => {
      clearInterval(beat)
      if (!ok) {
        const line = output.split('\n').find(text => /^(E:|dpkg: error)/.test(text)) ?? output.trim().split('\n').pop() ?? ''
        say(`apt-get ${args[0]} did not work: ${line.replace(/^E: /, '')}`)
      }
      resolve(ok)
    }
    child.on('error', () => end(false))
    child.on('exit', code => end(code === 0))
  })
}
