// An override takes a second pair of eyes. Runs anywhere: no clock, no I/O. Rules PE4..PE6 of docs/specs/people.md.
import type { Role } from '../facts/common.ts'
import { mayDo, type Right } from './rights.ts'

export type SecondPersonVerdict = { kind: 'approved' } | { kind: 'refused'; why: 'same-person' | 'badge-disabled' | 'not-allowed' }

/**
 * Judges the person whose badge and PIN were just given for an override. `workedOnIt` is everyone who had this parcel in hand,
 * the operator signed in now included: after a change of operator the first one still cannot approve her own parcel.
 */
export function judgeSecondPerson(right: Right, approver: { personId: string; role: Role; active: boolean }, workedOnIt: readonly string[]): SecondPersonVerdict {
  // PE4
  if (workedOnIt.includes(approver.personId)) return { kind: 'refused', why: 'same-person' }
  // PE5
  if (!approver.active) return { kind: 'refused', why: 'badge-disabled' }
  // PE6
  return mayDo(approver.role, right) ? { kind: 'approved' } : { kind: 'refused', why: 'not-allowed' }
}
