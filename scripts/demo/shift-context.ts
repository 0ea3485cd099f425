// What everybody of a simulated shift shares.
import type { FakeScale } from '#tests/support/fake-scale.ts'
import type { Bench } from './bench.ts'
import type { Chance } from './chance.ts'
import type { Floor, Piece } from './floor.ts'
import type { LabelTray } from './label-tray.ts'
import type { Crew } from './people.ts'
import type { SampleEnclosure, SamplePackaging } from '#hub/sample/types.ts'

export type Box = { waybillNumber: string; carrierCode: string; orderNumber: string; pieces: Piece[] }

/** Mistakes of hands that no code can show: what became of each. */
export type Slip = { kind: 'piece-left-out' | 'piece-too-many' | 'enclosure-left-out'; caught: boolean }

export type Shift = {
  bench: Bench
  chance: Chance
  floor: Floor
  crew: Crew
  scale: FakeScale
  tray: LabelTray
  packagings: readonly SamplePackaging[]
  enclosures: readonly SampleEnclosure[]
  /** Closed boxes that wait for their carrier. */
  outgoing: Box[]
  handedOver: Box[]
  /** Boxes that the hand-over refused as stopped. */
  stopped: Box[]
  slips: Slip[]
  /** Pieces that were never found again between the pick and the check. */
  lost: Piece[]
  /** Orders that miss a piece at the wall: the packer tells the supervisor. */
  notReady: Set<string>
  counts: { pickedPieces: number; putPieces: number; weighings: number; approvals: number; reprints: number; manifests: number; shortPicks: number; operatorChanges: number; locks: number }
  /** Answers of the station that nobody had a reason to expect. Each is a question to the program. */
  surprises: string[]
  /** An order is in the packer's hands and some of it is checked: the moment for a buyer to cancel. */
  midPack(orderNumber: string): Promise<void>
  /** A box was closed. */
  parcelClosed(box: Box): Promise<void>
}

export function surprise(shift: Shift, where: string, what: unknown): void {
  shift.surprises.push(`${where}: ${typeof what === 'string' ? what : JSON.stringify(what)}`.slice(0, 400))
}

/** Scans an item; where its code means several products, says which. */
export async function scanItem(shift: Shift, code: string, sku: string): Promise<Awaited<ReturnType<Bench['scan']>>> {
  const { bench } = shift
  const outcome = await bench.scan(code)
  const { question } = bench.view()
  if (outcome.kind !== 'asked' || !question) return outcome
  const option = question.options.find((each) => each.product.sku === sku)
  if (!option || option.optionNumber > 10) return bench.press('cancel')
  return bench.press(`qty-${option.optionNumber}` as 'qty-1')
}
