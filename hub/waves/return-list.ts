// 改派: a list is taken out of its picker's hands, so that somebody else may take it.
import type { Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import type { Sql } from '../store/database.ts'
import { recordHubFacts, type HubTools } from '../store/facts.ts'

/** What was picked stays picked, in its tote; the bench of the former picker learns of it at its next scan (PK15). */
export async function returnList(sql: Sql, tools: HubTools, personId: string, listId: string): Promise<Done> {
  const list = await sql.row<{ state: string }>('select state from pick_list where list_id = $1 for update', [listId])
  if (list?.state !== 'taken') return refusedBecause('list-not-taken')
  await recordHubFacts(sql, tools, personId, [{ kind: 'PickListReturned', body: { listId, byPersonId: personId } }])
  return { kind: 'done' }
}
