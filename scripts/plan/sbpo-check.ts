// Judges a wave for an SBPO instance from the file's own text. Shares no code with the solver or its reader, on purpose.

export type SbpoAnswer = { value: number; orders: readonly number[]; aisles: readonly number[] }

/** `value` is recomputed; `faults` is empty when the wave is feasible and the answer's own value is right. */
export function checkSbpo(text: string, answer: SbpoAnswer): { faults: string[]; value: number; units: number } {
  const words = text.match(/-?\d+(?:\.\d+)?/g) ?? []
  let next = 0
  const take = (): number => Number(words[next++])
  const orderCount = take()
  const itemCount = take()
  const aisleCount = take()
  const faults: string[] = []
  const wanted = named(answer.orders, orderCount, 'order', faults)
  const visited = named(answer.aisles, aisleCount, 'aisle', faults)
  const balance = new Map<number, number>()
  let units = 0
  for (let row = 0; row < orderCount + aisleCount; row++) {
    const isOrder = row < orderCount
    const counts = isOrder ? wanted.has(row) : visited.has(row - orderCount)
    for (let pairs = take(); pairs > 0; pairs--) {
      const item = take()
      const quantity = take()
      if (!counts) continue
      // Stock that no aisle can hold serves nobody; an order that nobody can serve may not be in the wave.
      const sane = Number.isInteger(quantity) && quantity >= (isOrder ? 1 : 0) && item >= 0 && item < itemCount
      if (!sane && isOrder) faults.push(`order ${row} asks for ${quantity} of item ${item}`)
      if (!sane) continue
      if (isOrder) units += quantity
      balance.set(item, (balance.get(item) ?? 0) + (isOrder ? -quantity : quantity))
    }
  }
  const lowest = take()
  const highest = take()
  for (const [item, left] of balance) if (left < 0) faults.push(`item ${item}: ${-left} more promised than lie in the aisles`)
  if (units < lowest) faults.push(`${units} units are fewer than ${lowest}`)
  if (units > highest) faults.push(`${units} units are more than ${highest}`)
  if (visited.size === 0) faults.push('no aisle is visited')
  const value = units / visited.size
  if (Math.abs(value - answer.value) > 1e-6) faults.push(`the value is ${value}, not ${answer.value}`)
  return { faults, value, units }
}

function named(indices: readonly number[], count: number, what: string, faults: string[]): Set<number> {
  for (const index of indices) if (!Number.isInteger(index) || index < 0 || index >= count) faults.push(`there is no ${what} ${index}`)
  const set = new Set(indices)
  if (set.size !== indices.length) faults.push(`an ${what} is named twice`)
  return set
}
