// `npm run bench -- NAME…`, or all of them: measures against a limit or a peer in the same run (docs/bench/README.md).
import { constants, setPriority } from 'node:os'
import { failWith, say } from './support/project.ts'

const benches: Record<string, () => Promise<void>> = {
  scan: async () => (await import('./bench/scan/scan-bench.ts')).benchScan(),
  import: async () => (await import('./bench/import/import-bench.ts')).benchImport(),
  paint: async () => (await import('./bench/paint/paint-bench.ts')).benchPaint(),
  routing: async () => (await import('./bench/routing/routing-bench.ts')).benchRouting(),
  batching: async () => (await import('./bench/batching/batching-bench.ts')).benchBatching(),
  pools: async () => (await import('./bench/batching/pools.ts')).benchPools(),
  lists: async () => (await import('./bench/batching/lists-bench.ts')).benchLists(),
  waves: async () => (await import('./bench/waves/waves-bench.ts')).benchWaves(),
  planning: async () => (await import('./bench/planning/planning-bench.ts')).benchPlanning(),
  sync: async () => (await import('./bench/sync/sync-bench.ts')).benchSync(),
  load: async () => (await import('./bench/load/load-bench.ts')).benchLoad(),
  hub: async () => (await import('./bench/hub/hub-bench.ts')).benchHub(),
  start: async () => (await import('./bench/start/start-bench.ts')).benchStart(),
  'scan-input': async () => (await import('./bench/scan-input/scan-input-bench.ts')).benchScanInput(),
  scale: async () => (await import('./bench/scale/scale-bench.ts')).benchScale(),
  label: async () => (await import('./bench/label/label-bench.ts')).benchLabel(),
}

async function bench(wanted: readonly string[]): Promise<number> {
  const names = wanted.length > 0 ? wanted : Object.keys(benches)
  const unknown = names.filter((name) => !Object.hasOwn(benches, name))
  if (unknown.length > 0) {
    say(`There is no bench "${unknown.join(' ')}". There are: ${Object.keys(benches).join(', ')}.`)
    return 1
  }
  quieten()
  for (const name of names) await benches[name]?.()
  return 0
}

/** Other programs of the machine disturb less, both what is measured and its peer; where it is not allowed, it stays as it is. */
function quieten(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST)
  } catch (fault) {
    say(`The bench runs at the usual priority (${fault instanceof Error ? fault.message : String(fault)}).`)
  }
}

process.exitCode = await bench(process.argv.slice(2)).catch(failWith)
