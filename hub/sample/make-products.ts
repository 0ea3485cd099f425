// About 2,000 products with codes, sizes and a home place each.
import { assert } from '#shared/kernel/assert.ts'
import { pictureIdOf, type PictureHue } from '#shared/domain/catalogue/picture-id.ts'
import { gs1CheckDigit } from '#shared/domain/codes/gtin.ts'
import { type Random, wholeBetween } from '#shared/kernel/random.ts'
import { things, type Thing } from './things.ts'
import type { SampleBarcode, SamplePlace, SampleProduct, SampleTrueWeight, SampleZone } from './types.ts'

const sampleProductCount = 2000
/** How many products have no weight on file; they are weighed in with a supervisor. */
const unknownWeightCount = 10

const brands: [zh: string, en: string][] = [
  ['栗野坞', 'Liyewu'], ['青汐几', 'Qingxiji'], ['麦柚里', 'Maiyouli'], ['朴雀汀', 'Puqueting'], ['禾汐堂', 'Hexi'], ['橙几木', 'Chengjimu'],
  ['澄鹿坊', 'Chenglufang'], ['棉朵屿', 'Mianduoyu'], ['沐棠砚', 'Mutangyan'], ['拾柚匠', 'Shiyoujiang'],
]

const colours: [zh: string, en: string, hue: PictureHue][] = [
  ['雾蓝', 'mist blue', 210], ['墨绿', 'deep green', 155], ['奶白', 'cream white', 'white'], ['曜黑', 'jet black', 'black'], ['樱粉', 'cherry pink', 340],
  ['姜黄', 'ginger yellow', 45], ['绛红', 'crimson', 358], ['丁香紫', 'lilac', 275], ['砖橘', 'brick orange', 22], ['石墨灰', 'graphite grey', 'grey'],
]

/** 699 is China's; the company part 99998 is made up. */
function ean13(item: number): string {
  const body = `69999998${String(item).padStart(4, '0')}`
  return `${body}${gs1CheckDigit(body)}`
}

/** ITF-14 of a case: its level digit, the piece's code without its check digit, a new check digit. */
function caseCode(level: number, ean: string): string {
  const body = `${level}${ean.slice(0, 12)}`
  return `${body}${gs1CheckDigit(body)}`
}

const caseLevels: [level: number, quantity: number][] = [[1, 6], [2, 12], [3, 24]]

function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[wholeBetween(random, 0, from.length - 1)]
  assert(one !== undefined, 'picked from an empty list')
  return one
}

type Draft = { thing: Thing; brand: [string, string]; model: [string, string]; size: [string, number] | null; colour: [string, string, PictureHue] | null; hue: PictureHue }

/** Every thing in turn, with the next combination of brand, model, colour and size that has not been used: names never repeat. */
function draftProducts(random: Random): Draft[] {
  const drafts: Draft[] = []
  const used = new Set<string>()
  const perThing = Math.ceil(sampleProductCount / things.length)
  for (const [thingIndex, thing] of things.entries()) {
    let made = 0
    for (let attempt = 0; made < perThing && attempt < perThing * 40; attempt += 1) {
      const brand = pick(random, brands)
      const model = pick(random, thing.models)
      const size = thing.sizes.length > 0 ? pick(random, thing.sizes) : null
      const colour = thing.isColoured ? pick(random, colours) : null
      const key = [brand[0], model[0], size?.[0], colour?.[0]].join('|')
      if (used.has(`${thing.zh}|${key}`)) continue
      used.add(`${thing.zh}|${key}`)
      const modelHue = (thingIndex * 47 + thing.models.indexOf(model) * 67) % 360
      drafts.push({ thing, brand, model, size, colour, hue: colour ? colour[2] : modelHue })
      made += 1
    }
  }
  return drafts.slice(0, sampleProductCount)
}

function zoneOf(thing: Thing, popularity: number): SampleZone {
  if (thing.flags.includes('bulky')) return 'C'
  const isSmall = thing.grams <= 450
  return isSmall && popularity < 0.52 ? 'A' : 'B'
}

export type MadeProducts = {
  products: SampleProduct[]
  trueWeights: SampleTrueWeight[]
  /** SKUs from most to least asked for. */
  byDemand: string[]
}

