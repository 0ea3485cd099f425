// Products of an import become facts when they say something new.
import { pictureIdOf } from '#shared/domain/catalogue/picture-id.ts'
import { normaliseCode } from '#shared/domain/codes/normalise-code.ts'
import { Sku } from '#shared/domain/facts/common.ts'
import type { Body } from '#shared/domain/facts/facts.ts'
import { say } from '#shared/domain/orders/import-sentences.ts'
import type { ImportedProduct } from '#shared/domain/orders/imported-order.ts'
import type { PutOutcome } from '../imports/import-target.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, type HubTools } from '../store/facts.ts'
import { listedHash } from '../store/fold-hub-facts.ts'
import { placeProducts } from './place-products.ts'

/** What a site may say about a product besides what exports hold. */
export type ProductTraits = Pick<Body<'ProductListed'>, 'fragile' | 'liquid' | 'bulky' | 'needsSerial' | 'needsLot' | 'needsAntiCounterfeit' | 'pictureId'>

type Known = {
  sku: string; name: string; name_en: string; spec: string; picture_id: string; weight_grams: number | null; length_mm: number | null; width_mm: number | null; height_mm: number | null
  fragile: boolean; liquid: boolean; bulky: boolean; needs_serial: boolean; needs_lot: boolean; needs_anti_counterfeit: boolean; codes: { code: string; quantity: number }[]
}

const byCode = (a: { code: string; quantity: number }, b: { code: string; quantity: number }): number => (a.code < b.code ? -1 : a.code > b.code ? 1 : a.quantity - b.quantity)

/** A product without a barcode is labelled in the house: its SKU is its code until a listing brings a real one. */
function houseCodes(sku: string): { code: string; quantity: number }[] {
  const normalised = normaliseCode(sku)
  return normalised.kind === 'refused' ? [] : [{ code: normalised.key, quantity: 1 }]
}

/** Nobody has told anything about it but its SKU and how the buyer saw it. */
export function unknownProduct(sku: string, name: string, spec: string): Body<'ProductListed'> {
  return {
    sku, name: name.slice(0, 200), nameEn: '', spec: spec.slice(0, 200), pictureId: pictureIdOf({ shape: 'box', hue: 'grey' }), weightGrams: null, lengthMm: null, widthMm: null, heightMm: null,
    fragile: false, liquid: false, bulky: false, needsSerial: false, needsLot: false, needsAntiCounterfeit: false, codes: houseCodes(sku),
  }
}

function known(row: Known): Body<'ProductListed'> {
  return {
    sku: row.sku, name: row.name, nameEn: row.name_en, spec: row.spec, pictureId: row.picture_id, weightGrams: row.weight_grams, lengthMm: row.length_mm, widthMm: row.width_mm, heightMm: row.height_mm,
    fragile: row.fragile, liquid: row.liquid, bulky: row.bulky, needsSerial: row.needs_serial, needsLot: row.needs_lot, needsAntiCounterfeit: row.needs_anti_counterfeit, codes: row.codes.toSorted(byCode),
  }
}

/** The listing after the import. What the import does not know (null, empty) stays as it was: a weight once weighed in is not forgotten. */
function merged(before: Body<'ProductListed'>, product: ImportedProduct, traits: Partial<ProductTraits>): { body: Body<'ProductListed'>; refusedCodes: string[] } {
  const refusedCodes: string[] = []
  const codes = new Map<string, { code: string; quantity: number }>()
  for (const { code, quantity } of product.codes) {
    const normalised = normaliseCode(code)
    if (normalised.kind === 'refused') refusedCodes.push(normalised.shown)
    else codes.set(`${normalised.key}\n${quantity}`, { code: normalised.key, quantity })
  }
  return {
    refusedCodes,
    body: {
      ...before, name: product.name.slice(0, 200) || before.name, nameEn: product.nameEn.slice(0, 200) || before.nameEn, spec: product.spec.slice(0, 200) || before.spec,
      weightGrams: product.weightGrams ?? before.weightGrams, lengthMm: product.lengthMm ?? before.lengthMm, widthMm: product.widthMm ?? before.widthMm, heightMm: product.heightMm ?? before.heightMm,
      ...traits, codes: codes.size > 0 ? [...codes.values()].sort(byCode) : before.codes,
    },
  }
}

async function knownProducts(sql: Sql, skus: readonly string[]): Promise<Map<string, Body<'ProductListed'>>> {
  const rows = await sql.rows<Known>(
    `select p.sku, name, name_en, spec, picture_id, weight_grams, length_mm, width_mm, height_mm, fragile, liquid, bulky, needs_serial, needs_lot, needs_anti_counterfeit,
       coalesce((select json_agg(json_build_object('code', c.code, 'quantity', c.quantity)) from product_code c where c.sku = p.sku), '[]') as codes
     from product p where p.sku = any($1::text[])`, [skus])
  return new Map(rows.map((row) => [row.sku, known(row)]))
}

/**
 * One transaction's worth. Records a listing for each product that differs from what is stored. A new product gets the place that
 * `homes` names for its SKU, or the next free one.
 */
export async function putProducts(sql: Sql, tools: HubTools, batch: readonly (ImportedProduct & { traits?: Partial<ProductTraits> })[], homes: ReadonlyMap<string, string> = new Map()): Promise<PutOutcome[]> {
  const stored = await knownProducts(sql, batch.map((product) => product.sku))
  const wasKnown = new Set(stored.keys())
  const listed: Body<'ProductListed'>[] = []
  const outcomes = batch.map((product): PutOutcome => {
    const { sku } = product
    if (!Sku.safeParse(sku).success) return { ref: sku, outcome: 'refused', refused: say('sku-length') }
    const before = stored.get(sku)
    const { body, refusedCodes } = merged(before ?? unknownProduct(sku, '', ''), product, product.traits ?? {})
    const reason = refusedCodes.length > 0 ? `These codes cannot be scanned and were not stored: ${refusedCodes.join(', ')}.` : undefined
    if (before && listedHash(before) === listedHash(body)) return { ref: sku, outcome: 'unchanged', reason }
    stored.set(sku, body)
    listed.push(body)
    return { ref: sku, outcome: before ? 'updated' : 'accepted', reason }
  })
  await recordHubFacts(sql, tools, 'hub', listed.map((body) => ({ kind: 'ProductListed' as const, body })))
  const housed = listed.filter((body) => homes.has(body.sku) && !wasKnown.has(body.sku))
  await sql.run('insert into stock (place_code, sku) select * from unnest($1::text[], $2::text[]) on conflict do nothing', [housed.map((body) => homes.get(body.sku)), housed.map((body) => body.sku)])
  await placeProducts(sql, tools, listed.map((body) => body.sku))
  return outcomes
}
