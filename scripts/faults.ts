// `npm run faults`: the fault tests by themselves, as in `npm test`. `-- --night` tries far more of each kind, for hours; `--seed N` tries
// others; names choose suites (`-- --night kill power-cut`). What came of each is appended to .cache/faults.txt.
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { projectDir, say } from './support/project.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { night: { type: 'boolean' }, seed: { type: 'string' } } })
const seed = values.seed ?? (values.night ? String(Date.now()) : '1')
const report = path.join(projectDir, '.cache', 'faults.txt')
mkdirSync(path.dirname(report), { recursive: true })
say(`seed ${seed}; results go to ${path.relative(projectDir, report)}`)

const files = (positionals.length > 0 ? positionals : ['']).map((name) => `tests/faults/${name}`)
const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', ...(values.night ? ['--test-timeout=0', '--hook-timeout=0'] : []), ...files]
const child = spawn(process.execPath, args, { cwd: projectDir, stdio: 'inherit', env: { ...process.env, PACKWAVE_FAULTS: values.night ? 'night' : '', PACKWAVE_FAULT_SEED: seed, PACKWAVE_FAULT_REPORT: report } })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => {
  process.exitCode = code ?? 1
})
