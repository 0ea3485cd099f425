// A picker on her walk: does what the screen says, with the hands, the eyes and the slips of a person.
import type { ScreenOf, StationView } from '#shared/contract/station-view.ts'
import { surprise, scanItem, type Shift } from './shift-context.ts'
import type { Piece } from './floor.ts'

type PickScreen = ScreenOf<'pick'>
type Task = NonNullable<PickScreen['task']>

const rates = { wrongPlace: 0.01, itemBeforePlace: 0.006, wrongItem: 0.012, unknownCode: 0.004, tooMany: 0.008, doublePull: 0.01, skip: 0.01, wrongSlot: 0.012, damaged: 0.0008, lost: 0.0006 }
/** Pieces that fit into a tote. */
const toteHolds = 60
const longestCard = 10
const stepsPerTask = 60
/** The buyer cancelled, or the supervisor took the order or the wave away: the list is over. */
const endsWalk: readonly string[] = ['order-stopped', 'order-kicked-out', 'list-cancelled']

/** Where the pieces of a finished walk went: totes of a wave that still has to be sorted or checked. */
export type PickedTote = { toteCode: string; waveNumber: string; mode: PickScreen['mode'] }

const pickOf = (view: StationView): PickScreen | undefined => (view.screen.kind === 'pick' ? view.screen : undefined)

/** Works every list that is offered. Answers the totes that now stand at the walls and benches. */
export async function pickAll(shift: Shift): Promise<PickedTote[]> {
  const totes: PickedTote[] = []
  const { bench, crew } = shift
  for (;;) {
    const { screen } = bench.view()
    if (screen.kind === 'check' || screen.kind === 'put') await bench.press('finish')
    const choose = bench.view().screen
    if (choose.kind === 'choose' && choose.pick.openCount === 0) return totes
    await crew.signIn(crew.forWork('pick'))
    await bench.press('pick')
    if (!pickOf(bench.view())) {
      surprise(shift, 'the next list did not open', bench.view().screen)
      return totes
    }
    totes.push(...(await walk(shift)))
  }
}

async function walk(shift: Shift): Promise<PickedTote[]> {
  const { bench } = shift
  const totes: PickedTote[] = []
  const skipped = new Set<string>()
  let guard = 0
  for (let screen = pickOf(bench.view()); screen; screen = pickOf(bench.view())) {
    guard += 1
    if (guard > screen.taskCount * stepsPerTask + 200) throw new Error(`A walk does not end: ${JSON.stringify(screen)}`)
    if (screen.step === 'tote') {
      const toteCode = await takeTote(shift)
      if (toteCode !== undefined) totes.push({ toteCode, waveNumber: screen.waveNumber, mode: screen.mode })
      continue
    }
    if (!screen.task) throw new Error('The screen asks for work and names no task.')
    await doStep(shift, screen, screen.task, skipped)
  }
  return totes
}

/** Takes an empty tote; one that the station says is in use is put back. None when the walk is over before it began. */
async function takeTote(shift: Shift): Promise<string | undefined> {
  const { bench, floor } = shift
  for (let number = 1; number <= 200; number += 1) {
    const toteCode = `T${String(number).padStart(4, '0')}`
    if (floor.inside(toteCode).length > 0) continue
    const outcome = await bench.scan(toteCode)
    if (outcome.kind === 'accepted') return toteCode
    if (outcome.kind === 'refused' && endsWalk.includes(outcome.reason)) return undefined
    if (outcome.kind === 'refused' && outcome.reason !== 'tote-in-use') throw new Error(`No tote is taken: ${JSON.stringify(outcome)}`)
  }
  throw new Error('All totes are full.')
}

async function doStep(shift: Shift, screen: PickScreen, task: Task, skipped: Set<string>): Promise<void> {
  const { bench, chance } = shift
  const about = [task.product.sku, task.placeCode] as const
  switch (screen.step) {
    case 'place': {
      const taskKey = `${task.placeCode}/${task.product.sku}`
      if (screen.next && !skipped.has(taskKey) && task.pickedQty === 0 && chance.happens(rates.skip, 'skip', ...about)) {
        skipped.add(taskKey)
        return void (await bench.press('skip'))
      }
      if (toteIsFull(shift, screen)) return void (await bench.press('next-tote'))
      if (chance.happens(rates.wrongPlace, 'wrong-place', ...about)) await bench.scan(shift.floor.placeBeside(task.placeCode))
      if (chance.happens(rates.itemBeforePlace, 'item-first', ...about)) await scanItem(shift, pieceCode(shift, task.product.sku, 0), task.product.sku)
      return void (pickOf(bench.view()) && (await bench.scan(task.placeCode)))
    }
    case 'item':
      return pickItem(shift, screen, task)
    case 'slot':
      if (task.slotCode !== null && chance.happens(rates.wrongSlot, 'wrong-slot', ...about, task.pickedQty)) await bench.scan(task.slotCode.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)))
      return void (await bench.scan(task.slotCode ?? ''))
    case 'short-reason':
      return void (await bench.press(task.pickedQty > 0 ? 'reason-not-enough' : 'reason-not-found'))
    case 'zero-check':
      return void (await bench.press(shift.floor.available(task.placeCode, task.product.sku) > 0 ? 'not-empty' : 'empty'))
    case 'tote':
      return
  }
}

