// Which packaging to take, from sizes, weights and properties. Runs anywhere: no clock, no I/O. Rules PP1..PP9 of docs/specs/packaging.md.
import { assert } from '#shared/kernel/assert.ts'
import { fitsAlone, packBoxes, type Size, volumeOf } from './extreme-points.ts'

export type ItemToPack = {
  lengthMm: number | null
  widthMm: number | null
  heightMm: number | null
  weightGrams: number | null
  quantity: number
  fragile: boolean
  liquid: boolean
  /** Ships in its own carton. */
  bulky: boolean
}

export type PackagingChoice = {
  packagingCode: string
  kind: 'carton' | 'bag' | 'sealed-bag' | 'cushion'
  innerLengthMm: number
  innerWidthMm: number
  innerHeightMm: number
  weightGrams: number
  /** Goods and extras it carries. */
  maxWeightGrams: number
}

export type Extra = 'cushion' | 'sealed-bag'

export type PackagingProposal =
  | {
      kind: 'proposed'
      packagingCode: string
      /** Codes of cushion and sealed bags to use besides; a code stands as often as it is needed. */
      extras: string[]
      /** Goods by volume, 0 to 1. */
      fill: number
      /** Bulky pieces that ship beside it, in their own cartons. */
      ownCartonPieces: number
      /** A piece was never weighed: the packaging's limit is not proven. */
      weightKnown: boolean
    }
  /** Only bulky pieces: no packaging of ours. */
  | { kind: 'own-carton'; ownCartonPieces: number }
  /** Nothing is guessed: the packer chooses and scans. `needs` says what the goods ask for all the same. */
  | { kind: 'unknown-size'; itemIndexes: number[]; needs: Extra[] }
  | { kind: 'none-fits'; why: 'too-large' | 'too-heavy' | 'no-cushion' | 'no-sealed-bag' }

/** Room that cushioning takes on every side of a fragile piece. */
const CUSHION_MM = 10
/** Above so many pieces no layout is searched for (PP8). */
const MAX_PLACED_PIECES = 60
/** Without a layout, goods may fill two thirds of a packaging. */
const UNPLACED_VOLUME_FACTOR = 1.5

const innerOf = (packaging: PackagingChoice): Size => [packaging.innerLengthMm, packaging.innerWidthMm, packaging.innerHeightMm]
const isSize = (millimetres: number | null): millimetres is number => millimetres !== null && Number.isFinite(millimetres) && millimetres > 0

type Boxes = { size: Size; quantity: number }[]

/** Says of a packaging whether it only goes into a box. At a site that lists neither cartons nor bags nothing is padding: some parcel must be able to close. */
export function paddingAmong(packagings: readonly Pick<PackagingChoice, 'packagingCode' | 'kind'>[]): (packagingCode: string) => boolean {
  const hasBoxes = packagings.some(({ kind }) => kind === 'carton' || kind === 'bag')
  const padding = new Set(packagings.filter(({ kind }) => kind === 'cushion' || kind === 'sealed-bag').map(({ packagingCode }) => packagingCode))
  return (packagingCode) => hasBoxes && padding.has(packagingCode)
}

/** Whether all boxes go in: by a layout, or, when there are too many to lay out, by volume with room to spare. */
function holds(container: Size, boxes: Boxes): boolean {
  const pieces = boxes.reduce((sum, box) => sum + box.quantity, 0)
  if (pieces <= MAX_PLACED_PIECES) return packBoxes(container, boxes.flatMap(box => Array.from({ length: box.quantity }, () => box.size))) !== null
  const volume = boxes.reduce((sum, box) => sum + volumeOf(box.size) * box.quantity, 0)
  return volume * UNPLACED_VOLUME_FACTOR <= volumeOf(container) && boxes.every(box => fitsAlone(box.size, container))
}

/**
 * Proposes the smallest packaging that holds the goods. Bulky pieces are left in their own cartons; fragile goods get a cushion and
 * never a bag alone; liquids get sealed bags. A proposal is a layout that was found, so the goods do go in; "none fits" may be wrong
 * for a packer with patience, who scans what she used.
 */
