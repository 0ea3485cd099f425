// What facts add up to, counted anew: pieces of each line and task, parcels, numbers, codes, manifests. Shares nothing with the folds of hub and station.
import type { Entry } from './entry.ts'

export type CountedLine = { asked: number; picked: number; short: number; put: number; checked: number }
export type CountedOrder = {
  number: string
  waveId: string
  lines: Map<number, CountedLine>
  releases: number
  /** Its wave was cancelled: what was picked is forgotten, at a moment that facts of stations do not show. */
  unwound: boolean
  cancelled: boolean
  shortAccepted: boolean
}
export type CountedTask = { listId: string; asked: number; picked: number; short: number }
export type CountedParcel = {
  parcelId: string; orderId: string; stations: Set<string>; state: 'open' | 'suspended' | 'closed' | 'stopped'
  checkedByLine: Map<number, number>
  hands: Set<string>
  numbers: Set<string>
  labelCopies: Map<number, number>
  reprints: Map<number, Record<string, unknown>>
  weighed: { grams: number; fits: boolean } | null
  approvals: { grams: number | null; by: string }[]
  /** Scanned back, and not printed again since. */
  confirmedNumber: string | null
  closed: { number: string; grams: number | null; pieceCount: number; wasConfirmed: boolean; orderId: string } | null
  manifestId: string | null
}
/** `boundTo`: the parcel it is on now; `burnt`: voided, and to be bound to nothing from then on. */
export type CountedNumber = { orderIds: Set<string>; parcelIds: Set<string>; boundTo: string | undefined; burnt: boolean; boundAfterBurning: boolean }

type Share = { orderId: string; lineNumber: number; quantity: number }
/** Members of facts as their specs name them; which of them a fact has follows from its kind. */
type Parts = {
  personId: string; role: string; byPersonId: string; orderId: string; number: string; waveId: string; listId: string; taskId: string; parcelId: string; waybillNumber: string; manifestId: string; droppedParcelIds: string[]
  lines: { lineNumber: number; quantity: number }[]; tasks: { taskId: string; quantity: number }[]; shares: Share[]
  lineNumber: number; quantity: number; grams: number; copy: number; pieceCount: number; sku: string; codeKind: string; value: string; verdict: string
}

export type Recount = ReturnType<typeof recount>

