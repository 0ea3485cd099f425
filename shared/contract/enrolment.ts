// What a person carries from the board to a new station: a short code, and over https the hub's fingerprint with it. Runs anywhere.
import { base32Alphabet } from '../kernel/base32.ts'

/** 40 bits, good once, for half an hour, at 200 tries a minute for the whole site. */
export const codeLength = 8
/** 80 bits of the SHA-256 of the hub's public key (shared/node/pinned-tls.ts). */
const pinLength = 16

/** What a new station needs to know. `pin` null: the hub's certificate is one that every machine can check, or there is none (plain http). */
export type Enrolment = { hubUrl: string | null; joinToken: string; pin: string | null }

/** As a person may write it: small letters, O for 0, I or L for 1, blanks and dashes anywhere. Undefined when it cannot be a code. */
function plain(text: string): string | undefined {
  const code = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return [...code].every((letter) => base32Alphabet.includes(letter)) ? code : undefined
}

const inGroups = (code: string): string => code.replaceAll(/.{4}(?=.)/g, '$&-')

/** The code for a person's eyes and hands: groups of four, the fingerprint behind it. */
export const enrolmentCode = (code: string, pin: string | null): string => inGroups(`${code}${pin ?? ''}`)

/** The same for a scanner, with the address. What stands behind # is never sent to anybody. */
export const enrolmentLink = (hubUrl: string, code: string, pin: string | null): string => `${hubUrl}/join#${enrolmentCode(code, pin)}`

/** The token of the hub's own machine, together with the fingerprint. */
export const tokenWithPin = (token: string, pin: string | null): string => (pin === null ? token : `${token}~${pin}`)

/** Takes a typed code, a scanned link or the token of the hub's own machine apart. Undefined when it is none of them. */
export function readEnrolment(given: string): Enrolment | undefined {
  const text = given.trim()
  const link = /^(https?:\/\/[^\s#]+?)\/join#(.+)$/i.exec(text)
  if (link) {
    const inner = readEnrolment(link[2] ?? '')
    return inner && { ...inner, hubUrl: link[1] ?? null }
  }
  const code = plain(text)
  if (code?.length === codeLength) return { hubUrl: null, joinToken: code, pin: null }
  if (code?.length === codeLength + pinLength) return { hubUrl: null, joinToken: code.slice(0, codeLength), pin: code.slice(codeLength) }
  const token = /^([A-Za-z0-9_-]{5,200})(?:~([0-9A-Z]+))?$/.exec(text)
  if (!token || (token[2] !== undefined && token[2].length !== pinLength)) return undefined
  return { hubUrl: null, joinToken: token[1] ?? '', pin: token[2] ?? null }
}

/** Whether a token is a code that a person carried, and not 192 random bits. */
export const isShortCode = (joinToken: string): boolean => joinToken.length === codeLength
