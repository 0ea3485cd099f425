import { mintId } from '../system.ts'

/** Requests that were not answered yet, by what they release. They outlive a tab and its line. */
const asked = new Map<string, string>()

/** Asks for the release of `what`: under the id of the request that was not answered, if there is one, so that pressing again after a lost answer releases no second wave. */
export async function releaseOnce<T>(what: string, release: (requestId: string) => Promise<T>): Promise<T> {
  const requestId = asked.get(what) ?? mintId()
  asked.set(what, requestId)
  const answer = await release(requestId)
  asked.delete(what)
  return answer
}
