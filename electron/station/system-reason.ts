import { saidReason, type TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'

const byCode: Readonly<Record<string, TroubleReason>> = {
  ECONNREFUSED: 'connection-refused', ETIMEDOUT: 'unreachable', EHOSTUNREACH: 'unreachable', ENETUNREACH: 'unreachable', EHOSTDOWN: 'unreachable', ENOTFOUND: 'name-unknown', EAI_AGAIN: 'name-unknown',
  ENOENT: 'not-there', ENOTDIR: 'not-there', EACCES: 'no-permission', EPERM: 'no-permission', EBUSY: 'in-use', ECONNRESET: 'gone', EPIPE: 'gone', ENOSPC: 'disk-full',
}
/** serialport and node-hid hand on the system's sentence without its code. */
const bySentence: readonly [RegExp, TroubleReason][] = [
  [/No such file|File not found/i, 'not-there'], [/Permission denied|Access denied/i, 'no-permission'], [/Cannot lock|Resource busy/i, 'in-use'], [/disconnected/i, 'gone'],
]

/** Why the system did not do what it was asked, from the error it gave. */
export function systemReason(error: unknown): TroubleReason {
  const words = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return byCode[code] ?? bySentence.find(([sentence]) => sentence.test(words))?.[1] ?? saidReason(code === '' ? words : `${code} ${words}`)
}
