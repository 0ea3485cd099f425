import type { TFunction } from 'i18next'

const known: readonly [RegExp, string][] = [
  [/ECONNREFUSED/, 'refused'], [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|no connection in time/, 'unreachable'], [/ENOTFOUND|EAI_AGAIN/, 'name-unknown'],
  [/ENOENT|No such file|File not found/i, 'not-there'], [/EACCES|Permission denied|Access denied/i, 'no-permission'], [/Cannot lock|EBUSY|Resource busy/i, 'in-use'], [/disconnected|ECONNRESET|EPIPE|^closed$/, 'gone'], [/not connected yet/, 'not-yet'],
]

/** What the system says of a line, in the words of a bench; what is not known is shown as it is. */
export function troubleWords(words: string, t: TFunction): string {
  const found = known.find(([pattern]) => pattern.test(words))
  return found ? t(`devices.lineTrouble.${found[1]}`) : words
}
