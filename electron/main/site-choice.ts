import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'

// The hub's port is kept, so that the board's address stays the same and other stations find it again.
const hubPort = z.int().min(1).max(65_535)

/** What site.json holds: which site this station belongs to. */
export const Site = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sample'), hubPort }),
  z.strictObject({ kind: z.literal('own-hub'), hubPort }),
  z.strictObject({ kind: z.literal('join'), hubUrl: z.string(), joinToken: z.string() }),
])
export type Site = z.infer<typeof Site>

const fileOf = (dataDir: string) => path.join(dataDir, 'site.json')

/**
 * The site chosen earlier, or undefined on the first start. Throws when the file is there and cannot be read: asking again
 * would quietly begin a second, empty site beside the one with the work in it.
 */
export async function readSite(dataDir: string): Promise<Site | undefined> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return undefined
    throw fault
  })
  if (text === undefined) return undefined
  try {
    return Site.parse(JSON.parse(text))
  } catch (fault) {
    throw new Error(`${fileOf(dataDir)} is damaged. Put back a copy of it, or move it away to choose the site again.`, { cause: fault })
  }
}

/** Afterwards the choice survives a power cut: written beside its place, flushed, renamed. The token is for this user only. */
export async function writeSite(dataDir: string, site: Site): Promise<void> {
  const file = fileOf(dataDir)
  await writeFile(`${file}.new`, `${JSON.stringify(site, null, 2)}\n`, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
}

/** The token of this machine's own hub, as it keeps it in its data folder; undefined before its first start. */
export async function readJoinToken(hubDataDir: string): Promise<string | undefined> {
  return readFile(path.join(hubDataDir, 'join-token'), 'utf8').then(
    text => text.trim() || undefined,
    (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'ENOENT') return undefined
      throw fault
    },
  )
}