function toteIsFull(shift: Shift, screen: PickScreen): boolean {
  return screen.toteCode !== null && screen.mode !== 'by-order' && shift.floor.inside(screen.toteCode).length >= toteHolds
}

function pieceCode(shift: Shift, sku: string, number: number): string {
  return shift.chance.pick(shift.floor.codesOf(sku).piece, 'which-code', sku, number)
}

async function pickItem(shift: Shift, screen: PickScreen, task: Task): Promise<void> {
  const { bench, floor, chance } = shift
  const { sku } = task.product
  const wanted = task.askedQty - task.pickedQty
  const there = floor.available(task.placeCode, sku)
  const about = [sku, task.placeCode, task.pickedQty] as const
  if (there > 0 && chance.happens(rates.damaged, 'damaged', ...about)) {
    shift.counts.shortPicks += 1
    await bench.press('damaged')
    return void (await bench.press('reason-damaged'))
  }
  if (there === 0) {
    shift.counts.shortPicks += 1
    return void (await bench.press('short'))
  }
  if (chance.happens(rates.wrongItem, 'wrong-item', ...about)) {
    const other = floor.neighbourOf(sku)
    await scanItem(shift, pieceCode(shift, other, 0), other)
  }
  if (chance.happens(rates.unknownCode, 'unknown-code', ...about)) await bench.scan(`LOST-LABEL-${1_000 + Math.floor(chance.of('lost-label', ...about) * 9_000)}`)
  if (wanted < longestCard && screen.mode !== 'cart' && chance.happens(rates.tooMany, 'too-many', ...about)) {
    await bench.press(`qty-${wanted + 1}` as 'qty-1')
    await scanItem(shift, pieceCode(shift, sku, 1), sku)
  }
  if (!pickOf(bench.view())) return
  const count = await scanPieces(shift, screen, task, Math.min(wanted, there))
  if (count === 0) return
  shift.counts.pickedPieces += count
  const pieces = floor.take(task.placeCode, sku, count)
  if (pieces.length !== count) surprise(shift, 'more was counted than taken', { count, sku })
  putDown(shift, screen, task, pieces)
}

/** Scans what the hand takes and answers how many pieces the station took as picked. */
async function scanPieces(shift: Shift, screen: PickScreen, task: Task, most: number): Promise<number> {
  const { bench, chance, floor } = shift
  const { sku } = task.product
  const about = [sku, task.placeCode, task.pickedQty] as const
  const code = pieceCode(shift, sku, task.pickedQty)
  const taken = (outcome: Awaited<ReturnType<typeof scanItem>>, count: number): number => {
    if (outcome.kind === 'accepted') return count
    if (outcome.kind === 'refused' && endsWalk.includes(outcome.reason)) return 0
    surprise(shift, `a picked piece of ${sku} was not taken`, outcome)
    return 0
  }
  if (screen.mode === 'cart') return taken(await scanItem(shift, code, sku), 1)
  const carton = floor.codesOf(sku).cases.find((each) => each.quantity <= most)
  if (carton) return taken(await scanItem(shift, carton.code, sku), carton.quantity)
  if (most > 1 && most <= longestCard && chance.happens(0.4, 'by-card', ...about)) {
    if ((await bench.press(`qty-${most}` as 'qty-1')).kind !== 'accepted') return 0
    return taken(await scanItem(shift, code, sku), most)
  }
  if (chance.happens(rates.doublePull, 'double-pull', ...about)) {
    const outcome = await bench.scanBounced(code)
    if (outcome.kind !== 'asked') return taken(outcome, 1)
    await bench.press('cancel')
    return 0
  }
  const first = taken(await scanItem(shift, code, sku), 1)
  const wanted = task.askedQty - task.pickedQty
  if (first === 0 || wanted === 1 || most < wanted || !chance.happens(0.4, 'counted', ...about)) return first
  const rest = await bench.press('confirm')
  return rest.kind === 'accepted' ? wanted : first
}

function putDown(shift: Shift, screen: PickScreen, task: Task, pieces: Piece[]): void {
  const target = screen.mode === 'cart' ? task.slotCode : screen.toteCode
  if (target === null) throw new Error('A piece is in the hand and the screen names nowhere to put it.')
  for (const piece of pieces) {
    if (shift.chance.happens(rates.lost, 'lost', piece.sku, piece.number)) shift.lost.push(piece)
    else shift.floor.inside(target).push(piece)
  }
}
