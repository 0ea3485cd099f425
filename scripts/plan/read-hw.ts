// Order files of S. Henn and G. Wäscher ("Tabu search heuristics for the order batching problem in manual order picking systems",
// European Journal of Operational Research 222(3), 2012). The geometry is the one that reproduces the published values.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { linesOf, type BatchFile } from './batch-file.ts'

const aisleCount = 10
const cellsPerAisle = 45
const endToCell = 1.5
const aisleSpacing = 5

/** Capacity is the third number of the file's name (29s-40-30-0: 40 orders, 30 articles); every article counts 1. Places outside the block, or without their numbers, are for the planner to name. */
export async function readHennWaescher(file: string): Promise<BatchFile> {
  const named = /^\d+[a-z]-(\d+)-(\d+)(?:-\d+)?\b/.exec(path.basename(file))
  if (!named) throw new Error(`The name of ${path.basename(file)} must say orders and capacity, as 29s-40-30-0.txt does.`)
  const orders: BatchFile['orders'] = []
  for (const [index, line] of linesOf(await readFile(file, 'utf8')).entries()) {
    const order = /^Order\s+(\d+)\s+number of articles\s+(\d+)\s*$/.exec(line)
    const article = /^\s*\d+\s+Aisle\s+(?:(\d+)\s+)?Location(?:\s+(\d+))?\s*$/.exec(line)
    const current = orders.at(-1)
    if (order) orders.push({ number: Number(order[1]), stops: [], units: Number(order[2]) })
    else if (article && current) {
      const aisle = Math.floor(Number(article[1] ?? Infinity) / 2)
      const cell = Number(article[2] ?? Infinity)
      current.stops.push({ aisle, position: cell < cellsPerAisle ? endToCell + cell : Infinity })
    } else if (line.trim() !== '') throw new Error(`${path.basename(file)}, line ${index + 1} is neither an order nor an article: "${line.slice(0, 60)}"`)
  }
  const short = orders.find(order => order.stops.length !== order.units)
  if (short) throw new Error(`${path.basename(file)}: order ${short.number} announces ${short.units} articles and lists ${short.stops.length}.`)
  const twice = orders.find((order, index) => orders.findIndex(other => other.number === order.number) !== index)
  if (twice) throw new Error(`${path.basename(file)} has order ${twice.number} twice.`)
  const remarks = orders.length === Number(named[1]) ? [] : [`The name of ${path.basename(file)} says ${Number(named[1])} orders, and it holds ${orders.length}: it may be cut off.`]
  return { remarks, orders, capacityUnits: Number(named[2]), aisleCount, aisleSpacing, aisleLength: cellsPerAisle - 1 + 2 * endToCell, depotAisle: 0 }
}
