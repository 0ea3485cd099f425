import type { LineShare } from '#shared/domain/facts/common.ts'
import type { Db } from './open-database.ts'
import type { Order } from '#shared/domain/orders/order.ts'

type OrderRow = Omit<Order, 'enclosures' | 'cancelled' | 'shortAccepted' | 'lines'> & { enclosures: string; cancelled: 0 | 1; shortAccepted: 0 | 1 }

/** Orders, and which of them a piece in the hand belongs to. */
export function readOrders(db: Db) {
  const order = db.prepare<[string], OrderRow>(`
    SELECT order_id AS orderId, number, wave_id AS waveId, carrier_code AS carrierCode, cut_off_at_ms AS cutOffAtMs, priority, item_count AS itemCount,
      slot_code AS slotCode, tote_code AS toteCode, enclosures, state, cancelled, short_accepted AS shortAccepted FROM sales_order WHERE order_id = ?`)
  const lines = db.prepare<[string], Order['lines'][number]>(`
    SELECT line_number AS lineNumber, sku, asked_qty AS askedQty, picked_qty AS pickedQty, short_qty AS shortQty, put_qty AS putQty, checked_qty AS checkedQty
    FROM order_line WHERE order_id = +? ORDER BY line_number`)
  const inTote = db.prepare<[string], { orderId: string | null; state: string | null }>(`
    SELECT taken.order_id AS orderId, sales_order.state AS state FROM tote_taken AS taken LEFT JOIN sales_order ON sales_order.order_id = taken.order_id
    WHERE taken.tote_code = +? ORDER BY taken.taken_rank DESC LIMIT 1`)
  // Two waves may use one slot one after the other: the order whose pieces lie there comes first.
  const inSlot = db.prepare<[string], string>(`
    SELECT waiting.order_id FROM sales_order AS waiting WHERE waiting.slot_code = +? AND waiting.state IN ('released', 'open', 'suspended')
    ORDER BY (SELECT sum(put_qty) FROM order_line WHERE order_id = waiting.order_id) = 0, waiting.cut_off_at_ms, waiting.number LIMIT 1`).pluck()
  // A piece that still waits for its wall slot is another one than that in the hand.
  const singleItem = db.prepare<{ sku: string; waveId: string | null }, string>(`
    SELECT waiting.order_id FROM order_line AS line JOIN sales_order AS waiting ON waiting.order_id = line.order_id JOIN wave ON wave.wave_id = waiting.wave_id
    WHERE line.sku = +:sku AND line.picked_qty > line.checked_qty AND waiting.item_count = 'single' AND waiting.state = 'released' AND (+:waveId IS NULL OR waiting.wave_id = +:waveId)
      AND (wave.mode NOT IN ('batch-wall', 'zone-wall') OR line.put_qty = line.picked_qty)
    ORDER BY waiting.cancelled DESC, waiting.cut_off_at_ms, waiting.priority DESC, waiting.number LIMIT 1`).pluck()
  const singleItemCount = db.prepare<[], number>(`
    SELECT count(*) FROM order_line AS line INDEXED BY order_line_unchecked JOIN sales_order AS waiting ON waiting.order_id = line.order_id
    WHERE line.picked_qty > line.checked_qty AND waiting.item_count = 'single' AND waiting.state = 'released'`).pluck()
  const toPut = db.prepare<{ waveId: string; sku: string }, { orderId: string; lineNumber: number }>(`
    SELECT line.order_id AS orderId, line.line_number AS lineNumber FROM order_line AS line JOIN sales_order AS waiting ON waiting.order_id = line.order_id
    WHERE line.sku = +:sku AND line.picked_qty > line.checked_qty AND line.picked_qty > line.put_qty AND waiting.wave_id = +:waveId AND waiting.state IN ('released', 'open', 'suspended')
    ORDER BY waiting.cut_off_at_ms, waiting.priority DESC, waiting.number, line.line_number LIMIT 1`)
  const notPut = db.prepare<[string], LineShare>(`
    SELECT line.order_id AS orderId, line.line_number AS lineNumber, line.picked_qty - line.put_qty AS quantity
    FROM sales_order AS waiting JOIN order_line AS line ON line.order_id = waiting.order_id
    WHERE waiting.wave_id = +? AND waiting.state = 'released' AND line.picked_qty > line.put_qty
    ORDER BY line.order_id, line.line_number`)
  const wavesToPut = db.prepare<[], { waveId: string; waveNumber: string; pieces: number }>(`
    SELECT wave.wave_id AS waveId, wave.wave_number AS waveNumber, sum(line.picked_qty - line.put_qty) AS pieces
    FROM order_line AS line INDEXED BY order_line_unchecked JOIN sales_order AS waiting ON waiting.order_id = line.order_id JOIN wave ON wave.wave_id = waiting.wave_id
    WHERE line.picked_qty > line.checked_qty AND line.picked_qty > line.put_qty AND waiting.state IN ('released', 'open', 'suspended')
      AND wave.mode IN ('batch-wall', 'zone-wall') AND wave.cancelled = 0
    GROUP BY wave.wave_id ORDER BY wave.cut_off_at_ms, wave.wave_number`)
  const slots = db.prepare<[string], { slotCode: string | null; put: number; asked: number }>(`
    SELECT waiting.slot_code AS slotCode, sum(line.put_qty) AS put, sum(line.asked_qty - line.short_qty) AS asked
    FROM sales_order AS waiting JOIN order_line AS line ON line.order_id = waiting.order_id
    WHERE waiting.wave_id = +? AND waiting.state NOT IN ('stopped', 'kicked-out') GROUP BY waiting.order_id ORDER BY waiting.slot_code`)
  const piecesToPut = db.prepare<[string], number>(`
    SELECT coalesce(sum(line.asked_qty - line.short_qty - line.put_qty), 0) FROM sales_order AS waiting JOIN order_line AS line ON line.order_id = waiting.order_id
    WHERE waiting.wave_id = +? AND waiting.state NOT IN ('stopped', 'kicked-out')`).pluck()
  const toCheck = db.prepare<[], number>(`
    SELECT count(*) FROM (SELECT DISTINCT order_id FROM order_line INDEXED BY order_line_unchecked WHERE picked_qty > checked_qty) AS begun
      JOIN sales_order AS waiting ON waiting.order_id = begun.order_id JOIN wave ON wave.wave_id = waiting.wave_id
    WHERE waiting.state = 'released' AND NOT EXISTS (SELECT 1 FROM order_line WHERE order_id = waiting.order_id
      AND (picked_qty + short_qty < asked_qty OR (short_qty > 0 AND waiting.short_accepted = 0) OR (wave.mode IN ('batch-wall', 'zone-wall') AND put_qty < picked_qty)))`).pluck()

  const orderOf = (orderId: string): Order | undefined => {
    const row = order.get(orderId)
    return row && { ...row, enclosures: JSON.parse(row.enclosures) as Order['enclosures'], cancelled: row.cancelled === 1, shortAccepted: row.shortAccepted === 1, lines: lines.all(orderId) }
  }
  return {
    order: orderOf,
    orderInContainer(code: string): Order | undefined {
      const tote = inTote.get(code)
      // OP9: the goods of an order that was taken off lie in its tote until other work takes the tote. Only what was packed left it.
      if (tote?.orderId && tote.state !== 'packed') return orderOf(tote.orderId)
      const orderId = inSlot.get(code)
      return orderId === undefined ? undefined : orderOf(orderId)
    },
    singleItemOrderFor(sku: string, waveId: string | null): Order | undefined {
      const orderId = singleItem.get({ sku, waveId })
      return orderId === undefined ? undefined : orderOf(orderId)
    },
    singleItemWaiting: (): number => singleItemCount.get() ?? 0,
    orderToPut(waveId: string, sku: string): { order: Order; lineNumber: number } | undefined {
      const found = toPut.get({ waveId, sku })
      const its = found && orderOf(found.orderId)
      return its && { order: its, lineNumber: found.lineNumber }
    },
    notPut: (waveId: string): LineShare[] => notPut.all(waveId),
    wavesToPut: () => wavesToPut.all(),
    piecesToPut: (waveId: string): number => piecesToPut.get(waveId) ?? 0,
    putState(waveId: string) {
      const rows = slots.all(waveId)
      return {
        putPieces: rows.reduce((sum, row) => sum + row.put, 0),
        pieceCount: rows.reduce((sum, row) => sum + row.asked, 0),
        slots: rows.flatMap(({ slotCode, put, asked }) => (slotCode === null ? [] : [{ slotCode, put, asked }])),
      }
    },
    toCheckCount: (): number => toCheck.get() ?? 0,
  }
}
