// I31: what is promised and what lies where, counted anew from the facts in the hub's order.
import type { Entry } from './entry.ts'
import type { Findings } from './findings.ts'
import type { HubReader } from './read-hub.ts'

type Share = { orderId: string; lineNumber: number; quantity: number }
type Promised = { listId: string; waveId: string; orderId: string; shelf: string; pieces: number }
/** Fields that the counted kinds have; each kind has some of them. */
type Parts = {
  placeCode: string; sku: string; quantity: number; reason: string; empty: boolean; shares: Share[]; taskId: string; listId: string; waveId: string; orderId: string; mode: string
  rows: { placeCode: string; sku: string; quantity: number | null }[]
  tasks: { taskId: string; placeCode: string; sku: string; shares: Share[] }[]
}

/** Counts while the facts go by; `check` compares with the tables of the hub. */
export function recountStock(findings: Findings) {
  const onShelf = new Map<string, number | null>()
  const promised = new Map<string, Promised>()
  const promisedAt = new Map<string, number>()
  const modeOf = new Map<string, string>()
  const foundElsewhere = new Set<string>()

  const settle = (key: string, pieces: number): void => {
    const promise = promised.get(key)
    if (!promise) return
    const gone = Math.min(promise.pieces, pieces)
    promise.pieces -= gone
    promisedAt.set(promise.shelf, (promisedAt.get(promise.shelf) ?? 0) - gone)
    if (promise.pieces === 0) promised.delete(key)
  }
  const settleWhere = (is: (promise: Promised) => boolean): void => {
    for (const [key, promise] of promised) if (is(promise)) settle(key, promise.pieces)
  }
  const settleShares = (taskId: string, shares: readonly Share[]): void => shares.forEach((share) => settle(`${taskId}/${share.orderId}/${share.lineNumber}`, share.quantity))
  const takeOff = (shelf: string, pieces: number): void => {
    const there = onShelf.get(shelf)
    if (typeof there === 'number') onShelf.set(shelf, Math.max(0, there - pieces))
  }
  const ofOneOrder = (orderId: string): void => settleWhere((promise) => promise.orderId === orderId && modeOf.get(promise.listId) === 'by-order')

  const count: { [kind: string]: (body: Parts) => void } = {
    StockCounted: ({ rows }) => rows.forEach((row) => onShelf.set(`${row.placeCode} ${row.sku}`, row.quantity)),
    ShortReplaced: ({ listId }) => void foundElsewhere.add(listId),
    PickListReleased({ listId, waveId, mode, tasks }) {
      modeOf.set(listId, mode)
      for (const { taskId, placeCode, sku, shares } of tasks) {
        const shelf = `${placeCode} ${sku}`
        for (const share of shares) {
          const key = `${taskId}/${share.orderId}/${share.lineNumber}`
          const earlier = promised.get(key)
          if (earlier) earlier.pieces += share.quantity
          else promised.set(key, { listId, waveId, orderId: share.orderId, shelf, pieces: share.quantity })
          promisedAt.set(shelf, (promisedAt.get(shelf) ?? 0) + share.quantity)
        }
        const there = onShelf.get(shelf)
        // A list that takes the place of a short one was promised while other facts of its batch were still on their way into the hub's order.
        if (typeof there === 'number' && !foundElsewhere.has(listId)) findings.see('I31', promisedAt.get(shelf)! <= there, () => `${shelf}: ${promisedAt.get(shelf)} pieces were promised by list ${listId}, ${there} lay there`)
      }
    },
    ItemPicked({ taskId, placeCode, sku, quantity, shares }) {
      takeOff(`${placeCode} ${sku}`, quantity)
      settleShares(taskId, shares)
    },
    ShortPicked({ taskId, placeCode, sku, quantity, reason, shares }) {
      takeOff(`${placeCode} ${sku}`, reason === 'damaged' ? quantity : Infinity)
      settleShares(taskId, shares)
    },
    ZeroChecked({ placeCode, sku, empty }) {
      if (empty) takeOff(`${placeCode} ${sku}`, Infinity)
    },
    PickListFinished: ({ listId }) => settleWhere((promise) => promise.listId === listId),
    WaveCancelled: ({ waveId }) => settleWhere((promise) => promise.waveId === waveId),
    WaveDone: ({ waveId }) => settleWhere((promise) => promise.waveId === waveId),
    OrderCancelled: ({ orderId }) => ofOneOrder(orderId),
    OrderKickedOut: ({ orderId }) => ofOneOrder(orderId),
  }
  return {
    /** One fact that the hub has applied. A damaged body is left to the check of its hash. */
    add(entry: Entry): void {
      try {
        count[entry.kind]?.(entry.body as unknown as Parts)
      } catch (fault) {
        if (!(fault instanceof TypeError)) throw fault
      }
    },
    async check(hub: HubReader): Promise<void> {
      const rows = new Map((await hub.rows<{ key: string; quantity: number }>("select task_id || '/' || order_id || '/' || line_number as key, quantity from reservation")).map((row) => [row.key, row.quantity]))
      for (const [key, promise] of promised) findings.see('I31', rows.get(key) === promise.pieces, () => `hub: ${rows.get(key) ?? 'nothing'} is promised for ${key}; the facts say ${promise.pieces}`)
      for (const key of rows.keys()) findings.see('I31', promised.has(key), () => `hub: ${rows.get(key)} is promised for ${key}; the facts say nothing`)
      for (const { shelf, quantity } of await hub.rows<{ shelf: string; quantity: number | null }>("select place_code || ' ' || sku as shelf, quantity from stock")) {
        if (onShelf.has(shelf)) findings.see('I31', onShelf.get(shelf) === quantity, () => `hub: ${quantity ?? 'nothing counted'} at ${shelf}; the facts say ${onShelf.get(shelf)}`)
      }
    },
  }
}
