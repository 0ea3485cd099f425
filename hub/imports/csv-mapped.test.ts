import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { collect, realSet, tempFile } from '#tests/support/import-files.ts'
import { checkMapping, loadMapping, type CsvMapping } from './csv-mapping.ts'

const olistMapping = join(dirname(fileURLToPath(import.meta.url)), '../../assets/import-mappings/olist.json')

function mapping(value: object): CsvMapping {
  const checked = checkMapping({ packwaveMapping: 1, name: 'test', ...value }, { path: '', name: 'm.json' })
  if (!checked.ok) throw new Error(checked.refusal.reason)
  return checked.mapping
}
const faultOf = (value: object): string => {
  const checked = checkMapping({ packwaveMapping: 1, name: 'test', ...value }, { path: '', name: 'm.json' })
  return checked.ok ? 'ok' : checked.refusal.reason
}

describe('mapping file', () => {
  it('[IM25] refuses what it does not know or what would need a guess', async () => {
    const lines = { number: 'n', sku: 's' }
    expect(faultOf({ tables: { lines } })).toBe('ok')
    expect(faultOf({ tables: { lines }, colour: 1 })).toMatch(/Unrecognized key/)
    expect(faultOf({ tables: { customers: { key: 'k' } } })).toMatch(/no orders, lines or products/)
    expect(faultOf({ tables: { lines: { ...lines, orderedAt: 'd' } } })).toMatch(/never guessed/)
    expect(faultOf({ tables: { lines: { ...lines, orderedAt: 'd' } }, dates: { format: 'MM/YYYY', zone: 'Z' } })).toMatch(/year, month and day/)
    expect(faultOf({ tables: { lines: { ...lines, status: 'st' } } })).toMatch(/meaning of each/)
    expect(faultOf({ tables: { lines, customers: { key: 'k' } } })).toMatch(/names the customer/)
    expect(await loadMapping('/nowhere/m.json')).toMatchObject({ ok: false, refusal: { file: 'm.json', reason: expect.stringMatching(/ENOENT/) } })
    expect(await loadMapping(tempFile('m.json', '{"a":'))).toMatchObject({ ok: false, refusal: { reason: expect.stringMatching(/not JSON/) } })
    expect((await collect({ format: 'csv', files: ['x.csv'] })).refusals[0]?.reason).toMatch(/--mapping FILE/)
    expect(await loadMapping(olistMapping)).toMatchObject({ ok: true })
  })
})

