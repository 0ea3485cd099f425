// Personal data at rest, at the station and at the hub: AES-256-GCM. What is sealed for one row and column does not open for another (the `place` is authenticated).
import { assert } from '#shared/kernel/assert.ts'
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomFillSync } from 'node:crypto'

const version = 1
const nonceBytes = 12
const tagBytes = 16
const versionByte = Buffer.of(version)

/** Random nonces, fetched by the thousand: an import seals a hundred thousand rows. */
const nonces = Buffer.alloc(nonceBytes * 1_000)
let nonceAt = nonces.length
function nextNonce(): Buffer {
  if (nonceAt === nonces.length) {
    randomFillSync(nonces)
    nonceAt = 0
  }
  nonceAt += nonceBytes
  return nonces.subarray(nonceAt - nonceBytes, nonceAt)
}

export type PersonalBox = {
  /** version ‖ nonce ‖ tag ‖ text. `place` names table, column and row. */
  seal(value: unknown, place: string): Buffer
  /** Throws when the key is another, the bytes were changed or they belong to another place. */
  open<T>(sealed: Buffer, place: string): T
  /** The same as JSON, as it was sealed: for who only hands it on. */
  openText(sealed: Buffer, place: string): string
  /** 32 hex digits that only who has this key can have written about `text` (HMAC-SHA-256, under a key derived from this one). */
  sign(text: string): string
}

/** `key` is 32 bytes, kept beside the database in a file of mode 0600 and never in it. */
export function personalBox(key: Buffer): PersonalBox {
  assert(key.length === 32, 'the key for personal data has 32 bytes')
  // Given as bytes, Node would look the key over anew for every value, which takes longer than the encryption.
  const secret = createSecretKey(key)
  const signingKey = createSecretKey(createHmac('sha256', secret).update('packwave sign').digest())
  const openText = (sealed: Buffer, place: string): string => {
    if (sealed[0] !== version) throw new Error(`sealed by an unknown version: ${sealed[0]}`)
    const cipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes })
    cipher.setAAD(Buffer.from(place))
    cipher.setAuthTag(sealed.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes))
    // GCM has no padding: update gives all of the text, and final only throws when the tag does not fit.
    const text = cipher.update(sealed.subarray(1 + nonceBytes + tagBytes))
    cipher.final()
    return text.toString('utf8')
  }
  return {
    seal(value, place) {
      const nonce = nextNonce()
      const cipher = createCipheriv('aes-256-gcm', secret, nonce)
      cipher.setAAD(Buffer.from(place))
      // GCM has no padding: update gives all of the text and final only the tag.
      const text = cipher.update(JSON.stringify(value), 'utf8')
      cipher.final()
      return Buffer.concat([versionByte, nonce, cipher.getAuthTag(), text])
    },
    open: <T>(sealed: Buffer, place: string) => JSON.parse(openText(sealed, place)) as T,
    openText,
    sign: (text) => createHmac('sha256', signingKey).update(text).digest('hex').slice(0, 32),
  }
}
