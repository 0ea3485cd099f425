// Sorting at the put wall: a piece from a tote, scanned, into the slot that lights up.
import { scanItem, surprise, type Shift } from './shift-context.ts'
import type { PickedTote } from './picker.ts'
import type { Piece } from './floor.ts'

const rates = { wrongSlot: 0.012, slotFirst: 0.004 }
const neighbourSlot = (slotCode: string): string => slotCode.replace(/\d$/, (digit) => String((Number(digit) % 8) + 1))

/** Empties the totes of every wave that goes over a wall. Pieces that no order wants any more go back to their shelf. */
export async function putAll(shift: Shift, totes: readonly PickedTote[]): Promise<void> {
  const { bench, crew, floor } = shift
  const ofWave = Map.groupBy(totes.filter((tote) => tote.mode === 'batch-wall' || tote.mode === 'zone-wall'), (tote) => tote.waveNumber)
  const inTotes = (): number => [...ofWave.values()].flat().reduce((sum, tote) => sum + floor.inside(tote.toteCode).length, 0)
  if (bench.view().screen.kind === 'check') await bench.press('finish')
  // A wave that misses a piece stays open at the wall: each wave is looked at once more than there are waves, and not again.
  for (let looks = ofWave.size * 2; looks > 0 && inTotes() > 0; looks -= 1) {
    const { screen } = bench.view()
    if (screen.kind === 'choose' && screen.put.openCount === 0) break
    await crew.signIn(crew.forWork('put'))
    await bench.press('put')
    const put = bench.view().screen
    if (put.kind !== 'put') {
      surprise(shift, 'the wall did not open', put)
      break
    }
    const pieces = (ofWave.get(put.waveNumber) ?? []).flatMap((tote) => floor.inside(tote.toteCode).splice(0))
    for (const piece of pieces) await putPiece(shift, piece, put.waveNumber)
    // The totes are empty and the wall still waits: what is missing was lost on the way.
    const after = bench.view().screen
    if (after.kind === 'put' && after.waveNumber === put.waveNumber && after.step === 'item' && after.notPutPieces > 0) {
      await bench.press('short')
      await bench.press('confirm')
    }
  }
  if (bench.view().screen.kind === 'put') await bench.press('finish')
  // What no wall asks for belongs to orders that were stopped: it goes home.
  const left = [...ofWave.values()].flat().flatMap((tote) => floor.inside(tote.toteCode).splice(0))
  floor.bringBack(left)
}

async function putPiece(shift: Shift, piece: Piece, waveNumber: string): Promise<void> {
  const { bench, floor, chance } = shift
  // The wall may have closed with a piece before, when what is left belongs to nobody.
  if (bench.view().screen.kind !== 'put') return floor.bringBack([piece])
  const code = chance.pick(floor.codesOf(piece.sku).piece, 'put-code', piece.sku, piece.number)
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    const outcome = await scanItem(shift, code, piece.sku)
    if (outcome.kind === 'refused' && outcome.reason === 'order-stopped') continue
    if (outcome.kind !== 'accepted') {
      if (outcome.kind !== 'refused' || outcome.reason !== 'nothing-to-put') surprise(shift, `a piece of ${waveNumber} could not be put`, outcome)
      return floor.bringBack([piece])
    }
    const { screen } = bench.view()
    if (screen.kind !== 'put' || screen.slotCode === null) {
      surprise(shift, 'no slot was shown', screen)
      return floor.bringBack([piece])
    }
    const { slotCode } = screen
    if (chance.happens(rates.wrongSlot, 'wall-slot', piece.sku, piece.number)) await bench.scan(neighbourSlot(slotCode))
    if (chance.happens(rates.slotFirst, 'another-item', piece.sku, piece.number)) await bench.scan(code)
    const put = await bench.scan(slotCode)
    if (put.kind !== 'accepted') surprise(shift, 'the slot that was shown was not taken', put)
    floor.inside(slotCode).push(piece)
    shift.counts.putPieces += 1
    return
  }
  floor.bringBack([piece])
}
