// Goal: whatever is scanned at a bench, nothing is lost, doubled or guessed. Method: the real station on real SQLite over its contract.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { productListed } from '#tests/support/bench-facts.ts'
import { benchOfEachTest } from '#tests/support/bench-of-each-test.ts'
import { cupCaseCode, goods, sharedCode, waveFacts } from '#tests/support/site-facts.ts'
import { commandCode, type TestStation } from '#tests/support/test-station.ts'

const { cup, pen, soap } = { cup: goods.cup.ean, pen: goods.pen.ean, soap: goods.soap.ean }
const bench = benchOfEachTest()
const { labelIs, orderNow, pickByOrder } = bench
let station: TestStation

describe('what a scanner can do to a bench', () => {
  beforeEach(async () => {
    station = await bench.start()
    await station.signIn('B-PACKER')
  })

  test('[SC3] a refusal stays until it is acknowledged; what is scanned meanwhile is stored and not counted', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan(soap)).toBe('refused item-not-in-order')
    expect(await station.scan(cup)).toBe('refused acknowledge-first')
    expect(await station.scan('B-BOSS')).toBe('refused acknowledge-first')
    expect((await station.view()).refusal?.reason).toBe('item-not-in-order')
    expect(await station.scan(commandCode('confirm'))).toBe('accepted acknowledged')
    expect(await station.scan(cup)).toBe('accepted item-checked')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
    expect(station.bodies('ScanRefused').map((body) => body.reason)).toEqual(['item-not-in-order', 'acknowledge-first', 'acknowledge-first'])
  })

  test.each([['a plain code', () => cup], ['a code with a group separator', () => `]C101${`0${cup}`}10LOT7\u001d21SER8`], ['a code with a blank', () => ' N-o9 ']])('[SC2] two reads within 45 ms are one pull of the trigger, later ones are two: %s', async (_what, codeOf) => {
    const code = codeOf()
    await pickByOrder({ orderId: 'o1', lines: { cup: 4 } })
    await station.scan('TOTE-1')
    const at = (readAtMs: number) => station.scan(code, { readAtMs, scannerId: 'gun' })
    const first = await at(5_000)
    expect(await at(5_029)).toBe('ignored')
    expect(await at(5_058)).toBe('ignored')
    // A scanner that reads thirty times a second.
    for (let read = 1; read <= 30; read += 1) expect(await at(5_058 + read * 33)).toBe('ignored')
    if (first.startsWith('refused')) return
    expect(await at(6_093)).toBe('accepted item-checked')
    expect(await station.scan(code, { readAtMs: 6_094, scannerId: 'other gun' })).toBe('accepted item-checked')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(3)
  })

  test('[SC1] the same scanId gets its first answer, also after a restart, and counts once', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    const scan = { scanId: 'scan-0001', code: cup, source: 'wedge' as const, scannerId: 'gun', readAtMs: 9_000 }
    const [first, second] = await Promise.all([station.client.call('scan.submit', scan), station.client.call('scan.submit', scan)])
    expect(second.outcome).toEqual(first.outcome)
    await station.restart()
    expect((await station.client.call('scan.submit', { ...scan, code: soap, readAtMs: 0 })).outcome).toEqual(first.outcome)
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
    expect(station.bodies('ItemChecked')).toHaveLength(1)
  })

  test('a scan while a label is printed is answered and stored', async () => {
    station.fromHub(waveFacts('w1', 'single-item', [{ orderId: 'o1', lines: { cup: 1 } }]))
    await station.scans('PL-w1-1', 'TOTE-1', goods.cup.placeCode, cup)
    await station.command('check')
    // The label is drawn and written while the next scan is on its way.
    expect(await Promise.all([station.scan(cup), station.scan('BOX-1')])).toEqual(['accepted label-queued', 'accepted packaging-taken'])
    await labelIs('sent')
  })

  test('a scan after sign-out is refused and stored', async () => {
    await pickByOrder({ orderId: 'o1', lines: { pen: 2 } })
    await station.scans('TOTE-1')
    await station.command('sign-out')
    expect(await station.scan(pen)).toBe('refused not-signed-in')
    expect(station.recorded().at(-1)).toBe('ScanRefused')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(0)
  })

  test('[CO12] a code that came twice in one read counts once; two merged codes count nothing', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    await station.scan('TOTE-1')
    expect(await station.scan(cup + cup)).toBe('accepted item-checked')
    expect(orderNow('o1').lines.map((line) => line.checkedQty)).toEqual([1, 0])
    expect(await station.scan(cup + pen)).toBe('refused code-unknown')
    await station.confirm()
    expect(await station.scan(cup.slice(0, 7))).toBe('refused code-unknown')
    expect(orderNow('o1').lines.map((line) => line.checkedQty)).toEqual([1, 0])
  })

  test('[SC4] a code of two products asks; the choice counts, CANCEL does not', async () => {
    await pickByOrder({ orderId: 'o1', lines: { pen: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan(sharedCode)).toBe('asked')
    expect((await station.view()).question?.options.map((option) => option.product.sku)).toEqual(['pen', 'twin'])
    expect(await station.scan(pen)).toBe('refused command-not-now')
    await station.confirm()
    expect(await station.command('qty-3')).toBe('refused command-not-now')
    await station.confirm()
    expect(await station.command('qty-1')).toBe('accepted item-checked')
    await station.scan(sharedCode)
    expect(await station.command('cancel')).toBe('accepted cancelled')
    await station.scan(sharedCode)
    expect(await station.command('qty-2')).toBe('refused item-not-in-order')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
  })

  test('a code that changes its product during the shift means what the hub said last', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    const listed = station.store().product('soap')
    expect(listed).toBeDefined()
    station.fromHub([{ fact: productListed('soap', { codes: [{ code: `0${cup}`, quantity: 1 }] }) }])
    expect(await station.scan(cup)).toBe('asked')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
  })

  test.each([
    ['empty', ''], ['line ends only', '\r\n\r\n'], ['4,096 characters', 'A'.repeat(4_096)], ['NUL', 'AB\u0000CD'], ['ESC', 'AB\u001bCD'], ['Ctrl+R', '\u0012'], ['Ctrl+W', '\u0017'], ['F12 as a scanner sends it', '\u001b[24~'],
    ['broken element string', `]C101${'0'.repeat(14)}\u001d99`], ['lone surrogate', 'AB\ud800'],
    ['wrong check digit', `${cup.slice(0, 12)}${(Number(cup[12]) + 1) % 10}`], ['O for 0', cup.replace('0', 'O')], ['one digit lost', cup.slice(1)], ['spreadsheet damage', '6.90E+12'],
    ['QR with a URL', 'https://example.com/?a=1&b=2'], ['QR with JSON', '{"sku":"cup","qty":99}'], ['SQL', "'; DROP TABLE scan; --"], ['script', '<img src=x onerror=alert(1)>'], ['lookup', '${jndi:ldap://x/a}'], ['3 KB of text', '文字 '.repeat(1_000)],
    ['unknown command', 'PW-CMD-EVERYTHING'], ['a name and a phone number', '张三 13800001234'],
  ])('[SC6] [SC8] hostile barcode changes nothing: %s', async (_what, code) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    const before = station.recorded()
    expect(await station.scan(code)).toMatch(/^refused code-(unreadable|damaged|unknown)$/)
    expect(orderNow('o1').lines[0]).toMatchObject({ pickedQty: 2, checkedQty: 1 })
    expect(station.recorded()).toEqual([...before, 'ScanRefused'])
    const [refused] = station.bodies('ScanRefused').slice(-1)
    expect(refused?.code).toBe(/^[\x21-\x7e]{1,64}$/.test(code) ? code : '')
    await station.confirm()
    expect(await station.scan(cup)).toBe('accepted check-done')
  })

  test.each(['收件人 张三 13800001234', `{"address":"一条街 7 号 张三 13800001234","more":"${'x'.repeat(5_000)}"}`.slice(0, 4_096)])('[SC6] a code that may be personal is shown nowhere and lies in no file of the bench: %#', async (code) => {
    expect(await station.scan(code)).toMatch(/^refused code-(unreadable|unknown)$/)
    expect((await station.view()).refusal?.values).toEqual({ code: '' })
    await station.confirm()
    await station.scan('KEPT-CODE')
    const files = readdirSync(bench.folder, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => readFileSync(join(bench.folder, name)))
    expect(files.some((bytes) => bytes.includes('KEPT-CODE'))).toBe(true)
    expect(files.some((bytes) => bytes.includes('13800001234'))).toBe(false)
  })

  test.each([
    ['full-width digits', [...cup].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('')], ['padded to 14', `0${cup}`], ['with an AIM identifier', `]E0${cup}`], ['with CR LF', `${cup}\r\n`], ['as an element string', `]C1010${cup}10LOT7`],
  ])('[CO1] [CO2] [CO4] [CO10] one item, written in another way: %s', async (_what, code) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    expect(await station.scans('TOTE-1', code)).toBe('accepted item-checked')
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
  })

  test.each([
    ['a waybill', 'WB-o1', 'refused label-not-printed'], ['another waybill', 'WB-o2', 'refused wrong-waybill'], ['a tote', 'TOTE-2', 'refused parcel-not-ready'], ['a place', goods.cup.placeCode, 'refused wrong-kind'],
    ['an order', 'N-o2', 'refused parcel-not-ready'], ['a list', 'PL-w2-1', 'refused wrong-kind'], ['a case of six', cupCaseCode, 'refused too-many'],
  ])('the wrong kind of code while an item is due counts nothing: %s', async (_what, code, verdict) => {
    station.fromHub(waveFacts('w2', 'by-order', [{ orderId: 'o2', lines: { soap: 1 } }]))
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scans('TOTE-1', cup)
    expect(await station.scan(code)).toBe(verdict)
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(1)
  })

  test('[SC7] a badge in the place of an item is a change of operator, never an item', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan('B-SECOND')).toBe('accepted badge-read')
    expect(await station.scan(cup)).toBe('refused not-signed-in')
    await station.confirm()
    expect(await station.command('cancel')).toBe('accepted cancelled')
    expect(await station.scan(cup)).toBe('accepted item-checked')
  })

  test.each([['qty-3', 'refused too-many'], ['qty-2', 'accepted check-done']] as const)('a quantity never goes beyond what is missing: %s', async (card, verdict) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    await station.command(card)
    expect(await station.scan(cup)).toBe(verdict)
    expect(orderNow('o1').lines[0]?.checkedQty).toBe(verdict.startsWith('accepted') ? 2 : 0)
  })

  test.each(['PW-CMD-QTY-0', 'PW-CMD-QTY--1', 'PW-CMD-QTY-1.5', 'PW-CMD-QTY-11', 'PW-CMD-QTY-1E9', 'PW-CMD-QTY-2147483648', 'PW-CMD-QTY-NAN'])('there is no such quantity: %s', async (code) => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2 } })
    await station.scan('TOTE-1')
    expect(await station.scan(code)).toBe('refused code-unknown')
    expect((await station.view()).armedQuantity).toBeNull()
  })

  test('[CH9] a restart in the middle of a parcel goes on where it was, with every count', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 2, pen: 1 } })
    await station.scans('TOTE-1', cup)
    await station.restart()
    expect((await station.view()).screen).toMatchObject({ kind: 'check', parcel: { orderNumber: 'N-o1', lines: [{ checkedQty: 1 }, { checkedQty: 0 }] } })
    expect(await station.scans(cup, pen)).toBe('accepted check-done')
    expect(station.store().verifyJournal()).toBeUndefined()
  })

  test('[SC5] 20 scans a second for three seconds, not waited for, are all stored and answered in order', async () => {
    await pickByOrder({ orderId: 'o1', lines: { cup: 60 } })
    await station.scan('TOTE-1')
    const before = station.bodies('ItemChecked').length
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => station.submit({ code: cup, readAtMs: 1_000_000 + index * 50 })))
    expect(answers.map((outcome) => outcome.kind === 'accepted' && outcome.values.checked)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
    expect(station.bodies('ItemChecked')).toHaveLength(before + 60)
    expect(orderNow('o1').lines[0]).toMatchObject({ pickedQty: 60, checkedQty: 60 })
  })

  test.each([
    ['a scan without an id', { scanId: '', code: cup }], ['a code of 4,097 characters', { scanId: 'scan-0001', code: 'A'.repeat(4_097) }], ['a quantity beside the code', { scanId: 'scan-0001', code: cup, quantity: 2 }], ['a time that is no number', { scanId: 'scan-0001', code: cup, readAtMs: Number.NaN }],
  ])('a call that is not a scan is refused as a whole: %s', async (_what, wrong) => {
    const scan = { source: 'wedge' as const, scannerId: 'gun', readAtMs: 1, ...wrong }
    const before = station.recorded().length
    await expect(station.client.call('scan.submit', scan)).rejects.toMatchObject({ code: 'bad-input' })
    expect(station.recorded()).toHaveLength(before)
  })
})
