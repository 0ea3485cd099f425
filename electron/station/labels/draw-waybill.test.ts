import fc from 'fast-check'
import { GlobalFonts } from '@napi-rs/canvas'
import { beforeAll, expect, test, vi } from 'vitest'
import { pictographsNamed } from '#shared/domain/labels/legible.ts'
import type { LabelPayload, LabelSize } from '#shared/domain/waybills/label-payload.ts'
import { maskPerson } from '#shared/domain/waybills/mask-recipient.ts'
import { readEscpos } from '#tests/support/escpos-parser.ts'
import { readBarcodes, readBarcodesWithZbar } from '#tests/support/read-barcodes.ts'
import { drawPage } from './draw-page.ts'
import { drawWaybill, warmLabels } from './draw-waybill.ts'
import { labelFonts } from './fonts.ts'
import { isLabelRefusal, type LabelRefusal } from './page-model.ts'
import type { Raster } from './raster.ts'
import { rasterToEscpos } from './to-escpos.ts'
import { rasterToPng } from './to-png.ts'
import { waybillFields } from './waybill-fields.ts'

const sizes: LabelSize[] = ['100x150', '76x130']

const payload: LabelPayload = {
  waybillNumber: 'SF1234567890123',
  carrierCode: 'SF',
  carrierName: '顺丰速运',
  serviceName: '标准快递',
  sortingCode: '571-H12-09 A3',
  consolidation: 'J210039 杭州市内包',
  recipient: { maskedName: '欧阳**', maskedPhone: '138******78', maskedAddress: '浙江省杭州市滨江区长河街道滨安路1818号翡翠城竹苑3幢***' },
  sender: { maskedName: '李*', maskedPhone: '057*******21', maskedAddress: '上海市青浦区华新镇华徐公路888号***' },
  contents: [{ name: '玻璃保温杯 500ml 蓝色（易碎）', quantity: 2 }],
  orderNumber: 'TB2026112300012345678',
  remark: '请放在门口',
  parcelIndex: 1,
  parcelCount: 2,
}

const drawn = (changes: Partial<LabelPayload>, size: LabelSize = '76x130'): Raster => {
  const result = drawWaybill({ ...payload, ...changes }, size)
  if (isLabelRefusal(result)) throw new Error(`${result.reason} ${result.field} ${result.detail}`)
  return result
}
const refused = (changes: Partial<LabelPayload>, size: LabelSize = '76x130'): LabelRefusal => {
  const result = drawWaybill({ ...payload, ...changes }, size)
  if (!isLabelRefusal(result)) throw new Error('the label was drawn')
  return result
}
const blackDots = (raster: Raster): number => raster.bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)

beforeAll(() => warmLabels())

test('[LB1] the page has the dots of its paper at 203 dpi', () => {
  expect(drawn({}, '100x150')).toMatchObject({ widthDots: 800, heightDots: 1200 })
  expect(drawn({}, '76x130')).toMatchObject({ widthDots: 608, heightDots: 1040 })
})

const numbers = ['SF1234567890123', '73100196611386', 'YT1234567890123', 'JDVA12345678901', 'EA123456789CN', '3738460008834', '773012345678901']
test.each(sizes.flatMap((size) => numbers.map((number) => [number, size] as const)))(
  '[LB3] both barcodes of %s on %s are read back from the dots, also blurred by a dot',
  async (waybillNumber, size) => {
    const label = drawn({ waybillNumber }, size)
    expect(await readBarcodes(label)).toEqual([waybillNumber, waybillNumber])
    expect(await readBarcodes(label, { blurDots: 1 })).toContain(waybillNumber)
  },
)

