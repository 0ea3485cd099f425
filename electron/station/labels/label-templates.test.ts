// Goal: no template prints what cannot be read. Method: every shipped template at both resolutions with hard texts; symbols are decoded from the dots, ink outside its box fails.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import { describe, expect, test } from 'vitest'
import { printerLanguages } from '#shared/contract/printer-settings.ts'
import { commandCodes } from '#shared/domain/codes/command-codes.ts'
import { labelFields, labelKinds } from '#shared/domain/labels/label-kinds.ts'
import { changeable, type LabelTemplate, templateFault } from '#shared/domain/labels/label-template.ts'
import { type Box, overlap, type PageElement } from '#shared/domain/labels/page-elements.ts'
import { readCpcl } from '#tests/support/cpcl-parser.ts'
import { readEscpos } from '#tests/support/escpos-parser.ts'
import { readBarcodes, readBarcodesWithZbar, skewed } from '#tests/support/read-barcodes.ts'
import { readTspl } from '#tests/support/tspl-parser.ts'
import { readZpl } from '#tests/support/zpl-reader.ts'
import { drawPage, drawPages } from './draw-page.ts'
import { standInFor } from './draw-text.ts'
import { drawWaybill, drawWaybillInForce } from './draw-waybill.ts'
import { labelFonts } from './fonts.ts'
import { commandFields, productFields, stickerFields } from './label-content.ts'
import { labelTemplate, labelTemplates, readTemplates, templateOf, waybillTemplateName } from './label-templates.ts'
import { isLabelRefusal, type LabelRefusal, type PageFields } from './page-model.ts'
import { printerBytes } from './printer-languages.ts'
import { isBlack, type Raster } from './raster.ts'
import { sampleFields, sampleWaybill } from './sample-fields.ts'
import { rasterToPng } from './to-png.ts'
import { waybillFields } from './waybill-fields.ts'

const resolutions = [{ dpi: 203, dotsPerMm: 8 }, { dpi: 300, dotsPerMm: 300 / 25.4 }]
const templates = [...labelTemplates()].map(([name, template]) => ({ name, template }))
const allFormats: { formats: ('Code128' | 'EAN13' | 'QRCode' | 'DataMatrix')[] } = { formats: ['Code128', 'EAN13', 'QRCode', 'DataMatrix'] }

function pagesOf(drawn: Raster[] | LabelRefusal): Raster[] {
  if (isLabelRefusal(drawn)) throw new Error(`${drawn.reason} ${drawn.field} ${drawn.detail}`)
  return drawn
}
/** The texts of the sample with every text made hard to print: commands of printers, quotes, rare letters, tails and accents. */
function hardFields(template: LabelTemplate): PageFields {
  const sample = sampleFields(template)
  const hard: Record<string, string> = { title: 'ÅÇgjpqy𠮷䶮^XZ"', remark: '^XZ^XA~JA "\\ PRINT 99 gjpqy ÅÇ رجز ปู่', recipientAddress: '"浙江省"ÅÇ^FS滨江区~DGgjpqy长河街道𠮷安路1818号翡翠城竹苑3幢***', spec: '"^XZ" gjpqy', shop: 'ÅÇ^XZ"gjpqy', mode: 'gjpqyÅ', senderAddress: '! 0 200 200 210 1 ÅÇgjpqy', serviceName: '^XZ' }
  return {
    texts: Object.fromEntries(Object.entries(sample.texts).map(([name, value]) => [name, hard[name] ?? value])),
    lists: { contents: [{ name: '^XZ "gjpqyÅÇ" 𠮷 رجز ปู่ ङ्कृ', quantity: 2 }, ...(sample.lists?.contents ?? [])] },
    tables: Object.fromEntries(Object.entries(sample.tables ?? {}).map(([name, rows]) => [name, rows.map((row, at) => (at === 0 && 'name' in row ? { ...row, name: '^XZ^XA~JA "\\ PRINT 99 ÅÇgjpqy 𠮷䶮 '.repeat(4) } : row))])),
  }
}
const popCount = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)
const blackDots = (raster: Raster): number => raster.bits.reduce((sum, byte) => sum + (popCount[byte] ?? 0), 0)
function blackDotsIn(raster: Raster, box: Box, dotsPerMm: number): number {
  let count = 0
  const [left, right] = [Math.floor(box.xMm * dotsPerMm), Math.ceil((box.xMm + box.widthMm) * dotsPerMm)]
  for (let y = Math.floor(box.yMm * dotsPerMm); y < Math.ceil((box.yMm + box.heightMm) * dotsPerMm); y += 1) for (let x = left; x < right; x += 1) if (isBlack(raster, x, y)) count += 1
  return count
}
const marginMm = 5

