// A specimen of every kind: what the editor draws its preview from, and what a layout must have room for. Nobody's data.
import { commandCodes } from '#shared/domain/codes/command-codes.ts'
import type { LabelKind } from '#shared/domain/labels/label-kinds.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { assert, unreachable } from '#shared/kernel/assert.ts'
import { manifestFields } from './manifest-fields.ts'
import { waybillFields } from './waybill-fields.ts'
import { badgeFields, commandFields, containerFields, packingListFields, pickListFields, placeFields, productFields, stickerFields } from './label-content.ts'
import type { PageFields } from './page-model.ts'

/** As long as usual texts get. */
export const sampleWaybill: LabelPayload = {
  waybillNumber: 'SF1234567890123', carrierCode: '', carrierName: '顺丰速运', serviceName: '标准快递', sortingCode: '571-H12-09 A3', consolidation: 'J210039 杭州市内包',
  recipient: { maskedName: '欧阳**', maskedPhone: '138******78', maskedAddress: '浙江省杭州市滨江区长河街道滨安路1818号翡翠城竹苑3幢***' },
  sender: { maskedName: '李*', maskedPhone: '057*******21', maskedAddress: '上海市青浦区华新镇华徐公路888号***' },
  contents: [{ name: '玻璃保温杯 500ml 蓝色（易碎）', quantity: 2 }, { name: '手工皂 薰衣草 100g', quantity: 3 }, { name: '䶮𠮷牌纯棉袜 均码', quantity: 1 }],
  orderNumber: 'TB2026112300012345678', remark: '请放在门口', parcelIndex: 1, parcelCount: 2,
}

const goods = [
  { placeCode: 'A-01-02-03', sku: 'CUP-500-BLUE', name: '玻璃保温杯 500ml 蓝色（易碎）', quantity: 2 },
  { placeCode: 'A-01-04-01', sku: 'SOAP-LAV-100', name: '手工皂 薰衣草 100g', quantity: 12 },
  { placeCode: 'B-12-08-05', sku: 'SOCK-ONE', name: '䶮𠮷牌纯棉中筒袜 男女同款 均码 春夏秋冬四季通用 防臭吸汗 五双装（颜色随机发货，不支持指定颜色）', quantity: 1 },
  { placeCode: 'B-12-09-02', sku: 'T-SHIRT-XL', name: 'Cotton T-shirt "Gypsy" XL, Größe Å', quantity: 3 },
]

/** Numbers as long as the carriers with templates of their own have them. */
const sampleOfCarrier: Readonly<Record<string, Partial<LabelPayload>>> = {
  JD: { waybillNumber: 'JDVA12345678901-1-3-', carrierName: '京东快递' },
  ZTO: { waybillNumber: '73100196611386', carrierName: '中通快递' },
}

/** Of a waybill the specimen of the template's carrier. */
export function sampleFields({ kind, carrierCode = '' }: { kind: LabelKind; carrierCode?: string }): PageFields {
  switch (kind) {
    case 'waybill': return waybillFields({ ...sampleWaybill, ...sampleOfCarrier[carrierCode] })
    case 'tote': return containerFields({ code: 'TOTE-000123', kind: 'tote' })
    case 'place': return placeFields({ placeCode: 'A-01-02-03', zone: 'A' })
    case 'product': return productFields({ sku: 'CUP-500-BLUE', name: '玻璃保温杯 500ml 蓝色（易碎）', spec: '蓝色 / 500ml', code: '6901234567892' })
    case 'badge': return badgeFields({ name: '欧阳𠮷祥', badgeCode: 'PW-BADGE-00017', role: 'supervisor' })
    case 'command': {
      const [command] = commandCodes
      assert(command, 'there are command barcodes')
      return commandFields(command)
    }
    case 'anti-counterfeit': return stickerFields({ sku: 'CUP-500-BLUE', name: '玻璃保温杯 500ml 蓝色', code: 'AC7K2M9QXR4TWD3F' })
    case 'pick-list': return pickListFields({ listNumber: 'PL-20261123-0042-01', waveNumber: 'W-20261123-0042', zone: 'A', mode: 'by-order' }, goods)
    case 'packing-list':
      return packingListFields({ number: 'TB2026112300012345678', shop: '䶮记旗舰店' }, { carrierName: '顺丰速运', waybillNumber: 'SF1234567890123', printedAtText: '2026-11-23 17:58' }, goods)
    case 'carrier-manifest':
      return manifestFields({
        number: 'MF-ZTO-20261123-01', carrierName: '中通快递', closedAtText: '2026-11-23 17:58', stationName: '打包台 03',
        parcels: Array.from({ length: 27 }, (_, at) => ({ waybillNumber: String(73_100_196_611_386 + at), weightGrams: 512 + 37 * at })),
      })
    default: return unreachable(kind)
  }
}
