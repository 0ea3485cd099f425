// Small helpers of the hub's HTTP side: bounded bodies, JSON answers, errors in words.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'

/** A "no" that goes to the caller as it is: status and words. */
export class HttpRefusal extends Error {
  override name = 'HttpRefusal'
  readonly status: number
  constructor(status: number, words: string) {
    super(words)
    this.status = status
  }
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...(status === 429 || status === 503 ? { 'retry-after': '5' } : {}) })
  response.end(text)
}

/** The body as JSON of the given shape. Refuses what is longer than `mostBytes`, what is no JSON and what has another shape, each in words. */
export async function readJson<S extends z.ZodType>(request: IncomingMessage, shape: S, mostBytes: number): Promise<z.infer<S>> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > mostBytes) throw new HttpRefusal(413, `The request is longer than ${Math.floor(mostBytes / 1_048_576)} MB.`)
    chunks.push(chunk)
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault
    throw new HttpRefusal(400, 'The request is not JSON.')
  }
  const checked = shape.safeParse(parsed)
  if (!checked.success) throw new HttpRefusal(400, `The request has the wrong shape: ${z.prettifyError(checked.error).slice(0, 800)}`)
  return checked.data
}

export function bearerOf(request: IncomingMessage): string {
  const found = /^Bearer ([A-Za-z0-9_-]{16,200})$/.exec(request.headers.authorization ?? '')
  if (!found) throw new HttpRefusal(401, 'The request carries no key.')
  return found[1]!
}

/** Browsers name the page they act for; a page of another site is refused. Programs name none. */
export function originIsOwn(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