export function proposePackaging(items: readonly ItemToPack[], packagings: readonly PackagingChoice[]): PackagingProposal {
  assert(items.length > 0 && items.every(item => Number.isSafeInteger(item.quantity) && item.quantity > 0), 'a parcel has items, each with a positive whole quantity')
  // PP1
  const ownCartonPieces = items.reduce((sum, item) => sum + (item.bulky ? item.quantity : 0), 0)
  const loose = [...items.entries()].filter(([, item]) => !item.bulky)
  if (loose.length === 0) return { kind: 'own-carton', ownCartonPieces }

  const fragile = loose.some(([, item]) => item.fragile)
  const liquid = loose.some(([, item]) => item.liquid)
  const boxes: Boxes = []
  const liquids: Boxes = []
  const itemIndexes: number[] = []
  let goodsVolume = 0
  let goodsGrams = 0
  let weightKnown = true
  for (const [index, item] of loose) {
    const { lengthMm, widthMm, heightMm, quantity } = item
    // PP2
    if (!isSize(lengthMm) || !isSize(widthMm) || !isSize(heightMm)) {
      itemIndexes.push(index)
      continue
    }
    const grown = item.fragile ? 2 * CUSHION_MM : 0
    boxes.push({ size: [lengthMm + grown, widthMm + grown, heightMm + grown], quantity })
    if (item.liquid) liquids.push({ size: [lengthMm, widthMm, heightMm], quantity })
    goodsVolume += lengthMm * widthMm * heightMm * quantity
    goodsGrams += (item.weightGrams ?? 0) * quantity
    weightKnown &&= item.weightGrams !== null
  }
  if (itemIndexes.length > 0) return { kind: 'unknown-size', itemIndexes, needs: [...(fragile ? ['cushion' as const] : []), ...(liquid ? ['sealed-bag' as const] : [])] }

  // PP3
  const smallestFirst = packagings.toSorted((a, b) =>
    volumeOf(innerOf(a)) - volumeOf(innerOf(b)) || a.weightGrams - b.weightGrams || (a.packagingCode < b.packagingCode ? -1 : 1))
  const extras: PackagingChoice[] = []
  if (fragile) {
    // PP4
    const cushion = smallestFirst.find(packaging => packaging.kind === 'cushion')
    if (!cushion) return { kind: 'none-fits', why: 'no-cushion' }
    extras.push(cushion)
  }
  if (liquid) {
    // PP5
    const sealed = smallestFirst.filter(packaging => packaging.kind === 'sealed-bag')
    const forAll = sealed.find(bag => holds(innerOf(bag), liquids))
    const forEach = sealed.find(bag => liquids.every(box => fitsAlone(box.size, innerOf(bag))))
    if (forAll) extras.push(forAll)
    else if (forEach) for (const box of liquids) for (let count = 0; count < box.quantity; count++) extras.push(forEach)
    else return { kind: 'none-fits', why: 'no-sealed-bag' }
  }
  const grams = goodsGrams + extras.reduce((sum, extra) => sum + extra.weightGrams, 0)
  let heldButTooHeavy = false
  for (const packaging of smallestFirst) {
    // PP6
    if (packaging.kind !== 'carton' && (packaging.kind !== 'bag' || fragile)) continue
    if (!holds(innerOf(packaging), boxes)) continue
    // PP7
    if (grams > packaging.maxWeightGrams) {
      heldButTooHeavy = true
      continue
    }
    return {
      kind: 'proposed', packagingCode: packaging.packagingCode, extras: extras.map(extra => extra.packagingCode),
      fill: goodsVolume / volumeOf(innerOf(packaging)), ownCartonPieces, weightKnown,
    }
  }
  // PP9
  return { kind: 'none-fits', why: heldButTooHeavy ? 'too-heavy' : 'too-large' }
}
