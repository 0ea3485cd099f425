import type { Db } from './open-database.ts'
import type { PickList, PickTask, Wave } from '#shared/domain/picking/pick-list.ts'
import type { PlaceOfList } from './store.ts'

type ListRow<T extends PickList = PickList> = Omit<T, 'takenHere'> & { takenHere: 0 | 1 }

type TaskRow = Omit<PickTask, 'shares'> & { shares: string }

const listColumns = `list.list_id AS listId, list.list_number AS listNumber, list.wave_id AS waveId, list.zone AS zone, list.mode AS mode, list.state AS state,
  list.person_id AS personId, list.taken_here AS takenHere, list.tote_code AS toteCode, list.task_count AS taskCount`
const openPieces = '(SELECT coalesce(sum(asked_qty - picked_qty - short_qty), 0) FROM pick_task WHERE list_id = list.list_id)'
const taskColumns = `task_id AS taskId, list_id AS listId, wave_id AS waveId, sequence, place_code AS placeCode, sku,
  asked_qty AS askedQty, picked_qty AS pickedQty, short_qty AS shortQty, shares FROM pick_task`

/** Waves, lists, tasks, and what lies in which tote. */
export function readPicking(db: Db) {
  const wave = db.prepare<[string], Omit<Wave, 'cancelled'> & { cancelled: 0 | 1 }>('SELECT wave_id AS waveId, wave_number AS waveNumber, mode, cut_off_at_ms AS cutOffAtMs, cancelled FROM wave WHERE wave_id = ?')
  const list = db.prepare<[string], ListRow>(`SELECT ${listColumns} FROM pick_list AS list WHERE list.list_id = ?`)
  const countOpenTasks = db.prepare<[string], number>('SELECT count(*) FROM pick_task WHERE list_id = ? AND asked_qty > picked_qty + short_qty').pluck()
  // Joined to its wave: a list can be worked when the last fact of its release is here.
  const offered = db.prepare<[string | null, number], ListRow<PickList & { openPieces: number; cutOffAtMs: number; waveNumber: string }>>(`
    SELECT ${listColumns}, ${openPieces} AS openPieces, best.cut_off_at_ms AS cutOffAtMs, best.wave_number AS waveNumber FROM (
      SELECT offered.list_id, offered.list_number, wave.cut_off_at_ms, wave.wave_number FROM pick_list AS offered JOIN wave ON wave.wave_id = offered.wave_id
      WHERE offered.state IN ('open', 'taken') AND (offered.state = 'open' OR offered.person_id = +?) AND wave.cancelled = 0
      ORDER BY wave.cut_off_at_ms, offered.list_number LIMIT ?) AS best
    JOIN pick_list AS list ON list.list_id = best.list_id ORDER BY best.cut_off_at_ms, best.list_number`)
  const offeredCount = db.prepare<[], number>(`
    SELECT count(*) FROM pick_list AS list JOIN wave ON wave.wave_id = list.wave_id WHERE list.state = 'open' AND wave.cancelled = 0`).pluck()
  const task = db.prepare<[string], TaskRow>(`SELECT ${taskColumns} WHERE task_id = ?`)
  const next = db.prepare<[string, string], TaskRow>(`
    SELECT ${taskColumns} WHERE list_id = +? AND asked_qty > picked_qty + short_qty AND task_id <> +? ORDER BY skip_rank, sequence LIMIT 1`)
  const placesOf = db.prepare<[string], Omit<PlaceOfList, 'isDone'> & { isDone: 0 | 1 }>(`
    SELECT task.place_code AS placeCode, min(task.asked_qty <= task.picked_qty + task.short_qty) AS isDone, place.x, place.y, coalesce(place.side, 'left') AS side, place.walk_aisle AS walkAisle, place.level
    FROM pick_task AS task LEFT JOIN place ON place.place_code = task.place_code WHERE task.list_id = +? GROUP BY task.place_code ORDER BY min(task.sequence)`)
  const newestTaking = db.prepare<[string], { listId: string; waveId: string; orderId: string | null; mode: string; listState: string; orderState: string | null }>(`
    SELECT taken.list_id AS listId, taken.wave_id AS waveId, taken.order_id AS orderId, list.mode AS mode, list.state AS listState, sales_order.state AS orderState
    FROM tote_taken AS taken JOIN pick_list AS list ON list.list_id = taken.list_id LEFT JOIN sales_order ON sales_order.order_id = taken.order_id
    WHERE taken.tote_code = +? ORDER BY taken.taken_rank DESC LIMIT 1`)
  const taskOf = (row: TaskRow): PickTask => ({ ...row, shares: JSON.parse(row.shares) as PickTask['shares'] })
  return {
    wave(waveId: string): Wave | undefined {
      const row = wave.get(waveId)
      return row && { ...row, cancelled: row.cancelled === 1 }
    },
    pickList(listId: string): PickList | undefined {
      const row = list.get(listId)
      return row && { ...row, takenHere: row.takenHere === 1 }
    },
    openTaskCount: (listId: string): number => countOpenTasks.get(listId) ?? 0,
    offeredLists: (personId: string | null, limit: number) => offered.all(personId, limit).map((row) => ({ ...row, takenHere: row.takenHere === 1 })),
    openListCount: (): number => offeredCount.get() ?? 0,
    pickTask(taskId: string): PickTask | undefined {
      const row = task.get(taskId)
      return row && taskOf(row)
    },
    nextPickTask(listId: string, exceptTaskId = ''): PickTask | undefined {
      const row = next.get(listId, exceptTaskId)
      return row && taskOf(row)
    },
    placesOfList: (listId: string): PlaceOfList[] => placesOf.all(listId).map((row) => ({ ...row, isDone: row.isDone === 1 })),
    toteUse(toteCode: string): { listId: string; waveId: string; orderId: string | null } | undefined {
      const taking = newestTaking.get(toteCode)
      if (!taking) return undefined
      const listGoesOn = taking.listState === 'open' || taking.listState === 'taken'
      const orderGoesOn = taking.orderState === 'released' || taking.orderState === 'open' || taking.orderState === 'suspended'
      return listGoesOn || orderGoesOn ? { listId: taking.listId, waveId: taking.waveId, orderId: taking.orderId } : undefined
    },
    waveOfTote(toteCode: string): string | undefined {
      const taking = newestTaking.get(toteCode)
      return taking?.mode === 'single-item' ? taking.waveId : undefined
    },
  }
}