describe('mapped CSV', () => {
  const units = mapping({
    delimiter: ';', decimal: ',', units: { weight: 'kg', length: 'in' },
    tables: {
      lines: { number: 'Bestellung', sku: 'Artikel', quantity: 'Menge', status: 'Status', orderedAt: 'Datum', recipientName: ['Vorname', 'Name'], detail: 'Straße' },
      products: { sku: 'Artikel', name: 'Bezeichnung', code: 'EAN', codeQuantity: 'Stück', weight: 'Gewicht', length: 'Länge' },
    },
    dates: { format: 'DD.MM.YYYY', zone: '+01:00' },
    statuses: { bezahlt: 'open', offen: 'unpaid' },
    nonGoodsSkus: ['POST'],
  })
  const linesHead = 'Bestellung;Artikel;Menge;Status;Datum;Vorname;Name;Straße\n'
  const lines = (...rows: string[]) => collect({ format: 'csv', mapping: units, files: [tempFile('l.csv', linesHead + rows.join('\n'))] })

  it('[IM10] the shop is the one that was said, else the mapping\'s, else its name', async () => {
    const own = mapping({ name: 'named', shop: 'of-the-mapping', tables: { lines: { number: 'N', sku: 'A', quantity: 'Q' } } })
    const shopOf = async (used: CsvMapping, shop?: string) => (await collect({ format: 'csv', mapping: used, shop, files: [tempFile('s.csv', 'N,A,Q\n1,A,1')] })).orders[0]?.shop
    expect([await shopOf(own, 'said'), await shopOf(own), await shopOf({ ...own, shop: '' })]).toEqual(['said', 'of-the-mapping', 'named'])
  })

  it('[IM25] reads order cells from the lines where there is no orders table', async () => {
    const { orders, nonGoods, refusals } = await lines('7;A;2;bezahlt;02.01.2024;Ann;Lee;Weg 1', '7;post;1;;;;;', '7;A;1;;;;;', '8;B;1;offen;;Bo;;Weg 2')
    expect(refusals).toEqual([])
    expect(orders).toEqual([
      expect.objectContaining({ number: '7', shop: 'test', orderedAtMs: Date.UTC(2024, 0, 1, 23), holds: [], lines: [{ sku: 'A', name: 'A', spec: '', quantity: 3 }], recipient: expect.objectContaining({ name: 'Ann Lee', detail: 'Weg 1' }) }),
      expect.objectContaining({ number: '8', holds: ['unpaid'], orderedAtMs: null }),
    ])
    expect(nonGoods).toEqual(['post'])
  })

  it('[IM15] a date in another form is left open with a note', async () => {
    const { orders, notes } = await lines('7;A;1;bezahlt;01/02/2024;Ann;Lee;Weg 1')
    expect(orders[0]?.orderedAtMs).toBeNull()
    expect(notes).toMatchObject([{ row: 2, column: 'Datum', value: '01/02/2024', code: 'dates-not-as-mapped', values: { count: 1, format: 'DD.MM.YYYY' } }])
  })

  it('[IM10] rows of one order for two receivers refuse it; blank cells on later rows repeat the first row', async () => {
    const { orders: read, refusals } = await lines('7;A;1;bezahlt;02.01.2024;Ann;Lee;Weg 1', '8;A;1;bezahlt;02.01.2024;Bo;Li;Weg 2', '7;B;1;bezahlt;02.01.2024;Cy;Wu;Weg 3', '8;B;1;;;;;')
    expect(read).toMatchObject([{ number: '8', recipient: { name: 'Bo Li' }, lines: [{ sku: 'A' }, { sku: 'B' }] }])
    expect(refusals).toMatchObject([{ row: 4, code: 'order-twice', value: '7', values: { number: '7', row: 2 } }])
  })

  it('[IM17] a line whose own state keeps it from the floor keeps its order', async () => {
    const { orders: read } = await lines('7;A;1;bezahlt;02.01.2024;Ann;Lee;Weg 1', '7;B;1;offen;02.01.2024;Ann;Lee;Weg 1')
    expect(read).toMatchObject([{ number: '7', holds: ['unpaid'] }])
  })

  it('[IM27] an order reads the same with and without the file of its products', async () => {
    const order = tempFile('o.csv', `${linesHead}7;A;1;bezahlt;02.01.2024;Ann;Lee;Weg 1`)
    const goods = tempFile('p.csv', 'Artikel;Bezeichnung;EAN;Stück;Gewicht;Länge\nA;Tasse;;;;\n')
    const alone = await collect({ format: 'csv', mapping: units, files: [order] })
    const together = await collect({ format: 'csv', mapping: units, files: [goods, order] })
    expect(together.products).toMatchObject([{ sku: 'A', name: 'Tasse' }])
    expect(together.orders).toEqual(alone.orders)
  })

  it('[IM17] a status the mapping does not name refuses the order', async () => {
    for (const status of ['bezahlt?', 'toString']) expect((await lines(`7;A;1;${status};;Ann;Lee;Weg 1`)).refusals[0]).toMatchObject({ column: 'Status', value: status, order: '7' })
  })

  it('[IM16] converts kg and inches with a decimal comma; 0 and blank are not known; nonsense is refused', async () => {
    const path = tempFile('p.csv', 'Artikel;Bezeichnung;EAN;Stück;Gewicht;Länge\nA;Tasse;6901234567892;;0,25;1,5\nA;Tasse;16901234567899;12;;\nB;Deckel;;;0;\nC;x;;;-1;\nD;x;;;1.5;\nE;x;;1,5;;\nF;x;4006381333931;1,5;;\n')
    const { products, refusals } = await collect({ format: 'csv', mapping: units, files: [path] })
    expect(products.map(({ sku, codes, weightGrams, lengthMm }) => [sku, codes, weightGrams, lengthMm])).toEqual([
      ['A', [{ code: '6901234567892', quantity: 1 }, { code: '16901234567899', quantity: 12 }], 250, 38],
      ['B', [], null, null],
      ['E', [], null, null],
    ])
    expect(refusals.map((refusal) => [refusal.row, refusal.column, refusal.value])).toEqual([[5, 'Gewicht', '-1'], [6, 'Gewicht', '1.5'], [8, 'Stück', '1,5']])
  })

  it('[IM1] a missing table or a file of no table ends the import', async () => {
    const two = mapping({ tables: { orders: { number: 'o' }, lines: { number: 'o', sku: 's' } } })
    const orders = tempFile('orders.csv', 'o\n1\n')
    expect((await collect({ format: 'csv', mapping: two, files: [orders] })).refusals[0]?.reason).toMatch(/'lines'/)
    const lineFile = tempFile('lines.csv', 'o,s\n1,A\n')
    expect((await collect({ format: 'csv', mapping: two, files: [orders, lineFile] })).orders).toHaveLength(1)
    expect((await collect({ format: 'csv', mapping: two, files: [orders, lineFile, tempFile('z.csv', 'x\n1\n')] })).refusals[0]).toMatchObject({ file: 'z.csv' })
  })

  it('[IM5] a file that separates its columns by another character than the mapping is refused by that name', async () => {
    const comma = mapping({ tables: { lines: { number: 'o', sku: 's' } } })
    const refusalOf = async (content: string) => (await collect({ format: 'csv', mapping: comma, files: [tempFile('o.csv', content)] })).refusals
    expect(await refusalOf('o;s\n1;A\n')).toMatchObject([{ row: 1, code: 'other-separator', values: { found: ';', wanted: ',' } }])
    expect(await refusalOf('o\ts\n1\tA\n')).toMatchObject([{ code: 'other-separator', values: { found: 'Tab', wanted: ',' } }])
    expect(await refusalOf('x\n1\n')).toMatchObject([{ code: 'mapping-no-table-fits' }])
  })

  it('[IM8] a rounded order number refuses the import, a rounded SKU its order', async () => {
    expect(await lines('7;A;1;bezahlt;;A;B;W', '6,9E+12;A;1;bezahlt;;A;B;W')).toMatchObject({ orders: [], refusals: [{ row: 3, value: '6,9E+12', order: null }] })
    expect(await lines('7;6,9E+12;1;bezahlt;;A;B;W', '8;A;1;bezahlt;;A;B;W')).toMatchObject({ orders: [{ number: '8' }], refusals: [{ order: '7' }] })
  })
})

