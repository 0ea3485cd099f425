// The house rules that a machine can read off the text of a file. Pure: a path and its text in, findings out.

export type SourceFile = { path: string; text: string }
export type Finding = { path: string; rule: string; detail: string }

type Area = 'kernel' | 'node' | 'domain' | 'sync' | 'contract' | 'station' | 'main' | 'preload' | 'renderer' | 'hub' | 'scripts' | 'tests'

const areaPrefixes: readonly (readonly [string, Area])[] = [
  ['shared/kernel/', 'kernel'],
  ['shared/domain/', 'domain'],
  ['shared/node/', 'node'],
  ['shared/sync/', 'sync'],
  ['shared/contract/', 'contract'],
  ['electron/station/', 'station'],
  ['electron/main/', 'main'],
  ['electron/preload/', 'preload'],
  ['renderer/', 'renderer'],
  ['hub/', 'hub'],
  ['scripts/', 'scripts'],
  ['tests/', 'tests'],
]

/** The arrows of the house: each area may import itself and what stands here. Scripts and tests may import everything. */
const arrows: Readonly<Record<Area, readonly Area[]>> = {
  kernel: [],
  node: ['kernel'],
  domain: ['kernel'],
  sync: ['domain', 'kernel'],
  contract: ['domain', 'kernel', 'sync'],
  station: ['contract', 'domain', 'kernel', 'node', 'sync'],
  main: ['contract', 'kernel'],
  preload: [],
  renderer: ['contract', 'domain', 'kernel'],
  hub: ['contract', 'domain', 'kernel', 'node', 'sync'],
  scripts: ['kernel', 'node', 'domain', 'sync', 'contract', 'station', 'main', 'preload', 'renderer', 'hub', 'tests'],
  tests: ['kernel', 'node', 'domain', 'sync', 'contract', 'station', 'main', 'preload', 'renderer', 'hub', 'scripts'],
}

const subpaths: Readonly<Record<string, string>> = {
  '#shared/': 'shared/',
  '#station/': 'electron/station/',
  '#hub/': 'hub/',
  '#renderer/': 'renderer/',
  '#tests/': 'tests/',
  '#scripts/': 'scripts/',
}

function isTest(path: string): boolean {
  return path.startsWith('tests/') || /\.test\.tsx?$/.test(path)
}

function areaOf(path: string): Area | undefined {
  return areaPrefixes.find(([prefix]) => path.startsWith(prefix))?.[1]
}

