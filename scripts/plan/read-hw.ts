// Order files of S. Henn and G. Wäscher ("Tabu search heuristics for the order batching problem in manual order picking systems",
// European Journal of Operational Research 222(3), 2012). The geometry is the one that reproduces the published values.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { BatchFile } from './batch-file.ts'

const aisleCount = 10
const cellsPerAisle = 45
const endToCell = 1.5
const aisleSpacing = 5

/** Capacity is the third number of the file's name (29s-40-30-0: 40 orders, 30 articles); every article counts 1. */
export async function readHennWaescher(file: string): Promise<BatchFile> {
  const named = /^\d+[a-z]-(\d+)-(\d+)(?:-\d+)?\b/.exec(path.basename(file))
  if (!named) throw new Error(`The name of ${path.basename(file)} must say orders and capacity, as 29s-40-30-0.txt does.`)
  const orders: BatchFile['orders'] = []
  for (const [index, line] of (await readFile(file, 'utf8')).split(/\r?\n/).entries()) {
    const order = /^Order\s+(\d+)\s+number of articles\s+(\d+)\s*$/.exec(line)
    const article = /^\s*\d+\s+Aisle\s+(\d+)\s+Location\s+(\d+)\s*$/.exec(line)
    const current = orders.at(-1)
    if (order) orders.push({ number: Number(order[1]), stops: [], units: Number(order[2]) })
    else if (article && current) {
      const aisle = Math.floor(Number(article[1]) / 2)
      const cell = Number(article[2])
      if (aisle >= aisleCount || cell >= cellsPerAisle) throw new Error(`${path.basename(file)}, line ${index + 1}: there is no such place in the block.`)
      current.stops.push({ aisle, position: endToCell + cell })
    } else if (line.trim() !== '') throw new Error(`${path.basename(file)}, line ${index + 1} is neither an order nor an article: "${line.slice(0, 60)}"`)
  }
  const short = orders.find(order => order.stops.length !== order.units)
  if (short) throw new Error(`${path.basename(file)}: order ${short.number} announces ${short.units} articles and lists ${short.stops.length}.`)
  return { orders, capacityUnits: Number(named[2]), aisleCount, aisleSpacing, aisleLength: cellsPerAisle - 1 + 2 * endToCell, depotAisle: 0 }
}
