// Which waves to release now, best first. Runs anywhere: no clock, no I/O; the floor, the weights and the budget come in.
// Rules SG1..SG11 of docs/specs/wave-building.md.
import { assert } from '#shared/kernel/assert.ts'
import { byUrgency, planWave } from '../plan-wave.ts'
import { needsSlots, type ReleaseRule, whyForbidden } from '../release-rule.ts'
import { buildWave } from './build-wave.ts'
import { type AisleStock, type Floor, type SuggestOrder, type SuggestReason, suggestTerms, type SuggestWeights, type WaveSuggestion } from './suggestion.ts'
import { freePieces, takeStock } from './take-stock.ts'

export type SuggestQuestion = {
  rules: readonly ReleaseRule[]
  orders: readonly SuggestOrder[]
  stock: readonly AisleStock[]
  floor: Floor
  weights: SuggestWeights
  /** Suggestions given at most. */
  most: number
}
/** `budgetMs` is for all searches together, measured by `elapsedMs`; the same seed and moves give the same answer where time does not cut it short. */
export type SuggestBudget = { seed: number; elapsedMs: () => number; budgetMs: number; movesPerGroup: number }

/** Orders that one wave could hold: same rule, carrier, cut-off, and single or not. */
type Group = { rule: ReleaseRule; carrierCode: string; cutOffAtMs: number; itemCount: 'single' | 'multi'; orders: SuggestOrder[] }
type Picked = { orders: SuggestOrder[]; pieces: number; aisles: number; chosenForWalking: boolean }

/** A group is searched for few aisles when it holds so many times what fits. */
const worthChoosing = 1.2
/** A wave of few aisles must still be so full, or a tiny one would always look best. */
const leastFull = 0.6
/** A cut-off further away than this presses nobody. */
const pressureFromMinutes = 8 * 60

/**
 * For each kind of waiting orders that a rule allows, the most urgent ones that fit and, where there is a choice, those that need fewest aisles;
 * each order is suggested once at most, in the better-scored wave. Empty when nothing may be released now.
 */
export function suggestWaves({ rules, orders, stock, floor, weights, most }: SuggestQuestion, budget: SuggestBudget): WaveSuggestion[] {
  // SG1
  for (const term of suggestTerms) assert(weights[term] >= 0 && weights[term] <= 10, 'a weight is between 0 and 10')
  if (floor.pickers <= 0) return []
  const groups = groupsOf(rules, orders, floor)
  const judge: ((usualPerAisle: number) => WaveSuggestion)[] = []
  const perAisle: number[] = []
  const startedAtMs = budget.elapsedMs()
  for (const [index, group] of groups.entries()) {
    const untilMs = startedAtMs + (budget.budgetMs * (index + 1)) / groups.length
    const { served, short } = takeStock(group.orders, freePieces(stock))
    const room = roomFor(group.rule, floor)
    if (served.length === 0 || room === 0) continue
    const capped = { ...group.rule, maxOrders: Math.min(group.rule.maxOrders, room), maxSlots: Math.min(group.rule.maxSlots, room) }
    const all = byRank(capped, served, floor.nowMs)
    if (all.orders.length === 0) continue
    const rule = inTime(capped, group, served, all, floor)
    const ranked = rule === capped ? all : byRank(rule, served, floor.nowMs)
    perAisle.push(ranked.pieces / Math.max(1, ranked.aisles))
    const fewer = fewAisles(rule, served, stock, ranked, floor.nowMs, { ...budget, untilMs })
    for (const choice of fewer ? [ranked, fewer] : [ranked]) judge.push(usual => judged(group, choice, short.length, served.length - choice.orders.length, floor, weights, usual))
  }
  const usualPerAisle = perAisle.reduce((sum, value) => sum + value, 0) / Math.max(1, perAisle.length)
  const found = judge.map(each => each(usualPerAisle))
  // SG8
  found.sort((a, b) => b.score - a.score || a.cutOffAtMs - b.cutOffAtMs || b.orderIds.length - a.orderIds.length || (a.ruleId < b.ruleId ? -1 : 1))
  const given: WaveSuggestion[] = []
  const spoken = new Set<string>()
  for (const suggestion of found) {
    if (given.length >= most) break
    if (suggestion.orderIds.some(orderId => spoken.has(orderId))) continue
    for (const orderId of suggestion.orderIds) spoken.add(orderId)
    given.push(suggestion)
  }
  return given
}

