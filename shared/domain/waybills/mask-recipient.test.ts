import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressIsMasked, maskAddress, maskName, maskPerson, maskPhone, maskProductName, nameIsMasked, phoneIsMasked } from './mask-recipient.ts'

const detailOnly = (detail: string): string => maskAddress({ province: '', city: '', district: '', detail })
const digitsIn = (text: string): number => text.replace(/\D/g, '').length

test.each([
  ['[MK2] the surname stays, the given name is hidden', '张三', '张*'],
  ['[MK2] longer given names are hidden whole', '张三丰', '张**'],
  ['[MK2] a compound surname stays whole', '欧阳修', '欧阳*'],
  ['[MK2] two letters that could be a compound surname hide the second', '欧阳', '欧*'],
  ['[MK2] four letters', '诸葛孔明', '诸葛**'],
  ['[MK3] one letter is hidden', '李', '*'],
  ['[MK3] no name stays no name', '  ', ''],
  ['[MK4] a surrogate pair is one letter', '𠮷野', '𠮷*'],
  ['[MK4] an emoji in front is hidden', '😀张三', '***'],
  ['[MK4] a family emoji is not torn', '👨‍👩‍👧张', '****'],
  ['[MK4] a phone typed as name is hidden', '13812345678', '******'],
  ['[MK5] parts of a Uyghur name stay apart', '阿布都拉·买买提', '阿***·***'],
  ['[MK5] parts of a Latin name stay apart', 'John Smith', 'J*** *****'],
  ['[MK5] of a name of many parts three are told', 'María del Carmen Fernández de la Cruz', 'M**** *** ******'],
  ['[MK5] initials with dots are parts', 'J. R. R. Tolkien', 'J. *. *'],
  ['[MK1] control characters and halves of pairs are dropped', '张\u0000三\ud800', '张*'],
])('%s', (_rule, name, masked) => expect(maskName(name)).toBe(masked))

test.each([
  ['[MK6] a mobile shows five of eleven', '13812345678', '138******78'],
  ['[MK6] the usual four stars are too few and are masked again', '138****5678', '138******78'],
  ['[MK6] full-width digits', '１３８１２３４５６７８', '138******78'],
  ['[MK7] a landline with area code', '0571-87654321', '057*******21'],
  ['[MK7] a landline without area code shows two', '87654321', '******21'],
  ['[MK7] seven digits show one', '8765432', '******2'],
  ['[MK7] six digits or fewer show none', '95588', '*****'],
  ['[MK7] a 400 number', '400-820-8820', '40******20'],
  ['[MK7] twelve digits', '138123456789', '138*******89'],
  ['[MK7] two numbers in one field are one number', '13800000000/13900000000', '138**********00'],
  ['[MK8] the extension of a virtual number', '13800000000-1234', '138******00转****'],
  ['[MK8] an extension after 转', '13812345678转12', '138******78转****'],
  ['[MK8] an extension of a landline', '0571-87654321-803', '057*******21转****'],
  ['[MK8] a landline in three groups has no extension', '021-6888-8899', '021******99'],
  ['[MK8] a mobile of the neighbours in three groups has none', '0912-345-678', '09******78'],
  ['[MK9] +86 and blanks', '+86 138 1234 5678', '138******78'],
  ['[MK9] 0086', '0086-13812345678', '138******78'],
  ['[MK9] 86- in front', '86-13812345678', '138******78'],
  ['[MK6] words instead of a number', '电话', '***'],
  ['[MK6] nothing', '', ''],
])('%s', (_rule, phone, masked) => expect(maskPhone(phone)).toBe(masked))

