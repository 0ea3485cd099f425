// What a store needs while nobody looks: its log moved into the file on quiet moments, and a copy when the bench is empty.
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { NowMs, Timers } from '#shared/kernel/time.ts'
import type { Store } from '../store/store.ts'

const LOOK_EVERY_MS = 5_000
const COPY_EVERY_MS = 4 * 3_600_000
const COPIES_KEPT = 3

/** Looks after the store until the answer is called, which resolves when no copy is being made any more. */
export function careFor({ store, dataDir, nowMs, timers, onTrouble }: { store: Store; dataDir: string; nowMs: NowMs; timers: Timers; onTrouble: (error: unknown) => void }): () => Promise<void> {
  const folder = join(dataDir, 'copies')
  let copiedAtMs = nowMs()
  let copiedSeq = store.identity().lastSeq
  let copying: Promise<void> = Promise.resolve()
  let cancel: () => void = () => undefined

  const copy = async (): Promise<void> => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    await store.backup(join(folder, `station-${copiedAtMs}.db`))
    const old = readdirSync(folder).filter((name) => /^station-\d+\.db$/.test(name)).sort().slice(0, -COPIES_KEPT)
    for (const name of old) rmSync(join(folder, name))
  }
  const look = (): void => {
    store.checkpoint()
    const { lastSeq } = store.identity()
    if (store.bench().operatorId === null && lastSeq !== copiedSeq && nowMs() - copiedAtMs >= COPY_EVERY_MS) {
      copiedAtMs = nowMs()
      copiedSeq = lastSeq
      copying = copy().catch(onTrouble)
    }
    cancel = timers.after(LOOK_EVERY_MS, look)
  }
  cancel = timers.after(LOOK_EVERY_MS, look)
  return async () => {
    cancel()
    await copying
  }
}
