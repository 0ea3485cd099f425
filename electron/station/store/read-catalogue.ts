import type { Db } from './open-database.ts'
import type { Carrier, Packaging, Place, Product } from '#shared/domain/catalogue/product.ts'
import type { Person } from '#shared/domain/people/person.ts'

type Flag = 0 | 1
type ProductRow = Omit<Product, 'fragile' | 'liquid' | 'bulky' | 'needsSerial' | 'needsLot' | 'needsAntiCounterfeit'> & Record<'fragile' | 'liquid' | 'bulky' | 'needsSerial' | 'needsLot' | 'needsAntiCounterfeit', Flag>
type PersonRow = Omit<Person, 'active'> & { active: Flag }

/** What exists: products, people, places, packagings, carriers. */
export function readCatalogue(db: Db) {
  const product = db.prepare<[string], ProductRow>(`
    SELECT sku, name, name_en AS nameEn, spec, picture_id AS pictureId, weight_grams AS weightGrams, length_mm AS lengthMm, width_mm AS widthMm, height_mm AS heightMm,
      fragile, liquid, bulky, needs_serial AS needsSerial, needs_lot AS needsLot, needs_anti_counterfeit AS needsAntiCounterfeit,
      learnt_grams AS learntGrams, learnt_spread_grams AS learntSpreadGrams, learnt_samples AS learntSamples FROM product WHERE sku = ?`)
  const person = db.prepare<[string], PersonRow>(`
    SELECT person_id AS personId, name, role, pin_hash AS pinHash, active, badge_code AS badgeCode, failed_pins AS failedPins, last_failed_at_ms AS lastFailedAtMs FROM person WHERE person_id = ?`)
  const anybody = db.prepare<[], 1>('SELECT 1 FROM person LIMIT 1').pluck()
  const place = db.prepare<[string], Place>('SELECT place_code AS placeCode, zone, aisle, bay, shelf, side FROM place WHERE place_code = ?')
  const layout = db.prepare<[], string>('SELECT body FROM layout').pluck()
  const ranges = db.prepare<[], { aisle: string; low: number; high: number }>('SELECT walk_aisle AS aisle, min(y) AS low, max(y) AS high FROM place WHERE walk_aisle IS NOT NULL GROUP BY walk_aisle')
  const carrier = db.prepare<[string], Carrier>('SELECT carrier_code AS carrierCode, name, name_en AS nameEn, label_size AS labelSize FROM carrier WHERE carrier_code = ?')
  const packagings = db.prepare<[], Packaging>(`
    SELECT packaging_code AS packagingCode, name, name_en AS nameEn, kind, inner_length_mm AS innerLengthMm, inner_width_mm AS innerWidthMm, inner_height_mm AS innerHeightMm,
      weight_grams AS weightGrams, spread_grams AS spreadGrams, max_weight_grams AS maxWeightGrams FROM packaging ORDER BY packaging_code`)
  return {
    product(sku: string): Product | undefined {
      const row = product.get(sku)
      return row && {
        ...row, fragile: row.fragile === 1, liquid: row.liquid === 1, bulky: row.bulky === 1,
        needsSerial: row.needsSerial === 1, needsLot: row.needsLot === 1, needsAntiCounterfeit: row.needsAntiCounterfeit === 1,
      }
    },
    person(personId: string): Person | undefined {
      const row = person.get(personId)
      return row && { ...row, active: row.active === 1 }
    },
    hasPeople: (): boolean => anybody.get() !== undefined,
    place: (placeCode: string): Place | undefined => place.get(placeCode),
    layoutText: (): string | undefined => layout.get(),
    aisleRanges: () => ranges.all(),
    carrier: (carrierCode: string): Carrier | undefined => carrier.get(carrierCode),
    packagings: (): Packaging[] => packagings.all(),
  }
}
