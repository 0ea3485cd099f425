// Notices that the store was put back from a backup. The database cannot know; a small file beside it remembers how far the hub had come.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { noHash } from '#shared/sync/envelope.ts'
import type { System } from '../system.ts'
import type { Database } from './database.ts'

const Mark = z.object({ epoch: z.string(), position: z.number().int(), ranges: z.record(z.string(), z.number().int()) })
type Mark = z.infer<typeof Mark>

const markEveryMs = 15_000
/** Numbers that may have been given out between the last mark and the loss: burnt, never given twice. */
const burntNumbers = 2_000

const fileOf = (dataDir: string): string => path.join(dataDir, 'hub-mark.json')

function readMark(dataDir: string): Mark | undefined {
  if (!existsSync(fileOf(dataDir))) return undefined
  const text = readFileSync(fileOf(dataDir), 'utf8')
  try {
    return Mark.parse(JSON.parse(text))
  } catch (fault) {
    throw new Error(`${fileOf(dataDir)} is damaged, so that nobody can tell whether the database is the newest. If it is, remove the file and start again.`, { cause: fault })
  }
}

/**
 * Makes the identity of a new hub. When the database knows less than the mark of the same epoch, a backup was put back: from here on
 * it is a new epoch, so that every station starts reading anew and sends again what this store has lost, and waybill numbers that may
 * be on parcels already are burnt. Answers whether that was so.
 */
export async function keepEpoch(database: Database, dataDir: string, system: System): Promise<{ wasRestored: boolean }> {
  const mark = readMark(dataDir)
  return database.write(async (sql) => {
    await sql.run('insert into hub_identity (epoch, incarnation, head_hash) values ($1, 1, $2) on conflict do nothing', [system.mintId(), noHash])
    const now = await sql.row<{ epoch: string; position: number }>('select epoch, (select coalesce(max(position), 0) from fact) as position from hub_identity')
    if (!mark || !now || mark.epoch !== now.epoch || now.position >= mark.position) return { wasRestored: false }
    await sql.run('update hub_identity set epoch = $1, incarnation = incarnation + 1, last_seq = 0, head_hash = $2', [system.mintId(), noHash])
    for (const [rangeId, nextIndex] of Object.entries(mark.ranges)) {
      await sql.run('update waybill_range set next_index = least(number_count, greatest(next_index, $2::bigint)) where range_id = $1', [rangeId, nextIndex + burntNumbers])
    }
    return { wasRestored: true }
  })
}

/** Writes the mark now, every quarter of a minute and at the end. */
export async function keepMark(database: Database, dataDir: string, onFault: (where: string, fault: unknown) => string): Promise<{ stop(): Promise<void> }> {
  const write = async (): Promise<void> => {
    const now = await database.row<{ epoch: string; position: number }>('select epoch, (select coalesce(max(position), 0) from fact) as position from hub_identity')
    if (!now) return
    const ranges = await database.rows<{ range_id: string; next_index: number }>('select range_id, next_index from waybill_range')
    const mark: Mark = { ...now, ranges: Object.fromEntries(ranges.map((row) => [row.range_id, row.next_index])) }
    const file = fileOf(dataDir)
    writeFileSync(`${file}.new`, JSON.stringify(mark), { flush: true })
    renameSync(`${file}.new`, file)
  }
  await write()
  let running: Promise<void> = Promise.resolve()
  const again = (): Promise<void> => (running = running.then(write).catch((fault: unknown) => void onFault('mark', fault)))
  const timer = setInterval(() => void again(), markEveryMs)
  return {
    async stop() {
      clearInterval(timer)
      await again()
    },
  }
}
