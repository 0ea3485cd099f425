import { say, type ImportSentence } from '#shared/domain/orders/import-sentences.ts'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadMapping, type CsvMapping } from './csv-mapping.ts'
import { isLayoutTable } from './layout-csv.ts'
import { isStockTable } from './stock-csv.ts'
import { tableOf } from './csv-mapped.ts'
import { readTable, type Header } from './csv-table.ts'
import { importFormats, type ImportFormat } from './read-import.ts'
import { isShopifyOrders, isShopifyProducts } from './shopify.ts'
import { inspectFile, sourceFile, type SourceFile } from './source-file.ts'
import { isTaobaoLines, isTaobaoOrders } from './taobao.ts'

/** `refused` is the whole sentence of `why`; `file` is the one it is about, where it is about one. */
export type NotDetected = { refused: string; why: ImportSentence; file?: string }
const notDetected = (...sentence: Parameters<typeof say>): NotDetected => {
  const why = say(...sentence)
  return { refused: why.reason, why }
}

export type DetectedImport = { format: ImportFormat; files: SourceFile[]; mapping?: CsvMapping; /** Files that are none of the format's. */ unused: string[] }

/** Where the mappings lie in the source tree; a bundled hub passes its own folder. */
const folderOfMappings = fileURLToPath(new URL('../../assets/import-mappings/', import.meta.url))

/**
 * What a folder, or a list of files and folders, holds, by the headers and never by the names of its files. Folders are read one level
 * deep. Refuses when nothing, or more than one format, is recognised. The mappings of `mappingsFolder` are tried, and those that lie
 * among the files.
 */
export async function detectImport(folderOrFiles: string | readonly (string | SourceFile)[], mappingsFolder: string = folderOfMappings): Promise<DetectedImport | NotDetected> {
  const asked = typeof folderOrFiles === 'string' ? [folderOrFiles] : [...folderOrFiles]
  const files: SourceFile[] = []
  for (const one of asked) {
    const { path, name: shown } = typeof one === 'string' ? { path: one, name: one } : one
    const facts = await stat(path).catch((error: NodeJS.ErrnoException) => error)
    if (facts instanceof Error) return notDetected('nothing-to-read', { file: shown })
    if (!facts.isDirectory()) files.push(sourceFile(one))
    else for (const name of (await readdir(path)).sort()) if (/\.(?:csv|tsv|txt|json|ndjson)$/i.test(name)) files.push({ path: join(path, name), name })
  }
  if (files.length === 0) return notDetected('no-export-here', { files: asked.map((one) => (typeof one === 'string' ? one : one.name)).join(', ') })

  const mappings: CsvMapping[] = []
  for (const name of (await readdir(mappingsFolder)).sort()) {
    const loaded = name.endsWith('.json') ? await loadMapping(join(mappingsFolder, name)) : null
    if (loaded?.ok) mappings.push(loaded.mapping)
  }

  const records = new Set<SourceFile>()
  for (const file of files) {
    if (!/\.(?:json|ndjson)$/i.test(file.name)) continue
    const head = await headOf(file)
    if (/"type"\s*:\s*"(?:order|product)"/.test(head)) records.add(file)
    else if (/"packwaveMapping"/.test(head)) {
      const own = await loadMapping(file)
      if (!own.ok) return notDetected('own-mapping-wrong', { file: own.refusal.file, problem: own.refusal.reason })
      mappings.push(own.mapping)
    }
  }

  const found = new Map<string, SourceFile[]>()
  const kinds = new Map<string, string[]>()
  for (const file of files) {
    const isJson = /\.(?:json|ndjson)$/i.test(file.name)
    const formats = records.has(file) ? [['packwave-json', 'records']] : isJson ? [] : formatsOf(await headerOf(file), mappings)
    for (const [format = '', kind = ''] of formats) {
      found.set(format, [...(found.get(format) ?? []), file])
      kinds.set(format, [...(kinds.get(format) ?? []), kind])
    }
  }
  const whole = [...found].filter(([format]) => isWhole(format, kinds.get(format) ?? [], mappings))
  const names = files.map((file) => file.name).join(', ')
  const [first] = whole
  if (!first) {
    // One of a pair says itself what the other one is.
    const half = found.get('taobao')
    if (half) return { format: 'taobao', files: half, unused: files.filter((file) => !half.includes(file)).map((file) => file.name) }
    for (const file of files) {
      const inspected = await inspectFile(file, ['utf-8', 'gb18030'])
      if (!inspected.ok) return { refused: `${file.name}: ${inspected.refusal.reason}`, why: inspected.refusal, file: file.name }
    }
    return notDetected('no-known-export', { files: names })
  }
  if (whole.length > 1) return notDetected('several-exports', { formats: whole.map(([format]) => format).join(', ') })
  const [format, own] = first
  const mapping = mappings.find((candidate) => `csv:${candidate.name}` === format)
  const unused = files.filter((file) => !own.includes(file)).map((file) => file.name)
  if (mapping) return { format: 'csv', files: own, mapping, unused }
  const plain = importFormats.find((name) => name === format)
  return plain ? { format: plain, files: own, unused } : notDetected('format-unknown', { format })
}

/** The first 4 KB of a file as text. */
async function headOf(file: SourceFile): Promise<string> {
  const handle = await open(file.path, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(4_096), 0, 4_096, 0)
  await handle.close()
  return buffer.toString('utf8', 0, bytesRead)
}

/** Pairs of format and the part of it that a header is. */
function formatsOf(header: Header | null, mappings: CsvMapping[]): string[][] {
  if (!header) return []
  if (isShopifyOrders(header)) return [['shopify', 'orders']]
  if (isShopifyProducts(header)) return [['shopify', 'products']]
  if (isTaobaoLines(header)) return [['taobao', 'lines']]
  if (isTaobaoOrders(header)) return [['taobao', 'orders']]
  if (isLayoutTable(header)) return [['layout', 'places']]
  if (isStockTable(header)) return [['stock', 'rows']]
  return mappings.flatMap((mapping) => {
    const table = tableOf(mapping, header)
    return table ? [[`csv:${mapping.name}`, table]] : []
  })
}

function isWhole(format: string, kinds: string[], mappings: CsvMapping[]): boolean {
  if (format === 'taobao') return kinds.includes('orders') && kinds.includes('lines')
  const mapping = mappings.find((candidate) => `csv:${candidate.name}` === format)
  // Products may come alone, before any order.
  return !mapping || kinds.every((kind) => kind === 'products') || (['orders', 'lines', 'customers'] as const).every((table) => !mapping.tables[table] || kinds.includes(table))
}

/** The header of a file in any of the usual separators and encodings; null when it is no table. */
async function headerOf(file: SourceFile): Promise<Header | null> {
  let header: Header | null = null
  for (const delimiter of [',', '\t', ';'] as const) {
    await readTable(file, {
      delimiter,
      encodings: ['utf-8', 'gb18030'],
      onHeader(read) {
        header = read
        return say('no-header') // The header is all that is wanted; the refusal ends the reading.
      },
      onRow: () => null,
      onRefusedRow: () => undefined,
    })
    if ((header as Header | null)?.names.length !== 1) break
  }
  return header
}
