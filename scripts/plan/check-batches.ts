// The independent check of a batching plan: reads the plan as anybody would, and believes nothing. Shares no code with the planner.
import type { BatchFile } from './batch-file.ts'
import { largestGapWalk, shortestWalk, traversalWalk } from './check-tour.ts'

export type PlanToCheck = { value: number; lists: readonly { orders: readonly number[]; length: number }[] }

const walks: Readonly<Record<string, typeof traversalWalk>> = { optimal: shortestWalk, traversal: traversalWalk, 'largest-gap': largestGapWalk }

/** Every order of the file is on one list or among those left out, no list passes a limit or mixes classes, and every length is the length of its walk. */
export function checkBatches(file: BatchFile, policy: string, plan: PlanToCheck, leftOut: ReadonlySet<number>): { findings: string[]; remarks: string[]; value: number } {
  const findings: string[] = []
  const orderOf = new Map(file.orders.map(order => [order.number, order]))
  const seen = new Set<number>()
  const limits = { weightGrams: Infinity, volumeCubicCentimetres: Infinity, slots: Infinity, ...file.capacity, units: file.capacityUnits }
  const walk = walks[policy]
  if (!walk) throw new Error(`There is no walk called "${policy}".`)
  let value = 0
  for (const [index, { orders, length }] of plan.lists.entries()) {
    const name = `list ${index + 1}`
    if (orders.length === 0) findings.push(`${name} is empty`)
    const known = orders.flatMap(number => {
      const order = orderOf.get(number)
      if (!order) findings.push(`${name} has order ${number}, which is not in the file`)
      if (seen.has(number)) findings.push(`order ${number} is on two lists`)
      if (leftOut.has(number)) findings.push(`order ${number} is on a list and left out`)
      seen.add(number)
      return order ? [order] : []
    })
    const load = { units: 0, weightGrams: 0, volumeCubicCentimetres: 0, slots: 0 }
    for (const order of known) {
      load.units += order.units
      load.weightGrams += order.weightGrams ?? 0
      load.volumeCubicCentimetres += order.volumeCubicCentimetres ?? 0
      load.slots += order.slots ?? 1
    }
    for (const kind of ['units', 'weightGrams', 'volumeCubicCentimetres', 'slots'] as const) {
      if (load[kind] > limits[kind] * (1 + 1e-6)) findings.push(`${name} holds ${load[kind]} ${kind}, and a cart ${limits[kind]}`)
    }
    if (new Set(known.map(order => order.mixClass ?? '')).size > 1) findings.push(`${name} mixes orders that may not meet`)
    const walked = walk(file, known.flatMap(order => order.stops))
    if (Math.abs(walked - length) > 1e-6 * Math.max(1, walked)) findings.push(`${name} says ${length} and walks ${walked}`)
    value += walked
  }
  for (const { number } of file.orders) if (!seen.has(number) && !leftOut.has(number)) findings.push(`order ${number} is on no list`)
  if (Math.abs(value - plan.value) > 1e-6 * Math.max(1, value)) findings.push(`the plan says ${plan.value}, and its lists walk ${value}`)
  const remarks = findings.length > 0 ? [] : [`Checked: ${seen.size} orders on ${plan.lists.length} lists, each once and within the cart; walks recomputed: ${Number(value.toFixed(6))}.`]
  return { findings, remarks, value }
}
