import type { Role } from '../facts/common.ts'

/** One person as the station knows her. `failedPins` counts wrong PINs since the last right one and survives a restart. */
export type Person = { personId: string; name: string; role: Role; pinHash: string; active: boolean; badgeCode: string; failedPins: number; lastFailedAtMs: number }
