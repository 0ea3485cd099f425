import { setImmediate as otherWork } from 'node:timers/promises'
import { say } from '#shared/domain/orders/import-sentences.ts'
import type { ImportedOrder, ImportedProduct } from '#shared/domain/orders/imported-order.ts'
import { assert, unreachable } from '#shared/kernel/assert.ts'
import { BATCH_SIZE, holdWords, MAX_LISTED, type ImportedStock, type ImportReport, type ImportTarget, type PutOutcome } from './import-target.ts'
import { readImport, type ImportRequest } from './read-import.ts'
import { sourceFile } from './source-file.ts'

/** Orders gathered in one go: between them the answers of the store are heard, so that it does not wait for us. */
const gatheredAtOnce = 64

export function emptyReport(request: Pick<ImportRequest, 'format' | 'files'>): ImportReport {
  return {
    format: request.format,
    files: request.files.map((file) => sourceFile(file).name),
    orders: { in: 0, accepted: 0, updated: 0, unchanged: 0, held: 0, refused: 0, discrepancies: 0 },
    lines: 0, pieces: 0, products: 0,
    productOutcomes: { accepted: 0, updated: 0, unchanged: 0, refused: 0 },
    layout: null, stock: { accepted: 0, updated: 0, unchanged: 0, refused: 0 },
    refusals: [], refusalCount: 0, held: [], discrepancies: [], nonGoods: 0, notes: [], noteCount: 0,
  }
}

/** Reads the files and hands what is whole to the store in batches. A refused file or row is in the report; a fault of the store throws. */
export async function runImport(request: ImportRequest, target: ImportTarget): Promise<ImportReport> {
  const report = emptyReport(request)
  const refusedOrders = new Set<string>()
  let orders: ImportedOrder[] = []
  let inBatch = new Set<string>()
  let products: ImportedProduct[] = []
  let stock: ImportedStock[] = []

  // One batch of orders is on its way into the store while the next is gathered and made ready. Never rejects: the fault is thrown by `settle`.
  let storing: Promise<{ fault: unknown } | null> = Promise.resolve(null)
  const settle = async (): Promise<void> => {
    const failed = await storing
    if (failed) throw failed.fault
  }

  const flushProducts = async (): Promise<void> => {
    if (products.length === 0) return
    await settle()
    const batch = products
    products = []
    const outcomes = await target.putProducts(batch)
    assert(outcomes.length === batch.length, 'the store answers for every product of a batch')
    for (const [index, outcome] of outcomes.entries()) countProduct(report, outcome, batch[index])
  }
  const flushStock = async (): Promise<void> => {
    if (stock.length === 0) return
    const batch = stock
    stock = []
    assert(target.putStock, 'this store keeps stock')
    for (const [index, outcome] of (await target.putStock(batch)).entries()) countStock(report, outcome, batch[index])
  }
  const flushOrders = async (): Promise<void> => {
    // An order's products are there before it.
    await flushProducts()
    if (orders.length === 0) return
    const batch = orders
    orders = []
    inBatch = new Set()
    const store = (await target.readyOrders?.(batch)) ?? (() => target.putOrders(batch))
    await settle()
    const count = (outcomes: PutOutcome[]): null => {
      assert(outcomes.length === batch.length, 'the store answers for every order of a batch')
      for (const [index, outcome] of outcomes.entries()) countOrder(report, outcome, batch[index])
      return null
    }
    storing = store().then(count).catch((fault: unknown) => ({ fault }))
  }

  const readAll = async (): Promise<void> => {
    const known = await target.sharedSkus?.()
    for await (const item of readImport(request, new Set(known ?? []))) {
      switch (item.kind) {
        case 'order': {
          const key = `${item.order.shop}\n${item.order.number}`
          if (inBatch.has(key)) await flushOrders() // IM10: the later file's word about an order comes after the earlier one's
          inBatch.add(key)
          report.orders.in += 1
          report.lines += item.order.lines.length
          for (const line of item.order.lines) report.pieces += line.quantity
          orders.push(item.order)
          if (orders.length >= BATCH_SIZE) await flushOrders()
          else if (orders.length % gatheredAtOnce === 0) await otherWork()
          break
        }
        case 'product':
          report.products += 1
          products.push(item.product)
          if (products.length >= BATCH_SIZE) await flushProducts()
          break
        case 'layout':
          assert(target.putLayout, 'this store keeps a layout')
          report.layout = await target.putLayout(item.layout)
          break
        case 'stock':
          stock.push(item.stock)
          if (stock.length >= BATCH_SIZE) await flushStock()
          break
        case 'refusal':
          report.refusalCount += 1
          if (report.refusals.length < MAX_LISTED) report.refusals.push(item.refusal)
          if (item.order !== null) refusedOrders.add(`${item.refusal.file}\n${item.order}`)
          break
        case 'non-goods':
          report.nonGoods += 1
          break
        case 'note':
          report.noteCount += 1
          if (report.notes.length < MAX_LISTED) report.notes.push(item.note)
          break
        default:
          unreachable(item)
      }
    }
    await flushOrders()
    await settle()
    await flushStock()
  }
  try {
    await readAll()
  } finally {
    await storing // Whatever ended the import: nothing is stored any more once it has ended.
  }
  report.orders.refused += refusedOrders.size
  report.orders.in += refusedOrders.size
  return report
}

