// Facts as a station would post them, from memory: the peer of a real station, and the stations of the hub's bench.
import { randomUUID } from 'node:crypto'
import type { Fact } from '#shared/domain/facts/facts.ts'
import { hashedText, noHash, type Envelope } from '#shared/sync/envelope.ts'
import { JoinReply, PushReply } from '#shared/sync/protocol.ts'
import { createHash } from 'node:crypto'
import { createHubClient, hubClientDefaults } from '#station/sync/hub-client.ts'
import { realSystem } from '#station/host/system.ts'
import { assert } from '#shared/kernel/assert.ts'
import { agentFetch, agentFor } from '#shared/node/agent-fetch.ts'

export type MemoryStation = {
  stationId: string
  record(fact: Fact): Envelope
  /** Throws unless every fact was stored and applied. */
  push(envelopes: Envelope[]): Promise<void>
}

export async function joinFromMemory(hubUrl: string, joinToken: string, name: string): Promise<MemoryStation> {
  const client = createHubClient({ hubUrl, fetch: agentFetch(agentFor(hubUrl)), timers: realSystem.timers, config: { ...hubClientDefaults, timeoutMs: 120_000 } })
  const answer = await client.join({ joinToken, stationName: name })
  assert(answer.kind === 'answered', `the hub lets ${name} in (${JSON.stringify(answer)})`)
  const { stationId, stationKey } = JoinReply.parse(answer.value)
  let seq = 0
  let prevHash = noHash
  return {
    stationId,
    record({ kind, body }) {
      seq += 1
      const entry = { factId: randomUUID(), stationId, incarnation: 1, seq, kind, schema: 1 as const, atMs: Date.now(), actorId: 'person-0001', body: body as Record<string, unknown>, prevHash }
      prevHash = createHash('sha256').update(hashedText(entry)).digest('hex')
      return { ...entry, hash: prevHash }
    },
    async push(envelopes) {
      const reply = await client.push({ stationId, incarnation: 1, envelopes }, stationKey)
      assert(reply.kind === 'answered', `the hub answers (${JSON.stringify(reply).slice(0, 300)})`)
      const { value } = reply
      assert(PushReply.parse(value).kind === 'stored' && value.kind === 'stored' && value.outcomes.every((each) => each.outcome === 'applied'), `every fact is applied (${JSON.stringify(value).slice(0, 300)})`)
    },
  }
}