test.each([
  ['[MK11] the building stays, unit and room go', '翡翠城竹苑3幢2单元302室', '翡翠城竹苑3幢***'],
  ['[MK11] a lettered block', '滨安路1818号A座1203', '滨安路1818号A座***'],
  ['[MK11] floor and room without words', '文三路602号东部软件园3楼302', '文三路602号东部软件园***'],
  ['[MK11] numbers with hyphens', '缤纷北苑47-6-746', '缤纷北苑***'],
  ['[MK11] a lane and its house', '延安路100弄5号302室', '延安路100弄5号***'],
  ['[MK11] Chinese numerals', '翠苑一区三单元二零三室', '翠苑一区***'],
  ['[MK11] a stall of a market', '濮院中国毛衫城2163号', '濮院中国毛衫城***'],
  ['[MK11] a house number in a road with a range', '万泉河路7-5号', '万泉河路7-5号'],
  ['[MK11] a range in a lane is a room', '芷江西路654弄7-1675号', '芷江西路654弄***'],
  ['[MK11] a courtyard and its building', '北三环东路5号院3号楼2门101', '北三环东路5号院3号楼***'],
  ['[MK11] a phone in the address', '文三路90号 电话13800000000', '文三路90号 电话***'],
  ['[MK13] full-width digits', '中山路１２３号５号楼２单元１２０３室', '中山路１２３号５号楼***'],
  ['[MK13] a phone in full-width digits', '人民路88号 电话１３８００１３８０００', '人民路88号 电话***'],
  ['[MK13] a phone spelt in words', '人民路88号 电话一三八零零一三八零零零', '人民路88号 电话***'],
  ['[MK13] a room spelt in words', '希尔顿酒店一二零一房', '希尔顿酒店***'],
  ['[MK13] circled digits', '幸福里②栋③单元⑤⓪①室', '幸福里②栋***'],
  ['[MK13] formal numerals', '壹号公馆贰栋叁单元伍零壹室', '壹号公馆贰栋***'],
  ['[MK11] a bed in a hospital', '省立医院骨科十八床', '省立医院骨科***'],
  ['[MK11] a ward in a hospital', '人民医院住院部十二病区', '人民医院住院部***'],
  ['[MK11] a side of the floor', '康乐小区东边户', '康乐小区***'],
  ['[MK11] a door by its place in the row', '康乐小区东头第二家', '康乐小区东头***'],
  ['[MK11] a compound that begins like one', '第三家园小区', '第三家园小区'],
  ['[MK11] the lowest floor', '福建路12弄5号底楼', '福建路12弄5号***'],
  ['[MK11] a room at the back of an old house', '福建路12弄5号后楼', '福建路12弄5号***'],
  ['[MK11] a porter is no door', '人民路8号门卫室', '人民路8号门卫室'],
  ['[MK11] a gate of a compound is one', '东方花园8号门', '东方花园***'],
  ['[MK11] a village that has the same name', '后楼村3组', '后楼村3组'],
  ['[MK11] a floor by letters', '金地名津LG层', '金地名津***'],
  ['[MK11] a stall in words', '批发市场C区十二档', '批发市场C区***'],
  ['[MK13] a room in hundreds', '师大公寓三百零二', '师大公寓***'],
  ['[MK13] a room in tens', '朝阳新村二十一，请轻放', '朝阳新村***'],
  ['[MK13] a number in words with a letter', '金地名津十二C', '金地名津***'],
  ['[MK13] a number in words behind a house number', '幸福路8号附三', '幸福路8号***'],
  ['[MK13] a telephone in words with blanks between', '人民路 一 三 八 零 零 一', '人民路 ***'],
  ['[MK13] numerals of merchants', '康乐小区〡〢〣', '康乐小区***'],
  ['[MK13] names of places with numbers in words', '二十里铺镇百步亭花园八一路三百山', '二十里铺镇百步亭花园八一路三百山'],
  ['[MK13] traditional letters', '宏光道1號 億京中心 A座 二十三樓 B室', '宏光道1號 億京中心 A座***'],
  ['[MK13] Thai digits', 'ถนนสุขุมวิท ๒๑ ห้อง ๕๐๑', 'ถนนสุขุมวิท ***'],
  ['[MK13] a road whose name is a number', '一二九路一六一团三连', '一二九路一六一团三连'],
  ['[MK11] a door named by its side', '康乐小区东户', '康乐小区***'],
  ['[MK11] a door in English words', 'Hilton Hotel Room Twelve', 'Hilton Hotel ***'],
  ['[MK11] a house number behind a part of a road', '广州大道中1268号403', '广州大道中1268号***'],
  ['[MK11] a second house number of the same number', '朝阳门外大街甲6号万通中心D座1203', '朝阳门外大街甲6号万通中心D座***'],
  ['[MK11] a floor in Chinese figures', '上海路18号二F', '上海路18号***'],
  ['[MK11] a house number before its street', '221B Baker Street, Marylebone NW1 6XE', '221B Baker Street, Marylebone ***'],
  ['[MK11] a flat behind the street', '18 Harcourt Road, Flat 12B, 8/F', '18 Harcourt Road, ***'],
  ['[MK11] a flat before the street', 'Flat 12B, 18 Harcourt Road', '***'],
  ['[MK11] a flat and house in one number', '5/12 Queen Street', '***'],
  ['[MK11] of two house numbers the first', '12 Queen Street, 14 Queen Street', '12 Queen Street, ***'],
  ['[MK11] a shop before the street', 'Shop 5 Main Street', 'Shop ***'],
  ['[MK11] a house number before a French street', '12, rue de Rivoli, appartement 4', '12, rue de Rivoli, appartement ***'],
  ['[MK11] a room before an estate is no house number', '1203 Sunshine Garden Nanjing Road', '***'],
  ['[MK11] a room before a court is no house number', '1203 Green Court', '***'],
  ['[MK11] a number in words before one in figures', '海丰北路8号三1', '海丰北路8号***'],
  ['[MK11] a flat by its letter', '美孚新邨Flat A', '美孚新邨***'],
  ['[MK11] the code of a door is no building', '人民路88号 密码锁 1234#', '人民路88号 密码锁 ***'],
  ['[MK12] without a room nothing is hidden', '龙山镇慈东滨海区', '龙山镇慈东滨海区'],
  ['[MK12] a house number alone is no room', '海丰北路602号', '海丰北路602号'],
  ['[MK1] a control character between blanks leaves one blank', '海丰北路\t\u0000\t602号', '海丰北路 602号'],
  ['[MK1] line breaks and NUL are dropped', '海丰北路\n602号\u00005幢\t301', '海丰北路 602号5幢***'],
])('%s', (_rule, detail, masked) => expect(detailOnly(detail)).toBe(masked))

