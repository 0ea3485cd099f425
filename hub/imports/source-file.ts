import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { say, type ImportRefusalCode, type ImportSentence } from '#shared/domain/orders/import-sentences.ts'
import type { ImportRefusal } from '#shared/domain/orders/imported-order.ts'

/** A file to import: where its bytes are, and the name that messages give it. */
export type SourceFile = { path: string; name: string }

export type Encoding = 'utf-8' | 'gb18030'

/** IM2: larger files are refused before they are read. */
const MAX_FILE_BYTES = 536_870_912

export function sourceFile(file: string | SourceFile): SourceFile {
  return typeof file === 'string' ? { path: file, name: basename(file) } : file
}

/** A refusal of a whole file. */
export function fileRefusal(file: SourceFile, why: ImportSentence, row = 1, column = '', value = ''): ImportRefusal {
  return { file: file.name, row, column, value, ...why }
}

const magic: { bytes: string; found: ImportRefusalCode }[] = [
  { bytes: '504b0304', found: 'found-workbook' },
  { bytes: '504b0506', found: 'found-empty-archive' },
  { bytes: 'd0cf11e0', found: 'found-old-workbook' },
  { bytes: '25504446', found: 'found-pdf' },
  { bytes: '1f8b', found: 'found-gzip' },
  { bytes: '89504e47', found: 'found-picture' },
  { bytes: 'ffd8ff', found: 'found-picture' },
  { bytes: 'fffe', found: 'found-utf-16' },
  { bytes: 'feff', found: 'found-utf-16' },
]

/** What the first bytes are when they are not the text that was asked for; null when they may be text. */
function foundInstead(head: Buffer): ImportRefusalCode | null {
  const known = magic.find(({ bytes }) => head.subarray(0, bytes.length / 2).toString('hex') === bytes)
  if (known) return known.found
  const start = head.toString('latin1').replace(/^\xef\xbb\xbf/, '').trimStart().toLowerCase()
  if (/^<(?:!doctype|html|head|body|table|\?xml|meta|style)/.test(start)) return 'found-page'
  return null
}

/**
 * Looks at the whole file once before anything of it is used: that it is there, is a file, is not empty, is text, and in which
 * of the allowed encodings (IM2, IM3). UTF-8 wins when both fit, because text that is valid UTF-8 by chance is all ASCII.
 */
export async function inspectFile(file: SourceFile, allowed: readonly Encoding[]): Promise<{ ok: true; encoding: Encoding } | { ok: false; refusal: ImportRefusal }> {
  const no = (why: ImportSentence, row = 1): { ok: false; refusal: ImportRefusal } => ({ ok: false, refusal: fileRefusal(file, why, row) })
  const facts = await stat(file.path).catch((error: NodeJS.ErrnoException) => error)
  if (facts instanceof Error) {
    if (facts.code === 'ENOENT' || facts.code === 'ENOTDIR') return no(say('file-missing'))
    return no(say('file-unreadable', { cause: facts.code ?? facts.message }))
  }
  if (facts.isDirectory()) return no(say('file-is-folder'))
  if (!facts.isFile()) return no(say('file-not-regular'))
  if (facts.size === 0) return no(say('file-empty'))
  if (facts.size > MAX_FILE_BYTES) return no(say('file-too-large', { bytes: facts.size, most: MAX_FILE_BYTES }))
  const handle = await open(file.path, 'r').catch((error: NodeJS.ErrnoException) => error)
  if (handle instanceof Error) return no(say('file-unreadable', { cause: (handle as NodeJS.ErrnoException).code ?? handle.message }))
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
  await handle.close()
  const instead = foundInstead(buffer.subarray(0, bytesRead))
  if (instead) return no(say(instead))
  let problem = ''
  let row = 1
  for (const encoding of allowed) {
    const result = await scanText(file.path, encoding)
    if (result.ok) return { ok: true, encoding }
    if (problem === '') ({ problem, row } = result)
  }
  if (problem === 'nul') return no(say('nul-byte', { line: row }), row)
  return no(say(allowed.length > 1 ? 'not-utf-8-nor-gbk' : allowed[0] === 'utf-8' ? 'not-utf-8' : 'not-gbk', { line: row }), row)
}

async function scanText(path: string, encoding: Encoding): Promise<{ ok: true } | { ok: false; problem: string; row: number }> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let lines = 1
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
    const nulAt = chunk.indexOf(0)
    if (nulAt >= 0) return { ok: false, problem: 'nul', row: lines + countLines(chunk.subarray(0, nulAt)) }
    if (!decodes(decoder, chunk)) return { ok: false, problem: 'encoding', row: lines + badLine(chunk, encoding) }
    lines += countLines(chunk)
  }
  return decodes(decoder, null) ? { ok: true } : { ok: false, problem: 'encoding', row: lines }
}

function decodes(decoder: TextDecoder, chunk: Buffer | null): boolean {
  try {
    if (chunk) decoder.decode(chunk, { stream: true })
    else decoder.decode()
    return true
  } catch (error) {
    if (error instanceof TypeError) return false // the one thing a fatal decoder throws
    throw error
  }
}

function countLines(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count += 1
  return count
}

/** Lines into `chunk` of its first undecodable line; the first and last line may be cut by the chunk's edge. */
function badLine(chunk: Buffer, encoding: Encoding): number {
  if (encoding !== 'utf-8') return 0
  let line = 0
  for (let start = 0; start < chunk.length; line += 1) {
    const end = chunk.indexOf(10, start)
    const until = end < 0 ? chunk.length : end
    if (!isUtf8(chunk.subarray(start, until))) return line
    start = until + 1
  }
  return 0
}

/** The file's text in pieces, without its byte order mark. The file was inspected before, so a decoding error is a fault. */
export async function* textOf(file: SourceFile, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const chunk of createReadStream(file.path, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
    const text = decoder.decode(chunk, { stream: true })
    if (text) yield text
  }
  const rest = decoder.decode()
  if (rest) yield rest
}
