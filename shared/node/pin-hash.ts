// PINs as argon2id hashes in PHC form, the same at the station and at the hub. Needs Node's crypto.
// Parameters: OWASP's 19 MiB, 2 passes, 1 lane.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const argon2Async = promisify(argon2)
const memoryKib = 19_456
const passes = 2
const parallelism = 1
const tagBytes = 32
const saltBytes = 16
/** More than this a stored hash may not ask for: a wrong row must not stop the machine. */
const mostMemoryKib = 262_144
const mostPasses = 16

const phcPattern = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,172})$/

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

async function derive(pin: string, salt: Buffer, parameters: { memory: number; passes: number; parallelism: number; tagLength: number }): Promise<Buffer> {
  return argon2Async('argon2id', { message: Buffer.from(pin, 'utf8'), nonce: salt, ...parameters })
}

/** `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, salted anew each time. Takes some 20 ms on purpose. */
export async function hashPin(pin: string, salt: Buffer = randomBytes(saltBytes)): Promise<string> {
  const tag = await derive(pin, salt, { memory: memoryKib, passes, parallelism, tagLength: tagBytes })
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/** Whether the PIN gives this hash. A text that is no such hash fits no PIN. */
export async function verifyPin(pin: string, phc: string): Promise<boolean> {
  const parts = phcPattern.exec(phc)
  if (!parts) return false
  const [, memory, time, lanes, salt, tag] = parts as unknown as [string, string, string, string, string, string]
  if (Number(memory) > mostMemoryKib || Number(time) > mostPasses || Number(time) < 1 || Number(lanes) < 1 || Number(memory) < 8 * Number(lanes)) return false
  const expected = Buffer.from(tag, 'base64')
  const found = await derive(pin, Buffer.from(salt, 'base64'), { memory: Number(memory), passes: Number(time), parallelism: Number(lanes), tagLength: expected.length })
  return timingSafeEqual(found, expected)
}

let decoy: Promise<string> | undefined

/** Does the work of comparing a real PIN, once, for a badge that nobody has: the answer's time must not tell who exists. */
export async function spendPinTime(pin: string, verify: typeof verifyPin = verifyPin): Promise<void> {
  decoy ??= hashPin('decoy')
  await verify(pin, await decoy)
}
