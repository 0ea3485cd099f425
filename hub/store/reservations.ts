// Pieces promised to open tasks: reserved with the list, and gone when they are picked, short or wanted no longer. Rules ST11 and ST12 of docs/specs/stock.md.
import type { Body } from '#shared/domain/facts/facts.ts'
import type { Sql } from './database.ts'

/** So many pieces of a task for one order line that need no promise any more. */
export type Consumed = { taskId: string; orderId: string; lineNumber: number; quantity: number }

/** Promises the pieces of these lists. Ones that stand already stay as they are. */
export async function reserve(sql: Sql, lists: readonly Pick<Body<'PickListReleased'>, 'listId' | 'waveId' | 'tasks'>[]): Promise<void> {
  const rows = lists.flatMap(({ listId, waveId, tasks }) => tasks.flatMap(({ taskId, placeCode, sku, shares }) =>
    [...Map.groupBy(shares, (share) => `${share.orderId}\n${share.lineNumber}`).values()].map((parts) => (
      { taskId, listId, waveId, placeCode, sku, orderId: parts[0]!.orderId, lineNumber: parts[0]!.lineNumber, quantity: parts.reduce((sum, part) => sum + part.quantity, 0) }))))
  await sql.run(
    `insert into reservation (task_id, order_id, line_number, list_id, wave_id, place_code, sku, quantity) select "taskId", "orderId", "lineNumber", "listId", "waveId", "placeCode", sku, quantity
     from jsonb_to_recordset($1::jsonb) as t("taskId" text, "orderId" text, "lineNumber" int, "listId" text, "waveId" text, "placeCode" text, sku text, quantity int) on conflict do nothing`, [JSON.stringify(rows)])
}

/** Each line of a task at most once in `consumed`. More than was promised uses up the promise. */
export async function consume(sql: Sql, consumed: readonly Consumed[]): Promise<void> {
  if (consumed.length === 0) return
  const given = [JSON.stringify(consumed)]
  await Promise.all([
    sql.run(
      `delete from reservation r using jsonb_to_recordset($1::jsonb) as t("taskId" text, "orderId" text, "lineNumber" int, quantity int)
       where r.task_id = t."taskId" and r.order_id = t."orderId" and r.line_number = t."lineNumber" and r.quantity <= t.quantity`, given),
    sql.run(
      `update reservation r set quantity = r.quantity - t.quantity from jsonb_to_recordset($1::jsonb) as t("taskId" text, "orderId" text, "lineNumber" int, quantity int)
       where r.task_id = t."taskId" and r.order_id = t."orderId" and r.line_number = t."lineNumber" and r.quantity > t.quantity`, given),
  ])
}

/** The shares of one fact, each line once. */
export function consumedBy(taskId: string, shares: readonly { orderId: string; lineNumber: number; quantity: number }[]): Consumed[] {
  return [...Map.groupBy(shares, (share) => `${share.orderId}\n${share.lineNumber}`).values()].map((parts) => (
    { taskId, orderId: parts[0]!.orderId, lineNumber: parts[0]!.lineNumber, quantity: parts.reduce((sum, part) => sum + part.quantity, 0) }))
}

export async function freeLists(sql: Sql, listIds: readonly string[]): Promise<void> {
  await sql.run('delete from reservation where list_id = any($1::text[])', [listIds])
}

export async function freeWaves(sql: Sql, waveIds: readonly string[]): Promise<void> {
  await sql.run('delete from reservation where wave_id = any($1::text[])', [waveIds])
}

/** Only a walk for one order ends with it: who walks for several takes the pieces of a cancelled one along, to the wall or the check (PK13). */
export async function freeOrders(sql: Sql, orderIds: readonly string[]): Promise<void> {
  await sql.run("delete from reservation r using pick_list l where l.list_id = r.list_id and l.mode = 'by-order' and r.order_id = any($1::text[])", [orderIds])
}
