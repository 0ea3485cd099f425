// Receivers are kept no longer than they are needed (PIPL Art. 19 and 47): what a finished order holds of a person is deleted.
import { forgetTries } from '../people/try-count.ts'
import { repeat } from '../repeated-work.ts'
import { locks, type Database } from '../store/database.ts'
import type { HubTools } from '../store/facts.ts'

const dayMs = 86_400_000
/** Long enough to print a lost label again and to answer the buyer. */
const keptAfterEndMs = 30 * dayMs
const everyMs = 3_600_000

/** Deletes the sealed receiver of orders that ended long ago, and the sealed label payloads of their waybills. Answers how many orders. */
async function forgetRecipients(database: Database, nowMs: number): Promise<number> {
  return database.write(async (sql) => {
    const forgotten = await sql.rows<{ order_id: string }>('update customer_order set personal = null where ended_at_ms < $1 and personal is not null returning order_id', [nowMs - keptAfterEndMs])
    await sql.run("update fact set personal = null where kind = 'WaybillReserved' and personal is not null and order_ids && $1::text[]", [forgotten.map((row) => row.order_id)])
    return forgotten.length
  })
}

/** Once an hour. */
export function keepForgetting({ database, tools, onFault }: { database: Database; tools: HubTools; onFault: (where: string, fault: unknown) => string }): { stop(): Promise<void> } {
  const forget = async (): Promise<void> => {
    await forgetRecipients(database, tools.system.nowMs())
    await forgetTries(database, tools.system.nowMs())
  }
  return repeat({ everyMs, where: 'forget recipients', work: () => database.alone(locks.forget, forget), onFault })
}
