// TLS to a hub that is known by its key: the SHA-256 of its public key, as it stood in the enrolment code, is all that counts. Names, dates and authorities do not:
// a clock that stands at 1970 or a hub with a new address must not stop a bench, and whoever has the key is the hub (RFC 7469 pins the same thing).
import { createHash, type X509Certificate } from 'node:crypto'
import { Agent, request as startRequest } from 'node:https'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { createGunzip } from 'node:zlib'
import { base32 } from '#shared/kernel/base32.ts'

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

/** `fetch` over such connections, with what the hub client uses of it: text or bytes out, a stream in, no redirects. */
export function pinnedFetch(pin: string): (url: string, init: RequestInit) => Promise<Response> {
  const agent = pinnedAgent(pin)
  return (url, init) => new Promise((resolve, reject) => {
    const request = startRequest(url, { agent, method: init.method ?? 'GET', headers: Object.fromEntries(new Headers(init.headers)), ...(init.signal ? { signal: init.signal } : {}) }, (answer) => {
      const status = answer.statusCode ?? 0
      const isEmpty = status === 204 || status === 304
      if (status < 200 || (status >= 300 && status < 400 && !isEmpty)) {
        answer.resume()
        return reject(new TypeError(`the hub answered with a redirect (${status})`))
      }
      const zipped = /^gzip$/i.test(answer.headers['content-encoding'] ?? '')
      const body = zipped ? answer.pipe(createGunzip()) : answer
      if (zipped) answer.once('error', (fault) => body.destroy(fault))
      const headers = new Headers(Object.entries(answer.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as [string, string]])))
      resolve(new Response(isEmpty ? null : (Readable.toWeb(body) as ReadableStream<Uint8Array> as unknown as ConstructorParameters<typeof Response>[0]), { status, headers }))
    })
    request.once('error', reject)
    request.end(typeof init.body === 'string' || init.body instanceof Uint8Array ? init.body : undefined)
  })
}
