// What many seeds share: one database server, the site as every seed finds it, and a station's disk that knows it already.
import path from 'node:path'
import { ChangesReply } from '#shared/sync/protocol.ts'
import { serveChanges } from '#hub/serve-changes.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import { testKey } from '#tests/support/bench-facts.ts'
import { prepareHub, simTools } from './hub-side.ts'
import { prepareLazily } from './lazy-statements.ts'
import { startSimPostgres } from './sim-postgres.ts'
import { runSeed, simStartMs, type SeedInput, type SeedResult } from './world.ts'

export type Simulator = { run(input: Pick<SeedInput, 'seed' | 'stations' | 'steps' | 'bugs' | 'plan' | 'tellStory'>): Promise<SeedResult>; stop(): Promise<void> }

/** Deleted rows pile up: they are cleared away after so many seeds. */
const tidyEvery = 100

export async function startSimulator(): Promise<Simulator> {
  prepareLazily()
  const postgres = await startSimPostgres()
  await prepareHub(postgres, simStartMs)
  const folder = postgres.newFolder()
  const emptyDisk = path.join(folder, 'empty.db')
  openSqliteStore({ file: emptyDisk, personalKey: testKey, nowMs: () => simStartMs }).close()
  const template = path.join(folder, 'template.db')
  const store = openSqliteStore({ file: template, personalKey: testKey, nowMs: () => simStartMs })
  const reply = ChangesReply.parse(await serveChanges(postgres.database, simTools(0, () => simStartMs), { after: 0, limit: 1_000, epoch: null }))
  if (reply.kind === 'changes') store.applyChanges({ hubEpoch: reply.hubEpoch, changes: reply.changes, upTo: reply.upTo, nowMs: simStartMs })
  store.close()
  let runs = 0
  return {
    async run(input) {
      runs += 1
      if (runs % tidyEvery === 0) await postgres.tidy()
      return runSeed({ ...input, postgres, template, emptyDisk })
    },
    stop: () => postgres.stop(),
  }
}
