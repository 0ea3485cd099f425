import type { Db } from './open-database.ts'
import type { Folds } from './fold.ts'
import type { CodeMeaning } from '#shared/domain/codes/code-meaning.ts'

export type CodeKind = CodeMeaning['kind']

/** The one table that says what a code stands for, kept by the folds. */
export function codeTable(db: Db) {
  const put = db.prepare<[string, CodeKind, string, number]>(
    'INSERT INTO code_meaning (code, kind, ref, quantity) VALUES (?, ?, ?, ?) ON CONFLICT (code, kind, ref) DO UPDATE SET quantity = excluded.quantity')
  const remove = db.prepare<[string, CodeKind, string]>('DELETE FROM code_meaning WHERE code = ? AND kind = ? AND ref = ?')
  const removeKind = db.prepare<[string, CodeKind]>('DELETE FROM code_meaning WHERE code = ? AND kind = ?')
  return {
    put: (code: string, kind: CodeKind, ref: string, quantity = 1): void => void (code && put.run(code, kind, ref, quantity)),
    /** Of this kind the code means nothing else from now on. */
    move(code: string, kind: CodeKind, ref: string): void {
      removeKind.run(code, kind)
      put.run(code, kind, ref, 1)
    },
    remove: (code: string, kind: CodeKind, ref: string): void => void remove.run(code, kind, ref),
  }
}
export type CodeTable = ReturnType<typeof codeTable>

type ProductValues = [string, string, string, string, string, number | null, number | null, number | null, number | null, number, number, number, number, number, number, string]

/** What exists: products, places, containers, packagings, carriers. The newest listing wins. */
export function projectCatalogue(db: Db, codes: CodeTable): Folds<'ProductListed' | 'PlaceListed' | 'LayoutListed' | 'StockCounted' | 'ContainerListed' | 'PackagingListed' | 'CarrierListed' | 'ProductWeighedIn'> {
  const codesOf = db.prepare<[string], string>('SELECT codes FROM product WHERE sku = ?').pluck()
  // A weight that was weighed in here survives a listing without one; a new catalogue weight makes what was learnt of the old one void.
  const product = db.prepare<ProductValues>(`
    INSERT INTO product (sku, name, name_en, spec, picture_id, weight_grams, length_mm, width_mm, height_mm, fragile, liquid, bulky,
      needs_serial, needs_lot, needs_anti_counterfeit, codes, learnt_grams, learnt_spread_grams, learnt_samples)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, 0)
    ON CONFLICT (sku) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, spec = excluded.spec, picture_id = excluded.picture_id,
      length_mm = excluded.length_mm, width_mm = excluded.width_mm, height_mm = excluded.height_mm, fragile = excluded.fragile,
      liquid = excluded.liquid, bulky = excluded.bulky, needs_serial = excluded.needs_serial, needs_lot = excluded.needs_lot,
      needs_anti_counterfeit = excluded.needs_anti_counterfeit, codes = excluded.codes,
      learnt_grams = CASE WHEN excluded.weight_grams IS NULL OR excluded.weight_grams IS weight_grams THEN learnt_grams END,
      learnt_spread_grams = CASE WHEN excluded.weight_grams IS NULL OR excluded.weight_grams IS weight_grams THEN learnt_spread_grams END,
      learnt_samples = CASE WHEN excluded.weight_grams IS NULL OR excluded.weight_grams IS weight_grams THEN learnt_samples ELSE 0 END,
      weight_grams = coalesce(excluded.weight_grams, weight_grams)`)
  const weighed = db.prepare<[number, string]>('UPDATE product SET weight_grams = ?, learnt_grams = NULL, learnt_spread_grams = NULL, learnt_samples = 0 WHERE sku = ?')
  const place = db.prepare<[string, string, number, number, number, string, number | null, number | null, string | null, number | null]>(`
    INSERT INTO place (place_code, zone, aisle, bay, shelf, side, x, y, walk_aisle, level) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (place_code) DO UPDATE SET zone = excluded.zone, aisle = excluded.aisle, bay = excluded.bay, shelf = excluded.shelf, side = excluded.side,
      x = excluded.x, y = excluded.y, walk_aisle = excluded.walk_aisle, level = excluded.level`)
  const layout = db.prepare<[string]>('INSERT INTO layout (only_row, body) VALUES (1, ?) ON CONFLICT (only_row) DO UPDATE SET body = excluded.body')
  const container = db.prepare<[string, string, string, number]>(`
    INSERT INTO container (code, kind, group_code, rank) VALUES (?, ?, ?, ?)
    ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, group_code = excluded.group_code, rank = excluded.rank`)
  const packaging = db.prepare<[string, string, string, string, number, number, number, number, number, number]>(`
    INSERT INTO packaging (packaging_code, name, name_en, kind, inner_length_mm, inner_width_mm, inner_height_mm, weight_grams, spread_grams, max_weight_grams)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (packaging_code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, kind = excluded.kind,
      inner_length_mm = excluded.inner_length_mm, inner_width_mm = excluded.inner_width_mm, inner_height_mm = excluded.inner_height_mm,
      weight_grams = excluded.weight_grams, spread_grams = excluded.spread_grams, max_weight_grams = excluded.max_weight_grams`)
  const carrier = db.prepare<[string, string, string, string]>(`
    INSERT INTO carrier (carrier_code, name, name_en, label_size) VALUES (?, ?, ?, ?)
    ON CONFLICT (carrier_code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, label_size = excluded.label_size`)
  return {
    ProductListed(listed) {
      const earlier = codesOf.get(listed.sku)
      if (earlier !== undefined) for (const { code } of JSON.parse(earlier) as { code: string }[]) codes.remove(code, 'product', listed.sku)
      product.run(
        listed.sku, listed.name, listed.nameEn, listed.spec, listed.pictureId, listed.weightGrams, listed.lengthMm, listed.widthMm, listed.heightMm,
        Number(listed.fragile), Number(listed.liquid), Number(listed.bulky), Number(listed.needsSerial), Number(listed.needsLot), Number(listed.needsAntiCounterfeit), JSON.stringify(listed.codes),
      )
      for (const { code, quantity } of listed.codes) codes.put(code, 'product', listed.sku, quantity)
    },
    ProductWeighedIn(body) {
      if (weighed.run(body.weightGrams, body.sku).changes === 1) return
      // Not listed here yet: the row is made with what is known.
      product.run(body.sku, body.sku, '', '', '', body.weightGrams, null, null, null, 0, 0, 0, 0, 0, 0, '[]')
    },
    PlaceListed(body) {
      const { spot } = body
      place.run(body.placeCode, body.zone, body.aisle, body.bay, body.shelf, body.side, spot?.x ?? null, spot?.y ?? null, spot?.aisle ?? null, spot?.level ?? null)
      codes.put(body.placeCode, 'place', body.placeCode)
    },
    LayoutListed: (body) => void layout.run(JSON.stringify(body)),
    // A bench does not promise stock; the hub does.
    StockCounted: () => undefined,
    ContainerListed(body) {
      container.run(body.code, body.kind, body.groupCode, body.rank)
      codes.put(body.code, 'container', body.code)
    },
    PackagingListed(body) {
      packaging.run(body.packagingCode, body.name, body.nameEn, body.kind, body.innerLengthMm, body.innerWidthMm, body.innerHeightMm, body.weightGrams, body.spreadGrams, body.maxWeightGrams)
      codes.put(body.packagingCode, 'packaging', body.packagingCode)
    },
    CarrierListed: (body) => void carrier.run(body.carrierCode, body.name, body.nameEn, body.labelSize),
  }
}
