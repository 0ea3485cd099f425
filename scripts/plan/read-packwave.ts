// Packwave's own plan file (docs/specs/plan-file.md).
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod'
import type { BatchFile } from './batch-file.ts'

const amount = z.number().nonnegative()
/** What one order says of itself and cannot be (a place without coordinates, fewer than no pieces) is for the planner to name; the rest is planned. */
const ofOrder = z.number().nullish().transform(value => value ?? Number.NaN)
const amountOfOrder = z.number().transform(value => (value >= 0 ? value : Number.NaN))
const planFile = z.strictObject({
  layout: z.strictObject({ aisles: z.number().int().positive().max(10_000), aisleSpacing: amount, aisleLength: amount, depotAisle: z.number().int().nonnegative().default(0) }),
  capacity: z.strictObject({ units: amount.optional(), weightGrams: amount.optional(), volumeCubicCentimetres: amount.optional(), slots: amount.optional() }),
  pickers: z.strictObject({ count: z.number().int().positive(), startAtMs: z.number(), msPerLength: amount, msPerUnit: amount.default(0), msPerList: amount.default(0) }).optional(),
  aim: z.enum(['least-length', 'least-makespan']).default('least-length'),
  pinned: z.array(z.array(z.number().int()).min(1)).default([]),
  excluded: z.array(z.number().int()).default([]),
  orders: z.array(z.strictObject({
    number: z.number().int(),
    stops: z.array(z.strictObject({ aisle: ofOrder, position: ofOrder, units: amountOfOrder.default(1) })),
    weightGrams: amountOfOrder.default(0),
    volumeCubicCentimetres: amountOfOrder.default(0),
    slots: amountOfOrder.default(1),
    mixClass: z.string().default(''),
    dueAtMs: z.number().nullable().default(null),
  })),
})

/** Refuses a file of another shape with the first thing that is wrong; what is wrong with one order (places, amounts, larger than the cart) is left to the planner. */
export async function readPackwavePlan(file: string): Promise<BatchFile> {
  const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  const parsed = planFile.safeParse(parseJson(text, path.basename(file)))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Error(`${path.basename(file)} is no plan file: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? ''}`)
  }
  const { layout, capacity, pickers, aim, orders, pinned, excluded } = parsed.data
  const numbers = new Set(orders.map(order => order.number))
  if (numbers.size !== orders.length) throw new Error(`${path.basename(file)} names an order number twice.`)
  const settled = [...pinned.flat(), ...excluded]
  const stranger = settled.find(number => !numbers.has(number))
  if (stranger !== undefined) throw new Error(`${path.basename(file)} pins or excludes order ${stranger}, which it does not have.`)
  if (new Set(settled).size !== settled.length) throw new Error(`${path.basename(file)} pins or excludes an order twice.`)
  if (layout.depotAisle >= layout.aisles) throw new Error(`${path.basename(file)}: the depot stands at aisle ${layout.depotAisle}, and there are aisles 0 to ${layout.aisles - 1}.`)
  return {
    orders: orders.map(({ dueAtMs, stops, ...order }) => ({ ...order, ...(dueAtMs === null ? {} : { dueAtMs }), stops: stops.map(({ aisle, position }) => ({ aisle, position })), units: stops.reduce((sum, stop) => sum + stop.units, 0) })),
    capacityUnits: capacity.units ?? Infinity,
    capacity: { weightGrams: capacity.weightGrams ?? Infinity, volumeCubicCentimetres: capacity.volumeCubicCentimetres ?? Infinity, slots: capacity.slots ?? Infinity },
    aisleCount: layout.aisles, aisleSpacing: layout.aisleSpacing, aisleLength: layout.aisleLength, depotAisle: layout.depotAisle,
    pickers: pickers ?? null, aim, pinned, excluded,
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch (fault) {
    throw new Error(`${name} is no JSON: ${fault instanceof Error ? fault.message : String(fault)}`, { cause: fault })
  }
}
