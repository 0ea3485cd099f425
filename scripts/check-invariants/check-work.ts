// I10–I14, I16–I18, I20: the work itself, counted from all facts that hub and stations hold.
import { nameOf, type Entry, type HubEntry } from './entry.ts'
import type { Findings } from './findings.ts'
import type { HubReader } from './read-hub.ts'
import type { CountedParcel, Recount } from './recount.ts'

type Discrepancies = { has(kind: string, subject: string): boolean }

export async function readDiscrepancies(hub: HubReader): Promise<Discrepancies> {
  const rows = await hub.rows<{ kind: string; subject: string }>('select kind, subject from discrepancy')
  const known = new Set(rows.map((row) => `${row.kind} ${row.subject}`))
  return { has: (kind, subject) => known.has(`${kind} ${subject}`) }
}

/** `atHub`: the hub has all the facts, so that it must have raised what there is to raise. */
export function checkWork(findings: Findings, work: Recount, told: Discrepancies, atHub: boolean, hubHasLost: boolean): void {
  checkNumbers(findings, work, told, atHub, hubHasLost)
  for (const parcel of work.parcels.values()) {
    checkLabels(findings, work, parcel)
    if (parcel.closed && parcel.state === 'closed') checkClosed(findings, work, parcel, parcel.closed, told)
    if (work.orders.get(parcel.orderId)?.cancelled && parcel.state === 'closed') findings.see('I17', !atHub || told.has('stop-task', parcel.parcelId), () => `parcel ${parcel.parcelId} of the cancelled order ${parcel.orderId} has no stop task`)
  }
  for (const [code, parcelIds] of work.codes) {
    const inUse = new Set(parcelIds.filter((parcelId) => work.parcels.get(parcelId)?.state !== 'stopped'))
    findings.see('I16', inUse.size <= 1 || !atHub || told.has('double-work', `code/${code}`), () => `${code} is in ${[...inUse].join(' and ')}, and nobody was told`)
  }
  const byOrder = Map.groupBy([...work.parcels.values()].filter((parcel) => parcel.state !== 'stopped'), (parcel) => parcel.orderId)
  for (const [orderId, parcels] of byOrder) findings.see('I18', parcels.length === 1 || !atHub || told.has('double-work', `order/${orderId}`), () => `order ${orderId} is in ${parcels.length} parcels, and nobody was told`)
  for (const [taskId, task] of work.tasks) findings.see('I18', task.picked + task.short <= task.asked || !atHub || told.has('double-work', `task/${taskId}`), () => `task ${taskId} asked for ${task.asked}, ${task.picked + task.short} are counted, and nobody was told`)
}

function checkNumbers(findings: Findings, work: Recount, told: Discrepancies, atHub: boolean, hubHasLost: boolean): void {
  const isTold = (waybillNumber: string): boolean => {
    const { orderIds, parcelIds } = work.numbers.get(waybillNumber) ?? { orderIds: [], parcelIds: [] }
    const about = [...orderIds, ...[...parcelIds].map((parcelId) => work.parcels.get(parcelId)?.orderId ?? '')]
    return atHub && (told.has('double-work', `waybill/${waybillNumber}`) || about.some((orderId) => told.has('double-work', `order/${orderId}`)))
  }
  for (const [waybillNumber, number] of work.numbers) {
    findings.see('I11', number.orderIds.size <= 1 || isTold(waybillNumber), () => `${waybillNumber} was given to the orders ${[...number.orderIds].join(' and ')}`)
    findings.see('I10', number.parcelIds.size <= 1 || isTold(waybillNumber), () => `${waybillNumber} is on the parcels ${[...number.parcelIds].join(' and ')}`)
    findings.see('I11', !number.boundAfterBurning || isTold(waybillNumber), () => `${waybillNumber} was voided and came back`)
    findings.see('I10', number.parcelIds.size === 0 || number.orderIds.size > 0 || hubHasLost, () => `${waybillNumber} is on a parcel and was never given out`)
  }
  for (const parcel of work.parcels.values()) {
    findings.see('I10', parcel.numbers.size <= 1, () => `parcel ${parcel.parcelId} carries ${[...parcel.numbers].join(' and ')}`)
    for (const waybillNumber of parcel.numbers) {
      const given = work.numbers.get(waybillNumber)?.orderIds
      findings.see('I13', given?.has(parcel.orderId) === true || isTold(waybillNumber), () => `parcel ${parcel.parcelId} of order ${parcel.orderId} carries ${waybillNumber}, given to ${[...(given ?? [])].join(' and ') || 'nobody'}`)
    }
  }
}

function checkLabels(findings: Findings, work: Recount, parcel: CountedParcel): void {
  for (const [copy, times] of parcel.labelCopies) {
    findings.see('I12', times === 1, () => `copy ${copy} of the label of parcel ${parcel.parcelId} was queued ${times} times`)
    if (copy === 1) continue
    const reprint = parcel.reprints.get(copy)
    findings.see('I12', typeof reprint?.['reason'] === 'string' && work.roles.has(String(reprint['byPersonId'])), () => `copy ${copy} of the label of parcel ${parcel.parcelId} has no reprint with reason and person`)
  }
}