/** SG2: what RR1..RR6 forbid is in no group. The same orders may stand in the groups of several rules. */
function groupsOf(rules: readonly ReleaseRule[], orders: readonly SuggestOrder[], floor: Floor): Group[] {
  const ranked = orders.toSorted(byUrgency)
  return rules.flatMap(rule => {
    const allowed = ranked.filter(order => whyForbidden(rule, order, floor.nowMs) === null)
    const byKind = Map.groupBy(allowed, order => `${order.carrierCode}\n${order.cutOffAtMs}\n${order.units === 1 ? 'single' : 'multi'}`)
    return [...byKind.values()].map((of): Group => ({ rule, carrierCode: of[0]!.carrierCode, cutOffAtMs: of[0]!.cutOffAtMs, itemCount: of[0]!.units === 1 ? 'single' : 'multi', orders: of }))
  })
}

/** SG4: slots that are free now; modes without slots are bounded by the rule alone. */
function roomFor(rule: ReleaseRule, floor: Floor): number {
  if (!needsSlots(rule.mode)) return rule.maxOrders
  return rule.mode === 'cart' ? floor.freeCartSlots : Math.min(floor.freeWallSlots, rule.maxSlots)
}

function picked(orders: SuggestOrder[], chosenForWalking: boolean): Picked {
  return {
    chosenForWalking, orders, pieces: orders.reduce((sum, order) => sum + order.units, 0), aisles: new Set(orders.flatMap(order => order.lines.map(line => line.aisle))).size,
  }
}

function byRank(rule: ReleaseRule, served: readonly SuggestOrder[], nowMs: number, chosenForWalking = false): Picked {
  const ids = new Set(planWave(rule, served, nowMs).orderIds)
  return picked(served.filter(order => ids.has(order.orderId)), chosenForWalking)
}

/** SG11: the rule with as many pieces as can be picked before a cut-off that all it takes would miss; the same where that would be none. */
function inTime(rule: ReleaseRule, { cutOffAtMs }: Group, served: readonly SuggestOrder[], all: Picked, floor: Floor): ReleaseRule {
  const leftMinutes = minutesLeft(cutOffAtMs, floor)
  if (leftMinutes <= 0 || minutesToPick(all, floor) <= leftMinutes) return rule
  const { aisles } = picked([...served], false)
  const maxUnits = Math.floor((leftMinutes * 60 * floor.pickers - aisles * floor.secondsPerAisle) / floor.secondsPerPiece)
  return served.some(order => order.units <= maxUnits) ? { ...rule, maxUnits: Math.min(rule.maxUnits, maxUnits) } : rule
}

const minutesLeft = (cutOffAtMs: number, { nowMs }: Floor): number => Math.floor((cutOffAtMs - nowMs) / 60_000)

const pickersFor = (orders: readonly SuggestOrder[], floor: Floor): number => Math.min(floor.pickers, orders.length)

/** SG6 */
function minutesToPick({ orders, pieces, aisles }: Picked, floor: Floor): number {
  return Math.ceil((pieces * floor.secondsPerPiece + aisles * floor.secondsPerAisle) / 60 / pickersFor(orders, floor))
}

/** SG5: the same caps, filled with orders that lie in few aisles; null where there is no real choice or it helps nothing. */
function fewAisles(rule: ReleaseRule, served: readonly SuggestOrder[], stock: readonly AisleStock[], ranked: Picked, nowMs: number, budget: SuggestBudget & { untilMs: number }): Picked | null {
  const units = served.reduce((sum, order) => sum + order.units, 0)
  if (units < ranked.pieces * worthChoosing || ranked.aisles < 2) return null
  const itemOf = numbersOf(served.flatMap(order => order.lines.map(line => line.sku)))
  const asked = new Map<string, number>()
  for (const order of served) for (const { sku, quantity } of order.lines) asked.set(sku, (asked.get(sku) ?? 0) + quantity)
  const aisles = Map.groupBy(stock.filter(place => itemOf.has(place.sku)), place => place.aisle)
  const problem = {
    itemCount: itemOf.size,
    orders: served.map(order => order.lines.map(({ sku, quantity }) => ({ item: itemOf.get(sku)!, quantity }))),
    aisles: [...aisles.values()].map(places => places.map(({ sku, quantity }) => ({ item: itemOf.get(sku)!, quantity: quantity === null ? asked.get(sku)! : Math.max(0, quantity) }))),
    lowerBound: Math.ceil(ranked.pieces * leastFull), upperBound: ranked.pieces,
  }
  const built = buildWave(problem, { seed: budget.seed, nowMs: budget.elapsedMs, untilMs: budget.untilMs, maxMoves: budget.movesPerGroup })
  if (built.kind === 'no-wave') return null
  // The caps that the search does not know (orders, weight, volume) cut last, by urgency.
  const choice = byRank(rule, built.wave.orders.map(order => served[order]!), nowMs, true)
  return choice.pieces / choice.aisles > ranked.pieces / ranked.aisles && choice.pieces >= problem.lowerBound ? choice : null
}

