// A station's store as the simulator hands it out: it can end the process before or after any commit, and tells what was promised.
import { CommitUnknown } from '#station/store/store-refusal.ts'
import type { Store, Sync } from '#station/store/store.ts'

/** The process ended here. Whatever still runs of it must not touch the world any more. */
export class SimCrash extends Error {
  override name = 'SimCrash'
}

export type CommitFault = 'crash-before' | 'crash-after' | 'error-before' | 'error-after'

export type GuardHooks = {
  isAlive(): boolean
  /** Asked once for each commit. */
  faultOfCommit(): CommitFault | undefined
  /** The process is dead from here on; its disk is as it is now. */
  die(): void
  /** A transaction whose end nobody knows. */
  unknown(written: { factIds: string[]; scanIds: string[] }): void
  committed(scanId: string | undefined): void
}

export function guardStore(inner: Store, hooks: GuardHooks): Store {
  let written: { factIds: string[]; scanIds: string[] } | undefined
  const crash = (): never => {
    hooks.die()
    throw new SimCrash('the process ended')
  }
  const commit = <T>(work: () => Sync<T>, isTransaction: boolean): T => {
    if (!hooks.isAlive()) throw new SimCrash('the process has ended')
    if (written) return work()
    const mine = { factIds: [] as string[], scanIds: [] as string[] }
    const fault = hooks.faultOfCommit()
    written = mine
    let result: T
    try {
      if (fault === 'crash-before' || fault === 'error-before') {
        hooks.unknown(mine)
        if (isTransaction) inner.transaction<void>(() => {
          work()
          throw fault === 'crash-before' ? new SimCrash('before the commit') : new CommitUnknown('simulated')
        })
        return fault === 'crash-before' ? crash() : ((): never => { throw new CommitUnknown('simulated') })()
      }
      result = isTransaction ? inner.transaction<T>(work) : work()
    } catch (error) {
      if (error instanceof SimCrash && fault === undefined) hooks.unknown(mine)
      if (error instanceof SimCrash) hooks.die()
      throw error
    } finally {
      written = undefined
    }
    if (fault === 'crash-after' || fault === 'error-after') {
      hooks.unknown(mine)
      if (fault === 'crash-after') crash()
      throw new CommitUnknown('simulated')
    }
    hooks.committed(mine.scanIds[0])
    return result
  }
  return {
    ...inner,
    transaction: <T>(work: () => Sync<T>) => commit<T>(work, true),
    record(entry) {
      written?.factIds.push(entry.factId)
      inner.record(entry)
    },
    recordScan(record) {
      written?.scanIds.push(record.scan.scanId)
      inner.recordScan(record)
    },
    applyChanges: (input) => commit(() => inner.applyChanges(input), false),
    startEpoch: (epoch) => commit<void>(() => inner.startEpoch(epoch), false),
    acknowledge: (outcomes, atMs, incarnation) => commit<void>(() => inner.acknowledge(outcomes, atMs, incarnation), false),
    splitOff: (incarnation, fromSeq) => commit<void>(() => inner.splitOff(incarnation, fromSeq), false),
    saveIdentity: (identity) => commit<void>(() => inner.saveIdentity(identity), false),
    saveBench: (bench) => commit<void>(() => inner.saveBench(bench), false),
    oweEffect: (effect, atMs) => commit<void>(() => inner.oweEffect(effect, atMs), false),
    setEffectState: (effectId, state, why, atMs) => commit<void>(() => inner.setEffectState(effectId, state, why, atMs), false),
  }
}