const orders = 'order_id,customer_id,order_status,order_purchase_timestamp\n'
const items = 'order_id,order_item_id,product_id\n'
const customers = 'customer_id,customer_zip_code_prefix,customer_city,customer_state\n'
const products = 'product_id,product_category_name,product_weight_g,product_length_cm,product_height_cm,product_width_cm\n'
const olist = (order: string, item: string, product = '') =>
  collect({ format: 'csv', mapping: olistMapping, files: [tempFile('i.csv', items + item), tempFile('o.csv', orders + order), tempFile('c.csv', `${customers}c1,01310,sao paulo,SP\n`), tempFile('p.csv', products + product)] })

describe('Olist', () => {
  it('[IM11] [IM20] the same piece twice is one line of two; the receiver has a place and dashes', async () => {
    const { orders: read, products: found } = await olist('o1,c1,delivered,2018-08-05 13:09:48\n', 'o1,1,p1\no1,2,p1\n', 'p1,bebes,7150,50,19,45\np2,,0,,,\n')
    expect(read).toEqual([
      expect.objectContaining({
        shop: 'olist', orderedAtMs: Date.UTC(2018, 7, 5, 16, 9, 48), holds: [], lines: [{ sku: 'p1', name: 'p1', spec: '', quantity: 2 }],
        recipient: { name: '—', phone: '', province: 'SP', city: 'sao paulo', district: '', detail: '—', postcode: '01310', countryCode: 'BR' },
      }),
    ])
    expect(found).toMatchObject([{ sku: 'p1', weightGrams: 7_150, lengthMm: 500, heightMm: 190, widthMm: 450 }, { sku: 'p2', name: 'p2', weightGrams: null, lengthMm: null }])
  })

  it('[IM17] cancelled, unavailable and empty orders are held; an unknown customer refuses', async () => {
    const { orders: read, refusals } = await olist('o1,c1,canceled,\no2,c1,unavailable,\no3,c1,invoiced,\no4,c9,delivered,\n', 'o1,1,p1\no4,1,p1\n')
    expect(read.map((order) => order.holds)).toEqual([['cancelled'], ['cancelled', 'no-lines'], ['no-lines']])
    expect(refusals).toMatchObject([{ file: 'o.csv', row: 5, column: 'customer_id', value: 'c9', order: 'o4' }])
  })
})

const realOlist = realSet('olist/train')
const tmall = realSet('tmall_order_report/train')
const wholesaler = realSet('uci_online_retail/train')
const doudian = realSet('export_formats/douyin')

describe.runIf(realOlist)('Olist, the real tables', () => {
  it('[IM4] [IM11] [IM17] 4,036 orders and 4,116 pieces, each accounted for', async () => {
    const { orders: read, products: found, refusals } = await collect({ format: 'csv', mapping: olistMapping, files: ['orders', 'order_items', 'customers', 'products'].map((name) => `${realOlist}/${name}.csv`) })
    expect(refusals).toEqual([])
    expect(read).toHaveLength(4_036)
    expect(found).toHaveLength(3_038)
    expect(read.reduce((sum, order) => sum + order.lines.reduce((pieces, line) => pieces + line.quantity, 0), 0)).toBe(4_116)
    expect(read.filter((order) => order.holds.length === 0)).toHaveLength(3_420)
    expect(read.filter((order) => order.holds.includes('no-lines'))).toHaveLength(400)
    expect(read.filter((order) => order.holds.includes('cancelled'))).toHaveLength(302 + 308)
  })
})

