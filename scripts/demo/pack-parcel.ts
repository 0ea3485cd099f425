// One parcel from its first check to the label on the box. The screen says what is due; the hands do it, mostly right.
import type { CheckStep, ScreenOf } from '#shared/contract/station-view.ts'
import type { Command } from '#shared/domain/codes/command-codes.ts'
import type { Piece } from './floor.ts'
import { scanItem, surprise, type Box, type Shift, type Slip } from './shift-context.ts'

type Parcel = NonNullable<ScreenOf<'check'>['parcel']>

const rates = {
  wrongItem: 0.012, scannedAgain: 0.012, unknownCode: 0.003, wrongUniqueCode: 0.08, usedUniqueCode: 0.1, wrongEnclosure: 0.04, pieceLeftOut: 0.008, pieceTooMany: 0.006, enclosureLeftOut: 0.03,
  wrongWaybill: 0.012, operatorChange: 0.006, printerBreaks: 0.006, labelSpoilt: 0.006, byCard: 0.5, packagingFirst: 0.02,
}
const labelTimeoutMs = 15_000
const longestCard = 10
const attemptsAtTheScale = 4

/** What is in the hands: pieces still in the container, pieces in the box, and what else lies in it. */
type Work = {
  waiting: Piece[]
  box: Piece[]
  leftOut: Piece[]
  tooMany: Piece[]
  packagingGrams: number
  enclosureGrams: number
  leftOutEnclosureGrams: number
  labels: string[]
  /** How many serials, lots and so on of each product were given. */
  codesGiven: Map<string, number>
  /** The parcel as the screen showed it last. */
  parcel: Parcel
  ended: 'open' | 'closed' | 'stopped' | 'aside'
  slips: Slip[]
}

function parcelOf(shift: Shift): { step: CheckStep; parcel: Parcel } | undefined {
  const { screen } = shift.bench.view()
  return screen.kind === 'check' && screen.parcel ? { step: screen.step, parcel: screen.parcel } : undefined
}

/** `waiting` are pieces to check; `checked` were scanned already, when the item itself opened the order. */
export async function packParcel(shift: Shift, waiting: Piece[], checked: Piece[]): Promise<void> {
  const open = parcelOf(shift)
  if (!open) {
    surprise(shift, 'no parcel is open', shift.bench.view().screen)
    return shift.floor.bringBack([...waiting, ...checked])
  }
  const work: Work = { waiting, box: [...checked], leftOut: [], tooMany: [], packagingGrams: 0, enclosureGrams: 0, leftOutEnclosureGrams: 0, labels: [], codesGiven: new Map(), parcel: open.parcel, ended: 'open', slips: [] }
  const { orderNumber } = open.parcel
  const most = 60 + 12 * open.parcel.lines.reduce((sum, line) => sum + line.askedQty, 0)
  let told = false
  if (open.parcel.labelState === 'none' && shift.chance.happens(rates.printerBreaks, 'printer-breaks', orderNumber)) shift.tray.breakNext()
  for (let step = 1; work.ended === 'open'; step += 1) {
    const now = parcelOf(shift)
    if (!now) {
      work.ended = 'stopped'
      break
    }
    work.parcel = now.parcel
    if (step > most) {
      surprise(shift, `order ${orderNumber} goes round in circles`, now)
      await shift.bench.press('suspend')
      work.ended = 'aside'
      break
    }
    if (!told && work.box.length > 0) {
      told = true
      await shift.midPack(orderNumber)
      if (shift.chance.happens(rates.operatorChange, 'change', orderNumber)) await changeOperator(shift, orderNumber)
    }
    await doStep(shift, work, now.step)
  }
  await tidyUp(shift, work)
}

async function changeOperator(shift: Shift, orderNumber: string): Promise<void> {
  const person = shift.crew.relief(orderNumber)
  if (shift.bench.view().operator?.personId === person.personCode) return
  shift.counts.operatorChanges += 1
  await shift.crew.signIn(person)
}

