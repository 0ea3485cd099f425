// The one table: what happened → tone, spoken phrase, colour, icon, words. No screen beeps or colours on its own.
// Rules FB1..FB6 of docs/specs/feedback.md.
import type { AcceptedVerdict, Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { RefusalReason } from '#shared/domain/outcomes/refusal-reasons.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import type { IconName } from '../ui/Icon.tsx'
import { refusalToneFileOf, type SoundGroup, soundGroupOf, type SpeechLanguage, speechFileOf, toneFileOf } from './sound-files.ts'

/** step: one thing done. done: a whole piece of work done. asks: something is wanted now. quiet: seen, no sound. refused, stop: a "no". */
export type FeedbackColour = 'step' | 'done' | 'asks' | 'quiet' | 'refused' | 'stop'

export type Feedback = {
  colour: FeedbackColour
  icon: IconName
  /** Key of the words; a refusal has `.what` and `.next` below it. */
  wordsKey: string
  /** Paths under assets/sounds, or null for silence. */
  toneFile: string | null
  speechFile(language: SpeechLanguage): string | null
  /** True: covers the screen until it is acknowledged. */
  mustAcknowledge: boolean
}

type Success = 'step' | 'done' | 'asks' | 'quiet'

/** FB1: every good outcome has its kind; one that is added to the domain does not compile until it is here. */
const successOf: Record<AcceptedVerdict, Success> = {
  'badge-read': 'asks', 'signed-in': 'done', 'signed-out': 'done', locked: 'quiet', unlocked: 'done', acknowledged: 'quiet', 'activity-chosen': 'step', 'work-left': 'quiet', 'quantity-armed': 'asks', cancelled: 'quiet',
  'list-started': 'step', 'tote-taken': 'step', 'place-right': 'step', 'item-picked': 'step', 'task-done': 'done', 'short-recorded': 'step', 'task-skipped': 'step', 'zero-checked': 'step', 'list-done': 'done',
  'slot-shown': 'asks', 'item-put': 'step', 'order-put': 'done', 'wall-done': 'done',
  'parcel-opened': 'step', 'item-checked': 'step', 'check-done': 'done', 'unique-code-asked': 'asks', 'unique-code-taken': 'step', 'enclosure-taken': 'step', 'packaging-taken': 'step', 'packaging-replaced': 'asks', 'packaging-taken-back': 'asks', 'label-scanned-back': 'step', 'parcel-suspended': 'step',
  'weight-fits': 'done', 'weight-approved': 'done', 'weighed-in': 'done', 'approval-asked': 'asks', 'approver-read': 'asks', 'reason-asked': 'asks', 'confirmation-asked': 'asks', 'pieces-missed': 'done', 'label-queued': 'step', 'label-reprinted': 'step', 'label-moved': 'step', 'printer-chosen': 'step', 'parcel-closed': 'done',
  'manifest-opened': 'step', 'parcel-scanned-out': 'step', 'manifest-closed': 'done',
}

const successIcon: Record<Success, IconName> = { step: 'tick', done: 'double-tick', asks: 'question', quiet: 'dot' }
const successTone: Record<Success, string | null> = { step: toneFileOf('ok'), done: toneFileOf('done'), asks: toneFileOf('ask'), quiet: null }

const groupIcon: Record<SoundGroup, IconName> = {
  person: 'person', scan: 'barcode-bad', pick: 'shelf', check: 'box', weigh: 'scale', waybill: 'label', 'hand-over': 'truck', stop: 'hand',
}

/** FB2: what a refusal looks and sounds like. */
export function refusalFeedback(reason: RefusalReason): Feedback {
  const group = soundGroupOf[reason]
  return {
    colour: group === 'stop' ? 'stop' : 'refused',
    icon: groupIcon[group],
    wordsKey: `refused.${reason}`,
    toneFile: refusalToneFileOf(reason),
    speechFile: (language) => speechFileOf(reason, language),
    mustAcknowledge: true,
  }
}

/** FB1..FB4: the row of an outcome. */
export function feedbackOf(outcome: Outcome): Feedback {
  switch (outcome.kind) {
    case 'accepted': {
      const success = successOf[outcome.verdict]
      return { colour: success, icon: successIcon[success], wordsKey: `accepted.${outcome.verdict}`, toneFile: successTone[success], speechFile: () => null, mustAcknowledge: false }
    }
    case 'refused':
      return refusalFeedback(outcome.reason)
    case 'asked':
      return { colour: 'asks', icon: 'question', wordsKey: 'accepted.asked', toneFile: toneFileOf('ask'), speechFile: () => null, mustAcknowledge: false }
    case 'ignored':
      return { colour: 'quiet', icon: 'dot', wordsKey: 'accepted.bounce', toneFile: null, speechFile: () => null, mustAcknowledge: false }
    default:
      return unreachable(outcome)
  }
}
