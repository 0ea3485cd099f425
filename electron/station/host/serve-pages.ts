import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon',
  '.woff2': 'font/woff2', '.wav': 'audio/wav', '.mp3': 'audio/mpeg', '.ogg': 'audio/ogg', '.json': 'application/json; charset=utf-8', '.webp': 'image/webp',
}
const headers = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cache-control': 'no-cache',
}

/** Whether a request comes from a page of this very server, or from a program: a page elsewhere must not drive the station. */
export function isOwnOrigin({ headers: { origin, host } }: IncomingMessage, port: number): boolean {
  const isLoopback = [`127.0.0.1:${port}`, `localhost:${port}`].includes(host ?? '')
  return isLoopback && (origin === undefined || origin === `http://${host}`)
}

/** Serves the built screens. Nothing outside the folder and no unknown kind of file is given out. */
export async function servePage(request: IncomingMessage, response: ServerResponse, folder: string): Promise<void> {
  const refuse = (status: number, words: string): void => void response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(words)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only reading is possible here.')
  const { pathname } = new URL(request.url ?? '/', 'http://station')
  const wanted = pathname === '/' ? '/index.html' : pathname
  const contentType = contentTypes[extname(wanted)]
  const file = join(folder, normalize(wanted))
  if (!contentType || !file.startsWith(folder + sep)) return refuse(404, 'There is nothing at this address.')
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'ENOTDIR') throw error
    return refuse(404, wanted === '/index.html' ? 'The screens are not built yet; run npm start once.' : 'There is nothing at this address.')
  }
  response.writeHead(200, { ...headers, 'content-type': contentType, 'content-length': bytes.length }).end(request.method === 'HEAD' ? undefined : bytes)
}
