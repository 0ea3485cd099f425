// All device settings of a bench as a file or as codes to scan, so that the next bench is set up like it. Rules BP1 to BP6 of docs/specs/bench-profile.md.
import * as z from 'zod'
import { StationSettings } from './station-settings.ts'

/** Everything of the settings but the bench's own name. What a bench may know and others not (keys, PINs) is no part of the settings. */
export const BenchProfile = StationSettings.omit({ name: true })
export type BenchProfile = z.infer<typeof BenchProfile>

export const profileRefusals = ['not-allowed', 'not-a-profile', 'newer', 'damaged', 'other-set', 'too-large'] as const
const refused = z.strictObject({ kind: z.literal('refused'), why: z.enum(profileRefusals) })

export const profileCalls = {
  /** `short`: for scanners that stop at about two hundred letters. */
  'profile.write': { input: z.strictObject({ short: z.boolean() }), output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('profile'), file: z.string(), codes: z.array(z.string()) }), refused]) },
  /** All codes scanned so far, or the text of a file. Nothing is saved: the profile is looked at first. */
  'profile.read': {
    input: z.strictObject({ codes: z.array(z.string().max(4_096)).max(40), file: z.string().max(100_000).nullable() }),
    output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('profile'), profile: BenchProfile }), z.strictObject({ kind: z.literal('incomplete'), have: z.array(z.int()), count: z.int() }), refused]),
  },
} as const
