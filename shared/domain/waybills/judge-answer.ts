// What a carrier's answer about one order means. A carrier over a network answers late, twice, about something else, or not at all: none of that may
// put a number on the wrong parcel or take a second one. Rules NB3..NB8 of docs/specs/waybill-numbers.md. Runs anywhere.
import type { PlatformPrint } from './platform-print.ts'
import { whyNotANumber, type NumberShape } from './waybill-number.ts'

/** Derived from the order and the attempt, so that asking again is the same question for ever; 64 characters at most. */
export function waybillRequestKey(orderId: string, attempt: number): string {
  return `${orderId.slice(0, 56)}.${attempt}`
}

export type CarrierAnswer =
  /** `requestKey` is the one that the carrier says it answers. */
  | { kind: 'issued'; requestKey: string; waybillNumber: string; serviceName: string; sortingCode: string; consolidation: string; /** What the platform's own component prints. */ platformPrint?: PlatformPrint }
  /** There is a number for this key already. */
  | { kind: 'exists' }
  | { kind: 'missing' }
  | { kind: 'refused'; why: string }
  /** No answer in time, or none that can be read: whether a number was taken is not known. */
  | { kind: 'unknown'; why: string }

/** `again`: the same question may be asked again, under the same key. `unclear`: a person has to look. */
export type Verdict = { kind: 'issued' } | { kind: 'again'; why: string } | { kind: 'refused'; why: string } | { kind: 'unclear'; why: UnclearWhy }
const unclearWhys = ['other-request', 'pattern', 'check-digit', 'number-used', 'another-number', 'exists-and-does-not'] as const
export type UnclearWhy = (typeof unclearWhys)[number]

/** How often a carrier may contradict itself before a person is asked. */
export const mostContradictions = 3

export function judgeAnswer(asked: { requestKey: string; shape: NumberShape; knownNumber: string | null; isUsedElsewhere: (waybillNumber: string) => boolean; contradictions: number }, answer: CarrierAnswer): Verdict {
  switch (answer.kind) {
    case 'issued': {
      if (answer.requestKey !== asked.requestKey) return { kind: 'unclear', why: 'other-request' }
      const wrong = whyNotANumber(answer.waybillNumber, asked.shape)
      if (wrong) return { kind: 'unclear', why: wrong }
      if (asked.knownNumber !== null && asked.knownNumber !== answer.waybillNumber) return { kind: 'unclear', why: 'another-number' }
      if (asked.isUsedElsewhere(answer.waybillNumber)) return { kind: 'unclear', why: 'number-used' }
      return { kind: 'issued' }
    }
    case 'exists':
    case 'missing':
      return asked.contradictions >= mostContradictions ? { kind: 'unclear', why: 'exists-and-does-not' } : { kind: 'again', why: answer.kind }
    case 'refused':
      return { kind: 'refused', why: answer.why }
    case 'unknown':
      return { kind: 'again', why: answer.why }
  }
}