describe.runIf(tmall)('Tmall order report', () => {
  it('[IM17] [IM25] unpaid and refunded orders by their cells', async () => {
    const report = mapping({
      dates: { format: 'YYYY-MM-DD HH:mm:ss', zone: '+08:00' },
      tables: { orders: { number: '订单编号', province: '收货地址', orderedAt: '订单创建时间' } },
      holdWhen: [{ column: '订单付款时间', is: 'empty', hold: 'unpaid' }, { column: '退款金额', is: 'positive', hold: 'refunded' }],
    })
    const { orders: read, refusals } = await collect({ format: 'csv', mapping: report, files: [`${tmall}/tmall_order_report.csv`] })
    expect(refusals).toEqual([])
    expect(read).toHaveLength(14_051)
    expect(read.every((order) => order.orderedAtMs !== null && order.holds.includes('no-lines'))).toBe(true)
    expect(read.filter((order) => order.holds.includes('unpaid')).length).toBeGreaterThan(1_800)
  })
})

describe.runIf(wholesaler)('the giftware wholesaler (UCI)', () => {
  it('[IM9] [IM12] [IM19] negative stock entries and cancellations never become picks; postage is no goods', async () => {
    const retail = mapping({
      tables: { lines: { number: 'InvoiceNo', sku: 'StockCode', lineName: 'Description', quantity: 'Quantity', countryCode: 'Country' } },
      holdWhen: [{ column: 'InvoiceNo', is: 'starting', value: 'C', hold: 'cancelled' }],
      nonGoodsSkus: ['POST', 'DOT', 'M', 'D', 'S', 'B', 'C2', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'PADS', 'gift_0001_20'],
    })
    const { orders: read, refusals, nonGoods } = await collect({ format: 'csv', mapping: retail, files: [`${wholesaler}/online_retail.csv`] })
    expect(new Set([...read.map((order) => order.number), ...refusals.map((refusal) => refusal.order)]).size).toBe(4_641)
    expect(read.every((order) => order.lines.every((line) => line.quantity >= 1 && line.quantity <= 9_999))).toBe(true)
    expect(read.every((order) => new Set(order.lines.map((line) => line.sku)).size === order.lines.length)).toBe(true)
    expect(nonGoods).toContain('POST')
    expect(Math.max(...read.map((order) => order.lines.length))).toBeGreaterThan(500)
  })
})

describe.runIf(doudian)('抖店', () => {
  const shop = mapping({
    tables: { lines: { number: '主订单编号', sku: '商家编码', quantity: '商品数量', status: '订单状态', lineName: '选购商品', recipientName: '收件人', phone: '收件人手机号', detail: '详细地址' } },
    statuses: { 已完成: 'already-shipped', 已关闭: 'cancelled' },
  })

  it('[IM8] a file that Excel has saved again is refused whole', async () => {
    const small = mapping({ tables: { orders: { number: '主订单编号' } } })
    const { orders: read, refusals } = await collect({ format: 'csv', mapping: small, files: [`${doudian}/doudian_resaved_by_excel_must_be_refused.utf8bom.csv`] })
    expect(read).toEqual([])
    expect(refusals).toEqual([expect.objectContaining({ row: 2, column: '主订单编号', value: '6.91793E+18' })])
  })

  it('[IM6] [IM20] ids lose their tab, encrypted receivers never pass for an address', async () => {
    const { orders: read } = await collect({ format: 'csv', mapping: shop, files: [`${doudian}/doudian_orders_fixture.utf8bom.csv`] })
    expect(read.map((order) => order.number)).toEqual(['6917926768823643751', '6917926768823643752', '6917926768823643753'])
    expect(read[0]?.lines[0]?.sku).toBe('300400008')
    const open = mapping({ tables: { lines: { number: '主订单编号', sku: '商家编码', quantity: '商品数量', recipientName: '收件人', phone: '收件人手机号', detail: '详细地址' } } })
    expect((await collect({ format: 'csv', mapping: open, files: [`${doudian}/doudian_orders_fixture.utf8bom.csv`] })).orders.every((order) => order.holds.includes('recipient-masked'))).toBe(true)
  })
})
