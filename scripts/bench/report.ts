import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { projectDir } from '../support/project.ts'

/** `measured` and its limit in the same unit; `met` follows from them. */
export type Target = { name: string; measured: number; atMost?: number; atLeast?: number; unit: 'times' | 'ms' | 'count'; met: boolean }
export type Row = Record<string, string | number>
export type BenchResult = {
  name: string
  ranAt: string
  machine: { cores: number; platform: string }
  versions: Record<string, string>
  samples: Record<string, number>
  rows: Row[]
  targets: Target[]
}

/** Nearest rank: a value that was really measured. `values` need not be sorted; `share` in (0, 1]. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** Three digits are enough to compare, and no more than was measured. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3))
}

/** p50, p99, p99.9 and the worst of some milliseconds. */
export function spread(values: readonly number[]): { p50: number; p99: number; p999: number; max: number } {
  return { p50: rounded(percentile(values, 0.5)), p99: rounded(percentile(values, 0.99)), p999: rounded(percentile(values, 0.999)), max: rounded(percentile(values, 1)) }
}

/** A limit that must not be passed. */
export function atMost(name: string, measured: number, limit: number, unit: Target['unit']): Target {
  return { name, measured: rounded(measured), atMost: rounded(limit), unit, met: measured <= limit }
}

/** A limit that must be reached. */
export function atLeast(name: string, measured: number, limit: number, unit: Target['unit']): Target {
  return { name, measured: rounded(measured), atLeast: rounded(limit), unit, met: measured >= limit }
}

/** Prints the table and the verdicts and writes docs/bench/<name>.json. A missed target is said plainly and is no failure of the run. */
export async function publish(result: Omit<BenchResult, 'ranAt' | 'machine'>): Promise<void> {
  const whole: BenchResult = { name: result.name, ranAt: new Date().toISOString(), machine: { cores: availableParallelism(), platform: `${process.platform} ${process.arch}` }, ...pick(result) }
  process.stdout.write(`\n${result.name}\n${table(result.rows)}\n`)
  for (const target of result.targets) process.stdout.write(`${target.met ? 'met   ' : 'MISSED'}  ${target.name}: ${target.measured} ${target.unit}, ${target.atLeast === undefined ? `at most ${target.atMost}` : `at least ${target.atLeast}`}\n`)
  const folder = path.join(projectDir, 'docs', 'bench')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, `${result.name}.json`), `${JSON.stringify(whole, null, 2)}\n`)
}

function pick({ versions, samples, rows, targets }: Omit<BenchResult, 'ranAt' | 'machine'>): Pick<BenchResult, 'versions' | 'samples' | 'rows' | 'targets'> {
  return { versions, samples, rows, targets }
}

function table(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? '')))]
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => (line[index] ?? '').length)))
  return lines.map((line) => line.map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join('  ')).join('\n')
}
