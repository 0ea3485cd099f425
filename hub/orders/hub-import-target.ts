import { setImmediate as otherWork } from 'node:timers/promises'
import { sharedSkuOf } from '../imports/variant-sku.ts'
import type { ImportTarget, PutOutcome } from '../imports/import-target.ts'
import type { Database } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { readyOrder, storeOrders, type OrderToPut, type ReadyOrder } from './put-orders.ts'
import { putLayout } from '../layout/put-layout.ts'
import { putStock } from '../layout/put-stock.ts'
import { putProducts } from './put-products.ts'

/** Orders made ready in one go, about half a millisecond: between them the hub hears its stations and its database. */
const readiedAtOnce = 64

/** Where imports of every kind are stored: one transaction for each batch. */
export function hubImportTarget(database: Database, tools: HubTools): Required<ImportTarget> {
  const housed = new Set<string>()
  const store = async (ready: readonly ReadyOrder[]): Promise<PutOutcome[]> => {
    try {
      return await database.write((sql) => storeOrders(sql, tools, ready, housed))
    } catch (fault) {
      housed.clear()
      throw fault
    }
  }
  const readyOrders = async (batch: readonly OrderToPut[]): Promise<() => Promise<PutOutcome[]>> => {
    const ready: ReadyOrder[] = []
    for (const order of batch) {
      ready.push(readyOrder(tools, order))
      if (ready.length % readiedAtOnce === 0) await otherWork()
    }
    return () => store(ready)
  }
  return {
    readyOrders,
    putOrders: async (batch) => (await readyOrders(batch))(),
    putProducts: (batch) => database.write((sql) => putProducts(sql, tools, batch)),
    putLayout: (layout) => database.write((sql) => putLayout(sql, tools, layout)),
    putStock: (batch) => database.write((sql) => putStock(sql, tools, batch)),
    async sharedSkus() {
      const rows = await database.rows<{ sku: string }>("select sku from product where sku like '% | %'")
      return new Set(rows.map((row) => sharedSkuOf(row.sku)).filter((sku) => sku !== null))
    },
  }
}
