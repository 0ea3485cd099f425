// What a scan, a PIN or a weight led to. The beep, the colour and the words follow from this value alone.
import * as z from 'zod'
import { refusalReasons } from './refusal-reasons.ts'

/** Everything that can go right, named by what is now true. */
export const acceptedVerdicts = [
  'badge-read', 'signed-in', 'signed-out', 'locked', 'unlocked', 'acknowledged', 'activity-chosen', 'work-left', 'quantity-armed', 'cancelled', 'confirmation-asked',
  'list-started', 'tote-taken', 'place-right', 'item-picked', 'task-done', 'short-recorded', 'task-skipped', 'zero-checked', 'list-done',
  'slot-shown', 'item-put', 'pieces-missed', 'order-put', 'wall-done',
  'parcel-opened', 'item-checked', 'check-done', 'unique-code-asked', 'unique-code-taken', 'enclosure-taken', 'packaging-taken', 'packaging-replaced', 'packaging-taken-back', 'label-scanned-back', 'parcel-suspended',
  'weight-fits', 'weight-approved', 'weighed-in', 'approval-asked', 'approver-read', 'reason-asked', 'label-queued', 'label-reprinted', 'label-moved', 'printer-chosen', 'parcel-closed',
  'manifest-opened', 'parcel-scanned-out', 'manifest-closed',
] as const
export type AcceptedVerdict = (typeof acceptedVerdicts)[number]

/** Values for the words on screen; never personal data. */
export const WordValues = z.record(z.string(), z.union([z.string(), z.number()]))
export type WordValues = z.infer<typeof WordValues>

export const Outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accepted'), verdict: z.enum(acceptedVerdicts), values: WordValues }),
  z.strictObject({ kind: z.literal('refused'), reason: z.enum(refusalReasons), values: WordValues }),
  /** The code means two things: the station asks and does nothing. */
  z.strictObject({ kind: z.literal('asked'), values: WordValues }),
  /** The same code from the same scanner faster than a hand can move: stored, not counted. */
  z.strictObject({ kind: z.literal('ignored'), why: z.literal('bounce') }),
])
export type Outcome = z.infer<typeof Outcome>
export type Refusal = Extract<Outcome, { kind: 'refused' }>
