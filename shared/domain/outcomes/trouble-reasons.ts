import * as z from 'zod'
import { labelRefusals } from '../labels/label-refusals.ts'
import { whyFramesRefused } from '../weighing/scale-protocols/scale-protocol.ts'

/** Why a device, a line, a label or the hub did not do its part. Each has words of its own in both languages (`troubleReason`). */
export const troubleReasons = [
  // A line or an address.
  'connection-refused', 'unreachable', 'name-unknown', 'not-there', 'no-permission', 'in-use', 'gone', 'not-yet', 'disk-full',
  // A printer, a print queue of the computer, a platform's print component.
  'taking-long', 'not-taken', 'closed-early', 'stopped-meanwhile', 'not-set-up', 'queue-silent', 'queue-unknown', 'queue-refuses', 'queue-cut', 'component-silent', 'component-failed', 'nothing-for-component',
  // A label that was not drawn, or is not wanted any more.
  ...labelRefusals, 'no-label-data', 'order-cancelled', 'parcel-stopped',
  // The hub, or whoever answers at its address.
  'no-hub', 'no-answer', 'hub-busy', 'not-the-hub', 'hub-not-understood', 'way-barred', 'other-certificate', 'address-not-http', 'address-needs-https', 'key-unknown', 'no-join-code', 'join-code-wrong', 'station-still-listed', 'journal-differs',
  // The second journal.
  'copy-outstanding',
  // What a scale sends.
  ...whyFramesRefused, 'not-understood', 'noise',
] as const

/** One of the reasons (of a label with the field that it is about), or what the system itself said where none of them fits: that is shown as it is. */
export const TroubleReason = z.union([z.enum(troubleReasons), z.templateLiteral([z.enum(labelRefusals), ': ', z.string()]), z.templateLiteral(['said: ', z.string()])])
export type TroubleReason = z.infer<typeof TroubleReason>

const known: ReadonlySet<string> = new Set(troubleReasons)
const saidPrefix = 'said: '
const mostSaidChars = 190

/** The system's own words as a reason, cut to the length that a fact takes. */
export const saidReason = (words: string): TroubleReason => `${saidPrefix}${words.trim().slice(0, mostSaidChars)}`

/** Why a label was not drawn, and which of its fields is why. */
export const labelReason = ({ reason, field }: { reason: (typeof labelRefusals)[number]; field: string }): TroubleReason => (field === '' ? reason : `${reason}: ${field}`)

/** Reads a reason that may come from another build: one that is not known here is said as it is. */
export function readReason(reason: string): { code: string; field?: string } | { said: string } {
  if (known.has(reason)) return { code: reason }
  const at = reason.indexOf(': ')
  if (known.has(reason.slice(0, at))) return { code: reason.slice(0, at), field: reason.slice(at + 2) }
  return { said: reason.startsWith(saidPrefix) ? reason.slice(saidPrefix.length) : reason }
}