async function doStep(shift: Shift, work: Work, step: CheckStep): Promise<void> {
  switch (step) {
    case 'item':
      return checkPiece(shift, work)
    case 'unique-code':
      return giveUniqueCode(shift, work)
    case 'enclosure':
      return addEnclosures(shift, work)
    case 'packaging':
      return usePackaging(shift, work)
    case 'weigh':
      return weigh(shift, work)
    case 'label':
      await shift.bench.until('the label to be printed', (view) => view.screen.kind !== 'check' || view.screen.step !== 'label', labelTimeoutMs)
      return
    case 'scan-back':
      return stickLabel(shift, work)
    case 'reprint-reason':
      return void (await shift.bench.press('reason-jammed'))
    case 'open':
      work.ended = 'stopped'
  }
}

async function checkPiece(shift: Shift, work: Work): Promise<void> {
  const { chance, floor } = shift
  const lacking = work.parcel.lines.filter((line) => line.checkedQty < line.askedQty)
  const focus = lacking.find((line) => line.lineNumber === work.parcel.focusLineNumber) ?? lacking[0]
  const at = work.waiting.findIndex((piece) => piece.sku === focus?.product.sku)
  if (!focus || at < 0) {
    // A piece that was picked is not here: the box is put aside and a supervisor decides.
    await shift.bench.press('short')
    work.ended = 'aside'
    return
  }
  const piece = work.waiting[at]!
  const { sku, number } = piece
  if (chance.happens(rates.wrongItem, 'check-wrong', sku, number)) {
    const other = floor.neighbourOf(sku)
    if (!work.parcel.lines.some((line) => line.product.sku === other)) await scanItem(shift, floor.codesOf(other).piece[0] ?? other, other)
  }
  if (chance.happens(rates.unknownCode, 'check-unknown', sku, number)) await shift.bench.scan(`HTTP://EXAMPLE.INVALID/${number}`)
  if (parcelOf(shift)?.parcel.orderNumber !== work.parcel.orderNumber) return
  const missing = focus.askedQty - focus.checkedQty
  const same = work.waiting.filter((each) => each.sku === sku)
  const count = Math.min(missing, same.length, longestCard)
  const byCard = count > 1 && chance.happens(rates.byCard, 'check-card', sku, number)
  // A card is a scan like any other: the order may have been cancelled meanwhile.
  if (byCard && (await shift.bench.press(`qty-${count}` as 'qty-1')).kind !== 'accepted') return
  const outcome = await scanItem(shift, chance.pick(floor.codesOf(sku).piece, 'check-code', sku, number), sku)
  if (outcome.kind !== 'accepted') {
    // A temp's card is not taken: next time she scans one by one.
    if (outcome.kind === 'refused' && (outcome.reason === 'order-stopped' || outcome.reason === 'quantity-not-allowed')) {
      if (outcome.reason === 'quantity-not-allowed') await moveOne(shift, work, sku)
      return
    }
    return surprise(shift, `a piece of ${sku} was not taken at the check`, outcome)
  }
  intoBox(shift, work, sku, byCard ? count : 1)
  const after = parcelOf(shift)
  if (after?.step !== 'unique-code' && after?.parcel.orderNumber === work.parcel.orderNumber && !after.parcel.lines.some((line) => line.product.sku === sku && line.checkedQty < line.askedQty) && chance.happens(rates.scannedAgain, 'again', sku, number)) {
    await scanItem(shift, floor.codesOf(sku).piece[0] ?? sku, sku)
  }
}

async function moveOne(shift: Shift, work: Work, sku: string): Promise<void> {
  const outcome = await scanItem(shift, shift.floor.codesOf(sku).piece[0] ?? sku, sku)
  if (outcome.kind === 'accepted') intoBox(shift, work, sku, 1)
}

function intoBox(shift: Shift, work: Work, sku: string, count: number): void {
  for (let moved = 0; moved < count; moved += 1) {
    const at = work.waiting.findIndex((piece) => piece.sku === sku)
    const [piece] = work.waiting.splice(at, 1)
    if (!piece) return surprise(shift, 'more was checked than was there', { sku, count })
    if (work.box.length > 0 && shift.chance.happens(rates.pieceLeftOut, 'left-out', piece.sku, piece.number)) {
      work.leftOut.push(piece)
      work.slips.push({ kind: 'piece-left-out', caught: false })
    } else work.box.push(piece)
  }
}