const pictureFolder = join(import.meta.dirname, '../../../docs/labels')
async function expectKeptPicture(name: string, page: Raster): Promise<void> {
  const file = join(pictureFolder, `${name}.png`)
  if (process.env.PACKWAVE_LABEL_PICTURES === '1') {
    mkdirSync(pictureFolder, { recursive: true })
    writeFileSync(file, rasterToPng(page))
  }
  if (rasterToPng(page).equals(readFileSync(file))) return
  const picture = await loadImage(readFileSync(file))
  const canvas = createCanvas(picture.width, picture.height).getContext('2d')
  canvas.drawImage(picture, 0, 0)
  const { data } = canvas.getImageData(0, 0, picture.width, picture.height)
  let differing = 0
  for (let y = 0; y < page.heightDots; y += 1) for (let x = 0; x < page.widthDots; x += 1) if (isBlack(page, x, y) !== ((data[(y * picture.width + x) * 4] ?? 255) < 128)) differing += 1
  expect({ width: picture.width, height: picture.height }).toEqual({ width: page.widthDots, height: page.heightDots })
  // Another processor may round the edge of a letter otherwise.
  expect(differing / (page.widthDots * page.heightDots)).toBeLessThan(0.0005)
}

test('[LB14] every shipped template is a template, and there is one of every kind', () => {
  expect(new Set(templates.map(({ template }) => template.kind))).toEqual(new Set(labelKinds))
  for (const size of ['76x130', '100x150', '100x180']) expect(labelTemplates().has(`waybill-${size}`)).toBe(true)
})

test.each([
  ['tote.json', { kind: 'tote', widthMm: 70, heightMm: 40, elements: [{ id: 'a', kind: 'text', xMm: 1, yMm: 1, widthMm: -1, heightMm: 4, text: 'x', sizeMm: 3 }] }, 'assets/label-templates/tote.json: element a: widthMm: Too small: expected number to be >0'],
  ['tote.json', { kind: 'tote', widthMm: 70, heightMm: 40, elements: [{ id: 'a', kind: 'text', xMm: 1, yMm: 1, widthMm: 70, heightMm: 4, text: 'x', sizeMm: 3 }] }, 'assets/label-templates/tote.json: element a: reaches beyond the page'],
  ['tote.json', { kind: 'tote', widthMm: 70, heightMm: 40, elements: [{ id: 'a', kind: 'text', xMm: 1, yMm: 1, widthMm: 60, heightMm: 4, text: '{titel}', sizeMm: 3 }] }, 'assets/label-templates/tote.json: element a: titel is no field of this kind of label'],
  ['tote.json', { kind: 'tote', widthMm: 70, heightMm: 40, elements: [{ id: 'a', kind: 'text', xMm: 1, yMm: 1, widthMm: 60, heightMm: 4, text: '{title}', sizeMm: 1 }] }, 'assets/label-templates/tote.json: element a: sizeMm: Too small: expected number to be >=2'],
  ['tote.json', { kind: 'tote', widthMm: 70, heightMm: 40, elements: [{ id: 'a', kind: 'text', xMm: 1, yMm: 1, widthMm: 60, heightMm: 4, text: '{title}', sizeMm: 3 }] }, 'assets/label-templates/tote.json: the page: no barcode on the page holds {code}'],
  ['x.json', { kind: 'letter' }, /^assets\/label-templates\/x\.json: kind: Invalid option/],
] as const)('[LB14] a wrong %s is refused with file and field: %#', (file, content, sentence) => {
  expect(() => templateOf(file, content)).toThrow(sentence)
})

