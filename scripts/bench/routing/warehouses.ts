// Warehouses of the routing bench, each as a layout for the planner and, written down apart from it, as plain vertices and edges for the oracle.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { SiteLayout } from '#shared/domain/waves/routing/layout.ts'
import type { Random } from '#shared/kernel/random.ts'
import { wholeBetween } from '#shared/kernel/random.ts'
import { projectDir } from '../../support/project.ts'
import type { Edge } from './oracle.ts'

export type Warehouse = { layout: SiteLayout; vertexCount: number; edges: Edge[]; depot: number; vertexOf: ReadonlyMap<string, number> }

const openAisle = (name: string, x: number) => ({ name, x, oneWay: null, turning: true, closedBlocks: [] })

/** Aisles 5 apart; blocks of `cells` cells 1 apart, 1.5 from the cross aisles; the depot at the front of aisle 0 (Henn and Wäscher's geometry with 45 cells and one block). */
export function evenWarehouse(aisleCount: number, blocks: number, cells: number): Warehouse {
  const depth = cells + 2
  const aisles = Array.from({ length: aisleCount }, (_, index) => openAisle(`${index}`, 5 * index))
  const layout: SiteLayout = {
    aisles, crossAisles: Array.from({ length: blocks + 1 }, (_, index) => ({ y: index * depth, oneWay: null })), starts: [{ name: 'depot', x: 0, y: 0 }], ends: [], metresPerSecond: 1, secondsPerLevel: [0],
    places: aisles.flatMap((aisle) => Array.from({ length: blocks * cells }, (_, cell) => ({ place: `${aisle.name}/${cell}`, aisle: aisle.name, y: Math.floor(cell / cells) * depth + 1.5 + (cell % cells), level: 0 }))),
  }
  const vertexOf = new Map<string, number>()
  const vertex = (name: string): number => {
    const known = vertexOf.get(name) ?? vertexOf.size
    vertexOf.set(name, known)
    return known
  }
  const edges: Edge[] = []
  for (let aisle = 0; aisle < aisleCount; aisle++) {
    for (let block = 0; block < blocks; block++) {
      let below = vertex(`cross ${aisle} ${block}`)
      for (let cell = 0; cell < cells; cell++) {
        const here = vertex(`${aisle}/${block * cells + cell}`)
        edges.push({ a: below, b: here, metres: cell === 0 ? 1.5 : 1 })
        below = here
      }
      edges.push({ a: below, b: vertex(`cross ${aisle} ${block + 1}`), metres: 1.5 })
    }
    if (aisle + 1 < aisleCount) for (let cross = 0; cross <= blocks; cross++) edges.push({ a: vertex(`cross ${aisle} ${cross}`), b: vertex(`cross ${aisle + 1} ${cross}`), metres: 5 })
  }
  return { layout, vertexCount: vertexOf.size, edges, depot: vertexOf.get('cross 0 0')!, vertexOf }
}

/** Different places of a warehouse, drawn evenly. */
export function drawPlaces({ layout }: Warehouse, random: Random, count: number): string[] {
  const drawn = new Set<string>()
  while (drawn.size < Math.min(count, layout.places.length)) drawn.add(layout.places[wholeBetween(random, 0, layout.places.length - 1)]!.place)
  return [...drawn]
}

const instancesFolder = path.join(projectDir, '..', 'shared', 'instances')

