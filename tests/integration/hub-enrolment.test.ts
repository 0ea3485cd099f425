// Goal: a station comes in with a code that a person carried and with nothing else, keeps its name through every mishap, and goes when a supervisor says so.
// Method: the real sync core of a station against a real hub over HTTP; answers are lost on the way.
import { createHash, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { codeLength, readEnrolment } from '#shared/contract/enrolment.ts'
import { JoinReply } from '#shared/sync/protocol.ts'
import { mintCode, removeStation } from '#hub/people/join.ts'
import { beginEpoch } from '#hub/store/epoch.ts'
import { realSystem } from '#hub/system.ts'
import { openSyncBench, type SyncBench } from '#tests/support/sync-bench.ts'
import { granted, openSupervisorBoard } from '#tests/support/test-board.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'

let hub: TestHub
let aheadMs = 0
const stops: (() => Promise<void>)[] = []
beforeAll(async () => { hub = await startTestHub({ sample: 'site', system: { ...realSystem, nowMs: () => realSystem.nowMs() + aheadMs } }) })
afterEach(async () => {
  aheadMs = 0
  await hub.database.run('delete from try_count')
  for (const stop of stops.splice(0)) await stop()
})
afterAll(() => hub.close())

const mint = async (): Promise<string> => (await mintCode(hub.database, hub.tools)).code
const ask = async (body: object): Promise<{ status: number; answer: { error?: string } }> => {
  const response = await fetch(`${hub.url}/sync/join`, { method: 'POST', body: JSON.stringify({ protocol: 1, stationName: 'P1', ...body }) })
  return { status: response.status, answer: (await response.json()) as { error?: string } }
}
const opens = async (key: string): Promise<number> => (await fetch(`${hub.url}/sync/changes?after=0&limit=1`, { headers: { authorization: `Bearer ${key}` } })).status
const stationCount = async (): Promise<number> => (await hub.database.rows("select 1 from station where state <> 'removed'")).length
const bench = (name: string): SyncBench => {
  const opened = openSyncBench(name)
  stops.push(() => opened.stop())
  return opened
}
const requestId = (letter: string): string => letter.repeat(36)

describe('the code', () => {
  it('[HX11] is made by a supervisor on the board, is short, says until when it is good and rests as scrypt', async () => {
    const board = await openSupervisorBoard(hub)
    const enrolled = granted(await board.call('station.enrol', {}))
    const { joinToken, pin } = readEnrolment(enrolled.code)!
    expect([joinToken.length, pin]).toEqual([codeLength, null])
    expect(enrolled.hubUrls).toEqual([hub.url])
    expect(enrolled.qr).toContain('<svg')
    expect(enrolled.expiresAtMs - realSystem.nowMs()).toBeGreaterThan(29 * 60_000)
    const resting = JSON.stringify(await hub.database.rows('select * from join_token'))
    for (const told of [joinToken, createHash('sha256').update(joinToken).digest('hex')]) expect(resting).not.toContain(told)
  })

  it('[HX11] is good once and for half an hour; used, old and invented codes get the same words', async () => {
    const code = await mint()
    expect((await ask({ joinToken: code })).status).toBe(200)
    const used = await ask({ joinToken: code })
    const late = await mint()
    aheadMs = 31 * 60_000
    expect([used, await ask({ joinToken: late }), await ask({ joinToken: 'ZZZZ0000' })].map(({ status, answer }) => [status, answer.error])).toEqual(Array(3).fill([403, used.answer.error]))
  })

  it('[HX16] guessing is bounded for each address, and counted in the database: a new start of the hub does not forget', async () => {
    const statuses: number[] = []
    for (let guess = 0; guess < 24; guess += 1) statuses.push((await ask({ joinToken: `0000000${guess % 8}` })).status)
    expect(statuses).toEqual([...Array<number>(20).fill(403), ...Array<number>(4).fill(429)])
    expect(await hub.database.row("select sum(count)::int as tries from try_count where what = 'join' and address <> ''")).toEqual({ tries: 24 })
    aheadMs = -3_600_000
    expect((await ask({ joinToken: '00000000' })).status).toBe(429)
    aheadMs = 61_000
    expect((await ask({ joinToken: '00000000' })).status).toBe(403)
  })
})

describe('an answer that was lost', () => {
  it('[HX12] the same request again is answered for the same station with a new key; another one is not answered at all', async () => {
    const joinToken = await mint()
    const before = await stationCount()
    const first = JoinReply.parse((await ask({ joinToken, requestId: requestId('a') })).answer)
    expect((await ask({ joinToken, requestId: requestId('b') })).status).toBe(403)
    const second = JoinReply.parse((await ask({ joinToken, requestId: requestId('a') })).answer)
    expect(second.stationId).toBe(first.stationId)
    expect([await opens(first.stationKey), await opens(second.stationKey)]).toEqual([401, 200])
    expect(await stationCount()).toBe(before + 1)
    // It has spoken with its key: nobody gets another one, whatever he has copied.
    aheadMs = 5
    expect(await opens(second.stationKey)).toBe(200)
    expect((await ask({ joinToken, requestId: requestId('a') })).status).toBe(403)
    expect(await opens(second.stationKey)).toBe(200)
  })

  it('[HX12] a station whose join was answered into the void joins all the same, once', async () => {
    const joinToken = await mint()
    const before = await stationCount()
    const one = bench('void')
    one.work(3)
    let lost = 0
    await one.meet({ url: hub.url, joinToken }, {
      fetch: async (url, init) => {
        const response = await fetch(url, init)
        if (!url.endsWith('/sync/join') || lost === 2) return response
        lost += 1
        throw new TypeError('the answer is lost')
      },
    })
    await one.drained(hub)
    expect(lost).toBe(2)
    expect(await stationCount()).toBe(before + 1)
  })
})

describe('removing a station', () => {
  it('[HX13] its key opens nothing from then on, its open line ends, the board shows it no more, and what it recorded stays', async () => {
    const one = bench('removed')
    await one.meet(hub)
    one.work(4)
    await one.drained(hub)
    const { stationId, stationKey } = one.store.joined()!
    const line = new WebSocket(`${hub.url.replace('http', 'ws')}/sync/news`, { headers: { authorization: `Bearer ${stationKey}` } })
    await new Promise((resolve, reject) => line.once('open', resolve).once('error', reject))
    const closed = new Promise((resolve) => line.once('close', resolve))
    const board = await openSupervisorBoard(hub)
    expect(await board.call('station.remove', { stationId })).toEqual({ kind: 'done' })
    expect(await board.call('station.remove', { stationId })).toEqual({ kind: 'refused', why: 'station-unknown' })
    await closed
    expect(await opens(stationKey)).toBe(401)
    const view = await board.call('board.view', {})
    expect('stations' in view && view.stations.map((each) => each.stationId)).not.toContain(stationId)
    expect(await hub.database.rows('select 1 from fact where station_id = $1', [stationId])).toHaveLength(4)
    await vi.waitFor(() => expect(one.sync().state().troubles).toContainEqual(expect.objectContaining({ code: 'hub-refused' })), { timeout: 30_000 })
  })

  it('[HX14] it comes back with a new code as the station it was, with the facts that waited; the token of the own machine is not enough', async () => {
    const one = bench('back')
    await one.meet(hub)
    one.work(2)
    await one.drained(hub)
    const { stationId } = one.store.joined()!
    await hub.database.write((sql) => removeStation(sql, hub.tools, stationId))
    one.work(3)
    await one.meet(hub)
    await vi.waitFor(() => expect(one.sync().state().troubles).toContainEqual(expect.objectContaining({ code: 'hub-refused', reason: 'join-code-wrong' })), { timeout: 30_000 })
    await one.meet({ url: hub.url, joinToken: await mint() })
    await one.drained(hub)
    expect(one.store.joined()!.stationId).toBe(stationId)
  })

  it('[HX14] a station that the hub has lost comes back as the station it was; one that is listed cannot be taken over', async () => {
    const one = bench('lost')
    await one.meet(hub)
    one.work(2)
    await one.drained(hub)
    const { stationId } = one.store.joined()!
    expect(await ask({ joinToken: await mint(), formerStationId: stationId })).toMatchObject({ status: 409 })
    // A backup from before it joined was put back.
    await hub.database.write(async (sql) => {
      await sql.run('delete from fact where station_id = $1', [stationId])
      await sql.run('delete from station where station_id = $1', [stationId])
      await beginEpoch(sql, hub.tools.system, undefined, 0)
    })
    one.work(1)
    await one.meet({ url: hub.url, joinToken: await mint() })
    await one.drained(hub)
    expect(one.store.joined()!.stationId).toBe(stationId)
  })

  it('[HX12] [HX14] who says which station it was is never answered as another, though the same request made one since', async () => {
    const requestId = randomUUID()
    const formerStationId = randomUUID()
    const joinToken = await mint()
    const { answer: another } = await ask({ joinToken, requestId })
    expect(another).toMatchObject({ stationId: expect.not.stringMatching(formerStationId) as string })
    expect(await ask({ joinToken, requestId, formerStationId })).toMatchObject({ status: 403 })
    expect(await ask({ joinToken: hub.joinToken, requestId, formerStationId })).toMatchObject({ status: 200, answer: { stationId: formerStationId } })
  })
})

it('no answer of this file came from a fault of the hub', () => expect(hub.faults).toEqual([]))
