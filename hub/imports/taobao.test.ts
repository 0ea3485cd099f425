import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { collect, realSet, tempFile } from '#tests/support/import-files.ts'
import { recipientOf } from './taobao.ts'

const orderHeader = '"订单编号","买家会员名","订单状态","买家留言","收货人姓名","收货地址 ","运送方式","联系电话 ","联系手机","订单创建时间","订单付款时间 ","物流单号 ","物流公司","订单备注","店铺名称","发票抬头","修改后的sku","修改后的收货地址","是否是O2O交易","退款金额","预约门店"'
type Order = { number?: string; status?: string; name?: string; address?: string; mobile?: string; waybill?: string; sku?: string; newAddress?: string; refund?: string; store?: string }
const orderRow = (order: Order): string =>
  [
    `="${order.number ?? '35150000000293579'}"`,
    ...['tb1', order.status ?? '买家已付款，等待卖家发货', '请用圆通', order.name ?? '邓先生', order.address ?? '广东省 广州市 越秀区 样例街道示例路12号(510000)', '快递', '', order.mobile ?? "'13900000001",
      '2017-07-08 00:42:32', '2017-07-08 00:42:39', order.waybill ?? '', '圆通速递', '易碎', '样例店', '某公司', order.sku ?? '', order.newAddress ?? '', '', order.refund ?? '0.00', order.store ?? ''].map((cell) => `"${cell}"`),
  ].join(',')
const lineHeader = '"订单编号","标题","价格","购买数量","外部系统编号","商品属性","套餐信息","备注","订单状态","商家编码"'
const lineRow = (more: { number?: string; quantity?: string; sku?: string; outer?: string; status?: string; spec?: string } = {}): string =>
  `="${more.number ?? '35150000000293579'}","雪平锅","239.00","${more.quantity ?? '1'}","${more.outer ?? 'OUT-1'}","${more.spec ?? '20厘米'}","","","${more.status ?? '买家已付款，等待卖家发货'}","${more.sku ?? '0020'}",`

function files(orders: string[], lines: string[], encode: (text: string) => Buffer = (text) => iconv.encode(text, 'gbk')): string[] {
  return [
    tempFile('ExportOrderDetailList.csv', encode([lineHeader, ...lines].join('\r\n') + '\r\n')),
    tempFile('ExportOrderList.csv', encode([orderHeader, ...orders].join('\r\n') + '\r\n')),
  ]
}
const read = (orders: string[], lines: string[]) => collect({ format: 'taobao', files: files(orders, lines) })

