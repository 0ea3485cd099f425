// Doors for the shops' own systems and for `npm run import`: orders and products in, cancels in. All with the admin key.
import * as z from 'zod'
import { refusalInWords } from '#shared/contract/board-refusals.ts'
import { AtMs, Enclosure } from '#shared/domain/facts/common.ts'
import { factShapes } from '#shared/domain/facts/facts.ts'
import type { ImportedOrder, ImportedProduct } from '#shared/domain/orders/imported-order.ts'
import type { Database } from '../store/database.ts'
import { recordHubFacts, type HubTools } from '../store/facts.ts'
import { cancelOrder } from './cancel-order.ts'
import { BATCH_SIZE, type ImportedStock } from '../imports/import-target.ts'
import type { ImportedLayout } from '../layout/put-layout.ts'
import { hubImportTarget } from './hub-import-target.ts'
import { importUploads } from './import-uploads.ts'

const Text = (most: number) => z.string().max(most)
const At = z.strictObject({ file: Text(1_024), row: z.int().min(0) })
const Hold = z.enum(['unpaid', 'cancelled', 'refunded', 'pick-up', 'no-lines', 'already-shipped', 'unknown-product', 'recipient-masked', 'fraud-review'])
const Order: z.ZodType<ImportedOrder> = z.strictObject({
  shop: Text(100), number: Text(128).min(1), orderedAtMs: AtMs.nullable(),
  lines: z.array(z.strictObject({ sku: Text(200), name: Text(2_000), spec: Text(2_000), quantity: z.int().min(1).max(99_999) })).max(5_000),
  recipient: z.strictObject({ name: Text(200), phone: Text(60), province: Text(60), city: Text(60), district: Text(60), detail: Text(500), postcode: Text(20), countryCode: Text(8) }),
  carrierCode: Text(64).nullable(), buyerRemark: Text(5_000), sellerRemark: Text(5_000), isGift: z.boolean(), invoiceTitle: Text(200), holds: z.array(Hold).max(9), at: At,
  enclosures: z.array(Enclosure).optional(), priority: z.int().min(-100).max(100).optional(), cutOffAtMs: AtMs.optional(),
})
const Measure = z.int().min(1).max(10_000_000).nullable()
const Product: z.ZodType<ImportedProduct> = z.strictObject({
  sku: Text(200), name: Text(2_000), nameEn: Text(2_000), spec: Text(2_000), codes: z.array(z.strictObject({ code: Text(200), quantity: z.int().min(1).max(99_999) })).max(200),
  weightGrams: Measure, lengthMm: Measure, widthMm: Measure, heightMm: Measure, at: At,
})
const Metres = z.number().min(-100_000).max(100_000)
const Layout: z.ZodType<ImportedLayout> = z.strictObject({
  ways: factShapes.LayoutListed,
  places: z.array(z.strictObject({ place: Text(64).min(1), x: Metres, y: Metres, aisle: Text(64).min(1), walkAisle: Text(64).min(1), side: z.enum(['left', 'right']), level: z.int().min(0).max(99), zone: Text(64), bay: z.int().min(1) })).min(1).max(500_000),
})
const StockRow: z.ZodType<ImportedStock> = z.strictObject({
  place: Text(64).min(1), sku: Text(200), quantity: z.int().min(0).max(10_000_000), expiresOnDay: z.int().nullable(), caseQuantity: z.int().min(2).max(99_999).nullable(), at: At,
})
const Batch = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('orders'), batch: z.array(Order).max(BATCH_SIZE) }),
  z.strictObject({ kind: z.literal('products'), batch: z.array(Product).max(BATCH_SIZE) }),
  z.strictObject({ kind: z.literal('layout'), layout: Layout }),
  z.strictObject({ kind: z.literal('stock'), batch: z.array(StockRow).max(BATCH_SIZE) }),
  /** Answers the SKUs that stand for several variants (ImportTarget.sharedSkus). */
  z.strictObject({ kind: z.literal('shared-skus') }),
])
const Cancels = z.strictObject({
  /** When the list was read from the platform; the stations show how fresh it is. */
  readAtMs: AtMs.optional(),
  orders: z.array(z.strictObject({ number: z.string().min(1).max(128), shop: z.string().max(100).default(''), why: z.enum(['cancelled', 'refunded']) })).max(1_000),
})

const deepest = 32
/** Whether something lies deeper in it: what walks through it by calling itself would run out of stack. */
function isDeep(value: unknown): boolean {
  const waiting: [unknown, number][] = [[value, 0]]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [now, depth] = next
    if (typeof now !== 'object' || now === null) continue
    if (depth === deepest) return true
    for (const inner of Object.values(now)) waiting.push([inner, depth + 1])
  }
  return false
}
const Records = z.array(z.unknown()).max(20_000).refine((records) => !isDeep(records), 'nested too deep')

type Hub = { database: Database; tools: HubTools; uploadFolder: string }
type ReadBody = <S extends z.ZodType>(shape: S) => Promise<z.infer<S>>

/** Undefined when the path is none of these. */
export async function answerOrdersApi({ database, tools, uploadFolder }: Hub, path: string, readBody: ReadBody): Promise<unknown> {
  const target = hubImportTarget(database, tools)
  switch (path) {
    case '/api/orders': {
      // An array of records of the format packwave-json (docs/specs/imports.md); each is checked by its reader, which names row and field.
      const records = await readBody(Records)
      return importUploads({ format: 'packwave-json', files: [{ name: 'request', bytes: Buffer.from(JSON.stringify(records)) }], folder: uploadFolder, mintId: tools.system.mintId }, target)
    }
    case '/api/import-batch': {
      const batch = await readBody(Batch)
      if (batch.kind === 'orders') return target.putOrders(batch.batch)
      if (batch.kind === 'products') return target.putProducts(batch.batch)
      if (batch.kind === 'layout') return target.putLayout(batch.layout)
      if (batch.kind === 'stock') return target.putStock(batch.batch)
      return [...(await target.sharedSkus())]
    }
    case '/api/cancel': {
      const { orders, readAtMs } = await readBody(Cancels)
      return database.write(async (sql) => {
        const answers = []
        for (const order of orders) {
          const answer = await cancelOrder(sql, tools, 'hub', order)
          answers.push({ number: order.number, ...answer, ...(answer.kind === 'refused' ? { words: refusalInWords(answer) } : {}) })
        }
        if (readAtMs !== undefined) await recordHubFacts(sql, tools, 'hub', [{ kind: 'CancelListRead', body: { atMs: readAtMs } }])
        return { orders: answers }
      })
    }
    default:
      return undefined
  }
}