test('[LB14] two writings on one another are refused', () => {
  const tote = labelTemplate('tote')
  const over: PageElement = { id: 'over', kind: 'text', xMm: 10, yMm: 12, widthMm: 20, heightMm: 4, text: '{title}', sizeMm: 3 }
  expect(templateFault({ ...tote, elements: [...tote.elements, over] })).toMatchObject({ code: 'overlap', value: 'over' })
})

test.each(templates)('[LB14] no line of $name goes through a writing', ({ template }) => {
  const written = template.elements.filter((element) => element.kind !== 'line' && element.kind !== 'frame')
  for (const line of template.elements.filter((element) => element.kind === 'line')) expect(written.filter((element) => overlap(line, element)).map((element) => `${line.id} ${element.id}`)).toEqual([])
})

test('[LB15] a carrier with a template of its own gets it, every other the common one', () => {
  expect(waybillTemplateName('76x130', 'JD')).toBe('waybill-76x130-jd')
  expect(waybillTemplateName('76x130', 'YTO')).toBe('waybill-76x130')
  expect(waybillTemplateName('100x180', 'JD')).toBe('waybill-100x180')
  expect(() => readTemplates(join(import.meta.dirname, 'nowhere'))).toThrow('ENOENT')
})

test('[LD7] a waybill that has no room in the site\'s layout is drawn by the shipped template', () => {
  const template = labelTemplate('waybill-76x130')
  const elements = changeable(template).map((element) => (element.id === 'remark' ? { ...element, yMm: element.yMm + 1, heightMm: 3 } : element))
  const layouts = [{ template: 'waybill-76x130', widthMm: 76, heightMm: 130, elements }]
  const [short, long] = [sampleWaybill, { ...sampleWaybill, remark: '请放在门口'.repeat(12) }].map((payload) => ({ own: drawWaybillInForce(payload, '76x130', 8, layouts), shipped: drawWaybill(payload, '76x130') }))
  expect(isLabelRefusal(long!.own)).toBe(false)
  expect(long!.own).toEqual(long!.shipped)
  expect(short!.own).not.toEqual(short!.shipped)
})

test.each(['SF1234567890123', 'YT9876543210987', 'PWC2890123'])('[LB3] the second Code 128 of %s has bars of three dots', (second) => {
  for (const size of ['76x130', '100x150', '100x180'] as const) {
    const label = drawWaybill({ ...sampleWaybill, waybillNumber: second.startsWith('PWC') ? sampleWaybill.waybillNumber : second, ...(second.startsWith('PWC') ? { copyMark: second } : {}) }, size)
    if (isLabelRefusal(label)) throw new Error(label.reason)
    const box = labelTemplate(`waybill-${size}`).elements.find((element) => element.id === 'waybillNumberBarcode2')!
    const row = Array.from({ length: box.widthMm * 8 }, (_, x) => (isBlack(label, box.xMm * 8 + x, (box.yMm + 1) * 8) ? '1' : '0')).join('')
    const bars = row.match(/1+/g)!.map((bar) => bar.length)
    expect([bars.length > 20, Math.min(...bars), bars.filter((dots) => dots % 3 !== 0)]).toEqual([true, 3, []])
  }
})

test.each([250, 251, 1_000, 1_001, 9_000])('[LB3] a text of %i letters that no symbol has room for is refused, and is no fault', (letters) => {
  const box = { xMm: 1, yMm: 1, widthMm: 14, heightMm: 14 }
  for (const element of [{ kind: 'barcode', ...box, text: '{code}' }, { kind: 'barcode', ...box, text: '{code}', symbology: 'retail' }, { kind: 'square', ...box, text: '{code}', symbology: 'qr' }, { kind: 'square', ...box, text: '{code}', symbology: 'datamatrix' }] as const)
    expect(drawPage({ widthMm: 32, heightMm: 32, elements: [element] }, { texts: { code: 'a~'.repeat(letters).slice(0, letters) } })).toMatchObject({ reason: 'label-barcode-does-not-fit', field: 'code' })
})

