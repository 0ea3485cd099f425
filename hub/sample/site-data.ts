// The parts of the sample warehouse that do not depend on the seed: zones, packagings, people, shops, carriers' habits.
import type { SampleCart, SampleEnclosure, SamplePackaging, SamplePerson, SamplePlace, SamplePutWall, SampleShop, SampleZone } from './types.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** Zone A holds what is small and quick, B the rest, C what is bulky. 2,020 shelf positions, in walking order. */
const zonePlans: { zone: SampleZone; firstAisle: number; aisles: number; bays: number; shelves: number }[] = [
  { zone: 'A', firstAisle: 1, aisles: 6, bays: 25, shelves: 4 },
  { zone: 'B', firstAisle: 7, aisles: 7, bays: 40, shelves: 4 },
  { zone: 'C', firstAisle: 14, aisles: 5, bays: 30, shelves: 2 },
]

export function makePlaces(): SamplePlace[] {
  const places: SamplePlace[] = []
  for (const { zone, firstAisle, aisles, bays, shelves } of zonePlans) {
    for (let aisle = firstAisle; aisle < firstAisle + aisles; aisle += 1) {
      for (let bay = 1; bay <= bays; bay += 1) {
        for (let shelf = 1; shelf <= shelves; shelf += 1) {
          places.push({ placeCode: `${zone}-${two(aisle)}-${two(bay)}-${shelf}`, zone, aisle, bay, side: bay % 2 === 1 ? 'left' : 'right', shelf })
        }
      }
    }
  }
  return places
}

/** One wall of five rows A–E (A on top) and eight columns. */
export function makePutWalls(): SamplePutWall[] {
  const rows = 5
  const columns = 8
  const slotCodes = [...'ABCDE'].flatMap((row) => Array.from({ length: columns }, (_, column) => `WALL1-${row}${column + 1}`))
  return [{ wallCode: 'WALL1', rows, columns, slotCodes }]
}

export function makeToteCodes(): string[] {
  return Array.from({ length: 200 }, (_, index) => `T${String(index + 1).padStart(4, '0')}`)
}

export function makeCarts(): SampleCart[] {
  return ['CART1', 'CART2'].map((cartCode) => ({ cartCode, slotCodes: Array.from({ length: 12 }, (_, index) => `${cartCode}-${two(index + 1)}`) }))
}

type PackagingRow = [code: string, kind: SamplePackaging['kind'], zh: string, en: string, length: number, width: number, height: number, grams: number, spread: number, max: number]

const packagingRows: PackagingRow[] = [
  ['PK-B1', 'bag', '快递袋 小', 'Mailer bag small', 260, 190, 30, 12, 1, 1500],
  ['PK-B2', 'bag', '快递袋 中', 'Mailer bag medium', 350, 260, 60, 19, 2, 3000],
  ['PK-B3', 'bag', '快递袋 大', 'Mailer bag large', 450, 350, 100, 30, 3, 5000],
  ['PK-C1', 'carton', '纸箱 1号', 'Carton 1', 130, 100, 80, 62, 4, 3000],
  ['PK-C2', 'carton', '纸箱 2号', 'Carton 2', 180, 130, 120, 98, 5, 4000],
  ['PK-C3', 'carton', '纸箱 3号', 'Carton 3', 240, 180, 150, 155, 8, 6000],
  ['PK-C4', 'carton', '纸箱 4号', 'Carton 4', 300, 220, 180, 225, 11, 8000],
  ['PK-C5', 'carton', '纸箱 5号', 'Carton 5', 360, 280, 240, 320, 16, 12000],
  ['PK-C6', 'carton', '纸箱 6号', 'Carton 6', 450, 340, 300, 480, 22, 18000],
  ['PK-C7', 'carton', '纸箱 7号', 'Carton 7', 500, 420, 340, 640, 30, 25000],
  ['PK-C8', 'carton', '纸箱 8号 加大', 'Carton 8 extra large', 660, 480, 460, 980, 45, 30000],
  ['PK-S1', 'sealed-bag', '防漏密封袋', 'Leak-proof sealed bag', 280, 200, 100, 16, 1, 3000],
  ['PK-U1', 'cushion', '气泡膜', 'Bubble wrap', 400, 300, 10, 24, 6, 5000],
]

