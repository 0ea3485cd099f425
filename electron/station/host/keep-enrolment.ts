// What must stay the same over a new start while a station joins, and afterwards: the id of its request, and the fingerprint of its hub.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readEnrolment } from '#shared/contract/enrolment.ts'
import type { MintId } from '#shared/kernel/time.ts'

/** Reads `<dataDir>/join-request` and `<dataDir>/hub-pin`; the first is made once, the second is the one of the newest code that brought one. */
export function keepEnrolment({ dataDir, joinToken, mintId }: { dataDir: string; joinToken: string | null; mintId: MintId }): { joinRequestId: string; pin: string | null } {
  const requestFile = join(dataDir, 'join-request')
  if (!existsSync(requestFile)) writeFileSync(requestFile, mintId(), { mode: 0o600, flush: true })
  const pinFile = join(dataDir, 'hub-pin')
  const given = joinToken === null ? null : (readEnrolment(joinToken)?.pin ?? null)
  const kept = existsSync(pinFile) ? readFileSync(pinFile, 'utf8').trim() : null
  if (given !== null && given !== kept) writeFileSync(pinFile, given, { mode: 0o600, flush: true })
  return { joinRequestId: readFileSync(requestFile, 'utf8').trim(), pin: given ?? kept }
}
