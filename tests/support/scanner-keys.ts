/** The key of a keyboard that stands for a character of a code, by its place on the keyboard. */
export function keyOf(character: string): { code: string; shift: boolean } {
  if (character === '\n') return { code: 'Enter', shift: false }
  if (character === '-') return { code: 'Minus', shift: false }
  if (/\d/.test(character)) return { code: `Digit${character}`, shift: false }
  if (/[A-Za-z]/.test(character)) return { code: `Key${character.toUpperCase()}`, shift: character !== character.toLowerCase() }
  throw new Error(`no key for ${character}`)
}
