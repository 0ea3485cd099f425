import type { ProductCard } from '#shared/contract/station-view.ts'
import type { Store } from '../store/store.ts'

/** What a screen shows of a product; one that is not known here shows its SKU. */
export function productCard(store: Pick<Store, 'product'>, sku: string): ProductCard {
  const product = store.product(sku)
  if (!product) return { sku, name: sku, nameEn: sku, spec: '', pictureId: '', fragile: false, liquid: false, bulky: false }
  const { name, nameEn, spec, pictureId, fragile, liquid, bulky } = product
  return { sku, name, nameEn, spec, pictureId, fragile, liquid, bulky }
}
