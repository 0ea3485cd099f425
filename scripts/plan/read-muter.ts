// The order batching instances of I. Muter and T. Öncan ("An exact solution approach for the order batching problem", IIE Transactions 47(7), 2015)
// in the text format of K. Heßler and S. Irnich.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { linesOf, type BatchFile } from './batch-file.ts'

const sections = ['HEADER', 'ARTICLE_SECTION', 'SKU_SECTION', 'ORDER_SECTION', 'EOF']

/**
 * In these files cell 0 is the one farthest from the depot; counted the other way the published values do not come out. Refuses what is no such file,
 * counts that differ from what they announce (the file is cut off), an article with two places and numbers that no block can have; an article without a
 * place, or with one outside the block, is for the planner to name.
 */
export async function readMuterOncan(file: string): Promise<BatchFile> {
  const name = path.basename(file)
  const refuse = (what: string): never => {
    throw new Error(`${name}: ${what}`)
  }
  const header = new Map<string, string>()
  const numberOf = (key: string, fits: (value: number) => boolean = value => value >= 0): number => {
    const text = header.get(key)
    const value = text === undefined || text === '' ? Number.NaN : Number(text)
    return Number.isFinite(value) && fits(value) ? value : refuse(text === undefined ? `"${key}" is missing.` : `"${key}" cannot be "${text}".`)
  }
  const count = (key: string, least = 0): number => numberOf(key, value => Number.isInteger(value) && value >= least)
  const placeOf = new Map<number, { aisle: number; cell: number }>()
  const weightOf = new Map<number, number>()
  const orders: { announced: number; articles: { id: number; quantity: number }[] }[] = []
  let section = sections[0]!
  for (const [index, raw] of linesOf(await readFile(file, 'utf8')).entries()) {
    const line = raw.trim().replace(/\s+/g, ' ')
    const [, key, value] = /^([A-Z_]+) ?: ?(.*)$/.exec(line) ?? []
    const numbers = /^ID (\d+) (.*)$/.exec(line)
    const amounts = numbers && /^(WEIGHT|QUANTITY) (\d+(?:\.\d+)?)$/.exec(numbers[2]!)
    const place = numbers && /^AISLE (\d+) CELL (\d+)\b/.exec(numbers[2]!)
    const order = orders.at(-1)
    if (sections.includes(line)) section = line
    else if (line === '' || section === 'EOF') continue
    else if (key === 'NUM_ARTICLES_IN_ORDER' && section === 'ORDER_SECTION') orders.push({ announced: Number(value), articles: [] })
    else if (key !== undefined) header.set(key, value!)
    else if (place && section === 'SKU_SECTION') {
      const [article, aisle, cell] = [Number(numbers[1]), Number(place[1]), Number(place[2])]
      const known = placeOf.get(article)
      if (known && (known.aisle !== aisle || known.cell !== cell)) refuse(`article ${article} has two places, and only one each is read.`)
      placeOf.set(article, { aisle, cell })
    }
    else if (amounts?.[1] === 'WEIGHT' && section === 'ARTICLE_SECTION') weightOf.set(Number(numbers![1]), Number(amounts[2]))
    else if (amounts?.[1] === 'QUANTITY' && section === 'ORDER_SECTION' && order) order.articles.push({ id: Number(numbers![1]), quantity: Number(amounts[2]) })
    else refuse(`line ${index + 1} is none of this format: "${line.slice(0, 60)}"`)
  }
  if (header.size === 0) refuse('it holds nothing.')
  if (header.get('LAYOUT') !== 'single-block' || header.get('DEPOT_LOCATION') !== 'bottom') refuse('only a single block with its depot at the bottom is read.')
  if (numberOf('DISTANCE_TOP_OR_BOTTOM_TO_DEPOT') !== 0) refuse('only a depot on the cross aisle is read.')
  if (count('NUM_ORDERS') !== orders.length) refuse(`it announces ${header.get('NUM_ORDERS')} orders and lists ${orders.length}: it may be cut off.`)
  const short = orders.findIndex(({ announced, articles }) => announced !== articles.length)
  if (short >= 0) refuse(`order ${short} announces ${orders[short]!.announced} articles and lists ${orders[short]!.articles.length}: it may be cut off.`)
  const cells = count('NUM_CELLS', 1)
  const aisleCount = count('NUM_AISLES', 1)
  const cellLength = numberOf('DISTANCE_CELL_TO_CELL')
  const bottom = numberOf('DISTANCE_BOTTOM_TO_CELL')
  const stopOf = (id: number): { aisle: number; position: number } => {
    const { aisle, cell } = placeOf.get(id) ?? { aisle: 0, cell: Infinity }
    return { aisle, position: cell < cells ? bottom + (cells - 1 - cell) * cellLength : Infinity }
  }
  return {
    orders: orders.map(({ articles }, number) => ({ number, stops: articles.map(({ id }) => stopOf(id)), units: articles.reduce((sum, { id, quantity }) => sum + quantity * (weightOf.get(id) ?? 1), 0) })),
    capacityUnits: numberOf('PICKER_CAPACITY'), aisleCount, aisleSpacing: numberOf('DISTANCE_AISLE_TO_AISLE'),
    aisleLength: bottom + (cells - 1) * cellLength + numberOf('DISTANCE_TOP_TO_CELL'), depotAisle: numberOf('DEPOT_AISLE', value => Number.isInteger(value) && value >= 0 && value < aisleCount),
  }
}
