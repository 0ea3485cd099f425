// The check bench: every container in turn, and what becomes of an order that will not open.
import { packParcel } from './pack-parcel.ts'
import type { Piece } from './floor.ts'
import { scanItem, surprise, type Shift } from './shift-context.ts'
import type { PickedTote } from './picker.ts'

/** One packer stays at the bench for a row of containers. */
const containersInARow = 12
const rates = { lock: 0.01, wrongContainer: 0.005 }

/** Refusals after which a container is left as it is: somebody decides, or other pieces come. */
const later: readonly string[] = ['order-short', 'order-not-ready']

/** Packs what lies in totes, slots and carts. What waits for a decision stays there. */
export async function checkAll(shift: Shift, totes: readonly PickedTote[]): Promise<void> {
  const { floor } = shift
  const modeOf = new Map(totes.map((tote) => [tote.toteCode, tote.mode]))
  for (const [containerCode, pieces] of [...floor.containers()].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (pieces.length === 0) continue
    const mode = modeOf.get(containerCode)
    if (mode === 'batch-wall' || mode === 'zone-wall') continue
    await openBench(shift, containerCode)
    if (mode === 'single-item') await checkSingles(shift, containerCode)
    else await checkContainer(shift, containerCode)
  }
}

async function openBench(shift: Shift, about: string): Promise<void> {
  const { bench, crew, chance } = shift
  const person = crew.forWork('check', containersInARow)
  await crew.signIn(person)
  if (chance.happens(rates.lock, 'lock', about)) {
    await bench.press('lock')
    shift.counts.locks += 1
    await crew.signIn(person)
  }
  if (bench.view().screen.kind !== 'check') await bench.press('check')
}

/** A tote of single items: each one finds its own order. What no order wants goes back to the shelf. */
async function checkSingles(shift: Shift, toteCode: string): Promise<void> {
  const { bench, floor, chance } = shift
  const pieces = floor.inside(toteCode)
  await bench.scan(toteCode)
  for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
    const code = chance.pick(floor.codesOf(piece.sku).piece, 'check-code', piece.sku, piece.number)
    const outcome = await scanItem(shift, code, piece.sku)
    if (outcome.kind === 'accepted') {
      await packParcel(shift, [], [piece])
      continue
    }
    if (outcome.kind === 'refused' && outcome.reason === 'order-stopped') {
      // The order of this piece is gone; the piece may serve the next one.
      pieces.push(piece)
      continue
    }
    if (outcome.kind !== 'refused' || outcome.reason !== 'no-order-for-item') surprise(shift, `a single item did not open (${piece.sku})`, outcome)
    floor.bringBack([piece])
  }
}

async function checkContainer(shift: Shift, containerCode: string): Promise<void> {
  const { bench, floor, chance } = shift
  const pieces = floor.inside(containerCode)
  if (chance.happens(rates.wrongContainer, 'empty-tote', containerCode, shift.outgoing.length)) await bench.scan('T0200')
  const outcome = await bench.scan(containerCode)
  if (outcome.kind === 'accepted' && bench.view().screen.kind === 'check') {
    const inHand: Piece[] = pieces.splice(0)
    await packParcel(shift, inHand, [])
    return
  }
  if (outcome.kind === 'refused' && later.includes(outcome.reason)) {
    if (outcome.reason === 'order-not-ready') shift.notReady.add(String(outcome.values['orderNumber'] ?? ''))
    return
  }
  // Cancelled, kicked out, or nobody's: the goods go home.
  if (outcome.kind !== 'refused' || !['order-stopped', 'order-kicked-out', 'no-work'].includes(outcome.reason)) surprise(shift, `${containerCode} did not open`, outcome)
  floor.bringBack(pieces.splice(0))
}