function numbersOf(words: readonly string[]): Map<string, number> {
  const numbers = new Map<string, number>()
  for (const word of words) if (!numbers.has(word)) numbers.set(word, numbers.size)
  return numbers
}

const share = (value: number): number => Math.min(1, Math.max(0, value))

/** SG7: each term between 0 and 1, then their weighted mean. */
function judged(group: Group, choice: Picked, short: number, noRoom: number, floor: Floor, weights: SuggestWeights, usualPerAisle: number): WaveSuggestion {
  const { orders, pieces, aisles, chosenForWalking } = choice
  const pickers = pickersFor(orders, floor)
  const minutes = minutesToPick(choice, floor)
  const leftMinutes = minutesLeft(group.cutOffAtMs, floor)
  const perAisle = pieces / Math.max(1, aisles)
  const terms: SuggestWeights = {
    cutOff: leftMinutes <= 0 ? 1 : share(Math.max(minutes / leftMinutes, 1 - leftMinutes / pressureFromMinutes)),
    stations: orders.length <= floor.freeStationParcels ? share(orders.length / Math.max(1, floor.freeStationParcels)) : share(floor.freeStationParcels / orders.length) * 0.5,
    stock: orders.length / (orders.length + short),
    singles: orders.filter(order => order.units === 1).length / orders.length,
    walking: perAisle / (perAisle + usualPerAisle),
  }
  const weightSum = suggestTerms.reduce((sum, term) => sum + weights[term], 0)
  const score = weightSum === 0 ? 0 : suggestTerms.reduce((sum, term) => sum + weights[term] * terms[term], 0) / weightSum
  const reasons: { code: SuggestReason; value: number; weighs: number }[] = [
    leftMinutes <= 0 ? { code: 'cut-off-passed', value: -leftMinutes, weighs: weights.cutOff } : { code: 'cut-off-near', value: leftMinutes, weighs: weights.cutOff * terms.cutOff },
    orders.length <= floor.freeStationParcels ? { code: 'stations-free', value: floor.freeStationParcels, weighs: weights.stations * terms.stations } : { code: 'stations-full', value: orders.length - floor.freeStationParcels, weighs: weights.stations },
    short > 0 ? { code: 'short-held-back', value: short, weighs: weights.stock } : { code: 'all-in-stock', value: orders.length, weighs: weights.stock * 0.5 },
  ]
  if (leftMinutes > 0) reasons.push(minutes <= leftMinutes ? { code: 'picked-in-time', value: leftMinutes - minutes, weighs: 1 } : { code: 'picked-too-late', value: minutes - leftMinutes, weighs: 10 })
  if (terms.singles === 1) reasons.push({ code: 'no-wall-needed', value: orders.length, weighs: weights.singles })
  if (chosenForWalking || perAisle > usualPerAisle) reasons.push({ code: 'few-aisles', value: Math.round(perAisle), weighs: weights.walking * terms.walking })
  return {
    ruleId: group.rule.ruleId, mode: group.rule.mode, carrierCode: group.carrierCode, itemCount: group.itemCount, cutOffAtMs: group.cutOffAtMs,
    orderIds: orders.map(order => order.orderId), pieces, aisles, minutes, pickers, score, terms,
    why: reasons.filter(reason => reason.weighs > 0).sort((a, b) => b.weighs - a.weighs).map(({ code, value }) => ({ code, value })),
    heldBack: { shortOfStock: short, noRoom },
  }
}
