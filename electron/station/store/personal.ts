// What may be personal rests encrypted: AES-256-GCM, each value bound to its table, row and column, so that none can be moved to another place.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { assert } from '#shared/kernel/assert.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16

export type Place = { table: string; row: string; column: string }
export type Personal = {
  /** Nonce, tag and ciphertext in one value. */
  seal(text: string, place: Place): Buffer
  /** Throws when the key is another one, the value was changed, or it was sealed for another place. */
  open(sealed: Buffer, place: Place): string
}

const boundTo = ({ table, row, column }: Place): Buffer => Buffer.from(JSON.stringify([table, row, column]), 'utf8')

/** `key` is 32 bytes. Nonces are random: with 96 bits, two billion values under one key stay far below a risk. */
export function personalWith(key: Buffer): Personal {
  assert(key.length === 32, 'the key for personal data has 32 bytes')
  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(boundTo(place))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open(sealed, place) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES }).setAAD(boundTo(place))
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
    },
  }
}
