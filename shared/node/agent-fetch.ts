// Questions over connections that one agent keeps open: what the hub client uses of `fetch`, in two thirds of its time (a fact goes to the hub in one or two milliseconds).
import { Agent, request as askPlain, type IncomingMessage } from 'node:http'
import { Agent as TlsAgent, request as askTls } from 'node:https'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** An answer of `fetch` is one, too. */
export type HttpAnswer = { status: number; headers: { get(name: string): string | null }; body: AsyncIterable<Uint8Array> | null }

/** An agent for an address; a certificate that the system does not trust ends the connection before a word is said. */
export const agentFor = (url: string): Agent => (/^https:/i.test(url) ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true }))

/** Text or bytes out, unpacked bytes in, no redirects. An address that is not of the agent's kind (https or plain) is refused before a word is said. */
export function agentFetch(agent: Agent): (url: string, init: RequestInit) => Promise<HttpAnswer> {
  const ask = agent instanceof TlsAgent ? askTls : askPlain
  return (url, init) => new Promise((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage): void => {
      const status = answer.statusCode ?? 0
      if (status < 200 || (status >= 300 && status < 400)) {
        answer.resume()
        return reject(new TypeError(`the hub answered with a redirect (${status})`))
      }
      const isPacked = /^gzip$/i.test(answer.headers['content-encoding'] ?? '')
      resolve({
        status,
        headers: { get: (name) => answer.headers[name]?.toString() ?? null },
        // Whoever reads it hears what went wrong.
        body: isPacked ? pipeline(answer, createGunzip(), () => undefined) : answer,
      })
    }
    const request = ask(url, { agent, method: init.method ?? 'GET', headers: init.headers as Record<string, string>, ...(init.signal ? { signal: init.signal } : {}) }, onAnswer)
    request.on('error', reject)
    request.end(typeof init.body === 'string' || init.body instanceof Uint8Array ? init.body : undefined)
  })
}
