// What the hub's server opens to boards and to the shops' systems.
import { openBoards } from './board/serve-board.ts'
import { answerOrdersApi } from './orders/orders-api.ts'
import type { HubDoors } from './server.ts'
import type { Database } from './store/database.ts'
import type { HubTools } from './store/facts.ts'

export async function openDoors(input: {
  database: Database; tools: HubTools; uploadFolder: string
  /** Stations whose line to the news is open; the server keeps it. */
  connected: Set<string>
  onFault: HubDoors['onFault']; isAdminKey: HubDoors['isAdminKey']
}): Promise<HubDoors & { close(): Promise<void> }> {
  const boards = await openBoards(input)
  return {
    connected: input.connected,
    onFault: input.onFault,
    isAdminKey: input.isAdminKey,
    serveBoard: boards.serve,
    answerApi: (path, readBody) => answerOrdersApi(input, path, readBody),
    close: boards.close,
  }
}
