// What this parcel should weigh by all that is in it. Runs anywhere.
import type { Packaging, Product } from '../catalogue/product.ts'
import type { Order } from '../orders/order.ts'
import { type ExpectedWeight, expectedWeight } from '../weighing/expected-weight.ts'
import { weightOfEnclosures } from './enclosure-weight.ts'
import type { Parcel } from './parcel.ts'

export type ScaleSettings = { scaleStepGrams: number; weightFloorGrams: number }

/** The checked lines as the scale sees them: the learnt weight of a piece where there is one, otherwise the catalogue's. */
export function weighedItems(order: Order, product: (sku: string) => Product | undefined): { sku: string; weightGrams: number | null; spreadGrams: number | null; samples: number; quantity: number }[] {
  return order.lines
    .filter((line) => line.checkedQty > 0)
    .map((line) => {
      const known = product(line.sku)
      return { sku: line.sku, weightGrams: known?.learntGrams ?? known?.weightGrams ?? null, spreadGrams: known?.learntSpreadGrams ?? null, samples: known?.learntSamples ?? 0, quantity: line.checkedQty }
    })
}

/** Undefined until something was checked. Packaging that nobody knows counts as unknown weight. */
export function expectedParcelWeight(order: Order, parcel: Parcel, product: (sku: string) => Product | undefined, packagings: readonly Packaging[], settings: ScaleSettings): ExpectedWeight | undefined {
  const items = weighedItems(order, product)
  if (items.length === 0) return undefined
  const packaging = parcel.packagingCodes.map((code) => {
    const known = packagings.find((each) => each.packagingCode === code)
    return { weightGrams: known?.weightGrams ?? null, spreadGrams: known?.spreadGrams ?? null }
  })
  return expectedWeight({ items, packaging, enclosuresGrams: weightOfEnclosures(parcel.enclosures), scaleStepGrams: settings.scaleStepGrams, floorGrams: settings.weightFloorGrams })
}