export const samplePackagings: SamplePackaging[] = packagingRows.map(
  ([packagingCode, kind, name, nameEn, innerLengthMm, innerWidthMm, innerHeightMm, weightGrams, weightSpreadGrams, maxWeightGrams]) =>
    ({ packagingCode, kind, name, nameEn, innerLengthMm, innerWidthMm, innerHeightMm, weightGrams, weightSpreadGrams, maxWeightGrams }),
)

/** Their codes are those of the printed command sheet. */
export const sampleEnclosures: SampleEnclosure[] = [
  { enclosureCode: 'PW-CMD-ENCLOSURE-INVOICE', kind: 'invoice', name: '发票', nameEn: 'Invoice', weightGrams: 5 },
  { enclosureCode: 'PW-CMD-ENCLOSURE-ANTI-COUNTERFEIT', kind: 'anti-counterfeit', name: '防伪标', nameEn: 'Anti-counterfeit label', weightGrams: 1 },
  { enclosureCode: 'PW-CMD-ENCLOSURE-GIFT', kind: 'gift', name: '赠品小样', nameEn: 'Gift sample', weightGrams: 18 },
  { enclosureCode: 'PW-CMD-ENCLOSURE-CARD', kind: 'card', name: '贺卡', nameEn: 'Greeting card', weightGrams: 8 },
]

type PersonRow = [name: string, nameEn: string, role: SamplePerson['role'], pin: string, language: SamplePerson['language']]

/** The PINs are public (docs/sample-warehouse.md) and good for the sample only. */
const personRows: PersonRow[] = [
  ['李秋禾', 'Li Qiuhe', 'packer', '246810', 'zh-CN'],
  ['王建川', 'Wang Jianchuan', 'packer', '135791', 'zh-CN'],
  ['张小蕊', 'Zhang Xiaorui', 'packer', '314159', 'zh-CN'],
  ['陈国梁', 'Chen Guoliang', 'packer', '271828', 'zh-CN'],
  ['刘雨桐', 'Liu Yutong', 'packer', '161803', 'zh-CN'],
  ['欧阳明', 'Ouyang Ming', 'packer', '141421', 'zh-CN'],
  ['赵一鸣', 'Zhao Yiming', 'temp', '112358', 'zh-CN'],
  ['孙佳', 'Sun Jia', 'temp', '202404', 'zh-CN'],
  ['Daniel Okoye', 'Daniel Okoye', 'temp', '303606', 'en'],
  ['周慧行', 'Zhou Huixing', 'supervisor', '808018', 'zh-CN'],
  ['吴启航', 'Wu Qihang', 'supervisor', '909019', 'zh-CN'],
  ['郑安', 'Zheng An', 'admin', '707017', 'zh-CN'],
]

export const samplePeople: SamplePerson[] = personRows.map(([name, nameEn, role, pin, language], index) => {
  const number = String(index + 1).padStart(4, '0')
  return { personCode: `P-${number}`, name, nameEn, role, badgeCode: `PW-ID-${number}`, pin, language }
})

/** Sender telephones start with 154, a row of numbers that no operator has been given. */
export const sampleShops: SampleShop[] = [
  { shop: '栗野坞旗舰店', sender: { name: '栗野坞仓库', phone: '15400000001', province: '浙江省', city: '杭州市', district: '余杭区', detail: '云栗路88号1号仓' } },
  { shop: '青汐几家居店', sender: { name: '青汐几仓库', phone: '15400000002', province: '浙江省', city: '杭州市', district: '余杭区', detail: '云栗路88号1号仓' } },
  { shop: '麦柚里百货', sender: { name: '麦柚里仓库', phone: '15400000003', province: '浙江省', city: '杭州市', district: '余杭区', detail: '云栗路88号1号仓' } },
  { shop: 'Packwave Sample Store', sender: { name: 'Packwave Sample', phone: '15400000004', province: '浙江省', city: '杭州市', district: '余杭区', detail: '云栗路88号1号仓' } },
]