test.each([
  [['서울특별시', '', '강남구', '테헤란로'], '서울특별시 강남구 테헤란로'], [['', 'Москва', '', 'Москва ул. Тверская'], 'Москва ул. Тверская'], [['', '', 'Riyadh', 'شارع'], 'Riyadh شارع'],
  [['新疆', '', '天山区', 'شىنجاڭ'], '新疆天山区شىنجاڭ'], [['广东省', '', 'A区', '中山路'], '广东省A区中山路'],
])('[MK10] words of scripts with blanks stay apart: %j', ([province = '', city = '', district = '', detail = ''], whole) => {
  expect(maskAddress({ province, city, district, detail })).toBe(whole)
})

test.each([
  ['玻璃杯 刻字：张三收 13812345678', '玻璃杯 刻字：张某收 138******78'], ['杯 138 1234 5678', '杯 138******78'], ['杯+86-13812345678', '杯138******78'], ['杯１３８１２３４５６７８', '杯138******78'],
  ['杯 刻字张 三', '杯 刻字张某'], ['张三丰武侠小说 500ml', '张三丰武侠小说 500ml'], ['6913812345678 杯', '6913812345678 杯'], ['SKU13812345678', 'SKU13812345678'],
])('[MK15] a buyer in the name of a product is masked: %s', (name, shown) => expect(maskProductName(name, '张三')).toBe(shown))

