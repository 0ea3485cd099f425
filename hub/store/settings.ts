// Settings of the site, one row each.
import * as z from 'zod'
import { placeRules, shortStockRules } from '#shared/domain/waves/stock/choose-places.ts'
import { routings } from '#shared/domain/waves/routing/routings.ts'
import type { Sql } from './database.ts'

// As long as an order's own fields may be (IM7).
const words = (most: number) => z.string().max(most)
const Sender = z.object({ name: words(100), phone: words(40), province: words(60), city: words(60), district: words(60), detail: words(300) })
export type Sender = z.infer<typeof Sender>

export const defaultUtcOffsetMinutes = 480

const Settings = z.object({
  siteName: z.string().default('Packwave'),
  /** East of UTC; days and cut-off times are the site's. */
  utcOffsetMinutes: z.number().int().min(-840).max(840).default(defaultUtcOffsetMinutes),
  /** By shop; '' is for every other shop. The firm's own address, no buyer's data. */
  senders: z.record(z.string(), Sender).default({}),
  cancelListAtMs: z.number().int().nullable().default(null),
  /** How the places of a wave's pieces are chosen, and what becomes of orders that stock does not cover (docs/specs/stock.md). */
  placeRule: z.enum(placeRules).default('fewest-visits'),
  shortStockRule: z.enum(shortStockRules).default('hold'),
  /** Products with fewer free pieces are shown; null: only those with a line of their own. */
  lowStockPieces: z.number().int().min(0).nullable().default(null),
  /** How pickers walk (RT27). */
  routing: z.enum(routings).default('optimal'),
  /** Orders without a carrier go with this one. */
  defaultCarrierCode: z.string().nullable().default(null),
})
export type Settings = z.infer<typeof Settings>

export const noSender: Sender = { name: '', phone: '', province: '', city: '', district: '', detail: '' }

/** Who sends for a shop: as was said for it, else for every shop, else the site by its name alone. */
export function senderOf({ senders, siteName }: Pick<Settings, 'senders' | 'siteName'>, shop = ''): Sender {
  return senders[shop] ?? senders[''] ?? { ...noSender, name: siteName }
}

export async function readSettings(sql: Sql): Promise<Settings> {
  const rows = await sql.rows<{ key: string; value: unknown }>('select key, value from setting')
  return Settings.parse(Object.fromEntries(rows.map((row) => [row.key, row.value])))
}

export async function saveSettings(sql: Sql, settings: Partial<Settings>): Promise<void> {
  for (const [key, value] of Object.entries(settings)) {
    await sql.run('insert into setting (key, value) values ($1, $2::jsonb) on conflict (key) do update set value = excluded.value', [key, JSON.stringify(value)])
  }
}

/** Days since 1970 in site time. */
export function siteDay(atMs: number, utcOffsetMinutes: number): number {
  return Math.floor((atMs + utcOffsetMinutes * 60_000) / 86_400_000)
}
