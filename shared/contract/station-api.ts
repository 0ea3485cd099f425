// Every question a screen may ask its station, and all that a station tells unasked.
import * as z from 'zod'
import { Outcome } from '../domain/outcomes/outcome.ts'
import { Scan } from '../domain/outcomes/scan.ts'
import { deviceCalls } from './device-calls.ts'
import { labelCalls } from './label-calls.ts'
import { profileCalls } from './profile-calls.ts'
import { StationSettings } from './station-settings.ts'
import { StationView } from './station-view.ts'

const Nothing = z.strictObject({})
const Answered = z.strictObject({ outcome: Outcome, view: StationView })

export { StationSettings }

export const stationApi = {
  calls: {
    /** Reads, decides and records. What it answers is on disk. */
    'scan.submit': { input: Scan, output: Answered },
    /** The PIN after a badge; `requestId` is minted once and kept on every retry. */
    'pin.submit': { input: z.strictObject({ requestId: z.string().min(8).max(64), pin: z.string().max(32) }), output: Answered },
    'station.view': { input: Nothing, output: StationView },
    /** The page saw a person: the idle lock starts anew. */
    'station.touch': { input: Nothing, output: Nothing },
    'settings.read': { input: Nothing, output: StationSettings },
    /** Only with a supervisor signed in. */
    'settings.save': { input: StationSettings, output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('saved') }), z.strictObject({ kind: z.literal('refused'), why: z.enum(['not-allowed', 'printer-id-twice', 'scanner-id-twice']) })]) },
    /** Opens a line to the hub's board (shared/contract/board-api.ts); its messages pass through unread. */
    'board.open': { input: Nothing, output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('open'), lineId: z.string() }), z.strictObject({ kind: z.literal('refused'), why: z.enum(['not-allowed', 'hub-unreachable']) })]) },
    'board.send': { input: z.strictObject({ lineId: z.string(), message: z.unknown() }), output: Nothing },
    'board.close': { input: z.strictObject({ lineId: z.string() }), output: Nothing },
    ...deviceCalls,
    ...profileCalls,
    ...labelCalls,
  },
  news: {
    'view.changed': StationView,
    /** What came of a weight, or of a scan by a scanner on a line: recorded, and to be heard like the answer to a scan. The view was told before. */
    'outcome.told': z.strictObject({ outcome: Outcome }),
    /** SI15: a digit card read by a scanner on a line, while a PIN is asked for. It goes into the page's PIN and nowhere else. */
    'pin.digit': z.strictObject({ digit: z.string().regex(/^\d$/) }),
    'board.message': z.strictObject({ lineId: z.string(), message: z.unknown() }),
    'board.closed': z.strictObject({ lineId: z.string() }),
  },
} as const
export type StationApi = typeof stationApi
