// What a paper of the house says now, read from the store. Undefined: what it is of is not here (any more).
import { commandCodes } from '#shared/domain/codes/command-codes.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import { badgeFields, commandFields, containerFields, packingListFields, pickListFields, placeFields, productFields, stickerFields } from '../labels/label-content.ts'
import { manifestFields } from '../labels/manifest-fields.ts'
import type { PageFields } from '../labels/page-model.ts'
import type { PaperJob } from '../store/store.ts'
import type { AppDeps } from './app-deps.ts'

/** Local wall time as the people at the site read it. */
function timeText(atMs: number): string {
  return new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'medium', hour12: false }).format(atMs)
}

/** What people call it. */
export function paperTitle({ store }: Pick<AppDeps, 'store'>, { kind, ref }: Pick<PaperJob, 'kind' | 'ref'>): string {
  switch (kind) {
    case 'place':
    case 'tote': return ref
    case 'product':
    case 'anti-counterfeit': return store.product(ref)?.name ?? ref
    case 'badge': return store.person(ref)?.name ?? ref
    case 'command': return commandCodes.find((each) => each.command === ref)?.nameZh ?? ref
    case 'pick-list': return store.pickList(ref)?.listNumber ?? ref
    case 'packing-list': return store.order(ref)?.number ?? ref
    case 'carrier-manifest': return store.manifest(ref)?.manifestNumber ?? ref
    default: return unreachable(kind)
  }
}

export function paperFields({ store, settings, nowMs }: Pick<AppDeps, 'store' | 'settings' | 'nowMs'>, { kind, ref, code }: Pick<PaperJob, 'kind' | 'ref' | 'code'>): PageFields | undefined {
  const nameOf = (sku: string): string => {
    const product = store.product(sku)
    return product ? `${product.name} ${product.spec}`.trim() : sku
  }
  switch (kind) {
    case 'place': {
      const place = store.place(ref)
      return place && placeFields(place)
    }
    case 'tote': {
      const container = store.container(ref)
      return container && containerFields(container)
    }
    case 'product': {
      const product = store.product(ref)
      return product && productFields({ ...product, code: store.productCode(ref) ?? ref })
    }
    case 'anti-counterfeit': {
      const product = store.product(ref)
      return product && stickerFields({ ...product, code })
    }
    case 'badge': {
      const person = store.person(ref)
      return person?.active ? badgeFields(person) : undefined
    }
    case 'command': {
      const command = commandCodes.find((each) => each.command === ref)
      return command && commandFields(command)
    }
    case 'pick-list': {
      const list = store.pickList(ref)
      const wave = list && store.wave(list.waveId)
      const tasks = store.tasksOfList(ref).map(({ placeCode, sku, askedQty }) => ({ placeCode, sku, name: nameOf(sku), quantity: askedQty }))
      return list && pickListFields({ ...list, waveNumber: wave?.waveNumber ?? '' }, tasks)
    }
    case 'packing-list': {
      const order = store.order(ref)
      if (!order) return undefined
      const waybillNumber = store.waybillOfOrder(ref)?.waybillNumber ?? ''
      // What is short does not lie in the parcel.
      const lines = order.lines.map(({ sku, askedQty, shortQty }) => ({ sku, name: nameOf(sku), quantity: askedQty - shortQty })).filter(({ quantity }) => quantity > 0)
      const carrierName = store.carrier(order.carrierCode)?.name ?? order.carrierCode
      return packingListFields({ number: order.number, shop: store.shopOfOrder(ref) }, { carrierName, waybillNumber, printedAtText: timeText(nowMs()) }, lines)
    }
    case 'carrier-manifest': {
      const manifest = store.manifest(ref)
      if (manifest?.closedAtMs == null) return undefined
      return manifestFields({
        number: manifest.manifestNumber, carrierName: store.carrier(manifest.carrierCode)?.name ?? manifest.carrierCode, closedAtText: timeText(manifest.closedAtMs), stationName: settings().name,
        parcels: store.manifestParcels(ref).map((parcel) => ({ waybillNumber: parcel.waybillNumber, weightGrams: parcel.grams })),
      })
    }
    default: return unreachable(kind)
  }
}
