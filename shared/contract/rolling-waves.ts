// Waves that start by themselves, as the board shows them and as the hub remembers them (hub/waves/rolling.ts).
import * as z from 'zod'
import { startReasons, waitReasons } from '../domain/waves/rolling.ts'
import { BoardRefused } from './board-refusals.ts'

export const rollingWaitCodes = [...waitReasons, 'refused'] as const
export const RollingSwitch = z.strictObject({ on: z.boolean(), byName: z.string(), sinceMs: z.int() })
/** The wave that started last, and why. */
export const RollingLast = z.strictObject({ waveNumber: z.string(), ruleName: z.string(), orderCount: z.int(), atMs: z.int(), why: z.array(z.strictObject({ code: z.enum(startReasons), value: z.number() })) })
/** What each rule waits for: so much there is, so much is wanted. */
const wait = { ruleId: z.string(), code: z.enum(rollingWaitCodes), value: z.number(), wanted: z.number(), /** Of a release that was tried. */ refusal: BoardRefused.optional() }
export const RollingWaits = z.array(z.strictObject(wait))
export const BoardRolling = z.strictObject({
  on: z.boolean(), byName: z.string(), sinceMs: z.int().nullable(), ruleCount: z.int(), last: RollingLast.nullable(), waits: z.array(z.strictObject({ ...wait, ruleName: z.string() })),
})
export type BoardRolling = z.infer<typeof BoardRolling>
