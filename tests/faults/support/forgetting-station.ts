// A process of its own that lets go of old facts and records new ones until it is killed: `forgetting-station.ts DATA_DIR`. After each it tells
// on standard output how far it came: `gone SEQ`, `recorded SEQ`. A bench of so many old facts, all acknowledged, is prepared by `prepareForgetting`.
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { fact } from '#shared/domain/facts/facts.ts'
import { recoverDatabase } from '#station/store/second/recover-database.ts'
import { openSqliteStore } from '#station/store/sqlite-store.ts'
import type { Store } from '#station/store/store.ts'
import { testKey } from '#tests/support/bench-facts.ts'

const dayMs = 86_400_000
let atMs = 1_760_000_000_000

/** Opened as the host opens it, on a clock that goes on with each act. */
export function openForgetting(dataDir: string): { store: Store; recovered: string | undefined } {
  const file = join(dataDir, 'station.db')
  const folder = join(dataDir, 'copies')
  const { chain, words } = recoverDatabase({ file, folder, stamp: Date.now() })
  return { store: openSqliteStore({ file, personalKey: testKey, nowMs: () => (atMs += 1_000), second: { folder, chain } }), recovered: words }
}

const record = (store: Store, count: number): void => store.transaction<void>(() => {
  for (let index = 0; index < count; index += 1) {
    const id = `scan-${store.identity().lastSeq + 1}`.padEnd(12, '-')
    store.record({ factId: id, atMs, actorId: 'p1', fact: fact('ScanRefused', { scanId: id, code: '', reason: 'code-unknown', activity: 'choose' }) })
    store.recordScan({ scan: { scanId: id, code: 'X', source: 'wedge', scannerId: 's', readAtMs: 1 }, outcome: { kind: 'accepted', verdict: 'item-picked', values: {} }, atMs })
  }
})

export function prepareForgetting(dataDir: string, count: number): void {
  const { store } = openForgetting(dataDir)
  store.saveIdentity({ stationId: 'S1', stationKey: 'key-'.repeat(8), hubUrl: 'http://hub', siteName: 'site' })
  record(store, count)
  store.acknowledge(Array.from({ length: count }, (_, index) => ({ seq: index + 1, outcome: 'applied', why: '' })), atMs)
  store.markDay({ stationAtMs: atMs, hubAtMs: atMs + dayMs }, 15)
  store.close()
}

if (process.argv[1] === import.meta.filename) {
  const say = (line: string): void => void writeSync(1, `${line}\n`)
  const { store } = openForgetting(process.argv[2] ?? '')
  const [through] = store.dayMarks()
  for (let turn = 0; through; turn += 1) {
    // The turn of the event loop ends, so that the second journal follows.
    await new Promise((resolve) => void setImmediate(resolve))
    if (turn % 4 === 3) {
      record(store, 1)
      say(`recorded ${store.identity().lastSeq}`)
    } else if (store.forget({ through, leastKept: 10, limit: 16, atMs, why: 'test' }) > 0) say(`gone ${store.forgottenSeqOf(1)}`)
    atMs += 2_000
  }
}