test.each([...numbers.flatMap((number) => [[number, '76x130', 24], [number, '100x150', 30], [number, '100x180', 30]] as const), ['JDVA12345678901-1-3-', '100x150', 30] as const])(
  '[LB3] no bar of %s on %s is narrower than three dots',
  (waybillNumber, size, yMm) => {
    const { bits, widthDots } = drawn({ waybillNumber }, size)
    const row = Array.from(bits.subarray(yMm * widthDots, yMm * widthDots + widthDots / 8), (byte) => byte.toString(2).padStart(8, '0')).join('').replace(/^0+|0+$/g, '')
    expect(Math.min(...Array.from(row.matchAll(/1+|0+/g), ([run]) => run.length))).toBeGreaterThanOrEqual(3)
  },
)

test('[LB3] the second copy of a long number is left out where it has no room, the first never', async () => {
  const waybillNumber = 'ABCDEFGHIJKLMNOPQRS'
  expect(await readBarcodes(drawn({ waybillNumber }))).toEqual([waybillNumber])
})

test('[LB3] a second decoder reads the same', () => {
  for (const size of sizes) {
    const read = readBarcodesWithZbar(drawn({}, size))
    if (read === undefined) console.warn('Skipped: reading labels with zbarimg, because it is not installed (Debian package zbar-tools).')
    else expect(new Set(read)).toEqual(new Set([payload.waybillNumber]))
  }
})

test('[LB3] a number that no reader could give back is refused', () => {
  expect(refused({ waybillNumber: '顺丰123' })).toMatchObject({ reason: 'label-barcode-not-ascii', field: 'waybillNumber' })
  expect(refused({ waybillNumber: 'A1'.repeat(40) }).field).toBe('waybillNumber')
})

test.each([
  ['recipientPhone', { recipient: { ...payload.recipient, maskedPhone: '13812345678' } }],
  ['recipientPhone', { recipient: { ...payload.recipient, maskedPhone: '138****5678' } }],
  ['recipientName', { recipient: { ...payload.recipient, maskedName: '张三丰' } }],
  ['senderPhone', { sender: { ...payload.sender, maskedPhone: '0571-87654321' } }],
  ['senderName', { sender: { ...payload.sender, maskedName: '李四' } }],
  ['recipientAddress', { recipient: { ...payload.recipient, maskedAddress: '浙江省杭州市滨江区滨安路1818号3幢2单元1802室' } }],
  ['senderAddress', { sender: { ...payload.sender, maskedAddress: '上海市青浦区华徐公路888号 Room 12' } }],
] satisfies [string, Partial<LabelPayload>][])('[LB2] an open %s stops the label', (field, changes) => {
  expect(refused(changes)).toMatchObject({ reason: 'label-not-masked', field })
})

test.each([
  ['recipientAddress', '㐀'.repeat(20_000)],
  ['recipientAddress', '浙江省杭州市滨江区'.repeat(34)],
] as const)('[LB4] a %s that is too long stops the label', (field, maskedAddress) => {
  expect(refused({ recipient: { ...payload.recipient, maskedAddress } })).toMatchObject({ reason: 'label-text-does-not-fit', field })
})

test('[LB4] a long address shrinks and is still whole', () => {
  expect(drawn({ recipient: { ...payload.recipient, maskedAddress: '浙江省杭州市滨江区长河街道滨安路'.repeat(7) } })).toBeDefined()
})

test.each(['100x150', '76x130', '100x180'] as const)('[LB4] an order number as long as one may be stands whole on %s', (size) => {
  for (const carrierCode of ['', 'ZTO']) expect(drawn({ orderNumber: 'TB2026112300012345678901-'.padEnd(64, '4'), carrierCode }, size)).toBeDefined()
})

test('[LB4] a sorting code too long for its place stops the label', () => {
  expect(refused({ sortingCode: '571-H12-09'.repeat(6) })).toMatchObject({ reason: 'label-text-does-not-fit', field: 'sortingCode' })
})

test.each([
  ['Amharic script', 'አዲስ', 'U+12A0'],
  ['half of a surrogate pair', 'a\ud800', 'U+D800'],
  ['NUL', 'a\u0000b', 'U+0000'],
  ['a tab', 'a\tb', 'U+0009'],
])('[LB5] %s in an address stops the label and is named', (_case, maskedAddress, detail) => {
  expect(refused({ recipient: { ...payload.recipient, maskedAddress } })).toMatchObject({ reason: 'label-glyph-missing', field: 'recipientAddress', detail })
})

