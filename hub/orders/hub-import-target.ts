import { sharedSkuOf } from '../imports/variant-sku.ts'
import type { ImportTarget } from '../imports/import-target.ts'
import type { Database } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'
import { putOrders } from './put-orders.ts'
import { putProducts } from './put-products.ts'

/** Where imports of every kind are stored: one transaction for each batch. */
export function hubImportTarget(database: Database, tools: HubTools): Required<ImportTarget> {
  const housed = new Set<string>()
  return {
    async putOrders(batch) {
      try {
        return await database.write((sql) => putOrders(sql, tools, batch, housed))
      } catch (fault) {
        housed.clear()
        throw fault
      }
    },
    putProducts: (batch) => database.write((sql) => putProducts(sql, tools, batch)),
    async sharedSkus() {
      const rows = await database.rows<{ sku: string }>("select sku from product where sku like '% | %'")
      return new Set(rows.map((row) => sharedSkuOf(row.sku)).filter((sku) => sku !== null))
    },
  }
}
