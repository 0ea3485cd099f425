// Goal: a row of docs/specs/scans.md never names a test that is gone. Method: every file that is named exists once, and holds every rule or title named after it.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')
const testFiles = ['electron', 'hub', 'renderer', 'shared', 'tests'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts')).map((file) => path.join(folder, file)))
const rows = readFileSync(path.join(root, 'docs/specs/scans.md'), 'utf8').split('## Bad input')[1]?.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| **') && !line.startsWith('| input')) ?? []
const folded = (text: string): string => text.replaceAll(/[^\p{Letter}\p{Number}\]]+/gu, ' ').toLowerCase().trim()

/** What a cell names: `file`: [RULE] [RULE] title; title */
function citations(row: string): { name: string; words: string }[] {
  const cell = row.split(' | ').at(-1)?.replace(/ \|$/, '') ?? ''
  return cell.split(/(?=`[\w/.-]+`)/).flatMap((part) => {
    const [, name, words = ''] = /^`([\w/.-]+)`:?(.*)$/.exec(part) ?? []
    return name === undefined || name.endsWith('.md') ? [] : [{ name, words }]
  })
}

it('there are rows, each with an outcome and at least one test', () => {
  expect(rows.length).toBeGreaterThan(70)
  for (const row of rows) {
    expect(row.split(' | '), row).toHaveLength(3)
    expect(row.includes('| the same |') || citations(row).length > 0, row).toBe(true)
  }
})

it.each(rows.flatMap((row) => citations(row).map((citation) => [row.split(' | ')[0]?.slice(2) ?? '', citation] as const)))('%s', (_input, { name, words }) => {
  const wanted = name.endsWith('.test.ts') ? name : `${name}.test.ts`
  const found = testFiles.filter((file) => file === wanted || file.endsWith(`/${wanted}`))
  expect(found, `${wanted} is one file`).toHaveLength(1)
  const text = readFileSync(path.join(root, found[0]!), 'utf8')
  for (const [rule] of words.matchAll(/\[[A-Z]+\d+\]/g)) expect(text, `${wanted} tests ${rule}`).toContain(rule)
  const titles = words.replaceAll(/\([^)]*\)/g, '').split(/;|: |,(?= \[)/).map((part) => part.replaceAll(/\[[A-Z]+\d+\]( to)?/g, '').trim()).filter((part) => part !== '' && part !== '.')
  for (const title of titles) expect(folded(text), `${wanted} tests "${title}"`).toContain(folded(title))
})

it('a rule has its number in one spec only', () => {
  const specs = path.join(root, 'docs/specs')
  const places = new Map<string, string[]>()
  for (const file of readdirSync(specs)) {
    const text = readFileSync(path.join(specs, file), 'utf8')
    for (const rule of new Set([...text.matchAll(/^(?:- \*\*|\| )([A-Z]{2}\d+)\b/gm)].map(([, number = '']) => number))) places.set(rule, [...(places.get(rule) ?? []), file])
  }
  expect(places.size).toBeGreaterThan(400)
  expect([...places].filter(([, files]) => files.length > 1)).toEqual([])
})
