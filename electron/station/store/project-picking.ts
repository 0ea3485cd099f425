import type { Db } from './open-database.ts'
import { one, type Folds } from './fold.ts'

type PickingKinds = 'PickListStarted' | 'PickListReturned' | 'ToteTaken' | 'ItemPicked' | 'ShortPicked' | 'TaskSkipped' | 'ZeroChecked' | 'PickListFinished' | 'ItemPut' | 'PiecesMissed'

/** Picking and putting: counts add up, whoever counted. */
export function projectPicking(db: Db): Folds<PickingKinds> {
  const start = db.prepare<{ personId: string; listId: string; here: 0 | 1 }>("UPDATE pick_list SET state = 'taken', person_id = :personId, taken_here = :here WHERE list_id = :listId AND (state = 'open' OR (state = 'taken' AND person_id = :personId))")
  const giveBack = db.prepare<[string]>("UPDATE pick_list SET state = 'open', person_id = NULL, taken_here = 0 WHERE list_id = ? AND state = 'taken'")
  const letGo = db.prepare<[string]>("DELETE FROM claim WHERE claim_kind = 'list' AND subject = ?")
  const tote = db.prepare<[string, string, string, string | null]>('INSERT INTO tote_taken (tote_code, list_id, wave_id, order_id) VALUES (?, ?, ?, ?)')
  const listTote = db.prepare<[string, string]>('UPDATE pick_list SET tote_code = ? WHERE list_id = ?')
  const orderTote = db.prepare<[string, string]>('UPDATE sales_order SET tote_code = ? WHERE order_id = ?')
  const pickTask = db.prepare<[number, string]>('UPDATE pick_task SET picked_qty = picked_qty + ? WHERE task_id = ?')
  const pickLine = db.prepare<[number, string, number]>('UPDATE order_line SET picked_qty = picked_qty + ? WHERE order_id = ? AND line_number = ?')
  const shortTask = db.prepare<[number, string]>('UPDATE pick_task SET short_qty = short_qty + ? WHERE task_id = ?')
  const shortLine = db.prepare<[number, string, number]>('UPDATE order_line SET short_qty = short_qty + ? WHERE order_id = ? AND line_number = ?')
  const missLine = db.prepare<{ quantity: number; orderId: string; lineNumber: number }>('UPDATE order_line SET picked_qty = picked_qty - :quantity, short_qty = short_qty + :quantity WHERE order_id = :orderId AND line_number = :lineNumber')
  const skip = db.prepare<[string, string]>('UPDATE pick_task SET skip_rank = (SELECT coalesce(max(skip_rank), 0) + 1 FROM pick_task WHERE list_id = +? AND asked_qty > picked_qty + short_qty) WHERE task_id = +?')
  const finish = db.prepare<[string]>("UPDATE pick_list SET state = 'finished' WHERE list_id = ? AND state IN ('open', 'taken', 'finished')")
  const put = db.prepare<[number, string, number]>('UPDATE order_line SET put_qty = put_qty + ? WHERE order_id = ? AND line_number = ?')
  return {
    PickListStarted: (body, { own }) => one(start.run({ personId: body.personId, listId: body.listId, here: own ? 1 : 0 }), `list ${body.listId} is open or already hers`),
    // One that was finished meanwhile stays finished.
    PickListReturned(body) {
      giveBack.run(body.listId)
      letGo.run(body.listId)
    },
    ToteTaken(body) {
      tote.run(body.toteCode, body.listId, body.waveId, body.orderId)
      one(listTote.run(body.toteCode, body.listId), `list ${body.listId} is known`)
      if (body.orderId !== null) one(orderTote.run(body.toteCode, body.orderId), `order ${body.orderId} is known`)
    },
    ItemPicked(body) {
      one(pickTask.run(body.quantity, body.taskId), `task ${body.taskId} is known`)
      for (const share of body.shares) one(pickLine.run(share.quantity, share.orderId, share.lineNumber), `line ${share.lineNumber} of order ${share.orderId} is known`)
    },
    ShortPicked(body) {
      one(shortTask.run(body.quantity, body.taskId), `task ${body.taskId} is known`)
      for (const share of body.shares) one(shortLine.run(share.quantity, share.orderId, share.lineNumber), `line ${share.lineNumber} of order ${share.orderId} is known`)
    },
    TaskSkipped: (body) => one(skip.run(body.listId, body.taskId), `task ${body.taskId} is known`),
    ZeroChecked: () => undefined,
    PickListFinished: (body) => one(finish.run(body.listId), `list ${body.listId} is known and not cancelled`),
    PiecesMissed(body) {
      for (const share of body.shares) one(missLine.run(share), `line ${share.lineNumber} of order ${share.orderId} is known`)
    },
    ItemPut: (body) => one(put.run(body.quantity, body.orderId, body.lineNumber), `line ${body.lineNumber} of order ${body.orderId} is known`),
  }
}
