// Reads what a decision needs to know. Nothing is decided and nothing is written here.
import type { Activity, Bench } from '#shared/domain/bench/bench.ts'
import type { ManifestWorld } from '#shared/domain/manifests/decide-manifest.ts'
import type { Order } from '#shared/domain/orders/order.ts'
import type { CheckWorld } from '#shared/domain/packing/decide-check.ts'
import type { WeightWorld } from '#shared/domain/packing/decide-weight.ts'
import type { Parcel, Waybill } from '#shared/domain/packing/parcel.ts'
import { paddingAmong } from '#shared/domain/packing/propose-packaging.ts'
import { expectedParcelWeight } from '#shared/domain/packing/weigh-parcel.ts'
import { type Claim, hasEnded, isHeldElsewhere } from '#shared/domain/claims/claim.ts'
import { mayDo } from '#shared/domain/people/rights.ts'
import type { Person } from '#shared/domain/people/person.ts'
import type { PickWorld } from '#shared/domain/picking/decide-pick.ts'
import type { PrinterWorld } from '#shared/domain/printing/decide-printer.ts'
import type { PutWorld } from '#shared/domain/putting/decide-put.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { AppDeps } from './app-deps.ts'
import { printerLoads } from './choose-printers.ts'

type ActivityOf<K extends Activity['kind']> = Extract<Activity, { kind: K }>

/** The person who is signed in. */
export function operatorOf(deps: AppDeps, bench: Bench): Person {
  assert(bench.operatorId !== null, 'work is only done by someone who is signed in')
  const person = deps.store.person(bench.operatorId)
  assert(person, 'the signed-in person is known')
  return person
}

/** CL3: who else holds it now, with the words for a refusal. */
export function heldElsewhere(deps: AppDeps, kind: Claim['claimKind'], subject: string): { holderName: string; stationName: string; sinceAtMs: number } | undefined {
  const { store } = deps
  const claim = store.claim(kind, subject)
  if (!isHeldElsewhere(claim, store.identity().stationId, deps.hubNowMs())) return undefined
  return { holderName: store.person(claim.personId)?.name ?? '', stationName: claim.stationName, sinceAtMs: claim.sinceMs }
}

/** CL4: this station's own claim on it is over. */
function holdEnded(deps: AppDeps, kind: Claim['claimKind'], subject: string): boolean {
  const claim = deps.store.claim(kind, subject)
  return claim !== undefined && claim.stationId === deps.store.identity().stationId && hasEnded(claim, deps.hubNowMs())
}

/** What the order's label will carry: its own number, or the next one off this station's block. */
export function waybillFor({ store, hubNowMs }: AppDeps, { orderId, carrierCode }: Order): Waybill | undefined {
  return store.waybillOfOrder(orderId) ?? store.nextOwnWaybill(orderId, carrierCode, hubNowMs())
}

export function pickWorld(deps: AppDeps, bench: Bench, activity: ActivityOf<'pick'>): PickWorld {
  const { store } = deps
  const list = store.pickList(activity.listId)
  assert(list, 'the list in work is known')
  return {
    bench, activity, list,
    task: activity.taskId === null ? undefined : store.pickTask(activity.taskId),
    nextTask: (exceptTaskId) => store.nextPickTask(list.listId, exceptTaskId ?? undefined),
    toteUse: (toteCode) => store.toteUse(toteCode),
    order: (orderId) => store.order(orderId),
    holdEnded: holdEnded(deps, 'list', list.listId),
  }
}

export function putWorld({ store }: AppDeps, bench: Bench, activity: ActivityOf<'put'>): PutWorld {
  return {
    bench, activity,
    orderToPut: (sku) => store.orderToPut(activity.waveId, sku),
    order: (orderId) => store.order(orderId),
    // Only asked for by the scan of a slot.
    get piecesToPut() {
      return store.piecesToPut(activity.waveId)
    },
    // Only asked for by a command.
    get notPut() {
      return store.notPut(activity.waveId)
    },
  }
}

/** The open parcel with its order. */
function parcelInWork({ store }: AppDeps, parcelId: string): { order: Order; parcel: Parcel } {
  const parcel = store.parcel(parcelId)
  assert(parcel, 'the parcel in work is known')
  const order = store.order(parcel.orderId)
  assert(order, 'the order of the parcel in work is known')
  return { order, parcel }
}

