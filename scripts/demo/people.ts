// Who stands at the bench: badge, PIN, and now and then a slip of the finger.
import type { SamplePerson } from '#hub/sample/types.ts'
import type { Command } from '#shared/domain/codes/command-codes.ts'
import type { Bench } from './bench.ts'
import type { Chance } from './chance.ts'

export type Crew = {
  /** The person who does the next piece of this work; one person does `inARow` of them. */
  forWork(kind: 'pick' | 'put' | 'check' | 'manifest', inARow?: number): SamplePerson
  /** Who takes over in the middle of this order. */
  relief(orderNumber: string): SamplePerson
  supervisor: SamplePerson
  /** After it this person is signed in and the screen is hers. */
  signIn(person: SamplePerson): Promise<void>
  /** Another person's badge and PIN, and her reason, for what the screen asks approval for. */
  approve(reason: Command): Promise<void>
  /** Without the badges shown for an approval. */
  signIns(): number
}

const wrongPinRate = 0.03

export function crewOf(people: readonly SamplePerson[], bench: Bench, chance: Chance): Crew {
  const floor = people.filter((person) => person.role === 'packer' || person.role === 'temp')
  const supervisor = people.find((person) => person.role === 'supervisor')
  if (!supervisor) throw new Error('the warehouse has no supervisor')
  let badges = 0
  let signIns = 0
  const done = new Map<string, number>()
  const badgeAndPin = async (person: SamplePerson): Promise<void> => {
    badges += 1
    await bench.scan(person.badgeCode)
    if (chance.happens(wrongPinRate, 'wrong-pin', person.personCode, badges)) await bench.enterPin('000000')
    const outcome = await bench.enterPin(person.pin)
    if (outcome.kind !== 'accepted') throw new Error(`${person.name} was not let in: ${JSON.stringify(outcome)}`)
  }
  return {
    forWork(kind, inARow = 1) {
      const count = done.get(kind) ?? 0
      done.set(kind, count + 1)
      return chance.pick(floor, 'who', kind, Math.floor(count / inARow))
    },
    relief: (orderNumber) => chance.pick(floor, 'relief', orderNumber),
    supervisor,
    async signIn(person) {
      const { operator, locked, screen } = bench.view()
      if (operator?.personId === person.personCode && !locked && screen.kind !== 'sign-in') return
      await badgeAndPin(person)
      signIns += 1
    },
    async approve(reason) {
      const step = bench.view().approval?.step
      if (step === 'badge') await badgeAndPin(supervisor)
      if (bench.view().approval?.step === 'reason') await bench.press(reason)
    },
    signIns: () => signIns,
  }
}
