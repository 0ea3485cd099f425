// The board's page and its assets, as built, with headers that let it talk to this hub and to nobody else.
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import path from 'node:path'
import { answerJson } from './http.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon',
  '.woff2': 'font/woff2', '.wav': 'audio/wav', '.mp3': 'audio/mpeg', '.ogg': 'audio/ogg', '.json': 'application/json; charset=utf-8',
}

const pageHeaders = {
  'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'permissions-policy': 'camera=(), microphone=(), geolocation=()', 'cache-control': 'no-cache',
} as const

/** Serves `/` and `/board` as the board's page, other paths from the folder. Nothing outside the folder and no unknown kind of file is given out. */
export async function servePage(response: ServerResponse, folder: string, urlPath: string): Promise<void> {
  const wanted = urlPath === '/' || urlPath === '/board' ? '/board.html' : urlPath
  const contentType = contentTypes[path.extname(wanted)]
  const file = path.join(folder, path.normalize(wanted))
  if (!contentType || !file.startsWith(folder + path.sep)) return answerJson(response, 404, { error: 'There is nothing at this address.' })
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'ENOTDIR') throw fault
    return answerJson(response, 404, { error: wanted === '/board.html' ? 'The board page is not built yet; run npm start once.' : 'There is nothing at this address.' })
  }
  response.writeHead(200, { ...pageHeaders, 'content-type': contentType, 'content-length': bytes.length })
  response.end(bytes)
}
