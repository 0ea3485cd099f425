// What each kind of paper says, out of what the station knows. Pure: the caller has read it from the store.
import type { CommandCode } from '#shared/domain/codes/command-codes.ts'
import { legible } from '#shared/domain/labels/legible.ts'
import type { Role, PickMode } from '#shared/domain/facts/common.ts'
import type { PageFields } from './page-model.ts'

/** Words on paper are Chinese: they are read by whoever stands at the shelf, whatever language a screen has. */
const modeNames: Record<PickMode, string> = { 'single-item': '单品', 'by-order': '按单', 'batch-wall': '批拣播种', 'zone-wall': '分区播种', cart: '边拣边分' }
const roleNames: Record<Role, string> = { packer: '打包员', temp: '临时工', supervisor: '主管', admin: '管理员' }
const containerNames = { tote: '周转箱', 'wall-slot': '播种墙格口', 'cart-slot': '拣货车格口' } as const

export function containerFields({ code, kind }: { code: string; kind: keyof typeof containerNames }): PageFields {
  return { texts: { title: containerNames[kind], code, readable: code } }
}

export function placeFields({ placeCode, zone }: { placeCode: string; zone: string }): PageFields {
  return { texts: { title: zone === '' ? '库位' : `库位 ${zone}`, code: placeCode, readable: placeCode, zone } }
}

/** `code`: the one that is scanned, of those of the product. */
export function productFields({ sku, name, spec, code }: { sku: string; name: string; spec: string; code: string }): PageFields {
  return { texts: { title: legible(name) || sku, spec: legible(spec), code, readable: code, sku: sku === code ? '' : sku } }
}

export function badgeFields({ name, badgeCode, role }: { name: string; badgeCode: string; role: Role }): PageFields {
  return { texts: { title: legible(name), code: badgeCode, readable: roleNames[role] } }
}

export function commandFields({ code, nameZh, nameEn }: CommandCode): PageFields {
  return { texts: { title: nameZh, nameEn, code, readable: code } }
}

/** `code` is one sticker's own; in groups of four for whoever types it. */
export function stickerFields({ sku, name, code }: { sku: string; name: string; code: string }): PageFields {
  return { texts: { title: legible(name) || sku, code, readable: code.replace(/(?<=^(?:.{4})+)(?=.)/gu, ' '), sku } }
}

export type PickListTask = { placeCode: string; sku: string; name: string; quantity: number }

export function pickListFields(list: { listNumber: string; waveNumber: string; zone: string; mode: PickMode }, tasks: readonly PickListTask[]): PageFields {
  return {
    texts: {
      number: list.listNumber, wave: list.waveNumber, zone: list.zone, mode: modeNames[list.mode],
      taskCount: String(tasks.length), pieces: String(sumOf(tasks)),
    },
    tables: { tasks: tasks.map(({ placeCode, sku, name, quantity }) => ({ place: placeCode, name: legible(name) || sku, sku, quantity: String(quantity) })) },
  }
}

/** Nothing of a person is on it: it goes with the parcel, whose waybill says where to. */
export function packingListFields(order: { number: string; shop: string }, parcel: { carrierName: string; waybillNumber: string; printedAtText: string }, lines: readonly { sku: string; name: string; quantity: number }[]): PageFields {
  return {
    texts: {
      orderNumber: order.number, shop: legible(order.shop), carrierName: parcel.carrierName, waybillNumber: parcel.waybillNumber,
      kinds: String(lines.length), pieces: String(sumOf(lines)), printedAt: parcel.printedAtText,
    },
    tables: { lines: lines.map(({ sku, name, quantity }) => ({ name: legible(name) || sku, sku, quantity: String(quantity) })) },
  }
}

const sumOf = (entries: readonly { quantity: number }[]): number => entries.reduce((sum, { quantity }) => sum + quantity, 0)
