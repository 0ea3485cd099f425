// What the hub's server opens to boards and to the shops' systems.
import type { z } from 'zod'
import { answerOrdersApi } from './orders/orders-api.ts'
import type { HubDoors } from './server.ts'
import type { Database } from './store/database.ts'
import type { HubTools } from './store/facts.ts'

export async function openDoors(input: {
  database: Database; tools: HubTools; uploadFolder: string; onFault: HubDoors['onFault']; isAdminKey: HubDoors['isAdminKey']
}): Promise<HubDoors & { close(): Promise<void> }> {
  return {
    onFault: input.onFault,
    isAdminKey: input.isAdminKey,
    serveBoard: (port) => port.close(),
    answerApi: (path, readBody) => answerOrdersApi(input, path, readBody as <S extends z.ZodType>(shape: S) => Promise<z.infer<S>>),
    close: async () => undefined,
  }
}
