import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { build } from '../build.ts'
import { electronRuntime } from '../electron-runtime.ts'
import { debianPostgresql, debianPostgresqlLine } from './debian-postgresql.ts'
import { projectDir, say } from './project.ts'
import { startXvfb } from './xvfb.ts'

export const stageNames = ['types', 'lint', 'unit', 'integration', 'debian-postgresql', 'e2e'] as const
export type StageName = (typeof stageNames)[number]

/** How many test cases of a stage passed and failed, and what failed in a line each. Types and lint count as one case each. */
export type Tally = { passed: number; failed: number; failures: string[] }

/** One tsconfig for each area, because each area may see a different world. */
const areas = ['.', 'shared', 'shared/node', 'electron/station', 'electron/main', 'electron/preload', 'hub', 'renderer', 'scripts', 'tests']

/** Runs the stages in order, streaming what they say; a failed stage does not keep the later ones from running. */
export async function runStages(names: readonly StageName[]): Promise<Tally> {
  const total: Tally = { passed: 0, failed: 0, failures: [] }
  for (const name of names) {
    const startedMs = performance.now()
    say(`── ${name} ──`)
    const tally = await runStage(name).catch((fault: Error): Tally => {
      say(`The stage ${name} could not run: ${fault.message}`)
      return one(false, `could not run: ${fault.message}`)
    })
    total.passed += tally.passed
    total.failed += tally.failed
    total.failures.push(...tally.failures.map(failure => `${name}: ${failure}`))
    say(`${name}: ${tally.passed} passed, ${tally.failed} failed, ${Math.round((performance.now() - startedMs) / 1000)} s`)
  }
  return total
}

/** Says again what failed, prints the line that a machine reads and answers the exit code; nothing that ran is a failure, too. */
export function conclude({ passed, failed, failures }: Tally): number {
  for (const failure of failures) say(`FAILED ${failure}`)
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed > 0 || passed === 0 ? 1 : 0
}

function runStage(name: StageName): Promise<Tally> {
  switch (name) {
    case 'types':
      return types()
    case 'lint':
      return lint()
    case 'unit':
    case 'integration':
      return vitest(name, {})
    case 'debian-postgresql':
      return onDebiansPostgresql()
    case 'e2e':
      return endToEnd()
  }
}

async function types(): Promise<Tally> {
  const left = areas.filter(area => existsSync(path.join(projectDir, area, 'tsconfig.json')))
  const broken: string[] = []
  // Two at a time: the areas share nothing, and small machines have two cores.
  const worker = async () => {
    for (let area = left.shift(); area !== undefined; area = left.shift()) {
      if ((await runNode(['node_modules/typescript/bin/tsc', '-p', area, '--pretty'], {})) === 0) continue
      broken.push(area)
    }
  }
  await Promise.all([worker(), worker()])
  return one(broken.length === 0, `${broken.join(', ')} does not compile`)
}

async function lint(): Promise<Tally> {
  return one((await runNode(['node_modules/oxlint/bin/oxlint', '--deny-warnings'], {})) === 0, 'oxlint found something')
}

function one(good: boolean, failure: string): Tally {
  return good ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [failure] }
}

/** The store and sync suites once more, on the PostgreSQL that a site's own server runs. */
async function onDebiansPostgresql(): Promise<Tally> {
  if (debianPostgresql() !== undefined) return vitest('debian-postgresql', {})
  say(`SKIPPED: Debian's PostgreSQL is not installed on this machine, so the store and sync suites ran on the embedded one only. Type this and run the tests again:`)
  say(`  ${debianPostgresqlLine}`)
  return { passed: 0, failed: 0, failures: [] }
}

async function endToEnd(): Promise<Tally> {
  await build()
  const runtime = await electronRuntime()
  say(`end to end on Electron ${runtime.version}`)
  const virtual = process.platform === 'linux' ? await startXvfb() : undefined
  try {
    return await vitest('e2e', virtual ? { DISPLAY: virtual.display, PACKWAVE_VIRTUAL_DISPLAY: '1' } : {})
  } finally {
    await virtual?.stop()
  }
}

type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { name: string; status: string; message: string; assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[]
}

/** Test files wait for disks, servers and processes as much as they work: a machine of two cores runs two at a time, where vitest would run one. */
const workers = Math.max(2, availableParallelism() - 1)

async function vitest(project: string, env: Record<string, string>): Promise<Tally> {
  const reportFile = path.join(projectDir, '.cache', 'test-reports', `${project}.json`)
  await mkdir(path.dirname(reportFile), { recursive: true })
  await rm(reportFile, { force: true })
  const code = await runNode(['node_modules/vitest/vitest.mjs', 'run', '--project', project, `--maxWorkers=${workers}`, '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`], env)
  if (!existsSync(reportFile)) return one(false, `vitest ended with ${code} and without a report`)
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as VitestReport
  if (report.numPendingTests > 0) say(`${project}: ${report.numPendingTests} did not run here; their files say why`)
  const failures = report.testResults.flatMap(file => {
    const at = path.relative(projectDir, file.name)
    const failed = file.assertionResults.filter(test => test.status === 'failed').map(test => `${at} › ${test.fullName}: ${inOneLine(test.failureMessages[0] ?? '')}`)
    return file.status === 'failed' && failed.length === 0 ? [`${at}, outside its tests: ${inOneLine(file.message)}`] : failed
  })
  const passed = report.numPassedTests
  if (failures.length === 0 && (code !== 0 || passed === 0)) failures.push(passed === 0 ? 'no test ran' : `a fault outside every test; vitest ended with ${code}`)
  return { passed, failed: failures.length, failures }
}

/** What matters of a failure stands in its first lines; a property says there how to repeat it. */
const inOneLine = (text: string): string => text.split('\n', 4).map(line => line.trim()).join(' ').slice(0, 600)

/** Runs a tool's JavaScript entry on this Node; its output goes straight through, on stderr, so that stdout keeps the last line. */
function runNode(args: string[], env: Record<string, string>): Promise<number> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, args, { cwd: projectDir, stdio: ['ignore', process.stderr, 'inherit'], env: { ...process.env, ...env } })
    const forward = (signal: NodeJS.Signals) => void child.kill(signal)
    process.on('SIGINT', forward)
    process.on('SIGTERM', forward)
    child.on('error', fault => {
      say(fault.message)
      resolve(1)
    })
    child.on('exit', code => {
      process.removeListener('SIGINT', forward)
      process.removeListener('SIGTERM', forward)
      resolve(code ?? 1)
    })
  })
}
