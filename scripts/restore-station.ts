// `npm run restore-station -- --data-dir DIR`: what a station does by itself at its start, for a person who wants to see it or to decide:
// compares its database with the second journal and puts it together again. Also brings a lost disk back from the second folder.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { holdPlace } from '#station/store/second/hold-place.ts'
import { recoverDatabase } from '#station/store/second/recover-database.ts'
import { failWith } from './support/project.ts'

const usage = 'npm run restore-station -- --data-dir DIR [--second-dir DIR] [--key FILE] [--accept-loss]'

function restoreStation(): void {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { 'data-dir': text, 'second-dir': text, key: text, 'accept-loss': { type: 'boolean' } } })
  if (!values['data-dir']) throw new Error(`--data-dir is missing. Usage: ${usage}`)
  const dataDir = path.resolve(values['data-dir'])
  const folder = values['second-dir'] === undefined ? path.join(dataDir, 'copies') : path.resolve(values['second-dir'])
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder} to restore from; name it with --second-dir. Usage: ${usage}`)
  const file = path.join(dataDir, 'station.db')
  const keyFile = path.join(dataDir, 'station.key')
  if (!existsSync(keyFile) && values.key === undefined) throw new Error(`The key ${keyFile} is not there. It is not kept with the copies, or they would be readable to everybody: put it back, or name its copy with --key.`)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const letGo = holdPlace(dataDir, file)
  try {
    const { words, chain } = recoverDatabase({ file, folder, stamp: Date.now(), acceptsLoss: values['accept-loss'] ?? false })
    if (!existsSync(keyFile) && values.key !== undefined) copyFileSync(values.key, keyFile)
    process.stdout.write(`${words ?? (chain ? 'Database and second journal agree; there is nothing to restore.' : `There is nothing to compare with in ${folder}; nothing was changed.`)}\n`)
  } finally {
    letGo()
  }
}

try {
  restoreStation()
} catch (fault) {
  failWith(fault)
}
