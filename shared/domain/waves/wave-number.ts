// The number people read out for a wave. Runs anywhere: no clock, no I/O. Rule WN1 of docs/specs/waves.md.
import { assert } from '#shared/kernel/assert.ts'

/**
 * `W261123-0007` from the site's date and a sequence that the hub's store counts up per date inside the releasing transaction.
 * Two waves cannot share it, because the store never gives a sequence out twice and numbers beyond 9999 grow a digit instead of
 * starting anew. A number made from the clock alone would be shared by two waves released in the same second.
 */
export function waveNumber(dateText: string, sequence: number): string {
  assert(/^[0-9]{6}$/.test(dateText), 'the date of a wave number is yyMMdd')
  assert(Number.isSafeInteger(sequence) && sequence > 0, 'the sequence of a wave number counts from 1')
  return `W${dateText}-${String(sequence).padStart(4, '0')}`
}