test.each(['550e8400-e29b-41d4-a716-446655440000', '天猫双十一-0042'])('[LB3] a packing list of order %s, which no barcode holds there, is printed with the number in letters', (orderNumber) => {
  for (const name of ['packing-list-100x150', 'packing-list-roll72']) {
    const template = labelTemplate(name)
    const fields = { ...sampleFields(template), texts: { ...sampleFields(template).texts, orderNumber } }
    const [page] = pagesOf(drawPages(template, fields))
    const boxOf = (id: string) => template.elements.find((element) => element.id === id)!
    expect([blackDotsIn(page!, boxOf('orderNumberBarcode'), 8), blackDotsIn(page!, boxOf('orderNumber'), 8) > 500]).toEqual([0, true])
  }
})

test('[LB15] the package number of JD, too long for a second Code 128, stands there as a QR code', async () => {
  const waybillNumber = 'JDVA12345678901-1-3-'
  const label = drawWaybill({ ...sampleWaybill, waybillNumber, carrierCode: 'JD' }, '76x130')
  if (isLabelRefusal(label)) throw new Error(label.reason)
  expect(await readBarcodes(label, allFormats)).toEqual([waybillNumber, waybillNumber])
  expect(await readBarcodes(label, { formats: ['QRCode'] })).toEqual([waybillNumber])
  const copy = drawWaybill({ ...sampleWaybill, waybillNumber, carrierCode: 'JD', copyMark: 'PWC2-1-3-' }, '76x130')
  if (isLabelRefusal(copy)) throw new Error(copy.reason)
  expect(await readBarcodes(copy, allFormats)).toEqual([waybillNumber, 'PWC2-1-3-'])
})

