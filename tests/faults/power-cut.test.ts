// Goal: a power cut takes nothing that was answered, and is not taken for damage. Method: a preloaded library, built here from our own C,
// keeps of each file only what was synced (power-cut/cut.c); the writer is killed, and what was kept is opened as the station opens it.
// The controls are SQLite as better-sqlite3 brings it and at NORMAL: both must lose what they promised, or the method sees nothing.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isNight, memoryFolder, patience, seededRandom, tell } from '#tests/faults/support/fault-counts.ts'
import { prepareBench } from '#tests/faults/support/packing-bench.ts'
import { copyFolder, lookAfter, runWriter } from '#tests/faults/support/run-writer.ts'

const ORDERS = 60
const compiler = ['cc', 'gcc', 'clang'].find((name) => spawnSync(name, ['--version']).status === 0)
const isPossible = compiler !== undefined && process.platform === 'linux'
if (!isPossible) console.warn('The power cuts are left out: they need Linux and a C compiler (cc, gcc or clang).')

let folder: string
let library: string
const random = seededRandom('power cut')

beforeAll(async () => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-power-'))
  library = join(folder, 'cut.so')
  if (!isPossible) return
  execFileSync(compiler ?? '', ['-O2', '-Wall', '-Werror', '-shared', '-fPIC', '-o', library, join(import.meta.dirname, 'power-cut/cut.c'), '-ldl'])
  await prepareBench(join(folder, 'prepared'), ORDERS)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.runIf(isPossible)('a power cut', patience, () => {
  it('[SV2] [JO31] takes no answered scan from a station, and what is left opens without a word', async () => {
    const cuts = isNight ? 2_000 : 12
    const live = join(folder, 'live')
    const durable = join(folder, 'durable')
    let answers = 0
    let withUnsyncedJournal = 0
    copyFolder(join(folder, 'prepared'), durable)
    for (let cut = 1; cut <= cuts; cut += 1) {
      copyFolder(durable, live)
      const told = await runWriter({ dataDir: live, orders: ORDERS, parcels: ORDERS, killAfterAnswers: 1 + Math.floor(random() * 60), killDelayMs: Math.floor(random() * 20), env: { LD_PRELOAD: library, CUT_SRC: live, CUT_DST: durable } })
      answers += told.answered.size
      withUnsyncedJournal += told.answered.size > 0 ? 1 : 0
      const after = await lookAfter(durable, ORDERS, told, { finish: false })
      expect(after, `cut ${cut}`).toMatchObject({ lost: [], recovered: undefined })
      if (told.isDone || cut % 4 === 0) copyFolder(join(folder, 'prepared'), durable)
    }
    tell('power cut, the station', { cuts, answers, cutsWithAnswers: withUnsyncedJournal, lost: 0, takenForDamage: 0 })
    expect(answers).toBeGreaterThan(cuts * 5)
  })

  it.each([['default'], ['NORMAL'], ['FULL']])('the control: synchronous as it comes and at NORMAL loses what it promised, FULL does not (%s)', async (mode) => {
    const cuts = isNight ? 200 : 6
    let promised = 0
    let lost = 0
    let losingCuts = 0
    for (let cut = 1; cut <= cuts; cut += 1) {
      const live = join(folder, 'plain')
      const durable = join(folder, 'plain-durable')
      for (const each of [live, durable]) {
        rmSync(each, { recursive: true, force: true })
        mkdirSync(each)
      }
      const last = await plainRun(join(live, 'plain.db'), mode, { LD_PRELOAD: library, CUT_SRC: live, CUT_DST: durable })
      const kept = keptIn(join(durable, 'plain.db'))
      promised += last
      lost += Math.max(0, last - kept)
      losingCuts += kept < last ? 1 : 0
    }
    tell(`power cut, control at ${mode}`, { cuts, promised, lost, losingCuts })
    expect(promised).toBeGreaterThan(0)
    if (mode === 'FULL') expect(lost).toBe(0)
    else expect(lost).toBeGreaterThan(0)
  })
})

/** The last number that was promised before the kill. */
async function plainRun(file: string, mode: string, env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'support/plain-writer.ts'), file, mode], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...env } })
  let stdout = ''
  let kill: NodeJS.Timeout | undefined
  child.stdout.on('data', (part: Buffer) => {
    stdout += part.toString('utf8')
    kill ??= setTimeout(() => child.kill('SIGKILL'), 50 + Math.floor(random() * 300))
  })
  await once(child, 'close')
  clearTimeout(kill)
  return Number(stdout.split('\n').slice(0, -1).at(-1)?.split(' ')[1] ?? 0)
}

function keptIn(file: string): number {
  if (!existsSync(file)) return 0
  const db = new Database(file)
  try {
    return db.prepare<[], number>('SELECT coalesce(max(number), 0) FROM promise').pluck().get() ?? 0
  } catch (error) {
    // The table itself was not synced yet.
    if (!(error instanceof Database.SqliteError)) throw error
    return 0
  } finally {
    db.close()
  }
}
