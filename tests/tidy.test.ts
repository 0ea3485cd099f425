// Reads the tree and holds it against the house rules; every rule first proves on a bad snippet that it can find something.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { clockFindings, importFindings, importsOf, nameFindings, orphanFindings, resolveImport, textFindings, type SourceFile } from '#tests/support/tidy-rules.ts'

const projectDir = path.dirname(import.meta.dirname)
const roots = ['shared', 'electron', 'hub', 'renderer', 'scripts', 'tests']

/** What is started by name and not by an import. */
const entries: (string | RegExp)[] = [
  'electron/main/index.ts',
  'electron/preload/index.ts',
  /^electron\/station\/host\/(utility|headless)\.ts$/,
  'hub/main.ts',
  ...pageEntries(),
  /^renderer\/[a-z-]+\.d\.ts$/,
  /^scripts\/[a-z-]+\.(ts|mjs)$/,
  /^scripts\/bench\//,
  'scripts/support/app-loader/main.js',
  'tests/support/try-open-store.ts',
  'tests/support/seed-properties.ts',
  /^tests\/faults\/support\/(writing-station|plain-writer)\.ts$/,
  /\.test\.tsx?$/,
]

/** The scripts that the pages load. */
function pageEntries(): string[] {
  const pages = filesUnder('renderer').filter(file => /^renderer\/[a-z-]+\.html$/.test(file))
  return pages.flatMap(page => [...readFileSync(path.join(projectDir, page), 'utf8').matchAll(/src="\.?\/?([^"]+\.tsx?)"/g)].map(match => `renderer/${match[1]}`))
}

function filesUnder(root: string): string[] {
  const dir = path.join(projectDir, root)
  if (!existsSync(dir)) return []
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(projectDir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
}

const paths = roots.flatMap(filesUnder)
const code: SourceFile[] = paths.filter(file => /\.(ts|tsx|mjs|js)$/.test(file)).map(file => ({ path: file, text: readFileSync(path.join(projectDir, file), 'utf8') }))
const texts: SourceFile[] = [...code, ...[...filesUnder('docs'), 'README.md', '.npmrc', 'package.json', 'package-lock.json', 'electron-builder.yml'].filter(file => /\.(md|json|yml|npmrc)$/.test(file) && existsSync(path.join(projectDir, file))).map(file => ({ path: file, text: readFileSync(path.join(projectDir, file), 'utf8') }))]

describe('the tree', () => {
  it('is read at all', () => {
    expect(code.length).toBeGreaterThan(20)
  })
  it('imports along the arrows only', () => {
    expect(code.flatMap(importFindings)).toEqual([])
  })
  it('imports nothing that does not exist', () => {
    // This file holds bad snippets on purpose.
    const missing = code.filter(file => file.path !== 'tests/tidy.test.ts').flatMap(file =>
      importsOf(file.text)
        .map(name => resolveImport(file.path, name))
        .filter(target => target !== undefined && !existsSync(path.join(projectDir, target)))
        .map(target => `${file.path}: ${target}`),
    )
    expect(missing).toEqual([])
  })
  it('asks for the time and for chance only at its edges', () => {
    expect(code.flatMap(clockFindings)).toEqual([])
  })
  it('names files as the house does', () => {
    expect(paths.filter(file => !/tests\/fixtures\//.test(file)).flatMap(nameFindings)).toEqual([])
  })
  it('holds no left-over word, skipped test, machine path or endless file', () => {
    expect(texts.flatMap(file => (/\.(json|yml|md)$/.test(file.path) ? textFindings(file).filter(finding => finding.rule !== 'length') : textFindings(file)))).toEqual([])
  })
  it('holds no file that nothing imports', () => {
    expect(orphanFindings(code, entries)).toEqual([])
  })
})

describe('each rule finds what it is for', () => {
  const rulesOf = (found: { rule: string }[]) => found.map(finding => finding.rule)
  it('an import against the arrows', () => {
    expect(rulesOf(importFindings({ path: 'shared/domain/a.ts', text: "import { store } from '#station/store/store.ts'" }))).toEqual(['arrows'])
    expect(rulesOf(importFindings({ path: 'electron/main/a.ts', text: "import { createStation } from '../station/create-station.ts'" }))).toEqual(['arrows'])
    expect(rulesOf(importFindings({ path: 'renderer/a.ts', text: "const later = await import('#hub/server.ts')" }))).toEqual(['arrows'])
    expect(importFindings({ path: 'hub/a.ts', text: "import type { Wave } from '#shared/domain/waves/wave.ts'" })).toEqual([])
  })
  it('electron in the wrong place', () => {
    expect(rulesOf(importFindings({ path: 'electron/station/a.ts', text: "import { app } from 'electron'" }))).toEqual(['electron'])
    expect(rulesOf(importFindings({ path: 'electron/main/a.ts', text: "import { app } from 'electron'" }))).toEqual(['electron'])
    expect(importFindings({ path: 'electron/main/a.ts', text: "import type { App } from 'electron'" })).toEqual([])
  })
  it('Node where no Node is', () => {
    expect(rulesOf(importFindings({ path: 'shared/kernel/a.ts', text: "import fs from 'node:fs'" }))).toEqual(['no Node'])
  })
  it('the clock and chance', () => {
    expect(rulesOf(clockFindings({ path: 'hub/a.ts', text: 'const at = Date.now()\nconst id = crypto.randomUUID()' }))).toEqual(['clock and chance', 'clock and chance'])
    expect(rulesOf(clockFindings({ path: 'renderer/ui/A.tsx', text: 'const at = new Date()' }))).toEqual(['clock and chance'])
    expect(clockFindings({ path: 'hub/a.ts', text: '// Date.now() is not for here\nnew Date(atMs)' })).toEqual([])
    expect(clockFindings({ path: 'hub/system.ts', text: 'Date.now()' })).toEqual([])
  })
  it('names', () => {
    expect(nameFindings('shared/domain/pickTask.ts')).toHaveLength(1)
    expect(nameFindings('renderer/ui/bigNumber.tsx')).toHaveLength(1)
    expect(nameFindings('renderer/ui/BigNumber.tsx')).toEqual([])
    expect(nameFindings('hub/store/migrations/0001-site.ts')).toEqual([])
  })
  it('left-over words, skipped tests, machine paths, length', () => {
    expect(rulesOf(textFindings({ path: 'hub/a.ts', text: `// ${'TO'}${'DO'}: later` }))).toEqual(['left-over word'])
    expect(rulesOf(textFindings({ path: 'hub/a.test.ts', text: `it.${'skip'}('x')` }))).toEqual(['skipped test'])
    expect(rulesOf(textFindings({ path: 'hub/a.ts', text: `open('/${'tmp'}/x')` }))).toEqual(['machine path'])
    expect(rulesOf(textFindings({ path: 'hub/a.ts', text: '\n'.repeat(600) }))).toEqual(['length'])
  })
  it('a file that nothing imports', () => {
    const files = [
      { path: 'hub/main.ts', text: "import './used.ts'" },
      { path: 'hub/used.ts', text: '' },
      { path: 'hub/lonely.ts', text: '' },
      { path: 'hub/lonely.test.ts', text: "import './lonely.ts'" },
    ]
    expect(orphanFindings(files, ['hub/main.ts', /\.test\.ts$/]).map(finding => finding.path)).toEqual(['hub/lonely.ts'])
  })
})
