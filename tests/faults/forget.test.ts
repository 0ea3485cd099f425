// Goal: a station that is killed while it lets go of old facts loses none of the others, and a damaged store is restored as it was trimmed.
// Method: a real process lets go and records in turns and tells how far it came; SIGKILL at random moments; then its folder is opened and read whole.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isNight, memoryFolder, patience, seededRandom, tell } from '#tests/faults/support/fault-counts.ts'
import { openForgetting, prepareForgetting } from '#tests/faults/support/forgetting-station.ts'
import { copyFolder } from '#tests/faults/support/run-writer.ts'

const FACTS = 2_000
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-forget-'))
  prepareForgetting(join(folder, 'prepared'), FACTS)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What it told before it was killed after so many lines. */
async function killedAfter(dataDir: string, lines: number, delayMs: number): Promise<{ gone: number; recorded: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support', 'forgetting-station.ts'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_NO_WARNINGS: '1' } })
  let told = ''
  child.stdout.on('data', (part: Buffer) => {
    told += part.toString('utf8')
    if (told.split('\n').length > lines) setTimeout(() => child.kill('SIGKILL'), delayMs)
  })
  await once(child, 'close')
  const newest = (word: string): number => Number([...told.matchAll(new RegExp(`^${word} (\\d+)\\n`, 'gm'))].at(-1)?.[1] ?? 0)
  return { gone: newest('gone'), recorded: newest('recorded') }
}

/** Everything that was not let go of is there, and its chain holds. */
function lookAt(dataDir: string, told: { gone: number; recorded: number }): string | undefined {
  const { store, recovered } = openForgetting(dataDir)
  try {
    const forgottenSeq = store.forgottenSeqOf(1)
    const seqs = store.journalFrom(1, 10_000, 1).map((entry) => entry.seq)
    expect(store.verifyJournal()).toBeUndefined()
    expect(forgottenSeq).toBeGreaterThanOrEqual(told.gone)
    expect(forgottenSeq).toBeLessThanOrEqual(FACTS)
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => forgottenSeq + 1 + index))
    expect(seqs.at(-1)).toBeGreaterThanOrEqual(Math.max(FACTS, told.recorded))
    expect(store.outboxState().unsentCount).toBe((seqs.at(-1) ?? 0) - FACTS)
    return recovered
  } finally {
    store.close()
  }
}

describe('SIGKILL while old facts are let go of', patience, () => {
  it('[RN11] at random moments: each fact is there or is gone with its mark, nothing unsent is gone, and it is not taken for damage', async () => {
    const random = seededRandom('forget')
    const dataDir = join(folder, 'work')
    const kills = isNight ? 2_000 : 4
    let went = 0
    for (let kill = 0; kill < kills; kill += 1) {
      if (kill % 2 === 0) copyFolder(join(folder, 'prepared'), dataDir)
      const told = await killedAfter(dataDir, 1 + Math.floor(random() * 40), Math.floor(random() * 8))
      went = Math.max(went, told.gone)
      expect(lookAt(dataDir, told)).toBeUndefined()
    }
    tell('SIGKILL while letting go', { kills, furthest: went, lost: 0 })
    expect(went).toBeGreaterThan(0)
  })

  it('[RN11] a database that is lost afterwards is restored from the second journal, trimmed as it was', async () => {
    const dataDir = join(folder, 'lost')
    copyFolder(join(folder, 'prepared'), dataDir)
    const told = await killedAfter(dataDir, 30, 0)
    for (const ending of ['', '-wal', '-shm']) rmSync(join(dataDir, `station.db${ending}`), { force: true })
    // The turn in which it was killed may stand in the lost log only.
    expect(lookAt(dataDir, { gone: told.gone - 16, recorded: told.recorded - 1 })).toContain('Restored from')
  })
})