/** Places every product in its zone; zones that are full hand over to B. */
export function makeProducts(random: Random, places: SamplePlace[]): MadeProducts {
  const free = new Map<SampleZone, SamplePlace[]>()
  for (const zone of ['A', 'B', 'C'] as const) {
    const ofZone = places.filter((place) => place.zone === zone)
    for (let index = ofZone.length - 1; index > 0; index -= 1) {
      const other = wholeBetween(random, 0, index)
      const [one, two] = [ofZone[index], ofZone[other]]
      assert(one && two, 'shuffle stays inside the list')
      ofZone[index] = two
      ofZone[other] = one
    }
    free.set(zone, ofZone)
  }
  const takePlace = (zone: SampleZone): SamplePlace => {
    for (const tried of [zone, 'B', 'A', 'C'] as const) {
      const place = free.get(tried)?.pop()
      if (place) return place
    }
    throw new RangeError('more products than places')
  }

  const products: SampleProduct[] = []
  const trueWeights: SampleTrueWeight[] = []
  const demand: { sku: string; popularity: number }[] = []
  for (const [index, draft] of draftProducts(random).entries()) {
    const { thing, brand, model, size, colour, hue } = draft
    const sku = `P${String(index + 1).padStart(6, '0')}`
    const popularity = random()
    const place = takePlace(zoneOf(thing, popularity))
    const ean = ean13(index + 1)
    const barcodes: SampleBarcode[] = [{ code: ean, quantity: 1 }]
    if (random() < 0.15) {
      const [level, quantity] = pick(random, caseLevels)
      barcodes.push({ code: caseCode(level, ean), quantity })
    }
    // A second piece code after a change of packing, and a code of the house for goods that came without one.
    if (index % 80 === 40) barcodes.push({ code: ean13(8000 + (index - 40) / 80), quantity: 1 })
    if (index % 67 === 33) barcodes.push({ code: `PW${String(index + 1).padStart(6, '0')}`, quantity: 1 })
    const grams = Math.max(3, Math.round(thing.grams * (size ? size[1] : 1) * (0.94 + random() * 0.12)))
    const scale = size ? Math.cbrt(Math.min(2.2, Math.max(0.4, size[1]))) : 1
    const scaled = (side: number): number => Math.max(8, Math.round(side * scale))
    const has = (flag: Thing['flags'][number]): boolean => thing.flags.includes(flag)
    products.push({
      sku,
      name: `${brand[0]} ${model[0]}${thing.zh}`,
      nameEn: `${brand[1]} ${model[1]} ${thing.en}`,
      spec: [colour?.[0], size?.[0]].filter(Boolean).join(' ') || '标准',
      barcodes,
      weightGrams: grams,
      lengthMm: scaled(thing.mm[0]),
      widthMm: scaled(thing.mm[1]),
      heightMm: scaled(thing.mm[2]),
      isFragile: has('fragile'),
      isLiquid: has('liquid'),
      isBulky: has('bulky'),
      needsSerial: has('serial'),
      needsAntiCounterfeit: has('anti-counterfeit'),
      needsLot: has('lot'),
      pictureId: pictureIdOf({ shape: thing.shape, hue }),
      zone: place.zone,
      placeCode: place.placeCode,
    })
    trueWeights.push({ sku, meanGrams: grams, spreadGrams: Math.max(1, Math.round(grams * 0.008)) })
    demand.push({ sku, popularity })
  }

  // One code on two products, twice: the maker reused it. The station must ask, never guess.
  for (const [one, two] of [[100, 101], [900, 1500]] as const) {
    const first = products[one]
    const second = products[two]
    const code = first?.barcodes[0]?.code
    assert(code && second, 'the sample has enough products for the shared codes')
    second.barcodes.push({ code, quantity: 1 })
  }
  demand.sort((one, two) => one.popularity - two.popularity || (one.sku < two.sku ? -1 : 1))
  // Products that are seldom asked for: a weight that is missing on a fast one would be known after an hour.
  const bySku = new Map(products.map((product) => [product.sku, product]))
  for (let number = 0; number < unknownWeightCount; number += 1) {
    const product = bySku.get(demand[250 + number * 160]?.sku ?? '')
    assert(product, 'the sample has enough products for those without a weight')
    product.weightGrams = null
  }
  return { products, trueWeights, byDemand: demand.map((entry) => entry.sku) }
}
