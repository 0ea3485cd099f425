// Goal: stations that send at the same moment are stored together, and what one of them sends never becomes another's trouble.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { receiver } from '#hub/receive-batch.ts'
import type { Database } from '#hub/store/database.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'

let hub: TestHub
beforeAll(async () => { hub = await startTestHub() })
afterAll(() => hub.close())
const refusedScan = (scanId: string) => fact('ScanRefused', { scanId, code: '', reason: 'wrong-item', activity: 'pick' })

describe('many at once', () => {
  it('[HB15] requests that come while another is stored are stored together, each with its own answer', async () => {
    const stations = await Promise.all(Array.from({ length: 12 }, (_, index) => joinTestStation(hub, `together ${index}`)))
    let transactions = 0
    const counting: Database = { ...hub.database, write: (work, first) => {
      transactions += 1
      return hub.database.write(work, first)
    } }
    const receive = receiver(counting, hub.tools)
    const ask = (station: TestStation, envelopes = station.journal) => receive({ protocol: 1, stationId: station.stationId, incarnation: 1, envelopes })
    for (const [index, station] of stations.entries()) for (let count = 0; count <= index; count += 1) station.record(refusedScan(`scan-t-${index}-${count}`))
    const replies = await Promise.all(stations.map((station) => ask(station)))
    for (const [index, reply] of replies.entries()) expect(reply).toMatchObject({ kind: 'stored', outcomes: Array.from({ length: index + 1 }, (_, seq) => ({ seq: seq + 1, outcome: 'applied' })) })
    expect(transactions).toBe(2)
    // A gap, a fork and a repeat among them concern nobody else.
    const [first, second, third, fourth] = stations as [TestStation, TestStation, TestStation, TestStation]
    first.record(refusedScan('scan-gap'))
    fourth.record(refusedScan('scan-new'))
    const mixed = await Promise.all([ask(third), ask(first, [first.record(refusedScan('scan-behind'))]), ask(second, [{ ...second.journal[0]!, hash: 'e'.repeat(64) }]), ask(third), ask(fourth)])
    expect(mixed.map((reply) => reply.kind)).toEqual(['stored', 'gap', 'fork', 'stored', 'stored'])
  })

  it('[HB15] one request that the store cannot take fails alone', async () => {
    const stations = await Promise.all(Array.from({ length: 4 }, (_, index) => joinTestStation(hub, `poison ${index}`)))
    const poisoned = stations[2]!.stationId
    const failing: Database = { ...hub.database, write: (work, first) => hub.database.write((sql, asked) => work({ ...sql, run: async (text, values) => {
      if (text.includes('insert into fact') && JSON.stringify(values).includes(poisoned)) throw new Error('the disk says no')
      return sql.run(text, values)
    } }, asked), first) }
    const receive = receiver(failing, hub.tools)
    for (const station of stations) station.record(refusedScan(`scan-p-${station.stationId}`))
    const replies = await Promise.allSettled(stations.map((station) => receive({ protocol: 1, stationId: station.stationId, incarnation: 1, envelopes: station.journal })))
    expect(replies.map((reply) => reply.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(await stations[2]!.push(stations[2]!.journal)).toMatchObject({ kind: 'stored' })
  })
})

it('[HB16] a transaction in which anything failed is not taken as committed, also where nobody waited for it', async () => {
  const put = "insert into setting (key, value) values ('half', '1'::jsonb)"
  const half = () => hub.database.row("select 1 from setting where key = 'half'")
  // Nobody minded: only the answer to the commit tells.
  await expect(hub.database.write(async (sql) => {
    await sql.run(put)
    await sql.run('select 1 / 0').catch(() => undefined)
  })).rejects.toThrow('not committed')
  // Asked together with the commit.
  await expect(hub.database.write(async (sql) => sql.behind(sql.run(put), sql.run(put)))).rejects.toThrow('duplicate key')
  // The server never heard of the second.
  const unsendable = { toPostgres: () => { throw new Error('it has no text') } }
  await expect(hub.database.write(async (sql) => sql.behind(sql.run(put), sql.run('select $1::text', [unsendable])))).rejects.toThrow('it has no text')
  expect(await half()).toBeUndefined()
  await hub.database.write(async (sql) => sql.behind(sql.run(put)))
  expect(await half()).toBeDefined()
})
