// A code for one more station, as a person types it and as a scanner reads it.
import bwip from 'bwip-js/node'
import { enrolmentCode, enrolmentLink } from '#shared/contract/enrolment.ts'
import type { Out } from '#shared/contract/contract.ts'
import type { BoardApi } from '#shared/contract/board-api.ts'
import { mintCode } from '../people/join.ts'
import type { Database } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'

/** Addresses at which stations reach this hub, the likeliest first; `pin` is the fingerprint of its certificate, null over plain http or with one of an authority. */
export type HubWays = { hubUrls: string[]; pin: string | null }

export async function enrol(database: Database, tools: HubTools, { hubUrls, pin }: HubWays): Promise<Out<BoardApi, 'station.enrol'>> {
  const { code, expiresAtMs } = await mintCode(database, tools)
  const [first = ''] = hubUrls
  return { code: enrolmentCode(code, pin), hubUrls, qr: bwip.toSVG({ bcid: 'qrcode', text: enrolmentLink(first, code, pin), scale: 4, backgroundcolor: 'FFFFFF', paddingwidth: 4, paddingheight: 4 }), expiresAtMs }
}
