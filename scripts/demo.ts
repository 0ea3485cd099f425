// `npm run demo`: a whole shift with simulated people and devices against the real hub and the real station. docs/specs/demo.md.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readDemoArguments } from './demo/arguments.ts'
import { reportLines } from './demo/report.ts'
import { runDemo } from './demo/run-demo.ts'
import { say } from './support/project.ts'

const interruptedCode = 130

async function main(): Promise<number> {
  const given = readDemoArguments(process.argv.slice(2))
  if ('refused' in given) {
    say(given.refused)
    return 2
  }
  const { reportFile, ...options } = given
  const stopped = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped.abort())
  try {
    const report = await runDemo({ ...options, say, signal: stopped.signal })
    process.stdout.write(`${reportLines(report).join('\n')}\n`)
    if (reportFile !== undefined) {
      mkdirSync(path.dirname(path.resolve(reportFile)), { recursive: true })
      writeFileSync(reportFile, `${JSON.stringify(report, null, 2)}\n`)
    }
    return report.accountedFor ? 0 : 1
  } catch (fault) {
    say(fault instanceof Error ? fault.message : String(fault))
    return stopped.signal.aborted ? interruptedCode : 1
  }
}

process.exit(await main())
