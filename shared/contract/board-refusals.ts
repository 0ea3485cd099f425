// Everything the hub's board and a station's settings may refuse a supervisor, by code. The page says it in its own language; the words here are those of the API and of logs.
import * as z from 'zod'

/** Slots are filled from the refusal's values. `list` is for reasons with counts (`leftOutReasons`). */
export const boardRefusalWords = {
  'not-signed-in': 'Sign in first.',
  'not-allowed': 'Your role does not allow that.',
  'supervisors-only': 'The board is for supervisors.',
  'badge-or-pin-wrong': 'Badge or PIN is wrong.',
  'badge-locked': 'Too many wrong PINs. A supervisor must unlock the badge.',
  'pin-wait': 'Too many wrong PINs. Wait {{seconds}} seconds.',
  'too-many-tries': 'Too many tries. Wait a minute.',
  'hub-disk-full': 'The disk of the hub is full; this was not kept, or not whole. Make room there, then try again.',
  'database-away': 'The hub cannot reach its database (PostgreSQL) now; whether this was kept is not known. See that the database runs, look whether it was done, then try again.',
  'station-unknown': 'There is no such station.',
  'rule-unknown': 'The rule does not exist any more.',
  'no-cart-free': 'No cart is free.',
  'no-slot-free': 'No slot of a put wall is free.',
  'no-order-waits': 'No order waits.',
  'no-order-fits': 'No waiting order fits the rule: {{list}}.',
  'carrier-unknown': "The carrier {{carrierCode}} is not one of this site's.",
  'waybill-range-wrong': 'The number range {{rangeId}} gives {{waybillNumber}}, which is no waybill number of {{carrierName}}. Correct the range.',
  'waybills-used-up': 'The waybill numbers of {{carrierName}} are used up: {{needed}} are needed and {{left}} are left. Enter a new number range.',
  'carrier-gives-numbers': '{{carrierName}} gives a number for each order when it is asked; it has no ranges.',
  'range-over': 'The range is over, or ends within a day.',
  'range-too-long': 'The last number of the range has more than {{digits}} digits.',
  'range-no-number': '{{waybillNumber}} would be no waybill number of {{carrierName}}.',
  'range-overlaps': '{{waybillNumber}} is in another range already.',
  'lists-not-planned': 'The lists of this rule follow from its way of picking. Say in the rule what one list may hold, and they can be planned.',
  'plan-gone': 'This plan is no longer at the hub: it was restarted, another machine of it answers now, or nobody touched the plan for half an hour. Look under Waves whether it went out; if not, plan again.',
  'plan-older': 'The plan has changed since. Look at it again.',
  'plan-running': 'The lists are being planned. Stop that first.',
  'plan-same-list': 'The order is on that list already.',
  'plan-nothing-left': 'Something must stay on the list and something must go.',
  'plan-list-pinned': 'The list is pinned. Unpin it first.',
  'plan-mixed': 'The rule keeps these orders apart.',
  'plan-too-many-pieces': 'The list would hold {{asked}} pieces; {{held}} are allowed.',
  'plan-too-heavy': 'The list would weigh {{asked}} g; {{held}} g are allowed.',
  'plan-too-large': 'The list would take {{asked}} ml; {{held}} ml are allowed.',
  'plan-too-many-orders': 'The list would hold {{asked}} orders; there is room for {{held}}.',
  'plan-nothing-to-undo': 'There is nothing to take back.',
  'plan-empty': 'None of the planned orders can go out any more.',
  'wave-unknown': 'There is no such wave.',
  'wave-over': 'The wave is over.',
  'parcels-closed': 'Parcels of the wave are closed; kick single orders out instead.',
  'not-in-wave': 'The order is in no wave.',
  'parcel-closed': 'The parcel is closed already.',
  'label-printed': 'The label is printed already; cancel the order to stop the parcel.',
  'order-unknown': 'There is no order {{number}}.',
  'order-in-several-shops': 'Several shops have an order {{number}}; name the shop.',
  'discrepancy-unknown': 'There is no such discrepancy.',
  'discrepancy-settled': 'It is settled already.',
  'choice-not-open': 'That is no choice here.',
  'product-unknown': 'There is no product {{sku}}.',
  'no-layout': 'No layout was imported.',
  'subject-unknown': 'What it is about is not known here.',
  'nothing-found': 'Nothing of the order was found; kick it out.',
  'nothing-missing': 'Nothing of the order is missing any more.',
  'order-ended': 'The order is not on the floor any more.',
  'reason-needed': 'Name the reason.',
  'another-person-needed': 'Another person than those who had the parcel in hand must approve.',
  'parcel-stopped': 'The parcel was stopped.',
  'list-not-taken': 'Nobody has this list in hand.',
  'request-used': 'This went through before with other contents. Look what came of that; then ask again.',
  'nobody-holds-it': 'Nobody holds it any more.',
  'parcel-needed': 'Say which of the parcels ships.',
  'other-handed-over': 'The other parcel has left already; that is the one that ships.',
  'no-label-yet': 'No label of this parcel was sent to a printer yet.',
  'label-confirmed': 'The label was scanned back from its box; there is nothing to print again.',
  /** Of a site's own lists. */
  'site-begun': 'This site has people already. Sign in with a badge.',
  'stations-only': 'The first person is set at a station of this site.',
  'person-unknown': 'There is no such person.',
  'pin-not-six-digits': 'A PIN has six digits, 0 to 9.',
  'pin-too-easy': 'This PIN is too easy to guess. No runs such as 123456, no repeats such as 121212.',
  'last-admin': 'Somebody must be able to manage people. Make another person admin first.',
  'code-unusable': '{{code}} cannot be a code here: it reads as something else when it is scanned.',
  'code-taken': '{{code}} is in use already.',
  'group-needed': 'Slots belong to a wall or a cart that has a code; totes belong to none.',
  'pattern-wrong': '{{pattern}} is no regular expression.',
  /** Of a station's own settings. */
  'printer-id-twice': 'Two printers have the same id.',
  'scanner-id-twice': 'Two scanners have the same id.',
  'reprint-under-way': 'One more label is on its way to the printer.',
} as const

