import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { collect, memoryTarget, realSet, tempFile } from '#tests/support/import-files.ts'
import { detectImport } from './detect-import.ts'
import { BATCH_SIZE, type ImportTarget } from './import-target.ts'
import { runImport } from './run-import.ts'

const order = (number: string, more: object = {}): object => ({
  type: 'order', shop: 's', number, lines: [{ sku: 'A', quantity: 2 }], recipient: { name: '张三', phone: '13800000000', detail: '样例路1号' }, ...more,
})
const json = (records: unknown[]): string => tempFile('r.json', JSON.stringify(records))
const ndjson = (records: unknown[]): string => tempFile('r.ndjson', records.map((record) => JSON.stringify(record)).join('\n'))
const read = (records: unknown[]) => collect({ format: 'packwave-json', files: [json(records)] })

describe('packwave-json', () => {
  it('[IM26] an array and NDJSON say the same', async () => {
    const records = [order('1', { orderedAt: '2026-01-02T03:04:05+08:00' }), { type: 'product', sku: 'A', name: '杯', codes: [{ code: '6901234567892' }, { code: '16901234567899', quantity: 12 }], weightGrams: 300 }]
    const [array, lines] = [await read(records), await collect({ format: 'packwave-json', files: [ndjson(records)] })]
    expect(array.refusals).toEqual([])
    expect(array.orders[0]).toMatchObject({ number: '1', orderedAtMs: Date.UTC(2026, 0, 1, 19, 4, 5), lines: [{ sku: 'A', quantity: 2 }], holds: [] })
    expect(array.products[0]).toMatchObject({ sku: 'A', weightGrams: 300, codes: [{ quantity: 1 }, { quantity: 12 }] })
    expect(lines.orders).toEqual(array.orders.map((one) => ({ ...one, at: { file: 'r.ndjson', row: 1 } })))
  })

  it('[IM26] refuses unknown fields, wrong types and ids that are numbers, with their path', async () => {
    const wrong: [object, string][] = [
      [order('1', { colour: 'red' }), 'colour'],
      [order('1', { number: 6_917_926_768_823_644_000 }), 'number'],
      [order('1', { lines: [{ sku: 'A', quantity: 1.5 }] }), 'lines.0.quantity'],
      [order('1', { lines: [{ sku: 'A', quantity: '2' }] }), 'lines.0.quantity'],
      [order('1', { orderedAt: '2026-01-02T03:04:05' }), 'orderedAt'],
      [order(' '), 'number'],
      [{ type: 'product', sku: 'A', weightGrams: 0 }, 'weightGrams'],
      [{ type: 'parcel' }, 'type'],
      [JSON.parse('{"type":"product","sku":"A","__proto__":{"x":1}}') as object, '__proto__'],
    ]
    for (const [record, column] of wrong) {
      const { orders, products, refusals } = await read([record, order('2')])
      expect([orders.length, products.length], column).toEqual([1, 0])
      expect(refusals, column).toEqual([expect.objectContaining({ row: 1, column })])
    }
  })

  it('[IM26] a refusal never repeats the receiver', async () => {
    const { refusals } = await read([order('1', { recipient: { name: '张三', phone: 13_800_000_000, detail: '样例路1号' } })])
    expect(JSON.stringify(refusals)).not.toMatch(/13800000000|张三/)
  })

  it('[IM26] refuses what is no JSON, whole or by the line', async () => {
    expect((await collect({ format: 'packwave-json', files: [tempFile('a.json', '[{"type":')] })).refusals[0]?.reason).toMatch(/not JSON/)
    const lines = await collect({ format: 'packwave-json', files: [tempFile('a.ndjson', `${JSON.stringify(order('1'))}\nnonsense\n\n${JSON.stringify(order('2'))}`)] })
    expect(lines.orders).toHaveLength(2)
    expect(lines.refusals).toEqual([expect.objectContaining({ row: 2 })])
    expect((await collect({ format: 'packwave-json', files: [tempFile('a.json', '['.repeat(10_000))] })).refusals).toHaveLength(1)
  })

  it('[IM11] [IM12] adds up lines of one SKU and bounds the sum', async () => {
    const lines = [{ sku: 'A', quantity: 9_000 }, { sku: 'A', quantity: 1_000 }]
    expect((await read([order('1', { lines })])).refusals[0]).toMatchObject({ value: '10000' })
  })
})

