// A whole shift at one bench: waves are released, picked, sorted, checked, and handed over, until nothing waits any more.
import type { Database } from '#hub/store/database.ts'
import { checkAll } from './packer.ts'
import { handOverAll } from './hand-over.ts'
import type { Outage } from './outage.ts'
import { pickAll, type PickedTote } from './picker.ts'
import { putAll } from './putter.ts'
import { surprise, type Shift } from './shift-context.ts'
import type { Supervisor } from './supervisor.ts'

type OrderRow = { number: string; shop: string }

export type ShiftPlan = { mostOrders: number; endAtMs: number }

export type ShiftRun = {
  shift: Shift
  plan: ShiftPlan
  supervisor: Supervisor
  database: Database
  outage: Outage
  /** Waits until the station has heard all that the hub has said so far. */
  heard(): Promise<void>
  say(text: string): void
}

export type ShiftFigures = {
  rounds: number
  waves: number
  releasedOrders: number
  cancelled: { waiting: number; beforePick: number; midPack: number; afterLabel: number }
  decisions: Map<string, number>
  seconds: Record<'release' | 'pick' | 'put' | 'check' | 'handOver' | 'decide', number>
  /** Why the last release took nothing. */
  lastRefusals: string[]
  endedEarly: boolean
}

const cancelRates = { waiting: 0.004, beforePick: 0.008, midPack: 0.006, afterLabel: 0.008 }
const handOverEvery = 3
/** Decisions may free orders, whose decisions come next; more rounds than this mean that nothing moves. */
const decisionRounds = 4

export function emptyFigures(): ShiftFigures {
  return {
    rounds: 0, waves: 0, releasedOrders: 0, cancelled: { waiting: 0, beforePick: 0, midPack: 0, afterLabel: 0 }, decisions: new Map(),
    seconds: { release: 0, pick: 0, put: 0, check: 0, handOver: 0, decide: 0 }, lastRefusals: [], endedEarly: false,
  }
}

/** Cancels on the way: mid-pack and after the label. Installed into the shift, because the packer's hands give the moment. */
export function watchBuyers(run: ShiftRun, figures: ShiftFigures, shopOf: (orderNumber: string) => string): void {
  const { shift, supervisor, outage, heard } = run
  shift.midPack = async (orderNumber) => {
    if (!shift.chance.happens(cancelRates.midPack, 'cancel-mid-pack', orderNumber)) return
    const why = await supervisor.cancel(orderNumber, shopOf(orderNumber))
    if (why) return surprise(shift, 'a cancel was refused', why)
    figures.cancelled.midPack += 1
    // Without the network the bench cannot know: the order is caught at the hand-over.
    if (!outage.isOn()) await heard()
  }
  shift.parcelClosed = async (box) => {
    outage.parcelClosed()
    if (!shift.chance.happens(cancelRates.afterLabel, 'cancel-after-label', box.orderNumber)) return
    const why = await supervisor.cancel(box.orderNumber, shopOf(box.orderNumber))
    if (why) return surprise(shift, 'a cancel was refused', why)
    figures.cancelled.afterLabel += 1
  }
}