function countStock(report: ImportReport, outcome: PutOutcome, row: ImportedStock | undefined): void {
  if (outcome.outcome === 'refused') {
    report.stock.refused += 1
    addRefusal(report, row?.at, outcome.refused?.code === 'stock-product-unknown' ? 'sku' : 'place', outcome)
  } else if (outcome.outcome === 'accepted' || outcome.outcome === 'unchanged') report.stock[outcome.outcome] += 1
  else report.stock.updated += 1
}

function countProduct(report: ImportReport, outcome: PutOutcome, product: ImportedProduct | undefined): void {
  switch (outcome.outcome) {
    case 'accepted':
    case 'updated':
    case 'unchanged':
      report.productOutcomes[outcome.outcome] += 1
      return
    case 'held':
    case 'discrepancy':
      report.productOutcomes.updated += 1
      return
    case 'refused':
      report.productOutcomes.refused += 1
      addRefusal(report, product?.at, 'sku', outcome)
      return
    default:
      unreachable(outcome.outcome)
  }
}

function countOrder(report: ImportReport, outcome: PutOutcome, order: ImportedOrder | undefined): void {
  const reason = outcome.reason ?? ''
  switch (outcome.outcome) {
    case 'accepted':
    case 'updated':
    case 'unchanged':
      report.orders[outcome.outcome] += 1
      return
    case 'held': {
      report.orders.held += 1
      const words = order?.holds.map((hold) => holdWords[hold]).join('; ') || reason || 'held'
      if (report.held.length < MAX_LISTED) report.held.push({ order: outcome.ref, reason: words, holds: order?.holds.length ? order.holds : (outcome.holds ?? []) })
      return
    }
    case 'discrepancy':
      report.orders.discrepancies += 1
      if (report.discrepancies.length < MAX_LISTED) report.discrepancies.push({ order: outcome.ref, reason: reason || 'changed after work had begun', code: outcome.late ?? 'changed-after-release' })
      return
    case 'refused':
      report.orders.refused += 1
      addRefusal(report, order?.at, 'number', outcome)
      return
    default:
      unreachable(outcome.outcome)
  }
}

function addRefusal(report: ImportReport, at: { file: string; row: number } | undefined, column: string, outcome: PutOutcome): void {
  report.refusalCount += 1
  if (report.refusals.length >= MAX_LISTED) return
  report.refusals.push({ file: at?.file ?? '', row: at?.row ?? 1, column, value: outcome.ref, ...(outcome.refused ?? say('store-refused')) })
}
