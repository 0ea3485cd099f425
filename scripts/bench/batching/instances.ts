// Published instances beside the checkout, with what is known about them. They are measured here and never become part of the product.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { projectDir } from '../../support/project.ts'

export const instancesDir = path.join(path.dirname(projectDir), 'shared', 'instances')
const storages = { ran1: 'uniform', abc1: 'class-based' } as const

/** `upper` and `lower` are the published bounds; `proven` when they are known to meet. */
export type Published = { upper: number; lower: number; proven: boolean }
export type Instance = { name: string; storage: string; orders: number; capacity: number; file: string; published: ReadonlyMap<string, Published> }

/** All W5B instances that are there, in the row of the published table; none when the folder is missing. */
export async function w5bInstances(): Promise<Instance[]> {
  const folder = path.join(instancesDir, 'henn_waescher')
  if (!existsSync(folder)) return []
  const found = new Map<string, Instance & { published: Map<string, Published> }>()
  for (const line of (await readFile(path.join(folder, 'published_bounds.csv'), 'utf8')).trim().split('\n').slice(1)) {
    const [storage = '', family = '', name = '', orders = '', capacity = '', policy = '', proven = '', upper = '', lower = ''] = line.split(',')
    const set = Object.entries(storages).find(([, published]) => published === storage)?.[0]
    const file = path.join(folder, 'W5B', set ?? '', name)
    if (!set || family !== 'S-Shape' || !existsSync(file)) continue
    const key = `${set}/${name}`
    const instance = found.get(key) ?? { name: key, storage, orders: Number(orders), capacity: Number(capacity), file, published: new Map() }
    instance.published.set(policy.replace('_', '-'), { upper: Number(upper), lower: Number(lower), proven: proven === '1' })
    found.set(key, instance)
  }
  return [...found.values()]
}

/** So many of them, evenly over all classes; each class gives another of its instances. */
export function sampleOf(instances: readonly Instance[], count: number): Instance[] {
  const classes = [...Map.groupBy(instances, ({ storage, orders, capacity }) => `${storage}/${orders}/${capacity}`).values()]
  const row = Array.from({ length: Math.max(0, ...classes.map(each => each.length)) }, (_, turn) => classes.flatMap((each, index) => each[(turn + index) % each.length] ?? [])).flat()
  if (count >= row.length) return row
  // Every class in turn; with fewer than there are classes, spread over the whole row of them, and a step further each time, because capacities alternate in it.
  return count >= classes.length ? row.slice(0, count) : Array.from({ length: count }, (_, index) => row[(Math.floor((index * classes.length) / count) + index) % classes.length]!)
}
