// TLS to a hub that is known by its key: the SHA-256 of its public key, as it stood in the enrolment code, is all that counts. Names, dates and authorities do not:
// a clock that stands at 1970 or a hub with a new address must not stop a bench, and whoever has the key is the hub (RFC 7469 pins the same thing).
import { createHash, type X509Certificate } from 'node:crypto'
import { Agent } from 'node:https'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { base32 } from '#shared/kernel/base32.ts'
import { agentFetch } from './agent-fetch.ts'

/** Characters of 5 bits. */
const pinLength = 16

/** Somebody else answers at the hub's address; nothing was said to it. */
export class OtherCertificate extends Error {
  override name = 'OtherCertificate'
}

/** The first 80 bits of the SHA-256 of the certificate's public key (SPKI), in Crockford's base 32. */
export function pinOf(certificate: X509Certificate): string {
  return base32(createHash('sha256').update(certificate.publicKey.export({ type: 'spki', format: 'der' })).digest(), pinLength)
}

/** Hands out a connection only after its certificate was found to be the pinned one: until then not a byte of a request is written. */
class PinnedAgent extends Agent {
  readonly #pin: string
  constructor(pin: string) {
    super({ keepAlive: true, maxCachedSessions: 0 })
    this.#pin = pin
  }

  override createConnection(options: ConnectionOptions, callback?: (fault: Error | null, socket: TLSSocket) => void): undefined {
    // The handshake itself proves that the other side has the key of the certificate it shows; which one it may be is decided below.
    const socket = connect({ ...options, rejectUnauthorized: false, minVersion: 'TLSv1.2' })
    let handedOver = false
    const done = (fault: Error | null): void => {
      if (handedOver) return
      handedOver = true
      callback?.(fault, socket)
    }
    socket.once('error', done)
    socket.once('close', () => done(new Error('the connection was closed during the handshake')))
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate()
      if (certificate && pinOf(certificate) === this.#pin) return done(null)
      done(new OtherCertificate('The certificate at this address is not the pinned one.'))
      socket.destroy()
    })
    return undefined
  }
}

export const pinnedAgent = (pin: string): Agent => new PinnedAgent(pin)

/** `fetch` over such connections, as far as `agentFetch` is one. */
export function pinnedFetch(pin: string): (url: string, init: RequestInit) => Promise<Response> {
  const ask = agentFetch(pinnedAgent(pin))
  return async (url, init) => {
    const { status, headers, body } = await ask(url, init)
    const parts: Uint8Array[] = []
    for await (const part of body ?? []) parts.push(part)
    return new Response(parts.length === 0 ? null : Buffer.concat(parts), { status, headers: { 'content-type': headers.get('content-type') ?? '' } })
  }
}