test('[MK10] a region that is written twice is printed once', () => {
  const region = { province: '北京市', city: '北京市', district: '朝阳区' }
  expect(maskAddress({ ...region, detail: '北京市朝阳区望京街9号1201' })).toBe('北京市朝阳区望京街9号***')
  expect(maskAddress({ ...region, detail: '望京街9号1201' })).toBe('北京市朝阳区望京街9号***')
  expect(maskAddress({ province: '北京市', city: '', district: '', detail: '' })).toBe('北京市')
})

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'张欧阳修李·a 1*-三😀室号路') }))
const anyPhone = fc.oneof(fc.string({ unit: fc.constantFrom(...'0123456789+- 转x#*/') }), fc.string({ unit: 'binary' }))

test('[MK2] [MK3] [MK4] of any name at most two letters can be read, and one is hidden', () => {
  fc.assert(
    fc.property(anyText, (name) => {
      const masked = maskName(name)
      const readable = Array.from(masked).filter((letter) => /[\p{L}\p{N}]/u.test(letter))
      expect(readable.length).toBeLessThanOrEqual(2)
      expect(nameIsMasked(masked)).toBe(true)
      expect(masked).not.toMatch(/\p{C}/u)
    }),
    { numRuns: 2_000 },
  )
})

test('[MK6] [MK7] of any phone at most five digits can be read, and six are hidden', () => {
  fc.assert(
    fc.property(anyPhone, (phone) => {
      const masked = maskPhone(phone)
      const given = digitsIn(phone.normalize('NFKC'))
      expect(masked).toMatch(/^[\d*]{0,15}(?:转\*{4})?$/)
      expect(digitsIn(masked)).toBeLessThanOrEqual(5)
      if (given >= 6 && digitsIn(masked) > 0) expect(masked.split('*').length - 1).toBeGreaterThanOrEqual(6)
      if (given < 6 && !phone.includes('*')) expect(digitsIn(masked)).toBe(0)
    }),
    { numRuns: 5_000 },
  )
})

