// What the sample warehouse consists of. Every name, number and address in it is made by us; nothing stands for a real person or firm.
import type { Enclosure, PackagingKind, Role } from '#shared/domain/facts/common.ts'
import type { ImportedOrder } from '#shared/domain/orders/imported-order.ts'
import type { LabelSize } from '#shared/domain/waybills/label-payload.ts'

export type SampleZone = 'A' | 'B' | 'C'

/** A shelf position. `placeCode` is what is printed and scanned, for example `A-03-12-2`: zone, aisle, bay, shelf. */
export type SamplePlace = {
  placeCode: string
  zone: SampleZone
  /** Unique over the whole site and counted in walking order: zone A has 1–6, B 7–13, C 14–18. */
  aisle: number
  /** Counted from the front of the aisle; odd bays stand left, even bays right, as house numbers do. */
  bay: number
  side: 'left' | 'right'
  /** 1 is the lowest. */
  shelf: number
}

/** What the books say of one product at one place. Days since 1970. */
export type SampleStock = { placeCode: string; sku: string; quantity: number; expiresOnDay: number | null; caseQuantity: number | null }
/** A place with fewer pieces than the books say. For simulated people only. */
export type SampleLost = { placeCode: string; sku: string; quantity: number }

/** A code as printed on the goods. `quantity` is 1 for a piece and more for a case. */
export type SampleBarcode = { code: string; quantity: number }

export type SampleProduct = {
  sku: string
  name: string
  nameEn: string
  spec: string
  /** The EAN-13 of the piece comes first. */
  barcodes: SampleBarcode[]
  /** null: not known. Never 0. */
  weightGrams: number | null
  lengthMm: number
  widthMm: number
  heightMm: number
  isFragile: boolean
  isLiquid: boolean
  isBulky: boolean
  needsSerial: boolean
  needsAntiCounterfeit: boolean
  needsLot: boolean
  /** `<shape>:<hue>`, see shared/domain/catalogue/picture-id.ts. */
  pictureId: string
  zone: SampleZone
  /** The home place. */
  placeCode: string
}

/** What a scale would show for one piece. For simulated people only: never imported as product data. */
export type SampleTrueWeight = { sku: string; meanGrams: number; spreadGrams: number }

export type SamplePutWall = { wallCode: string; rows: number; columns: number; slotCodes: string[] }
export type SampleCart = { cartCode: string; slotCodes: string[] }

export type SamplePackaging = {
  packagingCode: string
  kind: PackagingKind
  name: string
  nameEn: string
  /** Inside, ready to fill. For a bag: what it takes when laid around a box of that size. */
  innerLengthMm: number
  innerWidthMm: number
  innerHeightMm: number
  weightGrams: number
  /** Half-width of what one piece of it may weigh more or less. */
  weightSpreadGrams: number
  maxWeightGrams: number
}

/** A thing laid into the parcel and ticked off by its code. */
export type SampleEnclosure = { enclosureCode: string; kind: Enclosure; name: string; nameEn: string; weightGrams: number }

export type SampleSorting = { province: string; sortingCode: string; consolidation: string }

/** Numbers are `prefix` and then `start + index`, filled with zeros to `digits` (waybillNumberAt). */
export type SampleNumberRange = { prefix: string; digits: number; start: number; count: number }

export type SampleCarrier = {
  carrierCode: string
  name: string
  nameEn: string
  serviceName: string
  labelSize: LabelSize
  /** Site time, `HH:MM`, earliest first. */
  cutOffLocalTimes: string[]
  /** Source of a regular expression: a number of this carrier matches it as a whole. */
  numberPattern: string
  numberRange: SampleNumberRange
  /** 1 is served first. */
  priority: number
  /** One row for each province: opaque to us, printed as it is. */
  sorting: SampleSorting[]
}

/** `pin` is public: it stands in docs/sample-warehouse.md. */
export type SamplePerson = { personCode: string; name: string; nameEn: string; role: Role; badgeCode: string; pin: string; language: 'zh-CN' | 'en' }

export type SampleShop = { shop: string; sender: { name: string; phone: string; province: string; city: string; district: string; detail: string } }

export type SampleOrder = ImportedOrder & {
  enclosures: Enclosure[]
  /** 0 normal, 1 soon, 2 first. */
  priority: 0 | 1 | 2
  carrierCode: string
  /** The carrier's pick-up that this order was promised to. A few lie in the past on purpose: late orders. */
  cutOffAtMs: number
}

export type SampleFigures = {
  products: number
  places: number
  orders: number
  heldOrders: number
  /** One line, one piece. */
  singlePieceOrders: number
  lines: number
  pieces: number
  /** Places that hold less than the open orders ask of them. */
  shortPlaces: number
}

export type SampleWarehouse = {
  seed: number
  nowMs: number
  siteName: string
  siteNameEn: string
  /** East of UTC; the sample stands in China, which has one time and no summer time. */
  utcOffsetMinutes: number
  products: SampleProduct[]
  trueWeights: SampleTrueWeight[]
  lost: SampleLost[]
  places: SamplePlace[]
  stock: SampleStock[]
  putWalls: SamplePutWall[]
  toteCodes: string[]
  carts: SampleCart[]
  packagings: SamplePackaging[]
  enclosures: SampleEnclosure[]
  carriers: SampleCarrier[]
  people: SamplePerson[]
  shops: SampleShop[]
  orders: SampleOrder[]
  figures: SampleFigures
}
