// What could be released now, read and thought about on one thread: all waiting orders and their lines take a second to read. Rules SG1..SG9 of docs/specs/wave-building.md.
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { In } from '#shared/contract/contract.ts'
import type { BoardSuggestion } from '#shared/contract/wave-suggestions.ts'
import { hasPlannedLists } from '#shared/domain/waves/release-rule.ts'
import { suggestWaves, type SuggestQuestion } from '#shared/domain/waves/wave-building/suggest-waves.ts'
import { usualMsPerPiece } from '#shared/domain/waves/usual-pace.ts'
import { usablePlaces } from '#shared/domain/waves/stock/choose-places.ts'
import type { AisleStock, SuggestOrder } from '#shared/domain/waves/wave-building/suggestion.ts'
import { connectedStations } from '../people/presence.ts'
import type { Database, Sql } from '../store/database.ts'
import { linesToRelease, waitingOrders } from './candidates.ts'
import { freeSlots } from './free-slots.ts'
import { freeStock } from './free-stock.ts'
import { parcelsPerStationHour } from './rolling.ts'
import { listRules } from './rules.ts'

const mostSuggestions = 5
const thinkMs = 400
const movesPerGroup = 200_000
/** What an aisle costs one picker. */
const secondsPerAisle = 40

/** Best first; nothing is promised by it. */
export async function readSuggestions(database: Database, nowMs: number, { pickers, weights }: In<BoardApi, 'wave.suggest'>, elapsedMs: () => number): Promise<BoardSuggestion[]> {
  const stations = await connectedStations(database, nowMs)
  const { question, byId, carriers } = await database.snapshot(async (sql) => {
    const { candidates } = await waitingOrders(sql, nowMs)
    const rules = await listRules(sql)
    const lines = await linesToRelease(sql, candidates.map((order) => order.orderId))
    const slotsOf = async (mode: 'batch-wall' | 'cart'): Promise<number> => (await freeSlots(sql, mode)).reduce((sum, group) => sum + group.slotCodes.length, 0)
    const asked: SuggestQuestion = {
      rules, weights, most: mostSuggestions, stock: await stockOfAisles(sql, [...new Set([...lines.values()].flatMap((of) => of.map((line) => line.sku)))]),
      orders: candidates.map((order): SuggestOrder => ({ ...order, lines: (lines.get(order.orderId) ?? []).map(({ sku, quantity, place }) => ({ sku, quantity, aisle: aisleName(place.zone, place.aisle) })) })),
      floor: {
        nowMs, pickers, secondsPerPiece: usualMsPerPiece / 1000, secondsPerAisle, freeWallSlots: await slotsOf('batch-wall'), freeCartSlots: await slotsOf('cart'),
        freeStationParcels: Math.max(0, stations.size * parcelsPerStationHour - await parcelsOnTheFloor(sql)),
      },
    }
    const carrierRows = await sql.rows<{ carrier_code: string; name: string; name_en: string }>('select carrier_code, name, name_en from carrier')
    return { question: asked, byId: new Map(rules.map((rule) => [rule.ruleId, rule])), carriers: new Map(carrierRows.map((row) => [row.carrier_code, row])) }
  })
  return suggestWaves(question, { seed: 1, budgetMs: thinkMs, movesPerGroup, elapsedMs }).map(({ terms: _terms, score, ...rest }) => {
    const carrier = carriers.get(rest.carrierCode)
    const rule = byId.get(rest.ruleId)
    return { ...rest, score: Math.round(score * 100), ruleName: rule?.name ?? rest.ruleId, mayPlan: rule !== undefined && hasPlannedLists(rule), carrierName: carrier?.name ?? rest.carrierCode, carrierNameEn: carrier?.name_en ?? rest.carrierCode }
  })
}

const aisleName = (zone: string, aisle: number): string => `${zone} ${aisle}`

/** What may be promised in each aisle; a product of which nothing is free is there with 0. */
async function stockOfAisles(sql: Sql, skus: readonly string[]): Promise<AisleStock[]> {
  const { stock } = await freeStock(sql, skus)
  return [...stock].flatMap(([sku, places]) => {
    const usable = usablePlaces(places)
    if (usable.length === 0) return places.slice(0, 1).map(({ aisle }) => ({ sku, aisle, quantity: 0 }))
    return [...Map.groupBy(usable, (place) => place.aisle)].map(([aisle, its]) => ({ sku, aisle, quantity: its.some((place) => place.free === null) ? null : its.reduce((sum, place) => sum + (place.free ?? 0), 0) }))
  })
}

async function parcelsOnTheFloor(sql: Sql): Promise<number> {
  return (await sql.row<{ count: number }>("select count(*)::int as count from customer_order where state = 'released'"))?.count ?? 0
}
