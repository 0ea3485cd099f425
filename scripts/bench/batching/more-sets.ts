// Published order sets beside W5B: W5A with the values of two metaheuristics, and Muter and Öncan with exact bounds.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { BatchFile } from '../../plan/batch-file.ts'
import { readHennWaescher } from '../../plan/read-hw.ts'
import { readMuterOncan } from '../../plan/read-muter.ts'
import { instancesDir } from './instances.ts'

/** `published`: by name of the method or bound. */
export type SetInstance = { name: string; group: string; read: () => Promise<BatchFile>; published: ReadonlyMap<string, number>; proven: boolean }

const rowsOf = async (file: string): Promise<string[][]> => (existsSync(file) ? (await readFile(file, 'utf8')).trim().split('\n').slice(1).map(line => line.split(',')) : [])

/**
 * The 64 instances of W5A with what J. A. Lorenci (dissertation, 2022, table 7.2) prints for the MS-VNS of Menéndez et al. (2017) and the own GGACGT.
 * One unit to enter or leave an aisle, so aisles of 46.
 */
export async function w5aInstances(): Promise<SetInstance[]> {
  const folder = path.join(instancesDir, 'henn_waescher')
  return (await rowsOf(path.join(folder, 'published_W5A_msvns_ggacgt.csv'))).flatMap(([set = '', name = '', msvns, , , , , ggacgt]) => {
    const file = path.join(folder, 'W5A', set, `${name}-0.txt`)
    const read = async (): Promise<BatchFile> => {
      const { orders, aisleLength, ...rest } = await readHennWaescher(file)
      return { ...rest, aisleLength: aisleLength - 1, orders: orders.map(order => ({ ...order, stops: order.stops.map(({ aisle, position }) => ({ aisle, position: position - 0.5 })) })) }
    }
    return existsSync(file) ? [{ name: `W5A/${set}/${name}`, group: set, read, published: new Map([['MS-VNS', Number(msvns)], ['GGACGT', Number(ggacgt)]]), proven: false }] : []
  })
}

/** Instances of Muter and Öncan with the published bounds of one policy; values are printed as whole numbers. */
export async function muterInstances(policy: string): Promise<SetInstance[]> {
  const folder = path.join(instancesDir, 'muter_oncan')
  return (await rowsOf(path.join(folder, 'published_bounds.csv'))).flatMap(([name = '', orders, capacity, of = '', proven, upper, lower]) => {
    const file = path.join(folder, 'instances', name)
    if (of.replace('_', '-') !== policy || !existsSync(file)) return []
    return [{ name: `muter/${name}`, group: `${orders} orders, cart ${capacity}`, read: () => readMuterOncan(file), published: new Map([['upper', Number(upper)], ['lower', Number(lower)]]), proven: proven === '1' }]
  })
}

/** Every k-th, so that so many are left, over the whole row of groups. */
export function spreadOver<T>(all: readonly T[], count: number): T[] {
  return count >= all.length ? [...all] : Array.from({ length: count }, (_, index) => all[Math.floor((index * all.length) / count)]!)
}