describe('runImport', () => {
  it('[IM27] counts every order once; importing again changes nothing; a changed one is updated', async () => {
    const target = memoryTarget()
    const records = [order('1'), order('2', { lines: [] }), order('3', { colour: 1 }), { type: 'product', sku: 'A' }]
    const report = await runImport({ format: 'packwave-json', files: [json(records)] }, target)
    expect(report).toMatchObject({
      orders: { in: 3, accepted: 1, updated: 0, unchanged: 0, held: 1, refused: 1, discrepancies: 0 }, lines: 1, pieces: 2, products: 1, refusalCount: 1,
      held: [{ order: '2', reason: 'the order has no goods to pick' }],
      refusals: [{ file: 'r.json', row: 3, column: 'colour', value: 'colour', reason: expect.stringMatching(/Unrecognized key/) }],
    })
    expect((await runImport({ format: 'packwave-json', files: [json(records)] }, target)).orders).toMatchObject({ accepted: 0, unchanged: 2, held: 0, refused: 1 })
    expect((await runImport({ format: 'packwave-json', files: [json([order('1', { buyerRemark: 'x' })])] }, target)).orders).toMatchObject({ updated: 1 })
  })

  it('[IM27] hands over batches, products before the orders, and never one order twice in a batch', async () => {
    const target = memoryTarget()
    const many = Array.from({ length: BATCH_SIZE + 1 }, (_, index) => order(String(index)))
    expect((await runImport({ format: 'packwave-json', files: [ndjson([...many, order(String(BATCH_SIZE), { isGift: true })])] }, target)).orders).toMatchObject({ in: BATCH_SIZE + 2, accepted: BATCH_SIZE + 1, updated: 1 })
    expect(target.batches).toEqual([BATCH_SIZE, 1, 1])
  })

  it('[IM27] makes the next batch ready while one is stored, and stores one at a time, in order', async () => {
    const steps: string[] = []
    const { promise: nextIsReady, resolve: tellReady } = Promise.withResolvers<void>()
    const records = Array.from({ length: 2 * BATCH_SIZE + 1 }, (_, index) => order(String(index)))
    const report = await runImport({ format: 'packwave-json', files: [ndjson(records)] }, {
      ...memoryTarget(),
      async readyOrders(batch) {
        const name = batch[0]?.number ?? ''
        steps.push(`ready ${name}`)
        if (name !== '0') tellReady()
        return async () => {
          steps.push(`store ${name}`)
          await nextIsReady // The first batch would never be stored if the second had to wait for it.
          steps.push(`stored ${name}`)
          return batch.map(({ number }) => ({ ref: number, outcome: 'accepted' as const }))
        }
      },
    })
    expect(report.orders.accepted).toBe(records.length)
    const [second, third] = [BATCH_SIZE, 2 * BATCH_SIZE]
    expect(steps.filter((step) => !step.startsWith('ready'))).toEqual(['store 0', 'stored 0', `store ${second}`, `stored ${second}`, `store ${third}`, `stored ${third}`])
    expect(steps.indexOf(`ready ${second}`)).toBeLessThan(steps.indexOf('stored 0'))
  })

  it('a batch that fails ends the import with its fault: the one that is ready is not stored', async () => {
    const records = Array.from({ length: 3 * BATCH_SIZE }, (_, index) => order(String(index)))
    const stored: string[] = []
    const readyOrders: ImportTarget['readyOrders'] = async (batch) => async () => {
      stored.push(batch[0]?.number ?? '')
      throw new RangeError('the store is full')
    }
    await expect(runImport({ format: 'packwave-json', files: [ndjson(records)] }, { ...memoryTarget(), readyOrders })).rejects.toThrow('the store is full')
    expect(stored).toEqual(['0'])
  })

  it('[IM1] a file that is refused stores nothing', async () => {
    const target = memoryTarget()
    const report = await runImport({ format: 'shopify', files: ['/nowhere/orders.csv'] }, target)
    expect(report).toMatchObject({ orders: { in: 0 }, refusalCount: 1, refusals: [{ file: 'orders.csv', reason: 'There is no such file.' }] })
    expect(target.orders.size).toBe(0)
    expect((await runImport({ format: 'shopify', files: [] }, target)).refusalCount).toBe(1)
  })

  it('[IM18] asks the store which SKUs are shared', async () => {
    const target = memoryTarget()
    const file = tempFile('o.csv', 'Name,Financial Status,Lineitem quantity,Lineitem name,Lineitem sku\n#1,paid,1,Boot - 41,B\n')
    await runImport({ format: 'shopify', files: [file] }, { ...target, sharedSkus: () => Promise.resolve(['B']) })
    expect([...target.orders.values()][0]).toContain('"B | 41"')
  })

  it('a store that answers for fewer orders than it was given is a fault', async () => {
    await expect(runImport({ format: 'packwave-json', files: [json([order('1')])] }, { ...memoryTarget(), putOrders: () => Promise.resolve([]) })).rejects.toThrow(/answers for every order/)
  })
})

