// What a hub needs besides its database and must never lie in it: kept beside a backup in a file of its own, so that the two can be kept apart.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'

/** The files of the key folder that make a hub this site's hub. The join token is for one machine and is left out. */
const keyNames = ['hub.key', 'admin-key', 'site-key.pem', 'site-certificate.pem'] as const
const Keys = z.strictObject({ format: z.literal('packwave-hub-keys'), keys: z.partialRecord(z.enum(keyNames), z.string()) })

/** Writes them to `file`, readable by its owner alone. */
export function copyKeys(keysDir: string, file: string): void {
  const keys = Object.fromEntries(keyNames.filter((name) => existsSync(path.join(keysDir, name))).map((name) => [name, readFileSync(path.join(keysDir, name), 'utf8')]))
  writeFileSync(file, `${JSON.stringify({ format: 'packwave-hub-keys', keys })}\n`, { mode: 0o600, flush: true })
}

/** Puts them into a key folder. Throws a sentence, and writes nothing, when another key lies there already or the file is none of ours. */
export function putKeysBack(file: string, keysDir: string): void {
  const read = Keys.safeParse(parse(readFileSync(file, 'utf8')))
  if (!read.success) throw new Error(`${file} is no file of keys that npm run backup wrote.`)
  const kept = Object.entries(read.data.keys)
  const other = kept.find(([name, text]) => existsSync(path.join(keysDir, name)) && readFileSync(path.join(keysDir, name), 'utf8') !== text)
  if (other) throw new Error(`${path.join(keysDir, other[0])} is another key than the one in ${file}. Move it away first if the folder is really to become this hub's.`)
  for (const [name, text] of kept) writeFileSync(path.join(keysDir, name), text, { mode: 0o600, flush: true })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault
    return undefined
  }
}
