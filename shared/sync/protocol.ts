// What a station and the hub say to each other over HTTP (JSON). Version 1. The WebSocket at /sync/news only says "there is something new".
import * as z from 'zod'
import { AtMs } from '../domain/facts/common.ts'
import { Change, Envelope, OwnFacts } from './envelope.ts'

export const protocolVersion = 1

/** POST /sync/join {joinToken, stationName} → identity. The key is the bearer token of every later request. */
export const JoinRequest = z.strictObject({
  protocol: z.literal(1), joinToken: z.string().min(1).max(200), stationName: z.string().min(1).max(60),
  /** Minted once by the station: the same request again is answered for the same station. */
  requestId: z.string().min(16).max(64).optional(),
  /** Of a station that had joined before and whose key is not known any more. */
  formerStationId: z.string().regex(/^[\da-f-]{36}$/).optional(),
})
export const JoinReply = z.strictObject({ stationId: z.string(), stationKey: z.string().min(32), hubEpoch: z.string(), siteName: z.string() })

/** POST /sync/push: facts of one incarnation in seq order. At most 500 facts, 4 MB; counted before any of them is looked at. */
export const PushRequest = z.strictObject({ protocol: z.literal(1), stationId: z.string(), incarnation: z.int().min(1), envelopes: z.array(z.unknown()).min(1).max(500).pipe(z.array(Envelope)) })
const PushOutcome = z.strictObject({ seq: z.int().min(1), outcome: z.enum(['applied', 'applied-with-discrepancy', 'quarantined']), why: z.string() })
export const PushReply = z.discriminatedUnion('kind', [
  /** Stored, on disk. What was known already is answered with its first outcome. */
  z.strictObject({ kind: z.literal('stored'), hubEpoch: z.string(), outcomes: z.array(PushOutcome) }),
  /** Facts are missing before these: send from `expectedSeq`. */
  z.strictObject({ kind: z.literal('gap'), hubEpoch: z.string(), expectedSeq: z.int().min(1) }),
  /** The same seq with another hash: this store was copied or restored. The station stops sending and says so. */
  z.strictObject({ kind: z.literal('fork'), hubEpoch: z.string(), seq: z.int().min(1) }),
])

/** The question's `asked`, so that the answer to another one is known for what it is (SY33). */
const asked = z.string().max(64).optional()

/** GET /sync/changes?asked=WORD&after=POSITION&limit=N&epoch=E&proof=P&incarnation=I&own=named → changes in the hub's commit order, without a gap. */
export const ChangesReply = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('changes'), hubEpoch: z.string(), asked, hubAtMs: AtMs, changes: z.array(Change), upTo: z.int().min(0), more: z.boolean(),
    /** The hub's newest position when it answered: how much is still to come. */ newest: z.int().min(0).optional(),
    /** At most so long lies between two backups of the hub, where it was told (RN1). */ backupEveryHours: z.int().min(1).max(8_784).optional(),
    /** About the fact at `upTo`; the station shows it with its next question, so that a hub that has lost that fact hears of it (HX24). */
    proof: z.string().max(64).optional(),
    /** The newest fact that the hub has of the asking station and the incarnation that it named; 0: none (SY29). */
    yourSeq: z.int().min(0).optional(),
    /** With `own=named` only: facts of the asking station, which are not among the changes then. In the hub's order; together they are without a gap (SY30). */
    own: z.array(OwnFacts).optional() }),
  /** The hub is not the one whose position was given. Nothing is deleted: the station goes back to position 0 of this epoch. */
  z.strictObject({ kind: z.literal('other-epoch'), hubEpoch: z.string(), asked }),
])
export type JoinRequest = z.infer<typeof JoinRequest>
export type JoinReply = z.infer<typeof JoinReply>
export type PushRequest = z.infer<typeof PushRequest>
export type PushReply = z.infer<typeof PushReply>
export type ChangesReply = z.infer<typeof ChangesReply>
