// What the hub's server opens to boards and to the shops' systems.
import type { HubWays } from './board/enrol.ts'
import { openBoards } from './board/serve-board.ts'
import { answerOrdersApi } from './orders/orders-api.ts'
import type { HubDoors } from './server.ts'
import type { Database } from './store/database.ts'
import type { HubTools } from './store/facts.ts'

export async function openDoors(input: {
  database: Database; tools: HubTools; uploadFolder: string
  /** Where stations reach this hub, and the fingerprint that they are told. */
  ways: () => HubWays
  onFault: HubDoors['onFault']; isAdminKey: HubDoors['isAdminKey']
}): Promise<HubDoors & { close(): Promise<void> }> {
  const boards = await openBoards(input)
  return {
    onFault: input.onFault,
    isAdminKey: input.isAdminKey,
    serveBoard: boards.serve,
    answerApi: (path, readBody) => answerOrdersApi(input, path, readBody),
    close: boards.close,
  }
}
