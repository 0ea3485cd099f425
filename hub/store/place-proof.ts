// What a station shows of the place to which it has read: which fact stood there, in a form that only this hub can have written. A hub whose whole folder was
// put back, mark and all, cannot know it by itself; a proof of a fact that it does not have there tells it. Rule HX24 of docs/specs/hub-operations.md.
import type { PersonalBox } from '#shared/node/personal-box.ts'

/** A proof begins with so many digits of the fact's hash. */
export const hashDigits = 16

const signed = (box: PersonalBox, epoch: string, position: number, hashStart: string): string => `${hashStart}${box.sign(`place/${epoch}/${position}/${hashStart}`)}`

/** Goes out with each page, about the fact at its end. */
export function placeProof(box: PersonalBox, epoch: string, position: number, factHash: string): string {
  return signed(box, epoch, position, factHash.slice(0, hashDigits))
}

/** Whether this hub gave out another fact at that place of its epoch than the one that stands there now (`factHash`; undefined: none does). False for what it never wrote. */
export function provesLoss(box: PersonalBox, epoch: string, position: number, proof: string, factHash: string | undefined): boolean {
  const hashStart = proof.slice(0, hashDigits)
  return factHash?.slice(0, hashDigits) !== hashStart && signed(box, epoch, position, hashStart) === proof
}