test.each([
  ['a foreign script is named', '咖啡 ቡና 豆', '咖啡 [外文] 豆'], ['words of it are one', 'ጤና ይስጥልኝ x', '[外文] x'], ['a Han character is no foreign script', '𪜀牌茶', '〓牌茶'], ['compatibility forms', '⼤米', '大米'], ['but not of numbers', '1⅔ 杯', '1[外文] 杯'],
  ['variants and joiners', '葛\u{e0100}粉\u034f', '葛粉'], ['an accent that no letter has', 'Z\u0337o\u0308', 'Zö'], ['a line break is no line of ours', '糖 ×1\r\n盐 ×9\u202e\u0000', '糖 ×1 盐 ×9'],
])('[LB5] contents and remark stop no parcel: %s', (_case, written, printed) => {
  expect(drawn({ remark: written }).bits).toEqual(drawn({ remark: printed }).bits)
  expect(drawn({ contents: [{ name: written, quantity: 1 }] }).bits).toEqual(drawn({ contents: [{ name: printed, quantity: 1 }] }).bits)
})

test('[LB5] of a name in a script without glyphs no letter is read', () => {
  const named = (maskedName: string) => drawn({ recipient: { ...payload.recipient, maskedName } }).bits
  expect(named('አ***')).toEqual(named('****'))
})

test('[LB4] accents break no word', () => {
  const address = (maskedAddress: string) => drawn({ recipient: { ...payload.recipient, maskedAddress } }).bits
  const long = '浙江省杭州市滨江区长河街道滨安路一段'
  expect(address(`${long} Nguyễn Huệ`)).not.toEqual(address(`${long} Nguy\nễn Huệ`))
})

test.each([
  ['放门口👍', '放门口[表情]'], ['不要🌶️🌶️葱', '不要[表情]葱'], ['👨‍👩‍👧一家', '[表情]一家'], ['🇨🇳', '[表情]'], ['❤️和♥️☆', '[表情]和♥☆'], ['5️⃣楼', '5楼'],
])('[LB5] a pictograph is named: %s', (written, printed) => {
  expect(drawn({ remark: written }).bits).toEqual(drawn({ remark: printed }).bits)
  expect(drawn({ contents: [{ name: written, quantity: 1 }] }).bits).toEqual(drawn({ contents: [{ name: printed, quantity: 1 }] }).bits)
})

test('[LB19] a name from right to left leaves the digits of the telephone beside it where they are', () => {
  const line = (recipientName: string, recipientPhone: string): Raster => {
    const element = { kind: 'text', xMm: 1, yMm: 1, widthMm: 58, heightMm: 8, text: '{recipientName}  {recipientPhone}', sizeMm: 4, align: 'right' } as const
    const page = drawPage({ widthMm: 60, heightMm: 10, elements: [element] }, { texts: { recipientName, recipientPhone } })
    if (isLabelRefusal(page)) throw new Error(page.reason)
    return page
  }
  const atTheRight = (one: Raster, other: Raster): number => blackDots({ ...one, bits: one.bits.map((byte, at) => (at % 60 > 35 ? byte ^ (other.bits[at] ?? 0) : 0)) })
  const [right, turned] = [line('李*', '1381*****7'), line('李*', '7*****1381')]
  // The width of a name moves the digits by parts of a dot.
  for (const name of ['م***', 'ئ***·***', 'ד** ***']) expect(atTheRight(line(name, '1381*****7'), right)).toBeLessThan(atTheRight(turned, right) / 3)
})

test('[LB9] fonts of other scripts are read with their first letter', () => {
  const register = vi.spyOn(GlobalFonts, 'register')
  for (const remark of ['ಕ ಖ', 'ကခ', 'ကခ', 'ქ']) drawn({ remark })
  expect(register.mock.calls.map(([, family]) => family)).toEqual(['Packwave Label sans-labels-myanmar', 'Packwave Label sans-labels-georgian'])
  register.mockRestore()
})