describe.each(templates)('$name', ({ name, template }) => {
  const code = hardFields(template).texts[labelFields[template.kind].code] ?? ''
  const isPaper = template.widthMm > 200

  test.each(resolutions)('[LB3] its symbols at $dpi dpi are read from the dots by two decoders', async ({ dotsPerMm }) => {
    // Office paper is printed as a PDF, at a resolution of its own.
    if (isPaper && dotsPerMm !== 8) return
    for (const page of pagesOf(drawPages(template, hardFields(template), dotsPerMm))) {
      const read = await readBarcodes(page, allFormats)
      expect(read.length).toBeGreaterThan(0)
      expect(new Set(read)).toEqual(new Set([code]))
      if (dotsPerMm !== 8 || template.elements.every((element) => element.kind !== 'barcode')) continue
      const second = readBarcodesWithZbar(page)
      if (second === undefined) console.warn('Skipped: reading labels with zbarimg, because it is not installed (Debian package zbar-tools).')
      else expect(second).toContain(code)
    }
  })

  test('[LB3] its symbols are read with every dot smeared, and from a slant of 2 %', async () => {
    const [page] = pagesOf(drawPages(template, hardFields(template), 8))
    expect(await readBarcodes(page!, { ...allFormats, blurDots: 1 })).toContain(code)
    expect(await readBarcodes(skewed(page!), allFormats)).toContain(code)
  })

  test.each(resolutions)('[LB4] at $dpi dpi all ink of each element is in its box', ({ dotsPerMm }) => {
    for (const element of template.elements) {
      // The element by itself, with white around it.
      const room = element.kind === 'table' ? { heightMm: 200 } : {}
      const box: PageElement = { ...element, ...room, xMm: marginMm, yMm: marginMm }
      const page = { widthMm: element.widthMm + 2 * marginMm, heightMm: box.heightMm + 2 * marginMm, elements: [box] }
      for (const drawn of pagesOf(drawPages(page, hardFields(template), dotsPerMm))) expect(`${element.id} ${blackDotsIn(drawn, box, dotsPerMm)}`).toBe(`${element.id} ${blackDots(drawn)}`)
    }
  })

  test('[LB7] what cannot be printed stops it with the name of its field; nothing else does', () => {
    if (isPaper) return
    const fields = hardFields(template)
    const shown = Object.keys(fields.texts).filter((field) => template.elements.some((element) => 'text' in element && element.text.includes(`{${field}}`)))
    for (const field of shown) {
      const inSymbol = template.elements.some((element) => (element.kind === 'barcode' || element.kind === 'square') && element.text === `{${field}}`)
      for (const [nasty, letter] of [['a\u001db', 'U+001D'], ['a\rb', 'U+000D'], ['a\u202eb', 'U+202E'], ['a👍', 'U+1F44D'], ['አb', 'U+12A0']] as const) {
        // LB5: letters without a glyph have something in their place there; what turns or controls the text has not.
        if (!/\p{C}/u.test(nasty) && template.elements.some((element) => 'text' in element && element.text.includes(`{${field}}`) && standInFor(/\{(\w+)\}/.exec(element.text)?.[1] ?? '') !== undefined)) continue
        const drawn = drawPages({ ...template, elements: template.elements.filter((element) => 'text' in element && element.text.includes(`{${field}}`)) }, { ...fields, texts: { ...fields.texts, [field]: nasty } }, 4)
        if (!isLabelRefusal(drawn)) throw new Error(`${field} was drawn with ${letter}`)
        expect(drawn.field).toBe(field)
        if (!inSymbol) expect(drawn).toMatchObject({ reason: 'label-glyph-missing', detail: letter })
      }
    }
  })

  test.each(printerLanguages)('[LB7] in %s texts that look like its commands are only dots', async (language) => {
    if (isPaper) return
    const [page] = pagesOf(drawPages(template, hardFields(template), 8))
    if (!page) throw new Error('there is a page')
    const bytes = printerBytes(page, language, 8)
    if (language === 'zpl') {
      expect(blackDots(await readZpl(bytes, { widthMm: page.widthDots / 8, heightMm: page.heightDots / 8, dotsPerMm: 8 }))).toBe(blackDots(page))
      return
    }
    const reading = { tspl: readTspl, cpcl: readCpcl, escpos: readEscpos }[language](bytes)
    expect(reading).toMatchObject({ cutOff: false, ...(language === 'escpos' ? { unknownBytes: 0 } : { unknown: [] }) })
    expect(reading.labels).toHaveLength(1)
  })

  test('[LB8] looks as it was last looked at', async () => {
    const [page] = pagesOf(drawPages(template, sampleFields(template), 8))
    await expectKeptPicture(name, page!)
  })
})

test('[LB8] there is a picture of every template, one of the languages, and no other', () => {
  expect(existsSync(pictureFolder) && readdirSync(pictureFolder).filter((file) => file.endsWith('.png')).sort()).toEqual([...templates.map(({ name }) => `${name}.png`), 'languages.png'].sort())
})

