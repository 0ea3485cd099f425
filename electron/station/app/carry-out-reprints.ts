// What a supervisor approved from the board and this station has to print. Rule EF7 of docs/specs/printing.md.
import { fact } from '#shared/domain/facts/facts.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { AppDeps } from './app-deps.ts'
import { printerForCopy } from './choose-printers.ts'

/** Owes one more label for each approval, once: the fact that voids the earlier copy takes the approval away in the same transaction. True when something was owed. */
export function carryOutReprints(deps: AppDeps): boolean {
  const { store, mintId } = deps
  // Without a printer the approval waits for one.
  if (deps.settings().printers.length === 0 || store.reprintsAsked().length === 0) return false
  return store.transaction(() => {
    const atMs = deps.nowMs()
    const asked = store.reprintsAsked()
    for (const { parcelId, waybillNumber, copies, reason, byPersonId } of asked) {
      const copy = copies + 1
      const printerId = printerForCopy(deps, parcelId, store.bench().printerId)
      assert(printerId, 'there is a printer')
      const jobId = mintId()
      store.record({ factId: mintId(), atMs, actorId: 'station', fact: fact('LabelReprinted', { parcelId, waybillNumber, copy, reason, byPersonId }) })
      store.record({ factId: mintId(), atMs, actorId: 'station', fact: fact('LabelQueued', { jobId, parcelId, waybillNumber, printerId, copy }) })
      store.oweEffect({ effectId: jobId, kind: 'print-label', printerId, body: { jobId, parcelId, waybillNumber, copy } }, atMs)
    }
    return asked.length > 0
  })
}
