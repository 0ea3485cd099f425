import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** Where the pages live: a scheme of our own, so that a page never gets the rights of file://. */
export const pageScheme = 'app'
export const pageOrigin = `${pageScheme}://packwave`

/**
 * What our pages may load and do: their own files and nothing else. They reach the station by a port, not by network.
 * Inline styles on elements are allowed because React writes progress bars as style attributes; inline scripts never are.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.pdf': 'application/pdf',
}

/** Whether an address is one of our own pages; only such a page is ever given a port. */
export function isOwnPage(address: string): boolean {
  return address === pageOrigin || address.startsWith(`${pageOrigin}/`)
}

/** Answers a request of our scheme from the built pages. Refuses other hosts, other methods and paths that climb out. */
export async function servePage(pagesDir: string, request: { url: string; method: string }): Promise<Response> {
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.host !== 'packwave') return new Response(null, { status: 405 })
  let place: string
  try {
    place = decodeURIComponent(url.pathname)
  } catch (fault) {
    if (fault instanceof URIError) return new Response(null, { status: 400 })
    throw fault
  }
  const file = path.join(pagesDir, place === '/' ? 'index.html' : place)
  const contentType = contentTypes[path.extname(file).toLowerCase()]
  if (!file.startsWith(pagesDir + path.sep) || place.includes('\0') || !contentType) return new Response(null, { status: 404 })
  const body = await readFile(file).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT' || fault.code === 'EISDIR' || fault.code === 'ENOTDIR') return undefined
    throw fault
  })
  if (!body) return new Response(null, { status: 404 })
  return new Response(new Uint8Array(body), {
    headers: {
      'content-type': contentType,
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    },
  })
}