/** The joint batching and routing samples: the layout from the coordinates, the oracle's edges from the file's own list of arcs; undefined when the data is not there. */
export function foodmartWarehouses(): { name: string; warehouse: Warehouse; lists: string[][] }[] | undefined {
  const folder = path.join(instancesFolder, 'foodmart', 'FoodmartData')
  if (!existsSync(folder)) return undefined
  return readdirSync(folder).sort().map((name) => {
    const text = readFileSync(path.join(folder, name), 'utf8')
    const rowsAfter = (heading: string): number[][] => {
      const lines = text.slice(text.indexOf(heading)).split('\n').slice(1)
      const end = lines.findIndex((line) => line.startsWith('//') && !line.startsWith('//Idx') && !line.startsWith('//Nb Orders') && !line.startsWith('//Start'))
      return lines.slice(0, end < 0 ? lines.length : end).filter((line) => line.trim() !== '' && !line.startsWith('//')).map((line) => line.replace(/"[^"]*"/g, '').trim().split(/\s+/).map(Number))
    }
    const locationOf = new Map(rowsAfter('//Products').map(([product, location]) => [product!, location!]))
    const orders = rowsAfter('//Idx M').map(([, , count, ...rest]) => Array.from({ length: count! }, (_, index) => locationOf.get(rest[2 * index]!)!))
    const points = new Map(rowsAfter('//Vertices').map(([at, x, y]) => [at!, { x: x!, y: y! }]))
    const crossings = [...text.matchAll(/^(\d+) [\d.]+ [\d.]+ "intersection/gm)].map(([, at]) => Number(at))
    const corner = crossings.toSorted((a, b) => points.get(a)!.y - points.get(b)!.y || points.get(a)!.x - points.get(b)!.x)[0]!
    const xs = [...new Set(crossings.map((at) => points.get(at)!.x))].sort((a, b) => a - b)
    const ys = [...new Set(crossings.map((at) => points.get(at)!.y))].sort((a, b) => a - b)
    const products = [...new Set(locationOf.values())]
    const layout: SiteLayout = {
      aisles: xs.map((x) => openAisle(`${x}`, x)), crossAisles: ys.map((y) => ({ y, oneWay: null })), starts: [{ name: 'front corner', ...points.get(corner)! }], ends: [], metresPerSecond: 1, secondsPerLevel: [0],
      places: products.map((at) => ({ place: `${at}`, aisle: `${points.get(at)!.x}`, y: points.get(at)!.y, level: 0 })),
    }
    // The depot of the files stands before the front and is reached on slanted ways; the walk begins at the front corner instead.
    const outside = new Set([0, points.size - 1])
    const edges = rowsAfter('//Arcs').flatMap(([a, b, metres]) => (a! < b! && !outside.has(a!) && !outside.has(b!) ? [{ a: a!, b: b!, metres: metres! }] : []))
      .sort((one, other) => Math.min(points.get(one.a)!.x, points.get(one.b)!.x) - Math.min(points.get(other.a)!.x, points.get(other.b)!.x))
    const lists = [...orders, orders.flat()].map((order) => [...new Set(order.map(String))])
    return { name, warehouse: { layout, vertexCount: points.size, edges, depot: corner, vertexOf: new Map(products.map((at) => [`${at}`, at])) }, lists }
  })
}

/** The single-picker routing sample with its published length. */
export function routingSample(): { layout: SiteLayout; places: string[]; published: number } | undefined {
  const folder = path.join(instancesFolder, 'foodmart')
  const file = path.join(folder, 'SPRP', 'unit_F1_m5_C30_a7_12.txt')
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'latin1')
  const header = (name: string): number => Number(new RegExp(`^${name} : (.*)$`, 'm').exec(text)?.[1])
  const depth = header('DISTANCE_BOTTOM_TO_CELL') + (header('NUM_CELLS') - 1) * header('DISTANCE_CELL_TO_CELL') + header('DISTANCE_TOP_TO_CELL')
  const spacing = header('DISTANCE_AISLE_TO_AISLE')
  const places = [...text.matchAll(/^ID (\d+) AISLE (\d+) CELL (\d+)/gm)].map(([, id, aisle, cell]) => ({ place: id!, aisle: aisle!, y: header('DISTANCE_BOTTOM_TO_CELL') + Number(cell) * header('DISTANCE_CELL_TO_CELL'), level: 0 }))
  const row = readFileSync(path.join(folder, 'results_SPRP.csv'), 'utf8').split('\n').map((line) => line.split(';')).find((cells) => cells.slice(2, 7).join(' ') === '5 30 7 1 12')
  return {
    layout: {
      aisles: Array.from({ length: header('NUM_AISLES') }, (_, index) => openAisle(`${index}`, index * spacing)), crossAisles: [{ y: 0, oneWay: null }, { y: depth, oneWay: null }],
      starts: [{ name: 'depot', x: header('DEPOT_AISLE') * spacing, y: 0 }], ends: [], metresPerSecond: 1, secondsPerLevel: [0], places,
    },
    places: places.map((place) => place.place), published: Number(row?.[12]),
  }
}
