import { say, type ImportRefusalCode, type ImportSentence } from '#shared/domain/orders/import-sentences.ts'
import type { ImportedProduct, ImportRefusal, SourceAt } from '#shared/domain/orders/imported-order.ts'
import { normaliseCode } from '#shared/domain/codes/normalise-code.ts'
import type { ImportItem } from './import-target.ts'
import { cut, MAX } from './order-book.ts'

/** Heaviest piece that is believed (IM16). */
const MAX_WEIGHT_GRAMS = 1_000_000
const MAX_SIDE_MM = 20_000

export function emptyProduct(sku: string, at: SourceAt): ImportedProduct {
  return { sku, name: '', nameEn: '', spec: '', codes: [], weightGrams: null, lengthMm: null, widthMm: null, heightMm: null, at: { file: at.file, row: at.row } }
}

/** The products of one import, one for each SKU; a SKU that stands again adds its codes and fills what was not known (IM18). */
export class ProductBook {
  readonly #products = new Map<string, ImportedProduct>()

  add(product: ImportedProduct): void {
    const known = this.#products.get(product.sku)
    if (!known) {
      this.#products.set(product.sku, product)
      return
    }
    for (const code of product.codes) {
      if (!known.codes.some((other) => other.code === code.code)) known.codes.push(code)
    }
    known.name ||= product.name
    known.nameEn ||= product.nameEn
    known.spec ||= product.spec
    known.weightGrams ??= product.weightGrams
    known.lengthMm ??= product.lengthMm
    known.widthMm ??= product.widthMm
    known.heightMm ??= product.heightMm
  }

  /** The products, each checked: codes that are none are refused one by one, the product stays (IM8, IM14). Empties the book. */
  *products(): Generator<ImportItem> {
    for (const [sku, product] of this.#products) {
      this.#products.delete(sku)
      yield* checkedProduct(product)
    }
  }
}

const barcodeRefusals: { [reason: string]: ImportRefusalCode } = {
  'excel-damaged': 'barcode-rounded',
  'too-long': 'barcode-too-long',
  'control-character': 'barcode-control-characters',
}

/** What is true of every product that leaves an importer. */
export function* checkedProduct(product: ImportedProduct): Generator<ImportItem> {
  const refusal = (column: string, value: string, why: ImportSentence): ImportItem => ({
    kind: 'refusal',
    refusal: { ...product.at, column, value: value.slice(0, 100), ...why } satisfies ImportRefusal,
    order: null,
  })
  if (product.sku === '') return yield refusal('sku', '', say('sku-missing'))
  if (product.sku.length > MAX.sku) return yield refusal('sku', product.sku, say('sku-too-long', { most: MAX.sku }))
  const codes: ImportedProduct['codes'] = []
  for (const code of product.codes) {
    const normalised = normaliseCode(code.code)
    if (normalised.kind === 'refused') yield refusal('code', code.code, say(barcodeRefusals[normalised.reason] ?? 'barcode-unreadable', { cause: normalised.reason }))
    else if (!codes.some((other) => other.code === code.code)) codes.push(code)
  }
  yield { kind: 'product', product: { ...product, codes, name: cut(product.name || product.sku, MAX.name), nameEn: cut(product.nameEn, MAX.name), spec: cut(product.spec, MAX.spec) } }
}

/** IM16: a weight as whole grams: 0 and blank are "not known" (null); negative or unbelievable ones are 'refused'. Never 0. */
export function gramsOf(value: number | null, gramsPerUnit: number): number | null | 'refused' {
  return measureOf(value, gramsPerUnit, MAX_WEIGHT_GRAMS)
}

/** IM16: a side in whole millimetres, as `gramsOf`. */
export function millimetresOf(value: number | null, millimetresPerUnit: number): number | null | 'refused' {
  return measureOf(value, millimetresPerUnit, MAX_SIDE_MM)
}

function measureOf(value: number | null, perUnit: number, most: number): number | null | 'refused' {
  if (value === null || value === 0) return null
  const measure = value * perUnit
  return measure < 0 || measure > most || !Number.isFinite(measure) ? 'refused' : Math.max(1, Math.round(measure))
}
