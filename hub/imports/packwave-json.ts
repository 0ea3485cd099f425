import * as z from 'zod'
import { say } from '#shared/domain/orders/import-sentences.ts'
import type { ImportedOrder, ImportedProduct, ImportRefusal, SourceAt } from '#shared/domain/orders/imported-order.ts'
import { textCell } from './cells.ts'
import type { ImportItem } from './import-target.ts'
import { checkedOrder } from './order-book.ts'
import { checkedProduct } from './product-book.ts'
import { fileRefusal, inspectFile, textOf, type SourceFile } from './source-file.ts'

/** IM26: a JSON array is parsed at once; larger imports come as NDJSON, one record a line. */
const MAX_JSON_CHARS = 64_000_000
const MAX_RECORD_CHARS = 1_000_000

const Text = (most: number) => z.string().max(most).transform(textCell)
const Named = (most: number) => z.string().max(most).transform(textCell).refine((text) => text !== '', 'must not be empty')
const Hold = z.enum(['unpaid', 'cancelled', 'refunded', 'pick-up', 'no-lines', 'already-shipped', 'unknown-product', 'recipient-masked', 'fraud-review'])
const Measure = z.number().int().min(1).max(1_000_000).nullable().default(null)

/** One order as the API and JSON files give it. Unknown fields are refused: a misspelt one would be lost in silence. */
const OrderRecord = z.strictObject({
  type: z.literal('order'),
  shop: Named(64),
  number: Named(64),
  orderedAt: z.iso.datetime({ offset: true }).nullable().default(null),
  lines: z.array(z.strictObject({ sku: Text(100), name: Text(2_000).default(''), spec: Text(2_000).default(''), quantity: z.number().int().min(1).max(9_999) })).max(5_000),
  recipient: z.strictObject({
    name: Text(100), phone: Text(40).default(''), province: Text(60).default(''), city: Text(60).default(''), district: Text(60).default(''), detail: Text(300),
    postcode: Text(20).default(''), countryCode: Text(2).default(''),
  }),
  carrierCode: Named(20).nullable().default(null),
  buyerRemark: Text(5_000).default(''),
  sellerRemark: Text(5_000).default(''),
  isGift: z.boolean().default(false),
  invoiceTitle: Text(200).default(''),
  holds: z.array(Hold).max(9).default([]),
})

/** One product as the API and JSON files give it. */
const ProductRecord = z.strictObject({
  type: z.literal('product'),
  sku: Named(100),
  name: Text(2_000).default(''),
  nameEn: Text(2_000).default(''),
  spec: Text(2_000).default(''),
  codes: z.array(z.strictObject({ code: z.string().min(1).max(128), quantity: z.number().int().min(1).max(9_999).default(1) })).max(100).default([]),
  weightGrams: Measure,
  lengthMm: Measure,
  widthMm: Measure,
  heightMm: Measure,
})

const ImportRecord = z.discriminatedUnion('type', [OrderRecord, ProductRecord])

/** One record of JSON, checked. The API hands its request's records here one by one; `at.row` counts them from 1. */
function* readRecord(value: unknown, at: SourceAt): Generator<ImportItem> {
  const parsed = ImportRecord.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const path = issue?.path.join('.') ?? ''
    const unknownKeys = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : ''
    const number = typeof value === 'object' && value !== null && 'number' in value && typeof value.number === 'string' ? value.number.slice(0, 64) : null
    const refusal: ImportRefusal = { ...at, column: path || unknownKeys, value: unknownKeys || shownAt(value, issue?.path ?? []), ...say(path ? 'record-wrong-at' : 'record-wrong', { path, problem: issue?.message ?? 'unknown' }) }
    return yield { kind: 'refusal', refusal, order: number }
  }
  if (parsed.data.type === 'product') {
    const { type: _type, ...record } = parsed.data
    yield* checkedProduct({ ...record, at } satisfies ImportedProduct)
    return
  }
  const { type: _type, orderedAt, ...record } = parsed.data
  yield checkedOrder({ ...record, orderedAtMs: orderedAt === null ? null : Date.parse(orderedAt), at } satisfies ImportedOrder)
}

/** The wrong value itself, unless it is of the receiver: reports and logs carry no personal data. */
function shownAt(value: unknown, path: PropertyKey[]): string {
  if (path[0] === 'recipient') return ''
  let at: unknown = value
  for (const key of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at).slice(0, 100) : ''
}

function parsed(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { ok: false, message: error.message.slice(0, 200) }
  }
}

/** Reads Packwave's own JSON: an array of records, or NDJSON. Products may stand anywhere; orders keep their order. */
export async function* readPackwaveJson(files: SourceFile[]): AsyncGenerator<ImportItem> {
  for (const file of files) {
    const inspected = await inspectFile(file, ['utf-8'])
    if (!inspected.ok) {
      yield { kind: 'refusal', refusal: inspected.refusal, order: null }
      continue
    }
    yield* readJsonFile(file)
  }
}

async function* readJsonFile(file: SourceFile): AsyncGenerator<ImportItem> {
  let rest = ''
  let row = 0
  let isArray: boolean | null = null
  for await (const text of textOf(file, 'utf-8')) {
    rest += text
    isArray ??= rest.trimStart() === '' ? null : rest.trimStart().startsWith('[')
    if (isArray) {
      if (rest.length > MAX_JSON_CHARS) return yield { kind: 'refusal', refusal: fileRefusal(file, say('json-too-long', { most: MAX_JSON_CHARS })), order: null }
      continue
    }
    let start = 0
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      row += 1
      yield* readLine(rest.slice(start, end), { file: file.name, row })
      start = end + 1
    }
    rest = rest.slice(start)
    if (rest.length > MAX_RECORD_CHARS) return yield { kind: 'refusal', refusal: fileRefusal(file, say('json-record-too-long', { most: MAX_RECORD_CHARS }), row + 1), order: null }
  }
  if (!isArray) return yield* readLine(rest, { file: file.name, row: row + 1 })
  const whole = parsed(rest)
  if (!whole.ok) return yield { kind: 'refusal', refusal: fileRefusal(file, say('not-json', { problem: whole.message })), order: null }
  for (const [index, record] of (whole.value as unknown[]).entries()) yield* readRecord(record, { file: file.name, row: index + 1 })
}

function* readLine(text: string, at: SourceAt): Generator<ImportItem> {
  if (text.trim() === '') return
  const record = parsed(text)
  if (record.ok) yield* readRecord(record.value, at)
  else yield { kind: 'refusal', refusal: { ...at, column: '', value: '', ...say('line-not-json', { problem: record.message }) }, order: null }
}