test('[LB5] [LB8] [LB19] every script that can be printed looks as it was last looked at: letters joined, stacked and turned as its readers have them, lines broken between words', async () => {
  const specimens = [
    'شارع الملك فهد 123، حي العليا، الرياض (المملكة العربية السعودية)', 'مُحَمَّد ﷺ لا إله', 'شىنجاڭ ئۇيغۇر ئاپتونوم رايونى 新疆 ئۈرۈمچى 5号', 'רחוב הרצל 12, תל אביב-יפו (דירה 5) שָׁלוֹם ABC',
    'ที่อยู่ ถนนสุขุมวิทแขวงคลองเตยเหนือเขตวัฒนากรุงเทพมหานคร ป้ำ ปู่ ญู', 'ຖະໜົນເຊດຖາທິລາດ ນະຄອນຫຼວງວຽງຈັນ', 'गाँधी मार्ग, करोल बाग, नई दिल्ली क्षेत्र श्रीनगर द्वितीय १२३', 'ঢাকা বিশ্ববিদ্যালয় ক্ষেত্র শ্রী', 'சென்னை தமிழ்நாடு கோயம்புத்தூர் ஸ்ரீ',
    'བོད་རང་སྐྱོང་ལྗོངས་ལྷ་ས་གྲོང་ཁྱེར་འབྲས་སྤུངས།', 'ꆈꌠꉙ ꂷ ꌋ', 'ရန်ကုန်မြို့ ကမာရွတ်မြို့နယ် ကြည့်မြင်တိုင်', 'ផ្លូវព្រះមុនីវង្ស សង្កាត់បឹងកេងកង រាជធានីភ្នំពេញ', 'თბილისი რუსთაველის გამზირი', 'Երևան Աբովյան փողոց',
    '서울특별시 강남구 테헤란로', '東京都千代田区丸の内 グラントウキョウ', 'Đường Nguyễn Huệ, Phường Bến Nghé', 'Київ Ґалаґан, Łódź, Çağlar, Αθήνα ΰ', '䶮𠮷㛃𡈽𠀋喆犇鱻𪚥𠔻𢦏',
  ]
  const elements = specimens.map((_text, at): PageElement => ({ kind: 'text', xMm: 2 + (at % 2) * 49, yMm: 2 + Math.floor(at / 2) * 13, widthMm: 47, heightMm: 12, text: `{${at}}`, sizeMm: 4, smallestSizeMm: 3 }))
  const page = drawPage({ widthMm: 100, heightMm: 134, elements }, { texts: Object.fromEntries(specimens.map((text, at) => [String(at), text])) })
  if (isLabelRefusal(page)) throw new Error(`${page.reason} ${page.field} ${page.detail}`)
  await expectKeptPicture('languages', page)
})

test('[LB5] 𠮷, 䶮 and other rare letters are themselves, not the box of a letter that is missing, in both weights', () => {
  const picture = (letter: string, bold: boolean): string => {
    const page = drawPage({ widthMm: 10, heightMm: 10, elements: [{ kind: 'text', xMm: 1, yMm: 1, widthMm: 8, heightMm: 8, text: letter, sizeMm: 6, bold }] }, undefined)
    if (isLabelRefusal(page)) throw new Error(`${letter}: ${page.reason}`)
    return Buffer.from(page.bits).toString('base64')
  }
  const missingBox = (bold: boolean): string => {
    const context = createCanvas(80, 80).getContext('2d')
    context.fillStyle = 'white'
    context.fillRect(0, 0, 80, 80)
    context.fillStyle = 'black'
    context.font = labelFonts().css(48, bold)
    context.fillText('\u{10fffd}', 8, 8 + 42)
    const { data } = context.getImageData(0, 0, 80, 80)
    const bits = new Uint8Array(800)
    for (let at = 0; at < 6400; at += 1) if ((data[at * 4] ?? 255) < 150) bits[at >> 3]! |= 0x80 >> (at & 7)
    return Buffer.from(bits).toString('base64')
  }
  expect(labelFonts().missingLetter('\u{10fffd}')).toBe('\u{10fffd}')
  for (const bold of [false, true]) {
    const letters = Array.from('𠮷䶮㛃喆犇鱻囍堃中𪚥𠔻')
    const pictures = letters.map((letter) => picture(letter, bold))
    expect(new Set([...pictures, missingBox(bold)]).size).toBe(letters.length + 1)
  }
})

test('[LB16] a pictograph in the name of a product is left out, its letters are not', () => {
  expect(productFields({ sku: 'S1', name: '🔥爆款\u202e 𠮷👨‍👩‍👧袜\r\n子\u001d 5️⃣双', spec: '', code: 'S1' }).texts.title).toBe('爆款 𠮷 袜 子 5 双')
  expect(productFields({ sku: 'S1', name: '🔥', spec: '', code: '6901234567892' }).texts.title).toBe('S1')
})