async function giveUniqueCode(shift: Shift, work: Work): Promise<void> {
  const { bench, chance, floor } = shift
  const asked = work.parcel.uniqueCodeAsked
  if (!asked) return surprise(shift, 'a code is asked for and the screen does not say which', work.parcel)
  const { sku } = asked.product
  const key = `${asked.codeKind}/${sku}`
  const given = work.codesGiven.get(key) ?? 0
  const codeOf = (number: number): string => (asked.codeKind === 'lot' ? `LOT-${sku}` : `${asked.codeKind === 'serial' ? 'SN' : 'AC'}-${number}-${work.parcel.orderNumber.slice(-14)}-${sku}`).replace(/[^\x21-\x7e]/g, '').slice(0, 60)
  if (chance.happens(rates.wrongUniqueCode, 'wrong-unique', work.parcel.orderNumber, key)) await bench.scan(floor.codesOf(sku).piece[0] ?? sku)
  // The sticker of the piece before, once more.
  if (given > 0 && asked.codeKind !== 'lot' && chance.happens(rates.usedUniqueCode, 'used-unique', work.parcel.orderNumber, key, given)) await bench.scan(codeOf(given))
  const outcome = await bench.scan(codeOf(given + 1))
  work.codesGiven.set(key, given + 1)
  if (outcome.kind === 'accepted' || (outcome.kind === 'refused' && outcome.reason === 'order-stopped')) return
  surprise(shift, `a code of ${sku} was not taken`, outcome)
}

async function addEnclosures(shift: Shift, work: Work): Promise<void> {
  const { bench, chance } = shift
  const { orderNumber, enclosures } = work.parcel
  const asked = enclosures.map((each) => each.enclosure)
  const other = (['invoice', 'gift', 'card', 'anti-counterfeit'] as const).find((kind) => !asked.includes(kind))
  if (other && chance.happens(rates.wrongEnclosure, 'wrong-enclosure', orderNumber)) await bench.press(`enclosure-${other}`)
  for (const { enclosure, done } of enclosures) {
    if (done) continue
    const outcome = await bench.press(`enclosure-${enclosure}` as Command)
    if (outcome.kind !== 'accepted') return
    const grams = shift.enclosures.find((each) => each.kind === enclosure)?.weightGrams ?? 0
    if (chance.happens(rates.enclosureLeftOut, 'enclosure-left-out', orderNumber, enclosure)) {
      work.leftOutEnclosureGrams += grams
      work.slips.push({ kind: 'enclosure-left-out', caught: false })
    } else work.enclosureGrams += grams
  }
}

async function usePackaging(shift: Shift, work: Work): Promise<void> {
  const { bench, packagings, chance } = shift
  const { proposed, extras } = work.parcel.packaging
  const largest = packagings.filter((each) => each.kind === 'carton').toSorted((a, b) => b.innerLengthMm * b.innerWidthMm * b.innerHeightMm - a.innerLengthMm * a.innerWidthMm * a.innerHeightMm)
  // Where nothing is proposed the packer looks at the goods and takes a carton of about that size.
  const fallback = largest[work.box.length > 4 ? 0 : Math.min(2, largest.length - 1)]?.packagingCode
  for (const packagingCode of [...extras, proposed?.code ?? fallback ?? '']) {
    const outcome = await bench.scan(packagingCode)
    if (outcome.kind !== 'accepted') return outcome.kind === 'refused' && outcome.reason === 'order-stopped' ? undefined : surprise(shift, `packaging ${packagingCode} was not taken`, outcome)
    const known = packagings.find((each) => each.packagingCode === packagingCode)
    work.packagingGrams += (known?.weightGrams ?? 0) + (known?.weightSpreadGrams ?? 0) * (chance.of('packaging', packagingCode, work.parcel.orderNumber) * 2 - 1)
  }
  const extra = work.box[0]
  if (extra && chance.happens(rates.pieceTooMany, 'too-many-in-box', work.parcel.orderNumber)) {
    const [piece] = shift.floor.take(shift.floor.homeOf(extra.sku), extra.sku, 1)
    if (piece) {
      work.tooMany.push(piece)
      work.slips.push({ kind: 'piece-too-many', caught: false })
    }
  }
}

const boxGrams = (work: Work): number => [...work.box, ...work.tooMany].reduce((sum, piece) => sum + piece.grams, 0) + work.packagingGrams + work.enclosureGrams

