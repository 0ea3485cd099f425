import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { ImportedOrder, ImportedProduct, ImportNote, ImportRefusal } from '#shared/domain/orders/imported-order.ts'
import type { ImportItem, ImportTarget, PutOutcome, ImportedStock } from '#hub/imports/import-target.ts'
import type { ImportedLayout } from '#hub/layout/put-layout.ts'
import { readImport, type ImportRequest } from '#hub/imports/read-import.ts'

const folder = mkdtempSync(join(tmpdir(), 'packwave-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes one file of a test into a folder of its own and returns its path. All of them go when the tests end. */
export function tempFile(name: string, content: string | Buffer): string {
  const path = join(mkdtempSync(join(folder, 'f-')), name)
  writeFileSync(path, content)
  return path
}

export type Collected = {
  items: ImportItem[]
  orders: ImportedOrder[]
  products: ImportedProduct[]
  refusals: (ImportRefusal & { order: string | null })[]
  nonGoods: string[]
  notes: ImportNote[]
  layouts: ImportedLayout[]
  stock: ImportedStock[]
}

/** Reads a whole import and sorts what came. */
export async function collect(request: ImportRequest, sharedSkus?: ReadonlySet<string>): Promise<Collected> {
  const collected: Collected = { items: [], orders: [], products: [], refusals: [], nonGoods: [], notes: [], layouts: [], stock: [] }
  for await (const item of readImport(request, sharedSkus)) {
    collected.items.push(item)
    if (item.kind === 'order') collected.orders.push(item.order)
    else if (item.kind === 'product') collected.products.push(item.product)
    else if (item.kind === 'refusal') collected.refusals.push({ ...item.refusal, order: item.order })
    else if (item.kind === 'non-goods') collected.nonGoods.push(item.value)
    else if (item.kind === 'layout') collected.layouts.push(item.layout)
    else if (item.kind === 'stock') collected.stock.push(item.stock)
    else collected.notes.push(item.note)
  }
  return collected
}

/** A store in memory that compares by the order's own cells, as the hub does. */
export function memoryTarget(): ImportTarget & { orders: Map<string, string>; batches: number[] } {
  const orders = new Map<string, string>()
  const products = new Map<string, string>()
  const batches: number[] = []
  const put = (known: Map<string, string>, key: string, ref: string, value: { at: unknown }, holds: readonly string[]): PutOutcome => {
    const { at: _at, ...cells } = value
    const text = JSON.stringify(cells)
    const earlier = known.get(key)
    known.set(key, text)
    if (earlier === undefined) return holds.length > 0 ? { ref, outcome: 'held', reason: holds[0] } : { ref, outcome: 'accepted' }
    return { ref, outcome: earlier === text ? 'unchanged' : 'updated' }
  }
  return {
    orders,
    batches,
    putOrders(batch) {
      batches.push(batch.length)
      return Promise.resolve(batch.map((order) => put(orders, `${order.shop}\n${order.number}`, order.number, order, order.holds)))
    },
    putProducts: (batch) => Promise.resolve(batch.map((product) => put(products, product.sku, product.sku, product, []))),
  }
}

/** Public order sets for tests, which stand beside the repository on some machines and are no part of it. */
const dataFolder = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/data')

/** The path of a real set, or null with a loud word when it is not on this machine. */
export function realSet(path: string): string | null {
  const whole = join(dataFolder, path)
  if (existsSync(whole)) return whole
  console.warn(`SKIPPED: the real set ${path} is not on this machine, so its tests prove nothing here.`)
  return null
}