/** Works until nothing is left to release, the asked number of orders is released, or the time is over. */
export async function workShift(run: ShiftRun, figures: ShiftFigures): Promise<void> {
  const { shift, plan, supervisor, outage, heard, say } = run
  const timed = async <T>(part: keyof ShiftFigures['seconds'], work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now()
    try {
      return await work()
    } finally {
      figures.seconds[part] += (performance.now() - startedAt) / 1000
    }
  }
  for (;;) {
    if (Date.now() > plan.endAtMs) {
      figures.endedEarly = true
      say('The time for this shift is over: nothing more is released.')
      break
    }
    const released = await timed('release', async () => {
      await cancelWaiting(run, figures)
      const answer = await supervisor.releaseRound(plan.mostOrders - figures.releasedOrders)
      await heard()
      await cancelBeforePick(run, figures)
      return answer
    })
    figures.lastRefusals = released.refusals
    if (released.orders === 0) break
    figures.rounds += 1
    figures.waves += released.waves
    figures.releasedOrders += released.orders
    const totes = await timed('pick', () => pickAll(shift))
    await timed('put', () => putAll(shift, totes))
    await timed('check', () => checkAll(shift, totes))
    outage.end()
    await timed('decide', () => decideAndFinish(run, figures, totes))
    if (figures.rounds % handOverEvery === 0) await timed('handOver', () => handOver(run))
    say(`Round ${figures.rounds}: ${figures.releasedOrders} orders released, ${shift.handedOver.length + shift.outgoing.length} boxes closed, ${shift.counts.pickedPieces} pieces picked, ${[...shift.bench.figures.refused.values()].reduce((sum, count) => sum + count, 0)} refusals, ${shift.bench.view().bar.unsentCount} facts to send.`)
    if (figures.releasedOrders >= plan.mostOrders) break
  }
  await timed('handOver', () => handOver(run))
  await timed('decide', () => decideAndFinish(run, figures, []))
}

async function handOver(run: ShiftRun): Promise<void> {
  // What was packed in the outage leaves when the hub has confirmed it (CL10).
  await allSent(run)
  await run.heard()
  await handOverAll(run.shift)
}

/** The supervisor decides, the station hears of it, and what waited for it is packed or taken apart. */
async function decideAndFinish(run: ShiftRun, figures: ShiftFigures, totes: readonly PickedTote[]): Promise<void> {
  const { shift } = run
  for (let round = 1; round <= decisionRounds; round += 1) {
    await allSent(run)
    const decided = await run.supervisor.decideAll()
    for (const [key, count] of decided) figures.decisions.set(key, (figures.decisions.get(key) ?? 0) + count)
    const missing = decided.size === 0 ? await neverPacked(run) : [...shift.notReady]
    shift.notReady.clear()
    for (const number of missing) {
      const key = `piece missing on the floor → ${(await run.supervisor.kickOut(number)) ?? 'kick-out'}`
      figures.decisions.set(key, (figures.decisions.get(key) ?? 0) + 1)
    }
    if (decided.size + missing.length === 0) return
    await run.heard()
    await checkAll(run.shift, totes)
  }
}

/** Nothing waits for a decision and nothing lies on the floor any more: what is still released has lost its pieces on the way. */
async function neverPacked({ database }: ShiftRun): Promise<string[]> {
  return (await database.rows<OrderRow>("select number, shop from customer_order where state = 'released' order by number, shop")).map((row) => row.number)
}

/** Waits until the hub has everything that the station recorded. */
export async function allSent(run: Pick<ShiftRun, 'shift'>): Promise<void> {
  await run.shift.bench.look()
  await run.shift.bench.until('everything to be sent', (view) => view.bar.unsentCount === 0, 120_000)
}

async function cancelSome(run: ShiftRun, state: 'waiting' | 'released', rate: number): Promise<number> {
  const { shift, supervisor, database } = run
  const rows = await database.rows<OrderRow>(
    "select number, shop from customer_order o where state = $1 and cancelled = '' and not exists (select 1 from order_line l where l.order_id = o.order_id and l.picked_qty + l.short_qty > 0) order by number, shop", [state])
  let count = 0
  for (const { number, shop } of rows) {
    if (!shift.chance.happens(rate, `cancel-${state}`, number)) continue
    const why = await supervisor.cancel(number, shop)
    if (why) surprise(shift, 'a cancel was refused', why)
    else count += 1
  }
  return count
}

async function cancelWaiting(run: ShiftRun, figures: ShiftFigures): Promise<void> {
  if (figures.rounds === 0) figures.cancelled.waiting += await cancelSome(run, 'waiting', cancelRates.waiting)
}

async function cancelBeforePick(run: ShiftRun, figures: ShiftFigures): Promise<void> {
  const count = await cancelSome(run, 'released', cancelRates.beforePick)
  figures.cancelled.beforePick += count
  if (count > 0) await run.heard()
}