describe('Taobao exports', () => {
  it('[IM24] joins both files by order number, GBK and UTF-8 alike', async () => {
    const gbk = await read([orderRow({})], [lineRow()])
    expect(gbk.refusals).toEqual([])
    expect(gbk.orders[0]).toMatchObject({
      shop: '样例店', number: '35150000000293579', orderedAtMs: Date.UTC(2017, 6, 7, 16, 42, 32), carrierCode: '圆通速递', buyerRemark: '请用圆通', sellerRemark: '易碎', invoiceTitle: '某公司', holds: [],
      lines: [{ sku: '0020', name: '雪平锅', spec: '20厘米', quantity: 1 }],
      recipient: { name: '邓先生', phone: '13900000001', province: '广东省', city: '广州市', district: '越秀区', detail: '样例街道示例路12号', postcode: '510000', countryCode: 'CN' },
    })
    const utf8 = await collect({ format: 'taobao', files: files([orderRow({})], [lineRow()], (text) => Buffer.from(`\ufeff${text}`)) })
    expect(utf8.orders).toEqual(gbk.orders)
  })

  it('[IM24] cuts addresses at their blanks, and leaves whole what has too few parts', () => {
    expect(recipientOf('', '', '四川省 成都市 其它区 样例街111号 3栋(610000)')).toMatchObject({ province: '四川省', city: '成都市', district: '', detail: '样例街111号 3栋', postcode: '610000' })
    expect(recipientOf('', '', '广西壮族自治区 南宁市 青秀区 样例大道88#(000000)')).toMatchObject({ postcode: '', detail: '样例大道88#' })
    expect(recipientOf('', '', '广东省 东莞市 样例镇样例路5号')).toMatchObject({ province: '广东省', city: '东莞市', district: '', detail: '样例镇样例路5号' })
    expect(recipientOf('', '', '某省某市某路1号（样例花园附近）')).toMatchObject({ province: '', detail: '某省某市某路1号（样例花园附近）' })
  })

  it('[IM11] [IM12] the same SKU twice is one line; a bad quantity refuses the order', async () => {
    expect((await read([orderRow({})], [lineRow(), lineRow({ quantity: '2' })])).orders[0]?.lines).toEqual([{ sku: '0020', name: '雪平锅', spec: '20厘米', quantity: 3 }])
    const bad = await read([orderRow({})], [lineRow(), lineRow({ quantity: '1.5' })])
    expect(bad.orders).toEqual([])
    expect(bad.refusals).toEqual([expect.objectContaining({ file: 'ExportOrderDetailList.csv', row: 3, column: '购买数量', value: '1.5', order: '35150000000293579' })])
  })

  it('[IM17] [IM13] keeps unpaid, closed, shipped, refunded, picked-up and changed orders from the floor', async () => {
    const holds = async (order: Order): Promise<unknown> => (await read([orderRow(order)], [lineRow()])).orders[0]?.holds
    expect(await holds({ status: '等待买家付款' })).toEqual(['unpaid'])
    expect(await holds({ status: '交易关闭' })).toEqual(['cancelled'])
    expect(await holds({ status: '卖家已发货，等待买家确认' })).toEqual(['already-shipped'])
    expect(await holds({ waybill: 'YT123' })).toEqual(['already-shipped'])
    expect(await holds({ refund: '20.00' })).toEqual(['refunded'])
    expect(await holds({ store: '西湖店' })).toEqual(['pick-up'])
    expect(await holds({ sku: '颜色:红' })).toEqual(['unknown-product'])
    expect(await holds({ mobile: '139****0001' })).toEqual(['recipient-masked'])
    expect((await read([orderRow({ status: '平台介入' })], [lineRow()])).refusals[0]).toMatchObject({ column: '订单状态', value: '平台介入' })
  })

  it('[IM13] a line that is closed alone is left out; an order of only such lines is empty', async () => {
    const part = await read([orderRow({})], [lineRow({ status: '交易关闭', sku: 'GIFT' }), lineRow()])
    expect(part.orders[0]?.lines.map((line) => line.sku)).toEqual(['0020'])
    expect(part.notes).toMatchObject([{ row: 2, column: '订单状态', code: 'line-closed-left-out' }])
    expect((await read([orderRow({})], [lineRow({ status: '交易关闭' })])).orders[0]?.holds).toEqual(['no-lines'])
  })

  it('[IM24] 修改后的收货地址 wins, and 外部系统编号 stands in for 商家编码', async () => {
    const { orders } = await read([orderRow({ newAddress: '浙江省 杭州市 西湖区 新路1号' })], [lineRow({ sku: '' })])
    expect(orders[0]).toMatchObject({ recipient: { city: '杭州市', detail: '新路1号' }, lines: [{ sku: 'OUT-1' }] })
  })

  it('[IM1] [IM24] half an export, or a foreign file, is refused', async () => {
    const [lines = '', orders = ''] = files([orderRow({})], [lineRow()])
    expect((await collect({ format: 'taobao', files: [orders] })).refusals[0]?.reason).toMatch(/ExportOrderDetailList/)
    expect((await collect({ format: 'taobao', files: [lines] })).refusals[0]?.reason).toMatch(/ExportOrderList \(the orders\)/)
    const foreign = await collect({ format: 'taobao', files: [orders, lines, tempFile('x.csv', 'a,b\n')] })
    expect(foreign.orders).toEqual([])
    expect(foreign.refusals[0]?.file).toBe('x.csv')
  })

  it('[IM9] a line without its order refuses that order, and the others go on', async () => {
    const { orders, refusals } = await read([orderRow({})], [lineRow(), lineRow({ number: '999' })])
    expect(orders).toHaveLength(1)
    expect(refusals[0]).toMatchObject({ row: 3, value: '999', order: '999' })
  })

  it('[IM8] a rounded order number refuses the import', async () => {
    const { orders, refusals } = await read([orderRow({}), orderRow({ number: '6.91793E+18' })], [lineRow()])
    expect(orders).toEqual([])
    expect(refusals).toEqual([expect.objectContaining({ row: 3, column: '订单编号', value: '6.91793E+18' })])
  })
})

describe('rounded numbers written in full', () => {
  it('[IM8] all long numbers with zeros after the 15th digit refuse the import; one true one clears it', async () => {
    const rounded = ['6917926768823640000', '6917926768823650000']
    const all = await read(rounded.map((number) => orderRow({ number })), rounded.map((number) => lineRow({ number })))
    expect(all.orders).toEqual([])
    expect(all.refusals).toEqual([expect.objectContaining({ row: 2, value: '6917926768823640000', order: null })])
    const mixed = [...rounded, '6917926768823643751']
    expect((await read(mixed.map((number) => orderRow({ number })), mixed.map((number) => lineRow({ number })))).orders).toHaveLength(3)
    expect((await read([orderRow({ number: '1234567890123450' })], [lineRow({ number: '1234567890123450' })])).orders).toHaveLength(1)
  })
})

const real = realSet('export_formats/taobao')

describe.runIf(real)('the exports as Taobao gives them', () => {
  it('[IM24] GBK and UTF-8 with BOM say the same', async () => {
    const [gbk, utf8] = await Promise.all(
      ['gbk', 'utf8bom'].map((kind) => collect({ format: 'taobao', files: [`${real}/ExportOrderList201707080100.${kind}.csv`, `${real}/ExportOrderDetailList201707080100.${kind}.csv`] })),
    )
    expect(gbk?.refusals).toEqual([])
    expect(gbk?.orders.map(({ number, lines, recipient }) => [number, lines[0]?.sku, recipient.city, recipient.district, recipient.postcode])).toEqual([
      ['35150000000293579', 'YO-PAN-20-WITHGLASS', '广州市', '越秀区', '510000'],
      ['35080000000648884', 'YO-PAN-20', '成都市', '', '610000'],
      ['13290000000527443', 'TOJIRO-F-503', '南宁市', '青秀区', ''],
      ['13230000000603030', 'TOJIRO-F-521', '马鞍山市', '花山区', '243000'],
      ['29910000000210814', 'TOJIRO-F-312', '武汉市', '洪山区', '430000'],
    ])
    const withoutFile = (orders: unknown[] | undefined): unknown => JSON.parse(JSON.stringify(orders).replaceAll(/\.(?:gbk|utf8bom)\./g, '.'))
    expect(withoutFile(utf8?.orders)).toEqual(withoutFile(gbk?.orders))
  })
})
