// The order batching instances of I. Muter and T. Öncan ("An exact solution approach for the order batching problem", IIE Transactions 47(7), 2015)
// in the text format of K. Heßler and S. Irnich.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { BatchFile } from './batch-file.ts'

/** In these files cell 0 is the one farthest from the depot; counted the other way the published values do not come out. Every piece weighs 1. */
export async function readMuterOncan(file: string): Promise<BatchFile> {
  const lines = (await readFile(file, 'latin1')).split(/\r?\n/)
  const refuse = (what: string): never => {
    throw new Error(`${path.basename(file)}: ${what}`)
  }
  const header = new Map(lines.flatMap(line => {
    const [, key, value] = /^([A-Z_]+) : (.*)$/.exec(line) ?? []
    return key !== undefined && value !== undefined ? [[key, value.trim()] as const] : []
  }))
  const numberOf = (key: string): number => {
    const value = Number(header.get(key) ?? Number.NaN)
    return Number.isFinite(value) ? value : refuse(`"${key}" is missing or is no number.`)
  }
  if (header.get('LAYOUT') !== 'single-block' || header.get('DEPOT_LOCATION') !== 'bottom') refuse('only a single block with its depot at the bottom is read.')
  const cells = numberOf('NUM_CELLS')
  const cellLength = numberOf('DISTANCE_CELL_TO_CELL')
  const bottom = numberOf('DISTANCE_BOTTOM_TO_CELL')
  const stopOf = new Map<number, { aisle: number; position: number }>()
  const weightOf = new Map<number, number>()
  const orders: BatchFile['orders'] = []
  let section = ''
  for (const line of lines) {
    const place = /^ID (\d+) AISLE (\d+) CELL (\d+)/.exec(line)
    const weight = /^ID (\d+) WEIGHT ([\d.]+)/.exec(line)
    const article = /^ID (\d+) QUANTITY ([\d.]+)\s*$/.exec(line)
    const order = orders.at(-1)
    if (/^[A-Z]+_SECTION/.test(line)) section = line.trim()
    else if (place) stopOf.set(Number(place[1]), { aisle: Number(place[2]), position: bottom + (cells - 1 - Number(place[3])) * cellLength })
    else if (weight && section === 'ARTICLE_SECTION') weightOf.set(Number(weight[1]), Number(weight[2]))
    else if (section === 'ORDER_SECTION' && line.startsWith('NUM_ARTICLES_IN_ORDER')) orders.push({ number: orders.length, stops: [], units: 0 })
    else if (section === 'ORDER_SECTION' && article && order) {
      order.stops.push(stopOf.get(Number(article[1])) ?? refuse(`article ${article[1]} has no place.`))
      order.units += Number(article[2]) * (weightOf.get(Number(article[1])) ?? 1)
    }
  }
  return { orders, capacityUnits: numberOf('PICKER_CAPACITY'), aisleCount: numberOf('NUM_AISLES'), aisleSpacing: numberOf('DISTANCE_AISLE_TO_AISLE'), aisleLength: bottom + (cells - 1) * cellLength + numberOf('DISTANCE_TOP_TO_CELL'), depotAisle: numberOf('DEPOT_AISLE') }
}