function checkClosed(findings: Findings, work: Recount, parcel: CountedParcel, closed: NonNullable<CountedParcel['closed']>, told: Discrepancies): void {
  const order = work.orders.get(parcel.orderId)
  const wrong: string[] = []
  if (closed.orderId !== parcel.orderId) wrong.push(`was opened for ${parcel.orderId} and closed for ${closed.orderId}`)
  const checked = [...parcel.checkedByLine.values()].reduce((sum, quantity) => sum + quantity, 0)
  if (checked !== closed.pieceCount) wrong.push(`says ${closed.pieceCount} pieces, ${checked} were checked`)
  // A second parcel of one order shares its lines; a supervisor was told of it (I18).
  if (order && !order.unwound && !told.has('double-work', `order/${parcel.orderId}`)) {
    for (const [lineNumber, line] of order.lines) {
      const pieces = parcel.checkedByLine.get(lineNumber) ?? 0
      if (pieces !== line.asked && !(order.shortAccepted && pieces < line.asked)) wrong.push(`holds ${pieces} of line ${lineNumber}, which asks for ${line.asked}`)
    }
  }
  const approved = parcel.approvals.some((approval) => !parcel.hands.has(approval.by) && work.isSupervisor(approval.by))
  if (!parcel.weighed && !approved) wrong.push('was not weighed')
  if (parcel.weighed && !parcel.weighed.fits && !approved) wrong.push('was closed with a weight that does not fit and no approval by another person')
  if (!closed.wasConfirmed) wrong.push('was closed before its label was scanned back')
  if (!parcel.numbers.has(closed.number)) wrong.push(`was closed with ${closed.number}, which is not bound to it`)
  findings.see('I14', wrong.length === 0, () => `parcel ${parcel.parcelId} ${wrong.join('; ')}`)
}

/** Kinds that not everybody may cause, who may (docs/specs/people.md, PE1, PE2), and whether they must name a reason. */
const supervisor = ['supervisor', 'admin']
const reserved: Readonly<Record<string, { by: readonly string[]; needsReason: boolean }>> = {
  WeightApproved: { by: supervisor, needsReason: true }, WeightApprovedByBoard: { by: supervisor, needsReason: true }, LabelReprinted: { by: ['packer', ...supervisor], needsReason: true },
  ReprintApproved: { by: supervisor, needsReason: true }, OrderKickedOut: { by: supervisor, needsReason: true }, ProductWeighedIn: { by: supervisor, needsReason: false }, BadgeUnlocked: { by: supervisor, needsReason: false },
  WaveCancelled: { by: supervisor, needsReason: false }, ShortAccepted: { by: supervisor, needsReason: false }, OrderSplit: { by: [...supervisor, 'hub'], needsReason: false }, PickListReturned: { by: supervisor, needsReason: false },
}

/** I20, fact by fact. */
export function checkReserved(findings: Findings, work: Recount, entry: Entry): void {
  const rule = reserved[entry.kind]
  if (!rule) return
  const by = String(entry.body['byPersonId'])
  findings.see('I20', rule.by.some((role) => role === by || work.roles.get(by)?.has(role)), () => `${nameOf(entry)} names ${by}, who may not do that`)
  if (rule.needsReason) findings.see('I20', typeof entry.body['reason'] === 'string' && entry.body['reason'] !== '', () => `${nameOf(entry)} names no reason`)
  findings.see('I20', entry.atMs > 0 && entry.actorId !== '', () => `${nameOf(entry)} does not say when or by whom it was recorded`)
}

/** I13 on the label itself, where the hub's key is at hand. */
export function checkLabelContent(findings: Findings, hub: HubReader, work: Recount, entry: HubEntry): void {
  if (entry.kind !== 'WaybillReserved' || !entry.personal || !hub.openLabel) return
  let number: string
  let orderNumber: string
  try {
    const label = hub.openLabel(entry.factId, entry.personal)
    number = label.waybillNumber
    orderNumber = label.orderNumber
  } catch (fault) {
    findings.see('I13', false, () => `the label of ${String(entry.body['waybillNumber'])} cannot be opened: ${fault instanceof Error ? fault.message : String(fault)}`)
    return
  }
  const order = work.orders.get(String(entry.body['orderId']))
  findings.see('I13', number === entry.body['waybillNumber'] && (!order || orderNumber === order.number), () => `the label of ${String(entry.body['waybillNumber'])} says ${number} for order ${orderNumber}`)
}

/** I11 on the ranges: no number belongs to two of them, and none was given out that its range has not reached. */
export async function checkRanges(findings: Findings, hub: HubReader): Promise<void> {
  type Range = { range_id: string; prefix: string; digits: number; start_number: number; number_count: number }
  const ranges = await hub.rows<Range>('select range_id, prefix, digits, start_number, number_count from waybill_range order by prefix, digits, start_number')
  for (const [index, range] of ranges.entries()) {
    const next = ranges[index + 1]
    const overlaps = next !== undefined && next.prefix === range.prefix && next.digits === range.digits && range.start_number + range.number_count > next.start_number
    findings.see('I11', !overlaps, () => `the ranges ${range.range_id} and ${next?.range_id} share numbers`)
  }
  type Block = { block_id: string; range_id: string; station_id: string; first_index: number; number_count: number }
  const blocks = await hub.rows<Block>('select block_id, range_id, station_id, first_index, number_count from waybill_block order by range_id, first_index')
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1]
    findings.see('I11', next?.range_id !== block.range_id || block.first_index + block.number_count <= next.first_index, () => `the blocks of the stations ${block.station_id} and ${next?.station_id} share numbers`)
  }
}