test('[LB17] a table goes on on the next page, and its rows grow with their texts', () => {
  const template = labelTemplate('pick-list-100x150')
  const tasks = (count: number, name: string) => Array.from({ length: count }, () => ({ place: 'A-1', name, sku: 'S', quantity: '1' }))
  const pages = (count: number, name: string): number => pagesOf(drawPages(template, { ...sampleFields({ kind: 'pick-list' }), tables: { tasks: tasks(count, name) } })).length
  expect([pages(0, ''), pages(13, '杯'), pages(14, '杯'), pages(13, '很长的名字'.repeat(20))]).toEqual([1, 1, 2, 4])
  expect(drawPages(template, { ...sampleFields({ kind: 'pick-list' }), tables: { tasks: tasks(1, '很长的名字'.repeat(300)) } })).toMatchObject({ reason: 'label-text-does-not-fit', field: 'tasks', detail: 'row 1' })
})

test('[LB18] a paper from a roll is as long as its rows, in one piece, and is cut off behind them', async () => {
  const template = labelTemplate('pick-list-roll72')
  const tasks = (count: number) => Array.from({ length: count }, () => ({ place: 'A-1', name: '杯', sku: 'S', quantity: '1' }))
  const roll = (count: number): Raster[] => pagesOf(drawPages(template, { ...sampleFields({ kind: 'pick-list' }), tables: { tasks: tasks(count) } }))
  const [short, long] = [roll(2), roll(102)]
  expect([short.length, long.length]).toEqual([1, 1])
  expect((long[0]!.heightDots - short[0]!.heightDots) / 8).toBe(100 * 7)
  const reading = readEscpos(printerBytes(long[0]!, 'escpos', 8))
  expect(reading).toMatchObject({ cuts: 1, cutOff: false, unknownBytes: 0, realTimeCommands: 0 })
  expect(reading.labels[0]).toMatchObject({ widthDots: 576, heightDots: long[0]!.heightDots })
  expect(await readBarcodes(reading.labels[0]!)).toEqual(['PL-20261123-0042-01'])
  expect(drawPages(template, { ...sampleFields({ kind: 'pick-list' }), tables: { tasks: tasks(400) } })).toMatchObject({ reason: 'label-text-does-not-fit', field: 'tasks', detail: '400 rows' })
})

test('[LB12] the labels of the shortest and the longest command are read back', async () => {
  const byLength = commandCodes.toSorted((one, other) => one.code.length - other.code.length)
  for (const command of [byLength[0]!, ...byLength.slice(-3)]) {
    const [label] = pagesOf(drawPages(labelTemplate('command'), commandFields(command)))
    expect(await readBarcodes(label!)).toEqual([command.code])
  }
})

test('[LB3] a product with an EAN-13 has it as such, with any other code as Code 128; a sticker is a QR code', async () => {
  const label = (code: string): Raster => pagesOf(drawPages(labelTemplate('product'), productFields({ sku: 'S1', name: '杯', spec: '', code })))[0]!
  expect(await readBarcodes(label('6901234567892'), { formats: ['EAN13'] })).toEqual(['6901234567892'])
  expect(await readBarcodes(label('6901234567890'))).toEqual(['6901234567890'])
  expect(await readBarcodes(label('CUP-500'))).toEqual(['CUP-500'])
  const [sticker] = pagesOf(drawPages(labelTemplate('anti-counterfeit'), stickerFields({ sku: 'S1', name: '杯', code: 'AC7K2M9QXR4TWD3F' })))
  expect(await readBarcodes(sticker!, { formats: ['QRCode'] })).toEqual(['AC7K2M9QXR4TWD3F'])
})

test('[LB2] the specimen of a waybill is masked', () => {
  for (const size of ['100x150', '76x130', '100x180'] as const) expect(isLabelRefusal(drawWaybill(sampleWaybill, size))).toBe(false)
  expect(Object.keys(waybillFields(sampleWaybill).texts)).toEqual(expect.arrayContaining([...labelFields.waybill.texts]))
})