test('[MK1] masking what is masked changes nothing', () => {
  const markOnBlank = '\u{20000}\t\u{e0100}'
  expect(maskName(maskName(markOnBlank))).toBe(maskName(markOnBlank))
  fc.assert(
    fc.property(anyText, (name) => {
      expect(maskName(maskName(name))).toBe(maskName(name))
    }),
    { numRuns: 2_000 },
  )
  fc.assert(
    fc.property(anyPhone, (phone) => {
      expect(maskPhone(maskPhone(phone))).toBe(maskPhone(phone))
    }),
    { numRuns: 5_000 },
  )
  fc.assert(
    fc.property(anyText, (detail) => {
      expect(detailOnly(detailOnly(detail))).toBe(detailOnly(detail))
      expect(addressIsMasked(detailOnly(detail))).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('[MK11] of a compound, building, unit, floor and room only compound and building can be read', () => {
  const address = fc.record({
    building: fc.integer({ min: 1, max: 99 }),
    buildingWord: fc.constantFrom('幢', '栋', '号楼', '座'),
    unit: fc.constantFrom('', '2单元', '三单元', '东单元', '甲单元'),
    room: fc.integer({ min: 101, max: 3999 }),
    roomWord: fc.constantFrom('', '室', '房', '户', '号'),
  })
  fc.assert(
    fc.property(address, ({ building, buildingWord, unit, room, roomWord }) => {
      const masked = detailOnly(`文三路90号翡翠城竹苑${building}${buildingWord}${unit}${room}${roomWord}`)
      expect(masked).toBe(`文三路90号翡翠城竹苑${building}${buildingWord}***`)
    }),
  )
})

test('a person is masked in every part', () => {
  const address = { province: '浙江省', city: '杭州市', district: '滨江区', detail: '滨安路1818号3幢302' }
  expect(maskPerson({ name: '张三', phone: '13812345678', address })).toEqual({
    maskedName: '张*',
    maskedPhone: '138******78',
    maskedAddress: '浙江省杭州市滨江区滨安路1818号3幢***',
  })
})

test.each([
  ['[MK14] their name in the address', '张三丰', '人民路8号 张三丰收', '人民路8号 张某收'],
  ['[MK14] a name with signs', 'A.(B)', 'x 路8号 A.(B) 收', 'x 路8号 A某 收'],
  ['[MK14] a name that is written with a blank, and without', '张 三', '人民路8号 张三收', '人民路8号 张某收'],
  ['[MK14] a name with a title', '张三先生', '人民路8号 联系人张三 电话', '人民路8号 联系人张某 电话'],
  ['[MK14] one of two names', '张三（李小四代收）', '人民路8号门卫转张三', '人民路8号门卫转张某'],
  ['[MK14] a name in other letters of the same', 'Zhang San', 'Renmin Road ZHANG SAN', 'Renmin Road Z某'],
  ['[MK14] a name that stands behind 转 as the name of a road', '建国', '左转建国路8号', '左转建国路8号'],
  ['[MK14] somebody’s house', '王小明', '石桥村王小明家 王 小 明', '石桥村王小明家 王某'],
  ['[MK14] somebody’s house, by itself', '王小明', '石桥村 王小明家', '石桥村 王某家'],
  ['[MK14] a road that has their name', '建国', '建国路8号', '建国路8号'],
])('%s', (_rule, name, detail, masked) => {
  expect(maskPerson({ name, phone: '', address: { province: '', city: '', district: '', detail } }).maskedAddress).toBe(masked)
})

test('a phone with four stars is not taken for a masked one', () => {
  expect(phoneIsMasked('138****5678')).toBe(false)
  expect(phoneIsMasked('138******78')).toBe(true)
  expect(phoneIsMasked('138******00转****')).toBe(true)
  expect(nameIsMasked('张三')).toBe(false)
})

const addressData = '../shared/data/addresses_cn'
if (!existsSync(addressData)) console.warn(`Skipped: masking over real addresses, because ${addressData} is not there.`)

describe.runIf(existsSync(addressData))('real addresses', () => {
  type Line = { text: string; spans: [string, string][] }
  const lines = (file: string): Line[] =>
    readFileSync(`${addressData}/train/${file}`, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))

  test('[MK11] at most one room or unit in a hundred can be read, and those are written like house numbers', () => {
    let doors = 0
    let readable = 0
    let numbers = 0
    let kept = 0
    for (const { text, spans } of [...lines('ncap_train.jsonl'), ...lines('ncap_dev.jsonl')]) {
      const masked = detailOnly(text)
      const readableLength = masked.endsWith('***') ? masked.length - 3 : masked.length
      let from = 0
      for (const [label, piece] of spans) {
        const at = text.indexOf(piece, from)
        from = at + piece.length
        if (['roomno', 'cellno'].includes(label.toLowerCase())) {
          doors += 1
          if (at < readableLength) readable += 1
        }
        if (['road', 'district', 'town'].includes(label.toLowerCase())) {
          numbers += 1
          if (from <= readableLength) kept += 1
        }
      }
    }
    expect(doors).toBeGreaterThan(5_000)
    expect(readable / doors).toBeLessThan(0.01)
    expect(kept / numbers).toBeGreaterThan(0.97)
  })

  test('[MK10] no province, city or district of the country is hidden', () => {
    type Region = { name: string; children?: Region[] }
    const provinces: Region[] = JSON.parse(readFileSync(`${addressData}/shared/pca-code.json`, 'utf8'))
    for (const province of provinces)
      for (const city of province.children ?? [])
        for (const district of city.children ?? [])
          expect(maskAddress({ province: province.name, city: city.name, district: district.name, detail: '' })).not.toContain('*')
  })
})