export const boardRefusals = Object.keys(boardRefusalWords) as (keyof typeof boardRefusalWords)[]
const BoardRefusalCode = z.enum(boardRefusals)
export type BoardRefusalCode = z.infer<typeof BoardRefusalCode>

export const RefusalValues = z.record(z.string(), z.union([z.string(), z.number()]))
export type RefusalValues = z.infer<typeof RefusalValues>

export const BoardRefused = z.strictObject({ kind: z.literal('refused'), why: BoardRefusalCode, values: RefusalValues.optional() })
export type BoardRefused = z.infer<typeof BoardRefused>

/** Why an order that waits is not in a wave. */
export const leftOutReasons = [
  'no-place', 'other-carrier', 'cut-off-too-far', 'other-item-count', 'other-zone', 'priority-too-low', 'larger-than-caps', 'wave-full', 'recipient-incomplete', 'no-carrier', 'waybill-not-issued', 'stock-short', 'no-cart-left',
] as const
export const LeftOutReason = z.enum(leftOutReasons)
export type LeftOutReason = z.infer<typeof LeftOutReason>

export function refusedBecause(why: BoardRefusalCode, values?: RefusalValues): BoardRefused {
  return values ? { kind: 'refused', why, values } : { kind: 'refused', why }
}

/** Whether an answer is a refusal, for calls whose answer else has no kind of its own. */
export function isRefused(answer: object): answer is BoardRefused {
  return 'kind' in answer && answer.kind === 'refused'
}

/** A sentence with its slots filled; a slot without a value stays empty. */
function fillSlots(words: string, values: RefusalValues = {}): string {
  return words.replace(/\{\{(\w+)\}\}/g, (_slot, name: string) => String(values[name] ?? ''))
}

/** In English, for the API, the log and the demonstration. */
export function refusalInWords({ why, values = {} }: Pick<BoardRefused, 'why' | 'values'>): string {
  const list = Object.entries(values).map(([name, value]) => `${name} ${value}`).join(', ')
  return fillSlots(boardRefusalWords[why], { list, ...values })
}
