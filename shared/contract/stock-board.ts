// What a board may ask about stock by place and about the map of the site (docs/specs/stock.md, docs/specs/layout.md).
import * as z from 'zod'
import { placeRules, shortStockRules } from '../domain/waves/stock/choose-places.ts'
import { routings } from '../domain/waves/routing/routings.ts'
import { stopStates } from '../domain/waves/layout/site-map.ts'
import { Sku } from '../domain/facts/common.ts'

const Pieces = z.int().min(0).max(10_000_000)

/** A product whose counted free pieces are below its line. */
const LowStock = z.strictObject({ sku: z.string(), name: z.string(), freePieces: z.int(), promisedPieces: z.int(), line: z.int() })
/** Of all that are low the count, and the first of them. */
export const LowStockList = z.strictObject({ count: z.int(), first: z.array(LowStock) })
export type LowStockList = z.infer<typeof LowStockList>

export const StockRules = z.strictObject({ placeRule: z.enum(placeRules), shortStockRule: z.enum(shortStockRules), /** For all products without a line of their own; null: none. */ lowStockPieces: Pieces.nullable() })
export type StockRules = z.infer<typeof StockRules>
export const StockLine = z.strictObject({ sku: Sku, /** null: the line for all counts. */ pieces: Pieces.nullable() })
export const StockView = z.strictObject({ rules: StockRules, lines: z.array(z.strictObject({ sku: z.string(), name: z.string(), pieces: z.int() })), low: LowStockList })
export type StockView = z.infer<typeof StockView>

const Point = z.strictObject({ x: z.number(), y: z.number() })
/** Aisles as lines from front to back, cross aisles as lines across; metres. `closed`: nobody walks there. */
export const SiteMapWays = z.strictObject({
  aisles: z.array(z.strictObject({ name: z.string(), x: z.number(), fromY: z.number(), toY: z.number(), closed: z.boolean(), oneWay: z.enum(['to-back', 'to-front']).nullable() })),
  crossAisles: z.array(z.number()), starts: z.array(Point), ends: z.array(Point),
})
export const SiteMapStop = z.strictObject({ x: z.number(), y: z.number(), side: z.enum(['left', 'right']), state: z.enum(stopStates) })
/** A map with one walk on it. */
export const SiteMap = z.strictObject({ ways: SiteMapWays, stops: z.array(SiteMapStop), path: z.array(Point) })
export type SiteMap = z.infer<typeof SiteMap>

export const MapView = z.strictObject({
  /** null: no layout was imported. */
  ways: SiteMapWays.nullable(),
  routing: z.enum(routings),
  placeCount: z.int(),
  /** Places of the site that the layout does not hold. */
  unplacedCount: z.int(),
  lists: z.array(z.strictObject({ listId: z.string(), listNumber: z.string(), personName: z.string(), places: z.int(), donePlaces: z.int() })),
})
export type MapView = z.infer<typeof MapView>
/** `more…`: what the site's rule walks more than the shortest way. `unplaced`: places of the list that the map does not hold. */
export const ListWalk = z.strictObject({ stops: z.array(SiteMapStop), path: z.array(Point), metres: z.int(), moreMetres: z.int(), moreSeconds: z.int(), unplaced: z.array(z.string()) })
export type ListWalk = z.infer<typeof ListWalk>