/** Puts the box on the scale. Refused: looks into the box first, and asks a supervisor only when nothing is wrong in it. */
async function weigh(shift: Shift, work: Work): Promise<void> {
  const { bench, scale } = shift
  for (let attempt = 1; attempt <= attemptsAtTheScale; attempt += 1) {
    // The plate swings first, then it rests.
    const grams = Math.round(boxGrams(work))
    scale.unstable(grams)
    scale.put(grams)
    await bench.until('the weight to be taken', (view) => view.refusal !== null || view.screen.kind !== 'check' || view.screen.step !== 'weigh')
    shift.counts.weighings += 1
    scale.remove()
    const reason = await bench.acknowledgeShown()
    if (reason === undefined || parcelOf(shift)?.step !== 'weigh') return
    if (mendBox(work)) continue
    await bench.press('override')
    if (!bench.view().approval) return surprise(shift, 'no approval is asked for', { reason, parcel: work.parcel.weight })
    shift.counts.approvals += 1
    return shift.crew.approve(reason === 'weight-not-known' ? 'reason-product-weight-wrong' : 'reason-contents-counted')
  }
}

/** Looks for what a hand did wrong, and mends it. */
function mendBox(work: Work): boolean {
  if (work.leftOut.length + work.tooMany.length === 0 && work.leftOutEnclosureGrams === 0) return false
  for (const slip of work.slips) slip.caught = true
  work.box.push(...work.leftOut.splice(0))
  work.enclosureGrams += work.leftOutEnclosureGrams
  work.leftOutEnclosureGrams = 0
  work.waiting.push(...work.tooMany.splice(0))
  return true
}

async function takeLabel(shift: Shift, work: Work): Promise<string | undefined> {
  if (work.labels.length > 0) return work.labels.at(-1)
  const number = await shift.tray.take(labelTimeoutMs)
  if (number !== undefined) work.labels.push(number)
  return number
}

async function stickLabel(shift: Shift, work: Work): Promise<void> {
  const { bench, chance } = shift
  const { orderNumber } = work.parcel
  await bench.until('the printer to finish', (view) => view.screen.kind !== 'check' || !['queued', 'sending'].includes(view.screen.parcel?.labelState ?? ''), labelTimeoutMs)
  const trouble = parcelOf(shift)?.parcel.labelState
  const spoilt = work.labels.length === 0 && chance.happens(rates.labelSpoilt, 'label-spoilt', orderNumber)
  if (trouble === 'unknown' || trouble === 'failed' || spoilt) {
    if (trouble === 'sent') await shift.tray.take(labelTimeoutMs)
    shift.counts.reprints += 1
    await bench.press('reprint')
    if (bench.view().approval) await shift.crew.approve('reason-jammed')
    if (parcelOf(shift)?.step === 'reprint-reason') await bench.press('reason-jammed')
    await bench.until('the second copy', (view) => view.screen.kind !== 'check' || ['sent', 'unknown', 'failed'].includes(view.screen.parcel?.labelState ?? ''), labelTimeoutMs)
  }
  const label = await takeLabel(shift, work)
  if (label === undefined) return surprise(shift, `no label came out for order ${orderNumber}`, work.parcel)
  const other = shift.outgoing.at(-1)
  if (other && chance.happens(rates.wrongWaybill, 'wrong-label', orderNumber)) await bench.scan(other.waybillNumber)
  const outcome = await bench.scan(label)
  if (outcome.kind === 'accepted' && outcome.verdict === 'parcel-closed') work.ended = 'closed'
  else if (outcome.kind === 'refused' && outcome.reason !== 'order-stopped') surprise(shift, `label ${label} was not taken`, outcome)
}

async function tidyUp(shift: Shift, work: Work): Promise<void> {
  const { floor } = shift
  shift.scale.remove()
  shift.slips.push(...work.slips)
  if (work.ended === 'closed') {
    const box: Box = { waybillNumber: work.labels.at(-1) ?? '', carrierCode: work.parcel.carrierCode, orderNumber: work.parcel.orderNumber, pieces: [...work.box, ...work.tooMany] }
    shift.outgoing.push(box)
    floor.bringBack([...work.waiting, ...work.leftOut])
    await shift.parcelClosed(box)
    return
  }
  // A label that came out for a stopped order goes into the bin.
  if (work.parcel.labelState !== 'none' && work.labels.length === 0) await shift.tray.take(labelTimeoutMs)
  floor.bringBack([...work.waiting, ...work.box, ...work.leftOut, ...work.tooMany])
}
