import { describe, expect, it } from 'vitest'
import { collect, realSet, tempFile, type Collected } from '#tests/support/import-files.ts'

const columns = [
  'Name', 'Financial Status', 'Fulfillment Status', 'Created at', 'Lineitem quantity', 'Lineitem name', 'Lineitem sku', 'Lineitem requires shipping', 'Lineitem fulfillment status',
  'Shipping Name', 'Shipping Address1', 'Shipping City', 'Shipping Zip', 'Shipping Country', 'Shipping Phone', 'Shipping Method', 'Payment Method', 'Cancelled at', 'Risk Level', 'Notes',
] as const
type Row = { [column in (typeof columns)[number]]?: string }
const first: Row = {
  Name: '#1001', 'Financial Status': 'paid', 'Fulfillment Status': 'unfulfilled', 'Created at': '2025-12-07 19:08:24 +0000', 'Lineitem quantity': '1', 'Lineitem name': 'Cup - RED / S',
  'Lineitem sku': '0012', 'Lineitem requires shipping': 'true', 'Lineitem fulfillment status': 'pending', 'Shipping Name': 'Ann Lee', 'Shipping Address1': '1 High St', 'Shipping City': 'Leeds',
  'Shipping Zip': "'0970", 'Shipping Country': 'GB', 'Shipping Method': 'Standard', 'Risk Level': 'Low',
}
const line = (more: Row): Row => ({ Name: '#1001', 'Lineitem quantity': '1', 'Lineitem requires shipping': 'true', 'Lineitem name': 'Cup - RED / S', 'Lineitem sku': '0012', ...more })
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
const ordersFile = (rows: Row[]): string => tempFile('orders.csv', `${columns.join(',')}\n${rows.map((row) => columns.map((column) => quoted(row[column] ?? '')).join(',')).join('\r\n')}\r\n`)
const read = (rows: Row[], more: { replayShipped?: boolean; shop?: string } = {}): Promise<Collected> => collect({ format: 'shopify', files: [ordersFile(rows)], ...more })
const holdsOf = async (more: Row): Promise<readonly string[] | undefined> => (await read([{ ...first, ...more }])).orders[0]?.holds

const productHeader = 'Handle,Title,Option1 Value,Option2 Value,Variant SKU,Variant Grams,Variant Requires Shipping,Variant Price,Variant Barcode,Gift Card'
const productsFile = (rows: string[]): string => tempFile('products.csv', `${productHeader}\n${rows.join('\n')}\n`)

