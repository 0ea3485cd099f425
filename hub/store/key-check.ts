import type { Database } from './database.ts'
import type { HubTools } from './facts.ts'

const place = 'hub_identity.key_check/1'

/** The key of the first start is the site's. Throws a sentence when this process came with another: it would seal receivers that nobody else can read. */
export async function keepKeyCheck(database: Database, { box }: HubTools): Promise<void> {
  await database.run('update hub_identity set key_check = $1 where key_check is null', [box.seal('packwave', place)])
  const kept = await database.row<{ key_check: Buffer }>('select key_check from hub_identity')
  try {
    box.open<string>(kept!.key_check, place)
  } catch (fault) {
    throw new Error('The file hub.key here is not the key of the hub whose database this is. Every process of a hub needs the same keys: give --keys DIR, or put the right hub.key into the data folder.', { cause: fault })
  }
}