/** A decision asks for the same few products again and again; nothing changes while it is made. */
function readOnce<T>(read: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => {
    if (!known.has(key)) known.set(key, read(key))
    return known.get(key) as T
  }
}

/** The list of packagings is read when the first is asked about, and once for a decision. */
function paddingOnce(store: AppDeps['store']): CheckWorld['isPadding'] {
  let isPadding: CheckWorld['isPadding'] | undefined
  return (packagingCode) => (isPadding ??= paddingAmong(store.packagings()))(packagingCode)
}

/** What is known about one parcel; `given` stands in for a parcel that is opened by this very scan. */
export function checkWorld(deps: AppDeps, bench: Bench, parcelId: string, given?: { order: Order; parcel: Parcel }): CheckWorld {
  const { store } = deps
  const operator = operatorOf(deps, bench)
  const { order, parcel } = given ?? parcelInWork(deps, parcelId)
  return {
    bench, order, parcel,
    operatorId: operator.personId,
    mayUseQuantity: operator.role !== 'temp',
    mayTypeWaybill: mayDo(operator.role, 'settle-print'),
    product: readOnce((sku) => store.product(sku)),
    isPadding: paddingOnce(store),
    reserved: () => waybillFor(deps, order),
    hasPrinter: deps.settings().printers.length > 0,
    holdEnded: holdEnded(deps, 'order', order.orderId),
    uniqueCodeUse: (codeKind, sku, value) => store.uniqueCodeUse(codeKind, sku, value),
  }
}

export function weightWorld(deps: AppDeps, bench: Bench, parcelId: string): WeightWorld {
  const world = checkWorld(deps, bench, parcelId)
  const settings = deps.settings()
  return { ...world, expected: expectedParcelWeight(world.order, world.parcel, world.product, deps.store.packagings(), settings), scaleId: settings.scale?.scaleId ?? 'none' }
}

export function manifestWorld(deps: AppDeps, bench: Bench, activity: ActivityOf<'manifest'>): ManifestWorld {
  const { store } = deps
  return {
    bench, activity,
    operatorId: operatorOf(deps, bench).personId,
    nowMs: deps.nowMs(),
    manifest: activity.manifestId === null ? undefined : store.manifest(activity.manifestId),
    // CL10: what was packed here and the hub has not said to be this station's alone.
    isUnconfirmed: (parcel) => parcel.packedHere && store.joined() !== undefined && store.claim('order', parcel.orderId)?.stationId !== store.identity().stationId,
    mayVouch: mayDo(operatorOf(deps, bench).role, 'settle-print'),
    stoppedOnIt: activity.manifestId === null ? [] : store.stoppedOnManifest(activity.manifestId),
    parcelOf(waybillNumber) {
      const parcelId = store.waybill(waybillNumber)?.parcelId
      return parcelId ? parcelInWork(deps, parcelId) : undefined
    },
    nextManifest(carrierCode) {
      const sequence = store.manifestSequence(carrierCode)
      return { manifestId: deps.mintId(), manifestNumber: `M-${carrierCode}-${store.identity().stationId?.slice(-4) ?? 'new'}-${String(sequence).padStart(4, '0')}` }
    },
  }
}

export function printerWorld(deps: AppDeps, bench: Bench): PrinterWorld {
  const { store } = deps
  const { activity } = bench
  return {
    bench,
    operator: operatorOf(deps, bench),
    printers: deps.settings().printers,
    loads: (chosenId) => printerLoads(deps, chosenId),
    parcel: activity.kind === 'check' && activity.parcelId !== null ? store.parcel(activity.parcelId) : undefined,
    queuedJob: (parcelId) => store.queuedEffects().find((each) => each.kind === 'print-label' && each.body.parcelId === parcelId)?.effectId,
  }
}

/** Everyone who had the open parcel in hand: none of them may approve it. */
export function workedOnOpenParcel({ store }: AppDeps, bench: Bench): string[] {
  const people = bench.operatorId === null ? [] : [bench.operatorId]
  if (bench.activity.kind === 'check' && bench.activity.parcelId !== null) people.push(...store.handsOnParcel(bench.activity.parcelId))
  return people
}
