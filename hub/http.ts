// Small helpers of the hub's HTTP side: bounded bodies, JSON answers, errors in words.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, gzip, type ZlibOptions } from 'node:zlib'
import * as z from 'zod'

const gunzipped = promisify<Buffer, ZlibOptions, Buffer>(gunzip)
const gzipped = promisify<string, ZlibOptions, Buffer>(gzip)
/** A shorter answer is sent as it is. */
const packAboveChars = 4_096

/** A "no" that goes to the caller as it is: status and words. */
export class HttpRefusal extends Error {
  override name = 'HttpRefusal'
  readonly status: number
  constructor(status: number, words: string) {
    super(words)
    this.status = status
  }
}

export const tooMany = 'Too many requests. Wait a minute.'

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  sendJson(response, status, Buffer.from(JSON.stringify(body)), status === 429 || status === 503 ? { 'retry-after': '5' } : {})
}

function sendJson(response: ServerResponse, status: number, bytes: Buffer, more: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.byteLength, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...more })
  response.end(bytes)
}

/** A request that is too long is read up to so many times the limit, so that its sender hears why. */
const heardOut = 8

const tooLong = (mostBytes: number): HttpRefusal => new HttpRefusal(413, `The request is longer than ${Math.floor(mostBytes / 1_048_576)} MB.`)

/** The limit counts what comes out: a small body that unpacks to a large one ends there. */
async function unpacked(bytes: Buffer, encoding: string | undefined, mostBytes: number): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return bytes
  if (encoding !== 'gzip') throw new HttpRefusal(415, 'The request is packed in a way that is not known here.')
  try {
    return await gunzipped(bytes, { maxOutputLength: mostBytes })
  } catch (fault) {
    const code = fault instanceof Error && 'code' in fault ? fault.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLong(mostBytes)
    if (typeof code === 'string' && code.startsWith('Z_')) throw new HttpRefusal(400, 'The request is not whole.')
    throw fault
  }
}

/** JSON already. */
export class JsonText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** The same as `answerJson`, packed for who asks for it. */
export async function answerPacked(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
  const text = body instanceof JsonText ? body.text : JSON.stringify(body)
  if (text.length < packAboveChars || !/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return sendJson(response, 200, Buffer.from(text), {})
  sendJson(response, 200, await gzipped(text, { level: 1 }), { 'content-encoding': 'gzip' })
}

/** The body as JSON of the given shape. Refuses what is longer than `mostBytes`, what is no JSON and what has another shape, each in words. */
export async function readJson<S extends z.ZodType>(request: IncomingMessage, shape: S, mostBytes: number): Promise<z.infer<S>> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length
      // Read on for a while and kept no more: a caller that is still sending would not hear the answer.
      if (length > mostBytes * heardOut) throw tooLong(mostBytes)
      if (length <= mostBytes) chunks.push(chunk)
    }
  } catch (fault) {
    if (fault instanceof HttpRefusal) throw fault
    // Whoever asked has gone in the middle of it: nobody's fault here, and nobody hears this.
    throw new HttpRefusal(400, 'The request was cut.')
  }
  if (length > mostBytes) throw tooLong(mostBytes)
  const bytes = await unpacked(Buffer.concat(chunks), request.headers['content-encoding'], mostBytes)
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (fault) {
    // The decoder's TypeError: not UTF-8.
    if (!(fault instanceof SyntaxError) && !(fault instanceof TypeError)) throw fault
    throw new HttpRefusal(400, 'The request is not JSON.')
  }
  const checked = shape.safeParse(parsed)
  if (!checked.success) throw new HttpRefusal(400, `The request has the wrong shape: ${z.prettifyError({ issues: checked.error.issues.slice(0, 5) } as z.ZodError).slice(0, 800)}`)
  return checked.data
}

/** Path and query of what was asked for. Refuses what no address can be made of (`GET //`). */
export function targetOf(request: IncomingMessage): URL {
  const target = request.url ?? '/'
  if (!URL.canParse(target, 'http://hub')) throw new HttpRefusal(400, 'The request names no address.')
  return new URL(target, 'http://hub')
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
