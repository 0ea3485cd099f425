// A packer who makes no mistakes: looks at where the bench stands and says which code is scanned next.
import type { Bench } from '#shared/domain/bench/bench.ts'
import { parcelNeeds } from '#shared/domain/packing/parcel-needs.ts'
import { expectedParcelWeight } from '#shared/domain/packing/weigh-parcel.ts'
import { shareInWork } from '#shared/domain/picking/take-shares.ts'
import type { StationSettings } from '#shared/contract/station-api.ts'
import { assert, unreachable } from '#shared/kernel/assert.ts'
import type { Store } from '#station/store/store.ts'
import { eanOf, packaging, toteOf } from './warehouse.ts'

/** `what` names the kind of scan in the results. */
export type Act = { kind: 'scan'; what: string; code: string } | { kind: 'weigh'; grams: number }

const command = (name: string, what = 'command'): Act => ({ kind: 'scan', what, code: `PW-CMD-${name}` })
const scan = (what: string, code: string): Act => ({ kind: 'scan', what, code })
const eanOfSku = (sku: string): string => eanOf(Number(sku.slice('SKU-'.length)))

/** Rounds of the bench's whole work: two lists of each mode are picked, put, checked and handed over, then anew. */
export function createPacker(store: Store, settings: StationSettings) {
  let nextTote = 0
  let listsLeft = 0
  /** Totes and slots whose orders are ready, and single items, in the order of picking. */
  const toCheck: Act[] = []
  /** By wave: what was picked and belongs over its wall. */
  const toPut = new Map<string, string[]>()
  const closed: string[] = []
  const openedLists: Record<string, number> = {}

  const choose = (): Act => {
    if (listsLeft > 0) {
      listsLeft -= 1
      // Every third list is the station's own choice, the others are scanned from paper.
      return listsLeft % 3 === 0 ? command('PICK', 'pick-list') : scan('pick-list', nextListNumber())
    }
    if (toPut.size > 0) return command('PUT')
    if (toCheck.length > 0) return command('CHECK')
    if (closed.length > 0) return command('MANIFEST')
    listsLeft = 9
    return choose()
  }
  /** From the middle of the site, where the station's own choice does not come to: two by order, one over the wall, one of single items. */
  const nextListNumber = (): string => {
    const kinds = [{ wave: 1, lists: 100 }, { wave: 1, lists: 100 }, { wave: 2, lists: 1 }, { wave: 0, lists: 4 }]
    const taken = Object.values(openedLists).reduce((sum, count) => sum + count, 0)
    const kindIndex = taken % kinds.length
    const kind = kinds[kindIndex]
    assert(kind, 'there are kinds of waves')
    const nth = openedLists[kindIndex] ?? 0
    openedLists[kindIndex] = nth + 1
    const round = 20 + Math.floor(nth / kind.lists) + (kindIndex === 1 ? 20 : 0)
    return `P${round * 4 + kind.wave}-${nth % kind.lists}`
  }

  const pick = (activity: Extract<Bench['activity'], { kind: 'pick' }>): Act => {
    const task = activity.taskId === null ? undefined : store.pickTask(activity.taskId)
    switch (activity.step) {
      case 'tote':
        nextTote += 1
        return scan('tote', toteOf(nextTote - 1))
      case 'place':
        assert(task, 'a place belongs to a task')
        return scan('place', task.placeCode)
      case 'item':
        assert(task, 'an item belongs to a task')
        return scan('pick-item', eanOfSku(task.sku))
      case 'slot':
        assert(task, 'a slot belongs to a task')
        return scan('slot', shareInWork(task)?.slotCode ?? '')
      case 'zero-check':
      case 'short-reason':
        throw new Error('this packer finds everything')
      default:
        return unreachable(activity.step)
    }
  }

  const check = (parcelId: string | null): Act => {
    if (parcelId === null) return toCheck.shift() ?? command('FINISH')
    const parcel = store.parcel(parcelId)
    const order = parcel && store.order(parcel.orderId)
    assert(parcel && order, 'the open parcel is known')
    const [need] = parcelNeeds(order, parcel, store.product, () => false)
    assert(need, 'an open parcel needs something')
    switch (need.kind) {
      case 'item':
        return scan('check-item', eanOfSku(order.lines.find((line) => line.lineNumber === need.lineNumber)?.sku ?? ''))
      case 'enclosure':
        return command('ENCLOSURE-INVOICE', 'enclosure')
      case 'packaging':
        return scan('packaging', packaging.packagingCode)
      case 'weight': {
        const expected = expectedParcelWeight(order, parcel, store.product, store.packagings(), settings)
        assert(expected?.kind === 'known', 'every weight of this site is known')
        return { kind: 'weigh', grams: Math.round(expected.expectedGrams) }
      }
      case 'label':
      case 'scan-back':
        return scan('scan-back', parcel.waybillNumber ?? '')
      case 'unique-code':
        throw new Error('no product of this site has a code for each piece')
      default:
        return unreachable(need)
    }
  }

  return {
    next(bench: Bench): Act {
      const { activity } = bench
      switch (activity.kind) {
        case 'choose': return choose()
        case 'pick': return pick(activity)
        case 'put': {
          if (activity.inHand) return scan('put-slot', activity.inHand.slotCode)
          const skus = toPut.get(activity.waveId)
          const sku = skus?.shift()
          assert(skus && sku, 'what is picked is put')
          if (skus.length === 0) toPut.delete(activity.waveId)
          return scan('put-item', eanOfSku(sku))
        }
        case 'check': return check(activity.parcelId)
        case 'manifest': {
          const waybillNumber = closed.shift()
          return waybillNumber === undefined ? command('FINISH') : scan('hand-over', waybillNumber)
        }
        default: return unreachable(activity)
      }
    },
    /** Keeps in mind what a finished list or parcel leaves to do. */
    saw(before: Bench, after: Bench): void {
      if (before.activity.kind === 'pick' && after.activity.kind === 'choose') rememberList(before.activity.listId)
      if (before.activity.kind === 'check' && before.activity.parcelId !== null && after.activity.kind === 'check' && after.activity.parcelId === null) {
        closed.push(store.parcel(before.activity.parcelId)?.waybillNumber ?? '')
      }
    },
  }

  function rememberList(listId: string): void {
    const list = store.pickList(listId)
    assert(list, 'the list was worked on')
    if (list.mode === 'by-order') return void toCheck.push(scan('check-tote', list.toteCode ?? ''))
    const slots = new Set<string>()
    for (let at = 0; at < list.taskCount; at += 1) {
      const task = store.pickTask(`${listId}-${at}`)
      assert(task, 'tasks are numbered')
      if (list.mode === 'single-item') toCheck.push(scan('check-single', eanOfSku(task.sku)))
      else {
        toPut.set(list.waveId, [...(toPut.get(list.waveId) ?? []), ...Array.from({ length: task.askedQty }, () => task.sku)])
        for (const share of task.shares) if (share.slotCode) slots.add(share.slotCode)
      }
    }
    for (const slot of slots) toCheck.push(scan('check-slot', slot))
  }
}