describe('Shopify orders', () => {
  it('[IM23] reads an order with its receiver, its instant and its leading zeros', async () => {
    const { orders, refusals } = await read([first])
    expect(refusals).toEqual([])
    expect(orders).toEqual([
      expect.objectContaining({
        shop: 'shopify', number: '#1001', orderedAtMs: Date.UTC(2025, 11, 7, 19, 8, 24), holds: [],
        lines: [{ sku: '0012', name: 'Cup - RED / S', spec: 'RED / S', quantity: 1 }],
        recipient: { name: 'Ann Lee', phone: '', province: '', city: 'Leeds', district: '', detail: '1 High St', postcode: '0970', countryCode: 'GB' },
        at: { file: 'orders.csv', row: 2 },
      }),
    ])
  })

  it('[IM4] [IM11] joins rows that are not adjacent; the same piece twice is one line of two', async () => {
    const { orders } = await read([first, { ...first, Name: '#1002' }, line({}), line({ 'Lineitem sku': '77', 'Lineitem name': 'Lid' })])
    expect(orders.map((order) => order.lines.map((one) => [one.sku, one.quantity]))).toEqual([[['0012', 2], ['77', 1]], [['0012', 1]]])
  })

  it('[IM9] [IM12] a bad quantity refuses the whole order with row, column and value', async () => {
    for (const quantity of ['0', '-1', '1.5', '1e9', '', 'NaN']) {
      const { orders, refusals } = await read([first, line({ 'Lineitem quantity': quantity, 'Lineitem sku': '5' }), { ...first, Name: '#1002' }])
      expect(orders.map((order) => order.number)).toEqual(['#1002'])
      expect(refusals).toEqual([expect.objectContaining({ file: 'orders.csv', row: 3, column: 'Lineitem quantity', value: quantity, order: '#1001' })])
    }
  })

  it('[IM12] refuses an order that sums up to more than 9,999 of one SKU', async () => {
    const { orders, refusals } = await read([{ ...first, 'Lineitem quantity': '9999' }, line({})])
    expect(orders).toEqual([])
    expect(refusals[0]).toMatchObject({ value: '10000', order: '#1001' })
  })

  it('[IM10] refuses one number with two different order rows in a file, and takes repeated equal ones', async () => {
    const twice = await read([first, { ...first, 'Shipping Name': 'Bob' }])
    expect(twice.orders).toEqual([])
    expect(twice.refusals[0]).toMatchObject({ row: 3, order: '#1001' })
    expect((await read([first, first])).orders[0]?.lines[0]?.quantity).toBe(2)
  })

  it('[IM17] keeps from the floor what must not be picked, with the reason', async () => {
    expect(await holdsOf({ 'Financial Status': 'pending' })).toEqual(['unpaid'])
    expect(await holdsOf({ 'Financial Status': 'pending', 'Payment Method': 'Cash on Delivery (COD)' })).toEqual([])
    expect(await holdsOf({ 'Financial Status': 'refunded' })).toEqual(['refunded'])
    expect(await holdsOf({ 'Financial Status': 'partially_refunded' })).toEqual(['refunded'])
    expect(await holdsOf({ 'Cancelled at': '2025-12-08 10:00:00 +0000' })).toEqual(['cancelled'])
    expect(await holdsOf({ 'Shipping Method': 'Pick up' })).toEqual(['pick-up'])
    expect(await holdsOf({ 'Shipping Method': 'Collect from Cape Town - Greenpoint Store' })).toEqual(['pick-up'])
    expect(await holdsOf({ 'Shipping Method': '', 'Shipping Name': '', 'Shipping Address1': '', 'Shipping City': '', 'Shipping Country': '' })).toEqual(['pick-up'])
    expect(await holdsOf({ 'Risk Level': 'High' })).toEqual(['fraud-review'])
    expect(await holdsOf({ 'Lineitem requires shipping': 'false' })).toEqual(['no-lines'])
  })

  it('[IM17] never takes an unknown state for paid', async () => {
    for (const status of ['paidd', 'constructor', '__proto__']) {
      const { orders, refusals } = await read([{ ...first, 'Financial Status': status }])
      expect(orders).toEqual([])
      expect(refusals[0]).toMatchObject({ column: 'Financial Status', value: status })
    }
    expect((await read([{ ...first, 'Financial Status': '' }])).orders).toEqual([])
  })

  it('[IM13] holds what has been shipped, leaves out shipped lines, and takes both in a replay', async () => {
    expect(await holdsOf({ 'Fulfillment Status': 'fulfilled' })).toEqual(['already-shipped'])
    const rows = [{ ...first, 'Fulfillment Status': 'partial', 'Lineitem fulfillment status': 'fulfilled' }, line({ 'Lineitem sku': '77', 'Lineitem fulfillment status': 'pending' })]
    const partial = await read(rows)
    expect(partial.orders[0]?.lines.map((one) => one.sku)).toEqual(['77'])
    expect(partial.notes).toMatchObject([{ row: 2, column: 'Lineitem fulfillment status', code: 'line-shipped-left-out', values: { number: '#1001' } }])
    expect((await read(rows, { replayShipped: true })).orders[0]?.lines).toHaveLength(2)
    expect((await read([{ ...first, 'Fulfillment Status': 'fulfilled' }], { replayShipped: true })).orders[0]?.holds).toEqual([])
  })

  it('[IM19] drops lines that are no goods and counts them', async () => {
    const { orders, nonGoods } = await read([first, line({ 'Lineitem sku': '', 'Lineitem name': 'expedition standart', 'Lineitem requires shipping': 'false' })])
    expect(orders[0]?.lines).toHaveLength(1)
    expect(nonGoods).toEqual(['expedition standart'])
  })

  it('[IM15] leaves ambiguous dates open and says so once', async () => {
    const { orders, notes } = await read([{ ...first, 'Created at': '02/01/2024 13:41' }, { ...first, Name: '#2', 'Created at': '31/12/2023 22:36' }])
    expect(orders.map((order) => order.orderedAtMs)).toEqual([null, null])
    expect(notes).toMatchObject([{ row: 2, column: 'Created at', value: '02/01/2024 13:41', code: 'dates-left-open', values: { count: 2 } }])
  })

  it('[IM8] refuses the file for a rounded order number and the order for a rounded SKU', async () => {
    const number = await read([first, { ...first, Name: '6.91793E+18' }])
    expect(number.orders).toEqual([])
    expect(number.refusals).toEqual([expect.objectContaining({ row: 3, column: 'Name', value: '6.91793E+18', order: null })])
    const sku = await read([{ ...first, 'Lineitem sku': '6.9E+12' }, { ...first, Name: '#2' }])
    expect(sku.orders.map((order) => order.number)).toEqual(['#2'])
  })

  it('[IM20] a masked or missing receiver is held; a source without such columns gets a dash', async () => {
    expect(await holdsOf({ 'Shipping Name': '张**' })).toEqual(['recipient-masked'])
    expect(await holdsOf({ 'Shipping Phone': '1******0000' })).toEqual(['recipient-masked'])
    expect(await holdsOf({ 'Shipping Name': '' })).toEqual(['recipient-masked'])
    expect(await holdsOf({ 'Shipping Address1': '##密文' })).toEqual(['recipient-masked'])
    const path = tempFile('bare.csv', 'Name,Financial Status,Lineitem quantity,Lineitem name,Lineitem sku,Shipping City,Shipping Country,Shipping Method\n#1,paid,1,Cup,1,Leeds,GB,Standard\n')
    const { orders } = await collect({ format: 'shopify', files: [path] })
    expect(orders[0]).toMatchObject({ holds: [], recipient: { name: '—', detail: '—', city: 'Leeds' } })
  })

  it('[IM22] the name stands for a missing SKU, unless it speaks of several pieces', async () => {
    const skuOf = async (name: string) => (await read([{ ...first, 'Lineitem sku': '', 'Lineitem name': name }])).orders[0]
    expect(await skuOf('Hair Line Powder - Black / 1 Pcs')).toMatchObject({ holds: [], lines: [{ sku: 'Hair Line Powder - Black / 1 Pcs' }] })
    for (const name of ['Shampoo - BUY 2', 'Kit - 3 Pcs', 'Vinegar - Buy 1 Get 1 FREE', '抽纸 3包 2件装', 'Soap x3', 'Pack of 4 cups', '']) {
      expect((await skuOf(name))?.holds, name).toEqual(['unknown-product'])
    }
  })

  it('[IM7] cuts names, refuses addresses that would have to be cut', async () => {
    const { orders } = await read([{ ...first, 'Lineitem name': `${'名'.repeat(198)}😀😀` }])
    expect(orders[0]?.lines[0]?.name).toBe(`${'名'.repeat(198)}…`)
    expect((await read([{ ...first, 'Shipping Address1': 'x'.repeat(301) }])).refusals[0]).toMatchObject({ column: 'recipient.detail', value: '' })
  })

  it('[IM5] a slipped row refuses its order', async () => {
    const path = tempFile('o.csv', 'Name,Financial Status,Lineitem quantity,Lineitem name\n#1,paid,1,Cup, red\n#2,paid,1,Cup\n')
    const { orders, refusals } = await collect({ format: 'shopify', files: [path] })
    expect(orders.map((order) => order.number)).toEqual(['#2'])
    expect(refusals[0]).toMatchObject({ row: 2, order: '#1' })
  })

  it('[IM1] a refused file leaves the others in use', async () => {
    const { orders, refusals } = await collect({ format: 'shopify', files: [tempFile('x.csv', 'a,b\n1,2\n'), ordersFile([first])] })
    expect(orders).toHaveLength(1)
    expect(refusals[0]).toMatchObject({ file: 'x.csv', reason: expect.stringMatching(/neither a Shopify orders export/) })
  })
})

