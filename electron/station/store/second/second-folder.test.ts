import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dropOldCopies } from './second-folder.ts'

test('[JO44] the three newest copies stay; what is older goes, also what was cut off or torn, and what a person put there stays', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packwave-copies-'))
  const write = (...names: string[]): void => names.forEach((name) => writeFileSync(join(folder, name), ''))
  const kept = ['my.db', ...[3, 4, 5].flatMap((stamp) => [`station-${stamp}.db`, `station-${stamp}.journal`, `station-${stamp}.pages`]), 'station-6.db.new', 'station-6.journal']
  write(...kept, 'station-1.db', 'station-1.pages', 'station-1.journal', 'station-1.journal.torn', 'station-2.db.new', 'station-2.journal')
  dropOldCopies(folder)
  expect(readdirSync(folder).sort()).toEqual(kept.sort())
  rmSync(folder, { recursive: true })
})
