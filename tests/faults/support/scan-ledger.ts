// A store that is scanned into, and the list of what was answered: the truth that a fault is compared with.
import { fact } from '#shared/domain/facts/facts.ts'
import { emptyBench } from '#shared/domain/bench/bench.ts'
import type { Store } from '#station/store/store.ts'

/** One scan as a bench records it: its fact, its outcome and where the bench stands, in one transaction. */
export function recordScan(store: Store, number: number): void {
  const scanId = scanIdOf(number)
  store.transaction<void>(() => {
    store.record({ factId: `fact-${scanId}`, atMs: number, actorId: 'p1', fact: fact('ScanRefused', { scanId, code: `CODE-${number}`, reason: 'code-unknown', activity: 'choose' }) })
    store.saveBench({ ...emptyBench, operatorId: 'p1', refusal: { scanId, reason: 'code-unknown', values: { number } } })
    store.recordScan({ scan: { scanId, code: `CODE-${number}`, source: 'wedge', scannerId: 'scanner-1', readAtMs: number * 1_000 }, outcome: outcomeOf(number), atMs: number })
  })
}
const scanIdOf = (number: number): string => `scan-${String(number).padStart(8, '0')}`
const outcomeOf = (number: number) => ({ kind: 'refused', reason: 'code-unknown', values: { number } }) as const

/** Numbers of answered scans that are not in the store as they were answered, with their fact. */
export function missingScans(store: Store, upTo: number): number[] {
  const wanted = Array.from({ length: upTo }, (_, index) => index + 1)
  const facts = new Map<string, unknown>()
  const { incarnation } = store.identity()
  for (let each = 1; each <= incarnation; each += 1) for (const envelope of store.journalFrom(1, 1_000_000, each)) facts.set(envelope.factId, envelope.body)
  return wanted.filter((number) => {
    const scanId = scanIdOf(number)
    const body = facts.get(`fact-${scanId}`) as { code?: string } | undefined
    return JSON.stringify(store.outcomeOf(scanId)) !== JSON.stringify(outcomeOf(number)) || body?.code !== `CODE-${number}`
  })
}
