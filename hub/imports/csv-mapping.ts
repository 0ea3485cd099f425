import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { say, type ImportRefusalCode } from '#shared/domain/orders/import-sentences.ts'
import type { ImportRefusal } from '#shared/domain/orders/imported-order.ts'
import { dateReader } from './cells.ts'
import { fileRefusal, sourceFile, type SourceFile } from './source-file.ts'

// The mapping file of `--format csv`; docs/specs/imports.md describes it for people.

/** A column by its name in the header, or several whose filled cells are joined by a blank. */
const Column = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
const Hold = z.enum(['unpaid', 'cancelled', 'refunded', 'pick-up', 'no-lines', 'already-shipped', 'unknown-product', 'recipient-masked', 'fraud-review'])

const receiver = {
  recipientName: Column.optional(), phone: Column.optional(), province: Column.optional(), city: Column.optional(), district: Column.optional(),
  detail: Column.optional(), postcode: Column.optional(), countryCode: Column.optional(),
}
const orderCells = {
  shop: Column.optional(), status: Column.optional(), orderedAt: Column.optional(), customer: Column.optional(), carrierCode: Column.optional(),
  buyerRemark: Column.optional(), sellerRemark: Column.optional(), invoiceTitle: Column.optional(), ...receiver,
}

export const CsvMapping = z.strictObject({
  packwaveMapping: z.literal(1),
  name: z.string().min(1).max(64),
  comment: z.string().optional(),
  shop: z.string().min(1).max(64).optional(),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  encoding: z.enum(['utf-8', 'gbk', 'auto']).default('utf-8'),
  decimal: z.enum(['.', ',']).default('.'),
  dates: z.strictObject({ format: z.string(), zone: z.string() }).optional(),
  units: z.strictObject({ weight: z.enum(['g', 'kg', 'lb', 'oz']).default('g'), length: z.enum(['mm', 'cm', 'm', 'in']).default('mm') }).default({ weight: 'g', length: 'mm' }),
  tables: z.strictObject({
    /** One row for each order. May be left out when the lines' rows carry the order's cells. */
    orders: z.strictObject({ number: Column, ...orderCells }).optional(),
    /** One row for each line. Without `quantity`, a row is one piece. */
    lines: z.strictObject({ number: Column, sku: Column, lineName: Column.optional(), spec: Column.optional(), quantity: Column.optional(), ...orderCells }).optional(),
    /** Joined to the orders by `key` = orders.customer. */
    customers: z.strictObject({ key: Column, ...receiver }).optional(),
    products: z
      .strictObject({
        sku: Column, name: Column.optional(), nameEn: Column.optional(), spec: Column.optional(), code: Column.optional(), codeQuantity: Column.optional(),
        weight: Column.optional(), length: Column.optional(), width: Column.optional(), height: Column.optional(),
      })
      .optional(),
  }),
  /** Every value the status column may have: a hold, or `open`. A value that is not here refuses the order. */
  statuses: z.record(z.string(), z.union([Hold, z.literal('open')])).optional(),
  /** Holds by a cell of the order's own row. */
  holdWhen: z
    .array(z.strictObject({ column: z.string().min(1), is: z.enum(['empty', 'filled', 'positive', 'equal', 'starting']), value: z.string().optional(), hold: Hold }))
    .default([]),
  /** Lines whose SKU is one of these are no goods (postage, fees). */
  nonGoodsSkus: z.array(z.string()).default([]),
  /** What no column says. */
  constants: z.strictObject({ countryCode: z.string().max(2).optional(), carrierCode: z.string().optional() }).default({}),
})
export type CsvMapping = z.output<typeof CsvMapping>
export type TableName = 'orders' | 'lines' | 'customers' | 'products'

/** Names of the columns a table of the mapping needs. */
export function columnsOf(table: object): string[] {
  return Object.values(table).flatMap((column: string | string[] | undefined) => column ?? [])
}

/** A mapping from its file, or the refusal that says what is wrong with it, by its path inside the file. */
export async function loadMapping(path: string | SourceFile): Promise<{ ok: true; mapping: CsvMapping } | { ok: false; refusal: ImportRefusal }> {
  const file = sourceFile(path)
  const text = await readFile(file.path, 'utf8').catch((error: NodeJS.ErrnoException) => error)
  if (text instanceof Error) return { ok: false, refusal: fileRefusal(file, say('mapping-unreadable', { cause: (text as NodeJS.ErrnoException).code ?? text.message })) }
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { ok: false, refusal: fileRefusal(file, say('mapping-not-json', { problem: error.message })) }
  }
  return checkMapping(value, file)
}

export function checkMapping(value: unknown, file: SourceFile): { ok: true; mapping: CsvMapping } | { ok: false; refusal: ImportRefusal } {
  const parsed = CsvMapping.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, refusal: fileRefusal(file, say('mapping-wrong', { path: issue?.path.join('.') ?? '', problem: issue?.message ?? 'unknown' }), 1, issue?.path.join('.') ?? '') }
  }
  const mapping = parsed.data
  const wrong = (column: string, code: ImportRefusalCode): { ok: false; refusal: ImportRefusal } => ({ ok: false, refusal: fileRefusal(file, say(code), 1, column) })
  const { orders, lines, customers, products } = mapping.tables
  if (!orders && !lines && !products) return wrong('tables', 'mapping-without-tables')
  const cells = orders ?? lines
  if (cells?.orderedAt && !mapping.dates) return wrong('dates', 'mapping-dates-missing')
  if (mapping.dates && !dateReader(mapping.dates.format, mapping.dates.zone)) return wrong('dates', 'mapping-date-format')
  if (cells?.status && !mapping.statuses) return wrong('statuses', 'mapping-status-meaning')
  if (customers && !cells?.customer) return wrong('tables.customers', 'mapping-customer-column')
  return { ok: true, mapping }
}
