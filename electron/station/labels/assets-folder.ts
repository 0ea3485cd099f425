import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert } from '#shared/kernel/assert.ts'

let found: string | undefined

/** The folder of the shipped files, looked for upwards from this code: beside the sources, or beside the bundle of a packaged app. */
export function assetsFolder(): string {
  if (found !== undefined) return found
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'assets/label-templates'))) {
    assert(dirname(folder) !== folder, 'the folder assets/ with the label templates is shipped with the program')
    folder = dirname(folder)
  }
  found = join(folder, 'assets')
  return found
}
