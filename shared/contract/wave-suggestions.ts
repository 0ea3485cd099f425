// What the board asks about waves to release now, and what it is told (shared/domain/waves/wave-building/suggest-waves.ts).
import * as z from 'zod'
import { PickMode } from '../domain/facts/common.ts'
import { suggestReasons } from '../domain/waves/wave-building/suggestion.ts'

const Weight = z.int().min(0).max(10)
export const SuggestAsked = z.strictObject({
  pickers: z.int().min(1).max(500),
  weights: z.strictObject({ cutOff: Weight, stations: Weight, stock: Weight, singles: Weight, walking: Weight }),
})
export const BoardSuggestion = z.strictObject({
  ruleId: z.string(), ruleName: z.string(), mode: PickMode, carrierCode: z.string(), carrierName: z.string(), carrierNameEn: z.string(), itemCount: z.enum(['single', 'multi']), cutOffAtMs: z.int(),
  /** A release of exactly these is `wave.release` with the rule and them. */
  orderIds: z.array(z.string()), pieces: z.int(), aisles: z.int(), minutes: z.int(), pickers: z.int(),
  /** Whether its lists can be planned (`plan.open`) before it is released. */
  mayPlan: z.boolean(),
  /** 0 to 100. */
  score: z.int(),
  why: z.array(z.strictObject({ code: z.enum(suggestReasons), value: z.number() })),
  heldBack: z.strictObject({ shortOfStock: z.int(), noRoom: z.int() }),
})
export type BoardSuggestion = z.infer<typeof BoardSuggestion>
