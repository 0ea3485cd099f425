// Which file sounds for what. No playing here. The rules are docs/specs/feedback-sounds.md; scripts/make-sounds.ts makes the files.
import type { RefusalReason } from '#shared/domain/outcomes/refusal-reasons.ts'

/** Refusals of one group share a motif, so that a packer knows the kind of trouble before the words begin. */
export const soundGroups = ['person', 'scan', 'pick', 'check', 'weigh', 'waybill', 'hand-over', 'stop'] as const
export type SoundGroup = (typeof soundGroups)[number]

/** FS4: every refusal belongs to one group. `stop` is the siren: hands off this parcel. */
export const soundGroupOf: Record<RefusalReason, SoundGroup> = {
  'not-signed-in': 'person', 'badge-unknown': 'person', 'badge-disabled': 'person', 'badge-locked': 'person', 'pin-wrong': 'person',
  'not-allowed': 'person', 'same-person': 'person', 'station-locked': 'person',
  'acknowledge-first': 'scan', 'code-unreadable': 'scan', 'code-damaged': 'scan', 'code-unknown': 'scan', 'wrong-kind': 'scan',
  'command-not-now': 'scan', 'quantity-not-allowed': 'scan',
  'no-work': 'pick', 'list-taken': 'pick', 'place-first': 'pick', 'wrong-place': 'pick', 'wrong-item': 'pick', 'too-many': 'pick',
  'tote-in-use': 'pick', 'wrong-slot': 'pick', 'list-cancelled': 'pick', 'nothing-to-put': 'pick',
  'no-order-for-item': 'check', 'order-not-ready': 'check', 'order-short': 'check', 'order-already-packed': 'check',
  'order-kicked-out': 'stop', 'item-not-in-order': 'check', 'item-complete': 'check', 'not-picked': 'check', 'unique-code-needed': 'check',
  'unique-code-used': 'check', 'unique-code-invalid': 'check', 'enclosure-not-asked': 'check',
  'order-stopped': 'stop',
  'weight-too-light': 'weigh', 'weight-too-heavy': 'weigh', 'weight-not-known': 'weigh', 'weight-not-usable': 'weigh', 'weight-not-due': 'weigh',
  'waybill-missing': 'waybill', 'wrong-waybill': 'waybill', 'must-be-scanned': 'waybill', 'label-not-printed': 'waybill', 'label-void': 'waybill', 'printer-missing': 'waybill',
  'parcel-not-ready': 'waybill',
  'wrong-carrier': 'hand-over', 'parcel-not-closed': 'hand-over', 'parcel-stopped': 'stop', 'parcel-already-scanned-out': 'hand-over',
  'held-elsewhere': 'check', 'hold-expired': 'scan', 'parcel-not-confirmed': 'hand-over',
  'disk-full': 'person',
}

/** Tones that are no refusal: a step done, a whole piece of work done, the station asks. */
const successTones = ['ok', 'done'] as const
export type PlainTone = (typeof successTones)[number] | 'ask'

/** Speech exists in these languages; the folder under assets/sounds is the name. */
export const speechLanguages = ['zh', 'en'] as const
export type SpeechLanguage = (typeof speechLanguages)[number]

/** Path under assets/sounds. */
export function toneFileOf(tone: PlainTone): string {
  return `tones/${tone}.wav`
}

/** Path under assets/sounds: the motif of the group and the two notes of this reason alone. Play it, then the speech. */
export function refusalToneFileOf(reason: RefusalReason): string {
  return `tones/refused/${reason}.wav`
}

/** Path under assets/sounds. */
export function speechFileOf(reason: RefusalReason, language: SpeechLanguage): string {
  return `${language}/${reason}.ogg`
}