describe('Shopify products', () => {
  it('[IM14] [IM16] reads variants, takes the apostrophe off barcodes, and knows a weight of 0 as not known', async () => {
    const path = productsFile(["cup,Cup,RED,S,A-1,250.4,true,9.00,'4849000260870,false", 'cup,,RED,M,A-2,0.0,true,9.00,,', 'cup,,,,,,,,,', 'lid,Lid,Default Title,,L,,true,1,,'])
    const { products, refusals } = await collect({ format: 'shopify', files: [path] })
    expect(refusals).toEqual([])
    expect(products.map(({ sku, name, spec, codes, weightGrams }) => [sku, name, spec, codes, weightGrams])).toEqual([
      ['A-1', 'Cup - RED / S', 'RED / S', [{ code: '4849000260870', quantity: 1 }], 250],
      ['A-2', 'Cup - RED / M', 'RED / M', [], null],
      ['L', 'Lid', '', [], null],
    ])
  })

  it('[IM18] a SKU shared by sizes becomes a product for each, and the order lines meet them', async () => {
    const products = productsFile(['boot,Boot,40,,B 1,0,true,9,4849000260870,', 'boot,,41,,B 1,0,true,9,4849000260887,', 'cup,Cup,RED,,C,0,true,9,,'])
    const orders = ordersFile([{ ...first, 'Lineitem sku': 'B 1', 'Lineitem name': 'Boot - 41' }, line({ 'Lineitem sku': 'B 1', 'Lineitem name': 'Boot - 40' }), line({ 'Lineitem sku': 'C', 'Lineitem name': 'Cup - RED' })])
    const both = await collect({ format: 'shopify', files: [orders, products] })
    expect(both.products.map((product) => product.sku)).toEqual(['B 1 | 40', 'B 1 | 41', 'C'])
    expect(both.orders[0]?.lines.map((one) => one.sku)).toEqual(['B 1 | 41', 'B 1 | 40', 'C'])
    expect(both.items.findIndex((item) => item.kind === 'order')).toBeGreaterThan(both.items.findLastIndex((item) => item.kind === 'product'))
    const later = ordersFile([{ ...first, 'Lineitem sku': 'B 1', 'Lineitem name': 'Boot - 41' }])
    expect((await collect({ format: 'shopify', files: [later] })).orders[0]?.lines[0]?.sku).toBe('B 1')
    expect((await collect({ format: 'shopify', files: [later] }, new Set(['B 1']))).orders[0]?.lines[0]?.sku).toBe('B 1 | 41')
  })

  it('[IM18] a variant with two barcodes is one product; one barcode on two products stays on both', async () => {
    const path = productsFile(['cup,Cup,RED,,A,5,true,9,96385074,', 'cup,,RED,,A,5,true,9,4849000260870,', 'lid,Lid,X,,B,5,true,9,96385074,'])
    const { products } = await collect({ format: 'shopify', files: [path] })
    expect(products.map((product) => product.codes.map((code) => code.code))).toEqual([['96385074', '4849000260870'], ['96385074']])
  })

  it('[IM8] [IM16] refuses a rounded barcode but not its product, and a weight that is none', async () => {
    const { products, refusals } = await collect({ format: 'shopify', files: [productsFile(['a,A,x,,A,5,true,9,"8,02E+12",', 'b,B,x,,B,-5,true,9,,', 'c,C,x,,C,heavy,true,9,,'])] })
    expect(products.map((product) => [product.sku, product.codes])).toEqual([['A', []]])
    expect(refusals.map((refusal) => [refusal.row, refusal.column, refusal.value]).sort()).toEqual([[2, 'code', '8,02E+12'], [3, 'Variant Grams', '-5'], [4, 'Variant Grams', 'heavy']])
  })

  it('[IM19] gift cards are no goods', async () => {
    expect((await collect({ format: 'shopify', files: [productsFile(['g,Gift card,10,,G,0,false,10,,true'])] })).nonGoods).toEqual(['Gift card'])
  })
})

