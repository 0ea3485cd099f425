import type { PickMode } from '#shared/domain/facts/common.ts'
import type { Sql } from '../store/database.ts'

/** A wall or a cart with its free slots, in the order in which they are filled. */
export type SlotGroup = { groupCode: string; slotCodes: string[] }

/**
 * A slot is free when no order that is still on the floor stands in it. A cart is taken as a whole: one with an order in it is on its way.
 * Empty for modes without slots.
 */
export async function freeSlots(sql: Sql, mode: PickMode): Promise<SlotGroup[]> {
  if (mode === 'single-item' || mode === 'by-order') return []
  const kind = mode === 'cart' ? 'cart-slot' : 'wall-slot'
  const rows = await sql.rows<{ code: string; group_code: string; taken: boolean }>(
    `select c.code, c.group_code, exists (select 1 from customer_order o where o.slot_code = c.code and o.state = 'released') as taken from container c where c.kind = $1 order by c.group_code, c.rank, c.code`, [kind])
  return [...Map.groupBy(rows, (row) => row.group_code)]
    .filter(([, slots]) => mode !== 'cart' || slots.every((slot) => !slot.taken))
    .map(([groupCode, slots]) => ({ groupCode, slotCodes: slots.filter((slot) => !slot.taken).map((slot) => slot.code) }))
}
