// The bytes of a bench's profile as one code to scan, or several that are numbered. Rules BP2 to BP5 of docs/specs/bench-profile.md. Runs anywhere.
//
//   PWB 1   2 3    7 letters      body        4 letters
//       │   │ │    checksum of    base 32     checksum of this code
//       │   │ └ of so many        the whole
//       │   └ this one
//       └ version
//
// Capitals and digits only: no scanner's case, no keyboard of another country's signs and no input method changes them into each other unseen.
import { base32, fromBase32 } from '../../kernel/base32.ts'
import { crc32 } from '../../kernel/crc32.ts'

export const profileVersion = 1
const mostCodes = 9
const headLetters = 'PWB100'.length + 7
const tailLetters = 4

/** `long` fits one code in most cases; `short` is for scanners that stop at about two hundred letters. Letters of one code in all. */
export const codeLengths = { long: 640, short: 180 } as const

export type ProfilePart =
  | { kind: 'part'; setId: string; index: number; count: number; body: string }
  | { kind: 'not-a-profile' } | { kind: 'newer'; version: number } | { kind: 'damaged' }

const checkOf = (bytes: Uint8Array, letters: number): string => {
  const crc = crc32(bytes)
  return base32(Uint8Array.of(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255, 0), letters)
}
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** The codes in their order, or undefined when the bytes do not fit into nine of this length. */
export function profileCodes(bytes: Uint8Array, mostLetters: number): string[] | undefined {
  const text = base32(bytes, Math.ceil((bytes.length * 8) / 5) + 1)
  // The last letter of base 32 may hold only some bits; they are added here so that no byte is cut.
  const whole = text + (bytes.length % 5 === 0 ? '' : lastLetter(bytes))
  const room = mostLetters - headLetters - tailLetters
  const count = Math.max(1, Math.ceil(whole.length / room))
  if (count > mostCodes) return undefined
  const setId = checkOf(bytes, 7)
  const each = Math.ceil(whole.length / count)
  return Array.from({ length: count }, (_, index) => {
    const start = `PWB${profileVersion}${index + 1}${count}${setId}${whole.slice(index * each, (index + 1) * each)}`
    return start + checkOf(bytesOf(start), tailLetters)
  })
}

/** What is left of the bytes after their last whole five bits, filled with zeros. */
function lastLetter(bytes: Uint8Array): string {
  const left = (bytes.length * 8) % 5
  return base32(Uint8Array.of(((bytes.at(-1) ?? 0) << (8 - left)) & 0xff), 1)
}

/** One scanned text. The case does not matter, and an AIM identifier before it is no part of it. */
export function readProfilePart(scanned: string): ProfilePart {
  const text = scanned.trim().replace(/^\][A-Za-z]\d/, '').toUpperCase()
  const head = /^PWB(\d)([1-9])([1-9])/.exec(text)
  if (!head) return { kind: 'not-a-profile' }
  const [, version, index, count] = head.map(Number) as [number, number, number, number]
  // What a newer version means by the rest is not known here, not even its checksum.
  if (version > profileVersion) return { kind: 'newer', version }
  if (version !== profileVersion || checkOf(bytesOf(text.slice(0, -tailLetters)), tailLetters) !== text.slice(-tailLetters)) return { kind: 'damaged' }
  const body = text.slice(headLetters, -tailLetters)
  return index > count || body === '' ? { kind: 'damaged' } : { kind: 'part', setId: text.slice(6, headLetters), index, count, body }
}

export type ProfileBytes =
  | { kind: 'whole'; bytes: Uint8Array }
  | { kind: 'incomplete'; have: number[]; count: number }
  | { kind: 'other-set' } | { kind: 'damaged' }

/** The bytes of the codes that were read so far, in any order and any of them twice. `other-set`: they are of two profiles. */
export function joinProfile(parts: readonly Extract<ProfilePart, { kind: 'part' }>[]): ProfileBytes {
  const first = parts[0]
  if (!first) return { kind: 'incomplete', have: [], count: 0 }
  if (parts.some(({ setId, count }) => setId !== first.setId || count !== first.count)) return { kind: 'other-set' }
  const bodies = new Map(parts.map(({ index, body }) => [index, body]))
  if (bodies.size < first.count) return { kind: 'incomplete', have: [...bodies.keys()].sort((a, b) => a - b), count: first.count }
  const bytes = fromBase32(Array.from({ length: first.count }, (_, index) => bodies.get(index + 1)).join(''))
  return bytes && checkOf(bytes, 7) === first.setId ? { kind: 'whole', bytes } : { kind: 'damaged' }
}