const rieker = realSet('shopify_rieker_ca')
const shops = realSet('export_formats/shopify/train')

describe.runIf(rieker)('a whole shop (Rieker)', () => {
  it('[IM23] [IM18] [IM17] every order accounted for, every size its own product', async () => {
    const { orders, products, refusals, nonGoods } = await collect({ format: 'shopify', files: [`${rieker}/train/orders_export.csv`, `${rieker}/shared/products_export_1.csv`], replayShipped: true })
    expect(refusals).toEqual([])
    expect(orders).toHaveLength(1_528)
    expect(products).toHaveLength(5_295)
    expect(products.every((product) => product.weightGrams === null && product.codes.length === 1)).toBe(true)
    expect(new Set(products.map((product) => product.sku)).size).toBe(5_295)
    expect(nonGoods).toEqual(['expedition standart'])
    expect(orders.reduce((sum, order) => sum + order.lines.reduce((pieces, one) => pieces + one.quantity, 0), 0)).toBe(1_939)
    expect(orders.filter((order) => order.holds.includes('pick-up'))).toHaveLength(156)
    expect(orders.filter((order) => order.holds.includes('cancelled'))).toHaveLength(5)
    expect(orders.filter((order) => order.holds.includes('refunded'))).toHaveLength(287)
    expect(orders.every((order) => order.orderedAtMs === null)).toBe(true)
    // 551 lines name a SKU or a size that the product export no longer has.
    const known = new Set(products.map((product) => product.sku))
    expect(orders.flatMap((order) => order.lines).filter((one) => known.has(one.sku))).toHaveLength(1_381)
  })
})

describe.runIf(shops)('exports of several shops', () => {
  it('[IM23] reads 75 and 79 columns without a refusal', async () => {
    const counts: number[] = []
    for (const name of ['shopify_za_baby_shop_2021_75cols', 'shopify_uk_tiktok_2025_79cols', 'shopify_bd_cod_2026_0', 'shopify_bd_cod_2026_13', 'shopify_bd_cod_2026_4', 'shopify_bd_cod_2026_9']) {
      const { orders, refusals } = await collect({ format: 'shopify', files: [`${shops}/${name}.csv`] })
      expect(refusals, name).toEqual([])
      counts.push(orders.length)
    }
    expect(counts).toEqual([23, 24, 5, 50, 10, 50])
  })
})
