/** Crockford's base 32: no letter that a person reads as another. */
export const base32Alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Bytes as base 32, cut to so many characters. */
export function base32(bytes: Uint8Array, length: number): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5 && text.length < length) {
      bits -= 5
      text += base32Alphabet[(held >> bits) & 31]
    }
    held &= (1 << bits) - 1
  }
  return text
}
