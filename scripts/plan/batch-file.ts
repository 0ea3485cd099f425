// What every reader of a batching file gives: orders by the numbers the file has for them, in a block of equally spaced aisles.
import type { BatchProblem, Load } from '#shared/domain/waves/batching/problem.ts'

export type FileOrder = { number: number; stops: { aisle: number; position: number }[]; units: number; weightGrams?: number; volumeCubicCentimetres?: number; slots?: number; mixClass?: string; dueAtMs?: number }

export type BatchFile = {
  orders: FileOrder[]
  capacityUnits: number
  /** Other limits of the cart; none when left out. */
  capacity?: Partial<Load>
  aisleCount: number
  aisleSpacing: number
  aisleLength: number
  depotAisle: number
  pickers?: BatchProblem['pickers']
  aim?: BatchProblem['aim']
  /** What a person should know about the file, though it can be planned. */
  remarks?: string[]
  /** Lists that stay as they are, and orders that stay out, by the numbers of the file. */
  pinned?: number[][]
  excluded?: number[]
}

/** Of a text file, without the mark some editors put before the first. */
export const linesOf = (text: string): string[] => text.replace(/^\uFEFF/, '').split(/\r?\n/)
