// A supervisor takes a wave back, or one order out of it.
import type { Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import { canCancelWave, canKickOut } from '#shared/domain/waves/wave-life.ts'
import { endWaves } from '../receive-batch.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, type HubTools } from '../store/facts.ts'
import { forgottenWaveOf } from '../store/forgotten-waves.ts'
import { countWaves, progressOf, stateOf } from './wave-progress.ts'

/** The orders go back to wait; their waybills stay theirs for the next release. */
export async function cancelWave(sql: Sql, tools: HubTools, actorId: string, waveId: string): Promise<Done> {
  const [counts] = await countWaves(sql, { waveId })
  if (!counts) return refusedBecause('wave-unknown')
  const permission = canCancelWave(stateOf(counts), progressOf(counts))
  if (permission.kind === 'refused') return refusedBecause(permission.why)
  await recordHubFacts(sql, tools, actorId, [{ kind: 'WaveCancelled', body: { waveId, byPersonId: actorId } }])
  return { kind: 'done' }
}

/** 剔出: the order leaves its wave and is not released again by itself. */
export async function kickOut(sql: Sql, tools: HubTools, actorId: string, orderId: string, reason: string): Promise<Done> {
  const order = await sql.row<{ wave_id: string | null; state: string; picked: number; label_printed: boolean }>(
    `select o.wave_id, o.state, (select coalesce(sum(picked_qty), 0)::int from order_line l where l.order_id = o.order_id) as picked,
       exists (select 1 from parcel p where p.order_id = o.order_id and p.label_state in ('sent', 'unknown', 'confirmed')) as label_printed
     from customer_order o where o.order_id = $1 for update`, [orderId])
  if (!order) return refusedBecause('not-in-wave')
  const waveId = order.wave_id ?? (order.state === 'released' ? await forgottenWaveOf(sql, orderId) : undefined)
  if (waveId === undefined) return refusedBecause('not-in-wave')
  const [counts] = await countWaves(sql, { waveId })
  if (!counts && order.wave_id !== null) return refusedBecause('not-in-wave')
  const permission = canKickOut(counts ? stateOf(counts) : 'checking', { inWave: order.state === 'released', closed: order.state === 'shipped', labelPrinted: order.label_printed, pickedPieces: order.picked })
  if (permission.kind === 'refused') return refusedBecause(permission.why)
  await recordHubFacts(sql, tools, actorId, [{ kind: 'OrderKickedOut', body: { orderId, waveId, byPersonId: actorId, reason } }])
  await sql.run("update discrepancy set state = 'settled', choice = 'kick-out', decided_by = $2, settled_at_ms = $3 where order_id = $1 and state = 'open' and kind in ('short-order', 'order-changed', 'parcel-suspended', 'weight', 'label-unknown')", [orderId, actorId, tools.system.nowMs()])
  await endWaves(sql, tools, [waveId])
  return { kind: 'done' }
}