describe('detectImport', () => {
  it('[IM28] knows formats by their headers and names what it does not use', async () => {
    const shopify = tempFile('whatever.csv', 'Name,Financial Status,Lineitem quantity,Lineitem name\n')
    const other = tempFile('other.csv', 'a,b\n')
    expect(await detectImport([shopify, other])).toMatchObject({ format: 'shopify', files: [{ name: 'whatever.csv' }], unused: ['other.csv'] })
    expect(await detectImport(dirname(shopify))).toMatchObject({ format: 'shopify', unused: [] })
    expect(await detectImport([other])).toMatchObject({ refused: expect.stringMatching(/other\.csv/) })
    expect(await detectImport([shopify, json([order('1')])])).toMatchObject({ refused: expect.stringMatching(/More than one/) })
    expect(await detectImport('/nowhere')).toMatchObject({ refused: expect.stringMatching(/no such/) })
    expect(await detectImport(json([order('1')]))).toMatchObject({ format: 'packwave-json', files: [{ name: 'r.json' }] })
    expect(await detectImport(join(dirname(fileURLToPath(import.meta.url)), '../../assets/import-mappings'))).toMatchObject({ refused: expect.stringMatching(/No known export/) })
  })

  it('[IM28] a table of one’s own is known by the columns that the import page names, as Excel saves it, products also alone', async () => {
    const zh = iconv.encode('订单号,商家编码,数量,收件人,电话,省,市,区县,详细地址,快递\r\nA1,S1,2,张三,13812345678,浙江省,杭州市,临安区,锦城街道 1 号,\r\n', 'gb18030')
    const goods = tempFile('g.csv', 'sku,name,spec,barcode,weight_g,length_mm,width_mm,height_mm\nS1,Cup,blue,6901234567892,200,90,90,110\n')
    const found = await detectImport([tempFile('o.csv', zh)])
    expect(found).toMatchObject({ format: 'csv', mapping: { name: 'plain-zh' } })
    if (!('format' in found)) throw new Error(found.refused)
    expect((await collect(found)).orders).toMatchObject([{ shop: 'csv', number: 'A1', carrierCode: null, holds: [], recipient: { name: '张三', detail: '锦城街道 1 号' }, lines: [{ sku: 'S1', quantity: 2 }] }])
    expect(await detectImport([goods])).toMatchObject({ format: 'csv', mapping: { name: 'plain-en' } })
  })

  it('[IM28] [IM2] a workbook is named as one, and one half of a pair asks for the other', async () => {
    const book = { path: tempFile('0.csv', Buffer.from('504b030414000600', 'hex')), name: '订单.xlsx' }
    expect(await detectImport([tempFile('notes.csv', 'a,b\n1,2\n'), book])).toMatchObject({ why: { code: 'found-workbook' }, file: '订单.xlsx' })
    const half = await detectImport([tempFile('list.csv', '订单编号,订单状态,收货人姓名,收货地址,订单创建时间\n')])
    expect(half).toMatchObject({ format: 'taobao' })
    expect((await collect(half as never)).refusals).toMatchObject([{ code: 'taobao-lines-missing' }])
  })

  it('[IM28] a mapping that lies among the files is tried like those that are shipped', async () => {
    const own = tempFile('own.json', JSON.stringify({ packwaveMapping: 1, name: 'own', tables: { lines: { number: 'n', sku: 's' } } }))
    const lines = tempFile('lines.csv', 'n,s\n1,A\n')
    expect(await detectImport([own, lines])).toMatchObject({ format: 'csv', mapping: { name: 'own' }, files: [{ name: 'lines.csv' }], unused: ['own.json'] })
    expect(await detectImport([tempFile('own.json', '{"packwaveMapping":2}'), lines])).toMatchObject({ refused: expect.stringMatching(/mapping file is wrong/) })
  })
})

