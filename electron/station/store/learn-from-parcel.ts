import { learnFromParcel, type LearntWeight } from '#shared/domain/weighing/learn-weight.ts'
import { isKnownWeight } from '#shared/domain/weighing/expected-weight.ts'
import type { Db } from './open-database.ts'

type Line = { sku: string; quantity: number; weightGrams: number | null; learntGrams: number | null; learntSpreadGrams: number | null; learntSamples: number }

/** Scale step assumed until settings were saved. */
const DEFAULT_STEP_GRAMS = 5

/**
 * What a parcel that fitted without help teaches about its products (docs/specs/weighing.md, WL1..WL7). A parcel that was approved,
 * stopped, or holds enclosures (whose weight nobody measured) or anything without a weight teaches nothing.
 */
export function learner(db: Db): (parcelId: string, orderId: string) => void {
  const parcel = db.prepare<[string], { grams: number; packagingCodes: string }>(`
    SELECT grams, packaging_codes AS packagingCodes FROM parcel
    WHERE parcel_id = ? AND weight_verdict = 'fits' AND weight_approved = 0 AND stop_task = 0 AND enclosures = '[]' AND grams > 0`)
  const lines = db.prepare<[string], Line>(`
    SELECT line.sku AS sku, sum(line.checked_qty) AS quantity, product.weight_grams AS weightGrams, product.learnt_grams AS learntGrams,
      product.learnt_spread_grams AS learntSpreadGrams, coalesce(product.learnt_samples, 0) AS learntSamples
    FROM order_line AS line LEFT JOIN product ON product.sku = line.sku WHERE line.order_id = +? AND line.checked_qty > 0 GROUP BY line.sku`)
  const packaging = db.prepare<[string], { weightGrams: number; spreadGrams: number }>(`
    SELECT weight_grams AS weightGrams, spread_grams AS spreadGrams FROM packaging WHERE packaging_code = ?`)
  const step = db.prepare<[], number>("SELECT json_extract(value, '$.scaleStepGrams') FROM setting").pluck()
  const save = db.prepare<[number, number | null, number, string]>('UPDATE product SET learnt_grams = ?, learnt_spread_grams = ?, learnt_samples = ? WHERE sku = ?')
  return (parcelId, orderId) => {
    const right = parcel.get(parcelId)
    if (!right) return
    const used = (JSON.parse(right.packagingCodes) as string[]).map((code) => packaging.get(code))
    const products: { sku: string; learnt: LearntWeight; quantity: number }[] = []
    for (const line of lines.all(orderId)) {
      if (!isKnownWeight(line.weightGrams)) return
      const learnt = { anchorGrams: line.weightGrams, meanGrams: line.learntGrams ?? line.weightGrams, spreadGrams: line.learntSpreadGrams, samples: line.learntSamples }
      products.push({ sku: line.sku, learnt, quantity: line.quantity })
    }
    const known = used.filter((piece) => piece !== undefined)
    if (products.length === 0 || known.length !== used.length) return
    const learnt = learnFromParcel({ readingGrams: right.grams, products, packaging: known, enclosuresGrams: 0, scaleStepGrams: step.get() ?? DEFAULT_STEP_GRAMS })
    for (const [index, { sku, learnt: before }] of products.entries()) {
      const after = learnt[index]
      if (after && after !== before) save.run(after.meanGrams, after.spreadGrams, after.samples, sku)
    }
  }
}