/** `hubHasLost`: the hub was put back or begun anew, so that no fact of it may tell of a release that stations worked on. */
export function recount(hubHasLost = false) {
  const orders = new Map<string, CountedOrder>()
  const tasks = new Map<string, CountedTask>()
  const parcels = new Map<string, CountedParcel>()
  const numbers = new Map<string, CountedNumber>()
  /** Serial numbers and anti-counterfeit codes: the parcels that took them, in order. */
  const codes = new Map<string, string[]>()
  const roles = new Map<string, Set<string>>()

  const memberOf = <T>(map: Map<string, T>, key: unknown, make: () => T): T => {
    const known = map.get(String(key))
    if (known) return known
    const made = make()
    map.set(String(key), made)
    return made
  }
  const numberOf = (waybillNumber: unknown) => memberOf(numbers, waybillNumber, (): CountedNumber => ({ orderIds: new Set(), parcelIds: new Set(), boundTo: undefined, burnt: false, boundAfterBurning: false }))
  const lineOf = (orderId: unknown, lineNumber: unknown): CountedLine | undefined => orders.get(String(orderId))?.lines.get(Number(lineNumber))
  const parcelOf = (parcelId: unknown): CountedParcel | undefined => parcels.get(String(parcelId))
  const handOn = (parcel: CountedParcel | undefined, personId: string): void => void parcel?.hands.add(personId)

  const count: Record<string, (body: Parts, entry: Entry) => void> = {
    PersonListed: ({ personId, role }) => void memberOf(roles, personId, () => new Set<string>()).add(role),
    OrderReleased({ orderId, number, waveId, lines }) {
      const earlier = orders.get(orderId)
      const asked = lines.map((line): [number, CountedLine] => [line.lineNumber, { asked: line.quantity, picked: 0, short: 0, put: 0, checked: 0 }])
      orders.set(orderId, { number, waveId, lines: new Map(asked), releases: (earlier?.releases ?? 0) + 1, unwound: false, cancelled: false, shortAccepted: false })
    },
    PickListReleased({ listId, tasks: given }) {
      for (const task of given) tasks.set(task.taskId, { listId, asked: task.quantity, picked: 0, short: 0 })
    },
    WaybillReserved: ({ waybillNumber, orderId }) => void numberOf(waybillNumber).orderIds.add(orderId),
    WaybillTaken: ({ waybillNumber, orderId }) => void numberOf(waybillNumber).orderIds.add(orderId),
    WaybillVoided({ waybillNumber }) {
      numberOf(waybillNumber).burnt = true
    },
    ParcelKept({ parcelId, droppedParcelIds }) {
      for (const dropped of droppedParcelIds) {
        const parcel = parcels.get(dropped)
        if (parcel && parcel.state !== 'closed') parcel.state = 'stopped'
        for (const number of numbers.values()) if (number.boundTo === dropped) number.boundTo = parcelId
      }
    },
    WaveCancelled({ waveId }) {
      for (const order of orders.values()) if (order.waveId === waveId) order.unwound = true
      for (const parcel of parcels.values()) if (orders.get(parcel.orderId)?.waveId === waveId && parcel.state !== 'closed') parcel.state = 'stopped'
    },
    OrderCancelled({ orderId }) {
      const order = orders.get(orderId)
      if (order) order.cancelled = true
    },
    ShortAccepted({ orderId }) {
      const order = orders.get(orderId)
      if (order) order.shortAccepted = true
    },
    WeightApprovedByBoard: ({ parcelId, byPersonId }) => void parcelOf(parcelId)?.approvals.push({ grams: null, by: byPersonId }),
    ItemPicked({ taskId, quantity, shares }) {
      const task = tasks.get(taskId)
      if (task) task.picked += quantity
      for (const share of shares) {
        const line = lineOf(share.orderId, share.lineNumber)
        if (line) line.picked += share.quantity
      }
    },
    ShortPicked({ taskId, quantity, shares }) {
      const task = tasks.get(taskId)
      if (task) task.short += quantity
      for (const share of shares) {
        const line = lineOf(share.orderId, share.lineNumber)
        if (line) line.short += share.quantity
      }
    },
    ShortReplaced({ shares }) {
      for (const share of shares) {
        const line = lineOf(share.orderId, share.lineNumber)
        if (line) line.short -= share.quantity
      }
    },
    PiecesMissed({ shares }) {
      for (const share of shares) {
        const line = lineOf(share.orderId, share.lineNumber)
        if (!line) continue
        line.picked -= share.quantity
        line.short += share.quantity
      }
    },
    ItemPut({ orderId, lineNumber, quantity }) {
      const line = lineOf(orderId, lineNumber)
      if (line) line.put += quantity
    },
    ParcelOpened({ parcelId, orderId, personId }, entry) {
      parcels.set(parcelId, {
        parcelId, orderId, stations: new Set([entry.stationId]), state: 'open', checkedByLine: new Map(), hands: new Set([personId]), numbers: new Set(), labelCopies: new Map(), reprints: new Map(),
        weighed: null, approvals: [], confirmedNumber: null, closed: null, manifestId: null,
      })
    },
    ItemChecked({ parcelId, orderId, lineNumber, quantity }, { actorId }) {
      const line = lineOf(orderId, lineNumber)
      if (line) line.checked += quantity
      const parcel = parcelOf(parcelId)
      parcel?.checkedByLine.set(lineNumber, (parcel.checkedByLine.get(lineNumber) ?? 0) + quantity)
      handOn(parcel, actorId)
    },
    UniqueCodeTaken({ parcelId, sku, codeKind, value }) {
      if (codeKind !== 'lot') memberOf(codes, `${codeKind}/${sku}/${value}`, () => [] as string[]).push(parcelId)
    },
    PackagingUsed({ parcelId }) {
      const parcel = parcelOf(parcelId)
      if (parcel) parcel.weighed = null
    },
    PackagingTakenBack({ parcelId }) {
      const parcel = parcelOf(parcelId)
      if (parcel) parcel.weighed = null
    },
    ParcelSuspended({ parcelId }) {
      const parcel = parcelOf(parcelId)
      if (parcel?.state === 'open') parcel.state = 'suspended'
    },
    ParcelResumed({ parcelId, personId }, { stationId }) {
      const parcel = parcelOf(parcelId)
      if (parcel?.state === 'suspended') parcel.state = 'open'
      parcel?.stations.add(stationId)
      handOn(parcel, personId)
    },
    OrderStopped({ parcelId }) {
      const parcel = parcelOf(parcelId)
      if (parcel && parcel.state !== 'closed') parcel.state = 'stopped'
    },
    ParcelWeighed({ parcelId, grams, verdict }, { actorId }) {
      const parcel = parcelOf(parcelId)
      if (parcel) parcel.weighed = { grams, fits: verdict === 'fits' }
      handOn(parcel, actorId)
    },
    WeightApproved: ({ parcelId, grams, byPersonId }) => void parcelOf(parcelId)?.approvals.push({ grams, by: byPersonId }),
    WaybillBound({ parcelId, waybillNumber }) {
      const number = numberOf(waybillNumber)
      const parcel = parcelOf(parcelId)
      if (number.burnt && !number.parcelIds.has(parcelId)) number.boundAfterBurning = true
      if (hubHasLost && parcel && number.orderIds.size === 0 && !orders.has(parcel.orderId)) number.orderIds.add(parcel.orderId)
      if (!number.burnt && number.orderIds.has(parcel?.orderId ?? '')) number.boundTo ??= parcelId
      number.parcelIds.add(parcelId)
      parcel?.numbers.add(waybillNumber)
    },
    LabelQueued({ parcelId, copy }) {
      const parcel = parcelOf(parcelId)
      parcel?.labelCopies.set(copy, (parcel.labelCopies.get(copy) ?? 0) + 1)
    },
    LabelReprinted(body) {
      const parcel = parcelOf(body.parcelId)
      if (!parcel) return
      parcel.reprints.set(body.copy, { ...body })
      parcel.confirmedNumber = null
    },
    LabelConfirmed({ parcelId, waybillNumber }) {
      const parcel = parcelOf(parcelId)
      if (parcel) parcel.confirmedNumber = waybillNumber
    },
    ParcelClosed({ parcelId, orderId, waybillNumber, grams, pieceCount }) {
      const parcel = parcelOf(parcelId)
      if (!parcel) return
      parcel.state = 'closed'
      parcel.closed = { number: waybillNumber, grams, pieceCount, wasConfirmed: parcel.confirmedNumber === waybillNumber, orderId }
    },
    ParcelScannedOut({ manifestId, parcelId }) {
      const parcel = parcelOf(parcelId)
      if (parcel) parcel.manifestId ??= manifestId
    },
    ParcelTakenOff({ manifestId, parcelId }) {
      const parcel = parcelOf(parcelId)
      if (parcel?.manifestId === manifestId) parcel.manifestId = null
    },
  }
  return {
    orders, tasks, parcels, numbers, codes, roles,
    isSupervisor: (personId: unknown): boolean => ['supervisor', 'admin'].some((role) => roles.get(String(personId))?.has(role)),
    /** Counts one fact. One whose body is damaged is left to the check of its hash. */
    add(entry: Entry): void {
      try {
        count[entry.kind]?.(entry.body as unknown as Parts, entry)
      } catch (fault) {
        if (!(fault instanceof TypeError)) throw fault
      }
    },
  }
}