/** Every module a file names: static, re-exported, dynamic, and workers' `new URL(…, import.meta.url)`. */
export function importsOf(text: string): string[] {
  const found: string[] = []
  const patterns = [/\b(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]/g, /\bimport\s*['"]([^'"]+)['"]/g, /\bimport\s*\(\s*['"]([^'"]+)['"]/g, /new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g]
  for (const pattern of patterns) for (const match of text.matchAll(pattern)) if (match[1] !== undefined) found.push(match[1])
  return found
}

/** The file of the tree that a module name means, or undefined when it is a package. */
export function resolveImport(fromPath: string, name: string): string | undefined {
  for (const [prefix, folder] of Object.entries(subpaths)) if (name.startsWith(prefix)) return folder + name.slice(prefix.length)
  if (!name.startsWith('.')) return undefined
  const parts = fromPath.split('/').slice(0, -1)
  for (const part of name.split('?')[0]?.split('/') ?? []) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** No import against the arrows; electron's values only in main's index and preload; no Node in what runs anywhere. */
export function importFindings(file: SourceFile): Finding[] {
  const area = areaOf(file.path)
  if (!area || isTest(file.path)) return []
  const findings: Finding[] = []
  for (const name of importsOf(file.text)) {
    const target = resolveImport(file.path, name)
    const targetArea = target === undefined ? undefined : areaOf(target)
    if (targetArea && targetArea !== area && !arrows[area].includes(targetArea)) findings.push({ path: file.path, rule: 'arrows', detail: `${area} may not import ${target}` })
    if (targetArea && target !== undefined && isTest(target) && area !== 'scripts') findings.push({ path: file.path, rule: 'arrows', detail: `imports a test: ${target}` })
    const anywhere = ['kernel', 'domain', 'sync', 'contract', 'renderer', 'preload'].includes(area)
    if (anywhere && name.startsWith('node:')) findings.push({ path: file.path, rule: 'no Node', detail: name })
    // The loader is copied into the substitute runtime and runs there.
    const insideElectron = area === 'main' || area === 'preload' || file.path === 'scripts/support/app-loader/main.js'
    if (name === 'electron' && !insideElectron) findings.push({ path: file.path, rule: 'electron', detail: `${area} may not import electron` })
  }
  const values = /^import (?!type\b)[^;'"]*from 'electron'/m.test(file.text)
  if (area === 'main' && values && file.path !== 'electron/main/index.ts') findings.push({ path: file.path, rule: 'electron', detail: 'only index.ts imports the values of electron' })
  return findings
}

const clockKeepers = /^(electron\/station\/host\/system\.ts|hub\/system\.ts|renderer\/system\.ts|renderer\/input\/|scripts\/|tests\/)/

/** The clock and chance come in as arguments; only the named edges may ask the machine for them. */
export function clockFindings(file: SourceFile): Finding[] {
  if (clockKeepers.test(file.path) || isTest(file.path)) return []
  const code = withoutComments(file.text)
  const banned: [RegExp, string][] = [
    [/\bDate\.now\b/, 'Date.now'],
    [/\bnew Date\(\s*\)/, 'new Date()'],
    [/\bMath\.random\b/, 'Math.random'],
    [/\brandomUUID\b/, 'randomUUID'],
  ]
  return banned.filter(([pattern]) => pattern.test(code)).map(([, what]) => ({ path: file.path, rule: 'clock and chance', detail: `${what} outside the edges` }))
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1')
}

/** kebab-case everywhere, PascalCase for components, numbers in front allowed for migrations. */
export function nameFindings(path: string): Finding[] {
  const name = path.split('/').at(-1) ?? ''
  const folders = path.split('/').slice(0, -1)
  const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
  const component = /^[A-Z][A-Za-z0-9]*(\.test)?\.tsx$/
  const good = name.endsWith('.tsx') ? component.test(name) || kebab.test(name) : kebab.test(name)
  const badFolder = folders.find(folder => !/^\.?[a-z0-9]+(-[a-z0-9]+)*$/.test(folder))
  return good && badFolder === undefined ? [] : [{ path, rule: 'names', detail: badFolder ?? name }]
}

// Written in pieces, so that this file does not find itself.
const leftOvers = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`)
const skipped = new RegExp(`\\b(it|test|describe)\\.(${['sk' + 'ip', 'on' + 'ly', 'to' + 'do'].join('|')})\\b|\\b(xit|xdescribe|fit|fdescribe)\\(`)
const places = new RegExp(['registry\\.npm' + 'js', 'npm' + 'mirror', '(^|[\\s\'"`(=])/(' + ['work', 'tmp', 'home', 'root'].join('|') + ')/'].join('|'), 'm')
const maxLinesOfCode = 500
/** A suite of cases is read by its titles and may be longer. */
const maxLinesOfTests = 800

/** No left-over words, no skipped or lone tests, no place of one machine, no file too long to read. */
export function textFindings(file: SourceFile): Finding[] {
  const findings: Finding[] = []
  const left = file.text.match(leftOvers)
  if (left) findings.push({ path: file.path, rule: 'left-over word', detail: left[0] })
  const skip = isTest(file.path) ? file.text.match(skipped) : null
  if (skip) findings.push({ path: file.path, rule: 'skipped test', detail: skip[0] })
  const place = file.text.match(places)
  if (place) findings.push({ path: file.path, rule: 'machine path', detail: place[0].trim() })
  const lines = file.text.split('\n').length
  const maxLines = isTest(file.path) ? maxLinesOfTests : maxLinesOfCode
  if (lines > maxLines) findings.push({ path: file.path, rule: 'length', detail: `${lines} lines, ${maxLines} at most` })
  return findings
}

/** Files of code that nothing names: neither an import nor the list of entries. */
export function orphanFindings(files: readonly SourceFile[], entries: readonly (string | RegExp)[]): Finding[] {
  const named = new Set<string>()
  for (const file of files) {
    for (const name of importsOf(file.text)) {
      const target = resolveImport(file.path, name)
      // What only its own test names is not used by anything.
      if (target !== undefined && !(isTest(file.path) && !isTest(target))) named.add(target)
    }
  }
  const isEntry = (path: string) => entries.some(entry => (typeof entry === 'string' ? entry === path : entry.test(path)))
  return files.filter(file => !named.has(file.path) && !isEntry(file.path)).map(file => ({ path: file.path, rule: 'never imported', detail: 'no import and no entry names it' }))
}
