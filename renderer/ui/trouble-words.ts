import type { TFunction } from 'i18next'

const known: readonly [RegExp, string][] = [
  [/ECONNREFUSED/, 'refused'], [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|no connection in time/, 'unreachable'], [/ENOTFOUND|EAI_AGAIN/, 'name-unknown'],
  [/ENOENT|No such file|File not found/i, 'not-there'], [/EACCES|Permission denied|Access denied/i, 'no-permission'], [/Cannot lock|EBUSY|Resource busy/i, 'in-use'], [/disconnected|ECONNRESET|EPIPE|^closed$/, 'gone'], [/not connected yet/, 'not-yet'],
  [/did not take the whole job/, 'not-taken'], [/closed before the job was whole/, 'closed-early'], [/the station stopped/, 'stopped-meanwhile'], [/no longer set up/, 'not-set-up'], [/no hub is set/, 'no-hub'],
  [/^label-glyph-missing/, 'no-glyph'], [/^label-(?:text|barcode)-does-not-fit/, 'no-room'], [/^label-barcode-not-ascii/, 'no-barcode'], [/^label-not-masked/, 'not-masked'], [/^the order was cancelled/, 'order-cancelled'], [/^the parcel was stopped/, 'parcel-stopped'],
]

/** What the system says of a line, a printer or a label, in the words of a bench; what is not known is shown as it is. */
export function troubleWords(words: string, t: TFunction): string {
  const found = known.find(([pattern]) => pattern.test(words))
  return found ? t(`devices.lineTrouble.${found[1]}`) : words
}

/** The same of `name: what the system says`. */
export function namedTroubleWords(detail: string, t: TFunction): string {
  const at = detail.indexOf(': ')
  return at < 0 ? troubleWords(detail, t) : `${detail.slice(0, at)}: ${troubleWords(detail.slice(at + 2), t)}`
}