const olist = realSet('olist/train')
const shops = realSet('export_formats/shopify/train')

describe.runIf(olist)('a folder of Olist tables', () => {
  it('[IM28] is recognised, its translation table left aside', async () => {
    expect(await detectImport(olist ?? '')).toMatchObject({ format: 'csv', mapping: { name: 'olist' }, unused: ['product_category_name_translation.csv'] })
  })
})

describe.runIf(shops)('the same orders at two times', () => {
  it('[IM10] [IM27] a later export updates, and the same one again changes nothing', async () => {
    const target = memoryTarget()
    const run = (name: string) => runImport({ format: 'shopify', shop: 'cod', files: [`${shops}/shopify_bd_cod_2026_${name}.csv`] }, target)
    expect((await run('4')).orders).toMatchObject({ in: 10, accepted: 9, held: 1 })
    const later = await run('9')
    expect(later.orders.updated + later.orders.unchanged).toBe(10)
    expect((await run('9')).orders).toMatchObject({ in: 50, unchanged: 50 })
    expect(target.orders.size).toBe(50)
  })
})

describe('damaged files', () => {
  const shopify = 'Name,Financial Status,Lineitem quantity,Lineitem name,Lineitem sku,Created at\n#1,paid,1,"Boot, ""tall"" - 41",="007",2025-12-07 19:08:24 +0000\n#1,,2,Lid,8,\n#2,pending,1,杯,9,\n'

  it('[IM1] bytes that are lost, doubled or changed anywhere lead to refusals or orders, never to a fault', async () => {
    const whole = Buffer.from(shopify)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.constantFrom('lose', 'double', 'change', 'cut'), fc.integer({ min: 0, max: 255 }), async (at, how, byte) => {
        const [before, after] = [whole.subarray(0, at), whole.subarray(at + 1)]
        const bytes = how === 'lose' ? [before, after] : how === 'double' ? [before, whole.subarray(at, at + 1), whole.subarray(at)] : how === 'change' ? [before, Buffer.from([byte]), after] : [before]
        const report = await runImport({ format: 'shopify', files: [tempFile('o.csv', Buffer.concat(bytes))] }, memoryTarget())
        const { accepted, updated, unchanged, held, refused, discrepancies } = report.orders
        expect(report.orders.in).toBe(accepted + updated + unchanged + held + refused + discrepancies)
        expect(report.orders.in + report.refusalCount > 0 || how === 'cut').toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
