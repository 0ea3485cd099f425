// `<dataDir>/hub.json` says where the hub of a data folder answers, for whoever may read the folder.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { pinnedFetch } from '#shared/node/pinned-tls.ts'

const Address = z.object({ pid: z.number().int(), url: z.string(), hubEpoch: z.string(), /** Of its certificate, over https. */ pin: z.string().nullable().default(null) })
export type HubAddress = z.infer<typeof Address>
const Health = z.object({ ok: z.literal(true), hubEpoch: z.string() })

const answerTimeoutMs = 3_000
const fileOf = (dataDir: string): string => path.join(dataDir, 'hub.json')

/** The hub that works on this folder now; undefined when none answers, whatever the file says. */
export async function runningHubOf(dataDir: string): Promise<HubAddress | undefined> {
  if (!existsSync(fileOf(dataDir))) return undefined
  const text = readFileSync(fileOf(dataDir), 'utf8')
  const address = Address.safeParse(text.startsWith('{') && text.endsWith('}') ? JSON.parse(text) : undefined)
  if (!address.success) return undefined
  try {
    const ask = address.data.pin === null ? fetch : pinnedFetch(address.data.pin)
    const response = await ask(`${address.data.url}/health`, { signal: AbortSignal.timeout(answerTimeoutMs) })
    // Another program, or another folder's hub, may have the port by now.
    return Health.safeParse(await response.json()).data?.hubEpoch === address.data.hubEpoch ? address.data : undefined
  } catch (fault) {
    // Nobody answers (refused, timed out, no JSON): the hub that wrote the file is gone.
    if (fault instanceof TypeError || fault instanceof SyntaxError || isSystemError(fault) || (fault instanceof DOMException && fault.name === 'TimeoutError')) return undefined
    throw fault
  }
}

const isSystemError = (fault: unknown): boolean => fault instanceof Error && 'code' in fault

export function tellAddress(dataDir: string, address: HubAddress): void {
  writeFileSync(fileOf(dataDir), JSON.stringify(address), { mode: 0o600 })
}

export function forgetAddress(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true })
}
