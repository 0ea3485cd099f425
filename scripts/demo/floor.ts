// The things in the warehouse as they really are: pieces with their own weight on shelves, in totes, slots and boxes. Not what any screen says.
import type { SampleLost, SampleTrueWeight } from '#hub/sample/types.ts'
import type { Sql } from '#hub/store/database.ts'
import type { Chance } from './chance.ts'

export type Piece = { sku: string; number: number; grams: number }
export type PrintedCode = { code: string; quantity: number }

export type Floor = {
  /** The codes that are printed on a product, the piece's first. */
  codesOf(sku: string): { piece: string[]; cases: PrintedCode[] }
  /** Another product than this one. */
  neighbourOf(sku: string): string
  /** Where the product lives. */
  homeOf(sku: string): string
  /** Another place than this one. */
  placeBeside(placeCode: string): string
  available(placeCode: string, sku: string): number
  /** Takes pieces off a shelf; never more than there are. */
  take(placeCode: string, sku: string, count: number): Piece[]
  /** Brings pieces back to where their product lives. */
  bringBack(pieces: readonly Piece[]): void
  /** What lies in a tote or slot. Emptied and filled by whoever holds it. */
  inside(containerCode: string): Piece[]
  containers(): ReadonlyMap<string, Piece[]>
  /** Pieces that left the shelves and were not brought back. */
  takenCount(): number
}

type Product = { sku: string; weight_grams: number | null; codes: PrintedCode[] }

/** Spread of one piece whose maker nobody asked: one part in a hundred. */
const unknownSpreadShare = 0.01
/** What a piece of unknown weight may weigh. */
const unknownGrams = { least: 80, most: 1_500 }
/** A shelf whose stock nobody has counted holds enough. */
const uncounted = 1_000_000

/** A 14-digit code with a leading zero is printed as the EAN-13 inside it. */
function printed(code: string): string {
  return /^0\d{13}$/.test(code) ? code.slice(1) : code
}

/** Reads what the hub knows of products and shelves; true weights come from the sample, or lie around the catalogue's. `lost`: places with fewer pieces than the hub knows of. */
export async function layOutFloor(sql: Sql, chance: Chance, trueWeights: readonly SampleTrueWeight[], lost: readonly SampleLost[]): Promise<Floor> {
  const products = await sql.rows<Product>(
    `select p.sku, p.weight_grams, coalesce((select json_agg(json_build_object('code', c.code, 'quantity', c.quantity) order by c.code) from product_code c where c.sku = p.sku), '[]') as codes
     from product p order by p.sku`)
  const stock = await sql.rows<{ place_code: string; sku: string; quantity: number | null }>('select place_code, sku, quantity from stock order by place_code, sku')
  const scale = new Map(trueWeights.map((weight) => [weight.sku, weight]))
  const bySku = new Map(products.map((product) => [product.sku, product]))
  const skus = products.map((product) => product.sku)
  const rankOf = new Map(skus.map((sku, rank) => [sku, rank]))
  const onShelf = new Map(stock.map((row) => [`${row.place_code}\n${row.sku}`, row.quantity ?? uncounted]))
  for (const row of lost) onShelf.set(`${row.placeCode}\n${row.sku}`, row.quantity)
  const homeOf = new Map(stock.map((row) => [row.sku, row.place_code]))
  const places = [...new Set(stock.map((row) => row.place_code))]
  const placeRank = new Map(places.map((placeCode, rank) => [placeCode, rank]))
  const containers = new Map<string, Piece[]>()
  const given = new Map<string, number>()
  let taken = 0

  const gramsOf = (sku: string, number: number): number => {
    const known = scale.get(sku)
    const catalogue = bySku.get(sku)?.weight_grams ?? Math.round(unknownGrams.least + chance.of('unknown-weight', sku) * (unknownGrams.most - unknownGrams.least))
    const mean = known?.meanGrams ?? catalogue
    const spread = known?.spreadGrams ?? catalogue * unknownSpreadShare
    // The sum of three uniform numbers: near enough to a bell, and never far out.
    const bell = [1, 2, 3].reduce((sum, draw) => sum + chance.of('grams', sku, number, draw) * 2 - 1, 0)
    return Math.max(1, mean + bell * spread)
  }

  return {
    codesOf(sku) {
      const codes = bySku.get(sku)?.codes ?? []
      const piece = codes.filter((code) => code.quantity === 1).map((code) => printed(code.code))
      return { piece: piece.length > 0 ? piece : [sku], cases: codes.filter((code) => code.quantity > 1).map((code) => ({ ...code, code: printed(code.code) })) }
    },
    neighbourOf: (sku) => skus[((rankOf.get(sku) ?? 0) + 1) % skus.length] ?? sku,
    homeOf: (sku) => homeOf.get(sku) ?? '',
    placeBeside: (placeCode) => places[((placeRank.get(placeCode) ?? 0) + 1) % places.length] ?? placeCode,
    available: (placeCode, sku) => onShelf.get(`${placeCode}\n${sku}`) ?? 0,
    take(placeCode, sku, count) {
      const shelf = `${placeCode}\n${sku}`
      const there = onShelf.get(shelf) ?? 0
      const pieces = Array.from({ length: Math.min(count, there) }, () => {
        const number = (given.get(sku) ?? 0) + 1
        given.set(sku, number)
        return { sku, number, grams: gramsOf(sku, number) }
      })
      onShelf.set(shelf, there - pieces.length)
      taken += pieces.length
      return pieces
    },
    bringBack(pieces) {
      for (const { sku } of pieces) {
        const shelf = `${homeOf.get(sku) ?? ''}\n${sku}`
        onShelf.set(shelf, (onShelf.get(shelf) ?? 0) + 1)
        taken -= 1
      }
    },
    inside(containerCode) {
      const known = containers.get(containerCode)
      if (known) return known
      const empty: Piece[] = []
      containers.set(containerCode, empty)
      return empty
    },
    containers: () => containers,
    takenCount: () => taken,
  }
}