test.each(['김철수 서울특별시', 'Nguyễn Thị Hường', 'Łódź Çağlar Řehoř', 'Київ Ґўї', 'Αθήνα ΰ', 'ㄅㄆㄇ lǜ', 'さくらサクラ'])('[LB5] %s is printed, each letter as itself', (remark) => {
  const boxes = new Set(Array.from(new Set(remark.replaceAll(' ', '')), (letter) => Buffer.from(drawn({ remark: letter }).bits).toString('base64')))
  expect(boxes.size).toBe(new Set(remark.replaceAll(' ', '')).size)
})

test('[LB5] a sign that the fonts have is no pictograph', () => {
  const fonts = labelFonts()
  for (let code = 0x80; code < 0x20000; code += 1) {
    const sign = code >= 0xd800 && code < 0xe000 ? 'a' : String.fromCodePoint(code)
    if (/\p{Extended_Pictographic}/u.test(sign)) expect(pictographsNamed(sign)).toBe(fonts.missingLetter(sign) === undefined ? sign : '[表情]')
  }
})

test('[LB5] in bold, letters of the same line are as black as each other, also those that the bold font lacks', () => {
  const fonts = labelFonts()
  expect(fonts.thin('臺北市', true).map(({ text, atEm }) => [text, atEm])).toEqual([['臺', 0]])
  expect(fonts.thin('서울 시', true).map(({ text }) => text)).toEqual(['서', '울', '시'])
  expect([fonts.thin('臺北市', false), fonts.thin('台北市', true), fonts.thin('محمد', true)]).toEqual([[], [], []])
  expect(fonts.thin('北𪚥', false)).toMatchObject([{ text: '𪚥', strokeEm: 0.02 }])
})

test('[LB5] rare characters are printed', () => {
  const plain = drawn({ remark: '' })
  for (const letter of '䶮𠮷㛃喆犇鱻囍堃𪚥') expect(blackDots(drawn({ remark: letter }))).toBeGreaterThan(blackDots(plain) + 50)
})

test('[LB5] every character of CJK Unified and its extensions A and B has a glyph', () => {
  const fonts = labelFonts()
  for (const [first, last] of [[0x4e00, 0x9fa5], [0x3400, 0x4db5], [0x20000, 0x2a6d6]] as const) {
    for (let code = first; code <= last; code += 1) if (fonts.missingLetter(String.fromCodePoint(code)) !== undefined) expect.fail(`U+${code.toString(16)} has no glyph`)
  }
})

test('[LB5] every character of GB 2312 has a glyph', () => {
  const gb2312 = new TextDecoder('gb2312')
  let letters = ''
  for (let row = 0xb0; row <= 0xf7; row += 1)
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) letters += gb2312.decode(Uint8Array.of(row, cell)).replace(/[\ufffd\ue000-\uf8ff]/g, '')
  expect(letters.length).toBeGreaterThanOrEqual(6763)
  for (let from = 0; from < letters.length; from += 60) drawn({ remark: letters.slice(from, from + 60) }, '100x150')
})

test('[LB6] contents without room are counted, not cut: each piece is on paper as a line or in the sum', () => {
  const contents = Array.from({ length: 60 }, (_, at) => ({ name: `商品${at} 规格`, quantity: 2 }))
  for (const size of sizes) expect(blackDots(drawn({ contents }, size))).toBeGreaterThan(blackDots(drawn({ contents: [] }, size)))
  expect(drawn({ contents: [{ name: '很长的商品名'.repeat(200), quantity: 1 }] })).toBeDefined()
})

test('[LB7] what is empty is left out with its words', () => {
  const bare = drawn({ consolidation: '', remark: '', serviceName: '', contents: [], sender: { maskedName: '', maskedPhone: '', maskedAddress: '' } })
  expect(blackDots(bare)).toBeLessThan(blackDots(drawn({})))
})

