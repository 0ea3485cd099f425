// Four carriers with number ranges of the right form and sorting codes that we made up.
import { type Random, wholeBetween } from '#shared/kernel/random.ts'
import { sampleProvinces } from './address-data.ts'
import type { SampleCarrier, SampleNumberRange, SampleSorting } from './types.ts'

type Plan = Omit<SampleCarrier, 'sorting'> & { sortingStyle: (random: Random) => string }

const letter = (random: Random): string => 'ABCDEFGH'.charAt(wholeBetween(random, 0, 7))
const digits = (random: Random, count: number): string => Array.from({ length: count }, () => wholeBetween(random, 0, 9)).join('')

// The patterns are the carriers' present forms; the ranges stand high in them, where our numbers are easily told from real ones.
const plans: Plan[] = [
  {
    carrierCode: 'SF', name: '顺丰速运', nameEn: 'SF Express', serviceName: '顺丰特快', labelSize: '100x150',
    cutOffLocalTimes: ['11:00', '15:30', '19:00', '22:00'], numberPattern: '^(?:SF[0-9A-Z]\\d{12}|\\d{12}|\\d{15})$',
    numberRange: { prefix: 'SFX', digits: 12, start: 990_000_000_001, count: 100_000 }, priority: 1,
    sortingStyle: (random) => `${digits(random, 3)}${letter(random)}${letter(random)}-${letter(random)}${digits(random, 2)}`,
  },
  {
    carrierCode: 'ZTO', name: '中通快递', nameEn: 'ZTO Express', serviceName: '标准快递', labelSize: '76x130',
    cutOffLocalTimes: ['12:00', '17:00', '21:00'], numberPattern: '^7[3-9]\\d{12}$',
    numberRange: { prefix: '79', digits: 12, start: 990_000_000_001, count: 100_000 }, priority: 2,
    sortingStyle: (random) => `${digits(random, 3)}-${letter(random)}${digits(random, 2)} ${digits(random, 2)}`,
  },
  {
    carrierCode: 'YTO', name: '圆通速递', nameEn: 'YTO Express', serviceName: '标准快递', labelSize: '76x130',
    cutOffLocalTimes: ['12:30', '17:30', '21:00'], numberPattern: '^YT\\d{13}$',
    numberRange: { prefix: 'YT', digits: 13, start: 9_990_000_000_001, count: 100_000 }, priority: 3,
    sortingStyle: (random) => `${digits(random, 3)}-${digits(random, 3)}-${digits(random, 3)}`,
  },
  {
    carrierCode: 'YUNDA', name: '韵达快递', nameEn: 'Yunda Express', serviceName: '标准快递', labelSize: '76x130',
    cutOffLocalTimes: ['13:00', '18:00', '21:30'], numberPattern: '^(?:[34]\\d{14}|[345]\\d{12})$',
    numberRange: { prefix: '49', digits: 13, start: 9_990_000_000_001, count: 100_000 }, priority: 4,
    sortingStyle: (random) => `${letter(random)}${digits(random, 3)}-${digits(random, 2)}`,
  },
]

export function makeCarriers(random: Random): SampleCarrier[] {
  return plans.map(({ sortingStyle, ...carrier }) => {
    const sorting: SampleSorting[] = sampleProvinces.map((province) => ({
      province,
      sortingCode: sortingStyle(random),
      consolidation: `${province.replace(/(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$/, '')}集包${letter(random)}${wholeBetween(random, 1, 9)}`,
    }))
    return { ...carrier, sorting }
  })
}

/** The waybill number at `index` of a range; null past its end, so that a used-up range is noticed and never runs over. */
export function waybillNumberAt(range: SampleNumberRange, index: number): string | null {
  if (index < 0 || index >= range.count) return null
  return range.prefix + String(range.start + index).padStart(range.digits, '0')
}
