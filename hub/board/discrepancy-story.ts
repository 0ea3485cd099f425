// What each side did, side by side, and the story of a fact that was set aside: read when somebody looks, never pushed.
import type { DiscrepancyStory } from '#shared/contract/board-api.ts'
import { refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import type { Database, Sql } from '../store/database.ts'

const mostSteps = 80

type Open = { kind: string; subject: string; order_id: string | null; station_id: string | null; raised_at_ms: number }
type Side = DiscrepancyStory['sides'][number]
type Step = { station_id: string; station_name: string; person_name: string; at_ms: number; kind: string; body: Record<string, unknown>; parcel_id: string | null; outcome: string }

export async function discrepancyStory(database: Database, discrepancyId: string): Promise<DiscrepancyStory | BoardRefused> {
  return database.snapshot(async (sql) => {
    const open = await sql.row<Open>('select kind, subject, order_id, station_id, raised_at_ms from discrepancy where discrepancy_id = $1', [discrepancyId])
    if (!open) return refusedBecause('discrepancy-unknown')
    if (open.kind === 'quarantined-fact') return { sides: [], setAside: await setAside(sql, open) }
    return { sides: await sidesOf(sql, open), setAside: null }
  })
}

const stepColumns = `f.station_id, coalesce(s.name, '') as station_name, coalesce(p.name, '') as person_name, f.at_ms, f.kind, f.body, f.parcel_id, f.outcome
  from fact f left join station s using (station_id) left join person p on p.person_id = f.actor_id`

async function stepsOf(sql: Sql, open: Open): Promise<Step[]> {
  if (open.order_id !== null) return sql.rows<Step>(`select ${stepColumns} where f.order_ids @> array[$1] and f.station_id <> 'hub' order by f.position desc limit ${mostSteps}`, [open.order_id])
  const [kind, id = ''] = open.subject.split('/')
  // A list is in no order's story; what was done with it since it was released is found by its id. PostgreSQL reads no JSON with a NUL in it: only a fact that was set aside can have one.
  const field = kind === 'list' ? 'listId' : kind === 'task' ? 'taskId' : kind === 'tote' ? 'toteCode' : null
  if (field === null) return []
  return sql.rows<Step>(`select ${stepColumns} where f.station_id <> 'hub' and f.kind in ('PickListStarted', 'ToteTaken', 'ItemPicked', 'ShortPicked', 'PickListFinished') and case when f.outcome <> 'quarantined' then f.body ->> $1 end = $2 order by f.position desc limit ${mostSteps}`, [field, id])
}

/** One side for each station, and for each parcel it packed; what belongs to no parcel stands with its station. */
async function sidesOf(sql: Sql, open: Open): Promise<Side[]> {
  const steps = (await stepsOf(sql, open)).reverse()
  const parcels = new Map((await sql.rows<{ parcel_id: string; state: string; waybill_number: string | null; manifest_id: string | null; grams: number | null; label_state: string }>(
    'select parcel_id, state, waybill_number, manifest_id, grams, label_state from parcel where parcel_id = any($1::text[])', [[...new Set(steps.flatMap((step) => step.parcel_id ?? []))]])).map((row) => [row.parcel_id, row]))
  const bySide = Map.groupBy(steps, (step) => `${step.station_id}/${step.parcel_id ?? ''}`)
  return [...bySide.values()].map((its): Side => {
    const first = its[0]!
    const parcel = first.parcel_id === null ? undefined : parcels.get(first.parcel_id)
    return {
      stationName: first.station_name, personNames: [...new Set(its.map((step) => step.person_name).filter((name) => name !== ''))], parcelId: first.parcel_id ?? '',
      parcelState: parcel ? (parcel.manifest_id === null ? parcel.state : 'handed-over') : '', waybillNumber: parcel?.waybill_number ?? '', grams: parcel?.grams ?? null,
      mayKeep: parcel !== undefined && parcel.state !== 'stopped', steps: its.map((step) => ({ atMs: step.at_ms, kind: step.kind, values: valuesOf(step.body) })),
    }
  })
}

/** What a person wants to see of a fact: what, how many, where; ids are for machines. */
function valuesOf(body: Record<string, unknown>): Record<string, string | number> {
  const shown = ['sku', 'quantity', 'slotCode', 'toteCode', 'placeCode', 'grams', 'verdict', 'packagingCode', 'waybillNumber', 'copy', 'reason', 'value'] as const
  return Object.fromEntries(shown.flatMap((name) => {
    const value = body[name]
    return typeof value === 'string' || typeof value === 'number' ? [[name === 'value' ? 'code' : name, value] as const] : []
  }))
}

async function setAside(sql: Sql, open: Open): Promise<DiscrepancyStory['setAside']> {
  const [stationId = '', incarnation = '', seq = ''] = open.subject.split('/')
  if (stationId === 'fork') return null
  const fact = await sql.row<Step & { why: string; seq: number; after: number }>(
    `select ${stepColumns.replace('f.outcome', "f.outcome, f.why, f.seq, (select count(*)::int from fact later where later.station_id = f.station_id and later.incarnation = f.incarnation and later.seq > f.seq) as after")}
     where f.station_id = $1 and f.incarnation = $2::bigint and f.seq = $3::bigint`, [stationId, incarnation, seq])
  if (!fact) return null
  return { kind: fact.kind, atMs: fact.at_ms, stationName: fact.station_name, personName: fact.person_name, seq: fact.seq, why: fact.why, bodyText: JSON.stringify(fact.body).slice(0, 1_000), laterFacts: fact.after }
}
