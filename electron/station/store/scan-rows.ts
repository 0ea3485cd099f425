import { recordableCode } from '#shared/domain/codes/recordable-code.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import { emptyBench, type Bench } from '#shared/domain/bench/bench.ts'
import type { StationSettings } from '#shared/contract/station-api.ts'
import type { Db } from './open-database.ts'
import type { ScanRecord } from './store.ts'

/** Scans with their outcomes, where the bench stands, and the settings. */
export function scanRows(db: Db) {
  const outcome = db.prepare<[string], string>('SELECT outcome FROM scan WHERE scan_id = ?').pluck()
  const addScan = db.prepare<[string, string, string, string, number, string]>('INSERT INTO scan (scan_id, code, source, scanner_id, at_ms, outcome) VALUES (?, ?, ?, ?, ?, ?)')
  const readBench = db.prepare<[], string>('SELECT value FROM bench').pluck()
  const writeBench = db.prepare<[string]>('INSERT INTO bench (only_row, value) VALUES (1, ?) ON CONFLICT (only_row) DO UPDATE SET value = excluded.value')
  const readSettings = db.prepare<[], string>('SELECT value FROM setting').pluck()
  const writeSettings = db.prepare<[string]>('INSERT INTO setting (only_row, value) VALUES (1, ?) ON CONFLICT (only_row) DO UPDATE SET value = excluded.value')
  // Kept in memory: `readAtMs` of a scanner means nothing after a restart, so neither would a stored one.
  const lastScans = new Map<string, { code: string; readAtMs: number }>()
  let benchText = readBench.get()
  let pending: { scannerId: string; code: string; readAtMs: number }[] = []
  return {
    outcomeOf(scanId: string): Outcome | undefined {
      const text = outcome.get(scanId)
      return text === undefined ? undefined : (JSON.parse(text) as Outcome)
    },
    recordScan({ scan, outcome: verdict, atMs }: ScanRecord): void {
      addScan.run(scan.scanId, recordableCode(scan.code), scan.source, scan.scannerId, atMs, JSON.stringify(verdict))
      pending.push({ scannerId: scan.scannerId, code: scan.code, readAtMs: scan.readAtMs })
    },
    lastScanOf(scannerId: string): { code: string; readAtMs: number } | undefined {
      const last = pending.findLast((scan) => scan.scannerId === scannerId) ?? lastScans.get(scannerId)
      return last && { code: last.code, readAtMs: last.readAtMs }
    },
    /** The transaction is on disk: its scans count. */
    settle(): void {
      for (const { scannerId, code, readAtMs } of pending) lastScans.set(scannerId, { code, readAtMs })
      if (pending.length > 0) pending = []
    },
    /** The transaction never was. */
    undo(): void {
      pending = []
      benchText = readBench.get()
    },
    bench: (): Bench => (benchText === undefined ? emptyBench : (JSON.parse(benchText) as Bench)),
    /** Most scans leave the bench where it was: then nothing is written. */
    saveBench(bench: Bench): void {
      const text = JSON.stringify(bench)
      if (text === benchText) return
      writeBench.run(text)
      benchText = text
    },
    settings(): StationSettings | undefined {
      const text = readSettings.get()
      return text === undefined ? undefined : (JSON.parse(text) as StationSettings)
    },
    saveSettings: (settings: StationSettings): void => void writeSettings.run(JSON.stringify(settings)),
  }
}
