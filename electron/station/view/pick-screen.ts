import type { ScreenOf } from '#shared/contract/station-view.ts'
import type { PickWorld } from '#shared/domain/picking/decide-pick.ts'
import { shareInWork } from '#shared/domain/picking/take-shares.ts'
import type { Store } from '../store/store.ts'
import { pickMap } from './pick-map.ts'
import { productCard } from './product-card.ts'

export function pickScreen(store: Store, { activity, list, task, nextTask }: PickWorld): ScreenOf<'pick'> {
  const wave = store.wave(list.waveId)
  const place = task && store.place(task.placeCode)
  // While the tote is asked for, nobody walks yet: next is the first place.
  const next = task && (activity.step === 'tote' ? task : nextTask(task.taskId))
  return {
    kind: 'pick', step: activity.step, listNumber: list.listNumber, waveNumber: wave?.waveNumber ?? '', mode: list.mode, zone: list.zone, toteCode: list.toteCode,
    task: task ? {
      placeCode: task.placeCode, aisle: place?.aisle ?? 0, bay: place?.bay ?? 0, shelf: place?.shelf ?? 0, product: productCard(store, task.sku),
      askedQty: task.askedQty, pickedQty: task.pickedQty, slotCode: list.mode === 'cart' ? (shareInWork(task)?.slotCode ?? null) : null,
    } : null,
    next: next ? { placeCode: next.placeCode, name: store.product(next.sku)?.name ?? next.sku } : null,
    doneTasks: list.taskCount - store.openTaskCount(list.listId), taskCount: list.taskCount, cutOffAtMs: wave?.cutOffAtMs ?? 0,
    map: pickMap(store, list.listId, task?.placeCode, next?.placeCode === task?.placeCode ? undefined : next?.placeCode),
  }
}