test('[LB7] text of a buyer is text: no byte of it can become a printer command', () => {
  const words = '^XA^FO0,0 ! 0 200 ESC @ %s {orderNumber} {waybillNumber}'
  const reading = readEscpos(rasterToEscpos(drawn({ remark: words })))
  expect(reading).toMatchObject({ unknownBytes: 0, cutOff: false })
  expect(reading.labels).toHaveLength(1)
})

test.each([['滨安路18号✓✿', '滨安路18号[表情]'], ['☎前台➜右转★', '☎前台[表情]右转★'], ['滨\ufffd路18号', 'U+FFFD'], ['⿰亻生家弄18号', 'U+2FF0']])('[LB5] an address with a sign that no font has: %s', (maskedAddress, printed) => {
  const recipient = { ...payload.recipient, maskedAddress }
  const drawn = drawWaybill({ ...payload, recipient }, '100x150')
  expect(isLabelRefusal(drawn) ? drawn.detail : waybillFields({ ...payload, recipient }).texts.recipientAddress).toBe(printed)
})

test('[LB2] [LB4] [LB5] whatever a buyer wrote is masked by us and then drawn whole or refused with a field, never a fault', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...`张三李欧阳浙江省路号室𠮷'"#&+<>{}1 -\u0000\n`), maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'浙江省杭州市滨江区长河街道'), minLength: 60, maxLength: 300 }),
  )
  const person = fc.record({ name: words, phone: words, address: fc.record({ province: words, city: words, district: words, detail: words }) })
  const outcomes = new Set<string>()
  fc.assert(
    fc.property(person, words, fc.constantFrom(...sizes), (recipient, remark, size) => {
      const result = drawWaybill({ ...payload, recipient: maskPerson(recipient), remark }, size)
      if (isLabelRefusal(result)) expect(['recipientName', 'recipientPhone', 'recipientAddress', 'remark']).toContain(result.field)
      outcomes.add(isLabelRefusal(result) ? result.reason : 'drawn')
      expect(outcomes).not.toContain('label-not-masked')
    }),
    // One seed, so that every outcome is met in every run.
    { numRuns: 200, seed: 41833 },
  )
  expect([...outcomes].sort()).toEqual(['drawn', 'label-glyph-missing', 'label-text-does-not-fit'])
})

test('[LB8] the same label gives the same dots and the same picture', () => {
  expect(rasterToPng(drawn({})).equals(rasterToPng(drawn({})))).toBe(true)
})

test('[LB9] a warm label loads no font again', () => {
  const register = vi.spyOn(GlobalFonts, 'register')
  drawn({}, '100x150')
  drawn({}, '76x130')
  expect(register).not.toHaveBeenCalled()
  register.mockRestore()
})

test('[LP6] ESC/POS gives back the dots of the label, and a printer would see no real-time command in them', () => {
  for (const size of sizes) {
    const label = drawn({}, size)
    const { labels, realTimeCommands, unknownBytes, cutOff } = readEscpos(rasterToEscpos(label))
    expect({ realTimeCommands, unknownBytes, cutOff, count: labels.length }).toEqual({ realTimeCommands: 0, unknownBytes: 0, cutOff: false, count: 1 })
    expect(labels[0]).toMatchObject({ widthDots: label.widthDots, heightDots: label.heightDots })
    const differing = label.bits.filter((byte, at) => byte !== labels[0]?.bits[at])
    expect(differing.every((byte) => byte === 0x10)).toBe(true)
  }
})

test('[LP6] a real-time command hidden in dots is taken apart', () => {
  const bits = Uint8Array.of(0x10, 0x04, 0x10, 0x05, 0x10, 0x14, 0x10, 0x20)
  const { labels, realTimeCommands } = readEscpos(rasterToEscpos({ widthDots: 16, heightDots: 4, bits }))
  expect(realTimeCommands).toBe(0)
  expect([...(labels[0]?.bits ?? [])]).toEqual([0x18, 0x04, 0x18, 0x05, 0x18, 0x14, 0x10, 0x20])
})
