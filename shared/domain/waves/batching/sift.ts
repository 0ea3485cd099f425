// Which orders can be planned at all, and which may meet. Runs anywhere: no clock, no I/O. Rules BT1..BT3 of docs/specs/batching.md.
import { loadKinds, type BatchProblem, type Unplannable } from './problem.ts'

export type Sifted = { /** Orders by index, ascending, one row per mix class, classes in the row they first come. */ readonly classes: readonly (readonly number[])[]; readonly unplannable: readonly Unplannable[] }

/** BT1, BT2: what breaks a limit alone is named and left out, the rest goes on. BT3: one row of orders for each class. */
export function sift({ orders, capacity, block }: BatchProblem): Sifted {
  const classes = new Map<string, number[]>()
  const unplannable: Unplannable[] = []
  for (const [index, order] of orders.entries()) {
    const bad = loadKinds.find(kind => !(order.load[kind] >= 0) || order.load[kind] === Infinity)
    const stop = order.stops.findIndex(({ aisle, position }) => !Number.isInteger(aisle) || aisle < 0 || aisle >= block.aisleX.length || !(position >= 0 && position <= block.aisleLength))
    const over = loadKinds.find(kind => !(order.load[kind] <= capacity[kind]))
    if (bad !== undefined) unplannable.push({ order: index, reason: 'bad-load', kind: bad })
    else if (stop >= 0) unplannable.push({ order: index, reason: 'bad-place', stop })
    else if (over !== undefined) unplannable.push({ order: index, reason: 'larger-than-cart', kind: over, asked: order.load[over], held: capacity[over] })
    else if (classes.get(order.mixClass)?.push(index) === undefined) classes.set(order.mixClass, [index])
  }
  return { classes: [...classes.values()], unplannable }
}
