// The best value ever found for an instance and policy (docs/bench/best-known.csv).
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { projectDir } from '../../support/project.ts'

export type Best = { instance: string; policy: string; value: number; date: string; seed: number; seconds: number }
const file = path.join(projectDir, 'docs', 'bench', 'best-known.csv')
const header = 'instance,policy,value,date,seed,seconds'

/** The archive by instance and policy. */
export async function readArchive(): Promise<Map<string, Best>> {
  if (!existsSync(file)) return new Map()
  const lines = (await readFile(file, 'utf8')).trim().split('\n').slice(1)
  return new Map(lines.map(line => {
    const [instance = '', policy = '', value = '', date = '', seed = '', seconds = ''] = line.split(',')
    return [`${instance} ${policy}`, { instance, policy, value: Number(value), date, seed: Number(seed), seconds: Number(seconds) }]
  }))
}

/** Enters a value when it is lower than the archive's, and writes the file at once, so that a run that is cut short loses nothing. */
export async function enter(archive: Map<string, Best>, best: Best): Promise<void> {
  const key = `${best.instance} ${best.policy}`
  if ((archive.get(key)?.value ?? Infinity) <= best.value) return
  archive.set(key, best)
  const rows = [...archive.values()].sort((a, b) => (`${a.instance} ${a.policy}` < `${b.instance} ${b.policy}` ? -1 : 1))
  await writeFile(file, `${[header, ...rows.map(row => [row.instance, row.policy, row.value, row.date, row.seed, row.seconds].join(','))].join('\n')}\n`)
}
