// Goal: the hub takes every fact once, in each journal's order, and gives all of them out without skipping one.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { serveChanges } from '#hub/serve-changes.ts'
import { keepBlocks } from '#hub/carriers/lease-blocks.ts'
import { checkLogPart, keepLogChecked } from '#hub/store/check-log.ts'
import type { Database } from '#hub/store/database.ts'
import { hashOf } from '#hub/store/facts.ts'
import { firstHeard } from '#hub/store/first-heard.ts'
import { keepRolling } from '#hub/waves/rolling.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { ChangesReply } from '#shared/sync/protocol.ts'
import { joinTestStation, startTestHub, type TestHub } from '#tests/support/test-hub.ts'

let hub: TestHub
beforeAll(async () => { hub = await startTestHub() })
afterAll(() => hub.close())

const signedIn = fact('OperatorSignedIn', { personId: 'P-0001', cause: 'badge' })
const refusedScan = (scanId: string, code = '6901234567892') => fact('ScanRefused', { scanId, code, reason: 'wrong-item', activity: 'pick' })
const factCount = async (): Promise<number> => (await hub.database.row<{ count: number }>('select count(*) as count from fact'))?.count ?? 0

describe('pushing', () => {
  it('[HB1] the same facts sent again are stored once and get their first outcome', async () => {
    const station = await joinTestStation(hub)
    const first = await station.tell(signedIn, refusedScan('scan-0001'))
    const before = await factCount()
    const again = await station.push(station.journal)
    expect(first).toMatchObject({ kind: 'stored', outcomes: [{ seq: 1, outcome: 'applied' }, { seq: 2, outcome: 'applied' }] })
    expect(again).toEqual(first)
    expect(await factCount()).toBe(before)
  })

  it('[HB2] facts behind a gap are not stored; the hub says from where to send', async () => {
    const station = await joinTestStation(hub)
    await station.tell(signedIn)
    station.record(refusedScan('scan-0002'))
    const before = await factCount()
    expect(await station.push([station.record(refusedScan('scan-0003'))])).toMatchObject({ kind: 'gap', expectedSeq: 2 })
    expect(await factCount()).toBe(before)
    expect(await station.push(station.journal)).toMatchObject({ kind: 'stored' })
  })

  it('[HB3] another fact at a place that is taken is a fork: nothing is stored and a supervisor is told', async () => {
    const station = await joinTestStation(hub)
    await station.tell(signedIn)
    const copy = { ...station.journal[0]!, hash: 'a'.repeat(64) }
    const before = await factCount()
    expect(await station.push([copy])).toMatchObject({ kind: 'fork', seq: 1 })
    station.record(refusedScan('scan-0004'))
    expect(await station.push([{ ...station.journal[1]!, prevHash: 'b'.repeat(64) }])).toMatchObject({ kind: 'fork', seq: 2 })
    expect(await factCount()).toBe(before)
    expect(await hub.database.rows('select 1 from discrepancy where subject = $1', [`fork/${station.stationId}`])).toHaveLength(1)
  })

  it('[HB4] a fact that cannot be applied is kept, shown, and does not hold up those behind it', async () => {
    const station = await joinTestStation(hub)
    station.record({ kind: 'WaveDone', body: { waveId: 'w1' } })
    station.record({ kind: 'ItemPicked', body: { nonsense: true } } as never)
    station.record({ kind: 'TeleporterUsed', body: {} } as never)
    station.record(fact('ManifestOpened', { manifestId: 'm-twice', manifestNumber: 'M1', carrierCode: 'SF', personId: 'P-0001' }))
    station.record(fact('ManifestOpened', { manifestId: 'm-twice', manifestNumber: 'M1', carrierCode: 'SF', personId: 'P-0001' }))
    station.record(fact('UniqueCodeTaken', { parcelId: 'p', orderId: 'o', lineNumber: 1, sku: 's', codeKind: 'serial', value: 'bad\u0000code' }))
    station.record(refusedScan('scan-0005', 'with\u0000zero'))
    station.record({ kind: '\u0000\ud800', body: {} } as never)
    const reply = await station.push(station.journal)
    expect(reply.kind === 'stored' && reply.outcomes.map((each) => each.outcome)).toEqual(['quarantined', 'quarantined', 'quarantined', 'applied', 'quarantined', 'quarantined', 'applied', 'quarantined'])
    expect(await hub.database.rows("select 1 from discrepancy where kind = 'quarantined-fact' and station_id = $1", [station.stationId])).toHaveLength(6)
    const given = await station.changes(0, { limit: 1_000 })
    expect(given.kind === 'changes' && given.changes.find((each) => each.envelope.factId === station.journal[6]!.factId)?.envelope).toEqual(station.journal[6])
  })

  it('[HB5] a key opens only its own station, and no key opens nothing', async () => {
    const station = await joinTestStation(hub)
    const other = await joinTestStation(hub)
    const stolen = { ...station.record(signedIn), stationId: other.stationId }
    await expect(station.push([stolen])).rejects.toThrow('another journal')
    expect((await fetch(`${hub.url}/sync/push`, { method: 'POST', body: '{}' })).status).toBe(401)
    expect((await fetch(`${hub.url}/sync/changes?after=0`, { headers: { authorization: `Bearer ${'x'.repeat(43)}` } })).status).toBe(401)
    expect((await fetch(`${hub.url}/sync/join`, { method: 'POST', body: JSON.stringify({ protocol: 1, joinToken: 'guess', stationName: 'x' }) })).status).toBe(403)
  })
})

describe('reading', () => {
  it('[SY20] a page ends before it is too long for an answer, and never before its first fact', async () => {
    const station = await joinTestStation(hub)
    await station.tell(...[1, 2, 3, 4].map((each) => refusedScan(`scan-long-${each}`)))
    const whole = await serveChanges(hub.database, hub.tools, { after: 0, limit: 1_000, epoch: null })
    assert(whole.kind === 'changes', 'the hub gives changes')
    const met: number[] = []
    let isMore = true
    for (let after = 0; isMore;) {
      const page = await serveChanges(hub.database, hub.tools, { after, limit: 1_000, epoch: null }, after % 2 === 0 ? 1 : 1_500)
      assert(page.kind === 'changes', 'the hub gives changes')
      expect(page.upTo).toBe(page.changes.at(-1)?.position)
      met.push(...page.changes.map((each) => each.position))
      after = page.upTo
      isMore = page.more
    }
    expect(met).toEqual(whole.changes.map((each) => each.position))
  })

  it('[HB6] a reader that follows eight writers at once meets every position, each once and in order', async () => {
    const reader = await joinTestStation(hub, 'reader')
    const writers = await Promise.all(Array.from({ length: 8 }, (_, index) => joinTestStation(hub, `writer ${index}`)))
    const seen: number[] = []
    let writing = true
    const follow = async (): Promise<void> => {
      for (let after = 0; ; ) {
        const ended = !writing
        const reply = await reader.changes(after, { limit: 100 })
        if (reply.kind !== 'changes') throw new Error(reply.kind)
        seen.push(...reply.changes.map((each) => each.position))
        after = reply.upTo
        if (ended && !reply.more) return
      }
    }
    const following = follow()
    await Promise.all(writers.map(async (writer, number) => {
      for (let batch = 0; batch < 12; batch += 1) {
        await writer.tell(...Array.from({ length: 3 }, (_, index) => refusedScan(`scan-${number}-${batch}-${index}`)))
      }
    }))
    writing = false
    await following
    const total = await factCount()
    expect(total).toBeGreaterThanOrEqual(8 * 36)
    expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1))
  })

  it('[HB7] a position of another hub, or beyond the newest fact, is answered with the epoch of this one', async () => {
    const station = await joinTestStation(hub)
    expect(await station.changes(0, { epoch: 'another' })).toMatchObject({ kind: 'other-epoch' })
    expect(await station.changes(1_000_000)).toMatchObject({ kind: 'other-epoch' })
  })

  it('[SY29] an answer names the newest fact that the hub has of the station that asks, and of nobody else', async () => {
    // The stations of the tests before have used up the tries of this minute.
    await hub.database.run('delete from try_count')
    const station = await joinTestStation(hub)
    const other = await joinTestStation(hub)
    await station.tell(signedIn, refusedScan('scan-8001'), refusedScan('scan-8002'))
    expect(await station.changes(0, { limit: 1, incarnation: 1 })).toMatchObject({ yourSeq: 3 })
    expect(await station.changes(0, { limit: 1, incarnation: 2 })).toMatchObject({ yourSeq: 0 })
    expect(await other.changes(0, { limit: 1, incarnation: 1 })).toMatchObject({ yourSeq: 0 })
    expect(await station.changes(0, { limit: 1 })).not.toHaveProperty('yourSeq')
  })

  it('[SY30] facts of the station that asks for it are named by their places, run by run, those of others are whole, and the page counts these', async () => {
    await hub.database.run('delete from try_count')
    const newest = await factCount()
    const station = await joinTestStation(hub, 'named')
    const other = await joinTestStation(hub, 'other')
    const hashAt = (seq: number): string => station.journal[seq - 1]!.hash
    await station.tell(signedIn, { kind: 'TeleporterUsed', body: {} } as never, refusedScan('scan-8101'))
    await other.tell(signedIn, refusedScan('scan-8102'))
    await station.tell(refusedScan('scan-8103'))
    // An id that is used: the place is kept under another one.
    const { hash: _hash, ...entry } = { ...station.record(refusedScan('scan-8104')), factId: station.journal[0]!.factId }
    station.journal[4] = { ...entry, hash: hashOf(entry) }
    expect(await station.push([station.journal[4]])).toMatchObject({ outcomes: [{ seq: 5, outcome: 'quarantined' }] })
    await other.tell(refusedScan('scan-8105'))
    const whole = await station.changes(newest)
    assert(whole.kind === 'changes', 'the hub gives changes')
    expect(whole).not.toHaveProperty('own')
    const ofOthers = whole.changes.filter(({ envelope }) => envelope.stationId !== station.stationId)
    const of = (page: ChangesReply) => {
      assert(page.kind === 'changes', 'the hub gives changes')
      return { changes: page.changes, own: page.own, upTo: page.upTo, more: page.more, proof: page.proof }
    }
    const first = whole.changes.find(({ envelope }) => envelope.stationId === station.stationId)!.position
    const runs = [{ position: first, incarnation: 1, fromSeq: 1, toSeq: 3, hash: hashAt(3) }, { position: first + 5, incarnation: 1, fromSeq: 4, toSeq: 5, hash: hashAt(5) }]
    expect(of(await station.changes(newest, { own: 'named' }))).toEqual({ ...of(whole), changes: ofOthers, own: runs })
    // The third of others is one too many for a page of two: it ends before it.
    expect(ofOthers.slice(0, -3).length).toBe(first - newest - 1)
    expect(of(await station.changes(first - 1, { own: 'named', limit: 2 }))).toMatchObject({ changes: ofOthers.slice(-3, -1), own: runs, upTo: first + 6, more: true })
    expect(of(await station.changes(first, { own: 'named', limit: 2 })).own?.[0]).toEqual({ ...runs[0], position: first + 1, fromSeq: 2 })
    expect(of(await station.changes(first + 6, { own: 'named' }))).toMatchObject({ changes: ofOthers.slice(-1), own: undefined, upTo: first + 7, more: false })
    // Nobody else's are named, and what is not known is refused.
    expect(of(await other.changes(first - 1, { own: 'named' })).changes.every(({ envelope }) => envelope.stationId === station.stationId)).toBe(true)
    await expect(station.changes(newest, { own: 'nonsense' as never })).rejects.toThrow()
  })

  it('[HB8] a line to the news hears of a fact that another station pushed', async () => {
    const station = await joinTestStation(hub)
    const { WebSocket } = await import('ws')
    const joined = await (await fetch(`${hub.url}/sync/join`, { method: 'POST', body: JSON.stringify({ protocol: 1, joinToken: hub.joinToken, stationName: 'listener' }) })).json() as { stationKey: string }
    const line = new WebSocket(`${hub.url.replace('http', 'ws')}/sync/news`, { headers: { authorization: `Bearer ${joined.stationKey}` } })
    await new Promise((resolve, reject) => line.once('open', resolve).once('error', reject))
    const heard = new Promise<string>((resolve) => line.once('message', (data: Buffer) => resolve(data.toString())))
    await station.tell(signedIn)
    expect(JSON.parse(await heard)).toEqual({ kind: 'news', position: await factCount() })
    line.close()
  })
})

describe('a fact log that somebody edited', () => {
  it('[HX25] is read anew, and the first fact that is missing or is not what was recorded is found', async () => {
    // The stations of the tests before have used up the tries of this minute.
    await hub.database.run('delete from try_count')
    const newest = await factCount()
    const station = await joinTestStation(hub, 'written')
    await station.tell(...Array.from({ length: 6 }, (_, index) => refusedScan(`scan-700${index}`)))
    expect(await checkLogPart(hub.database, 0)).toEqual({ checkedTo: newest + 6, isEnd: true })
    expect(await checkLogPart(hub.database, 0, newest + 2)).toEqual({ checkedTo: newest + 2, isEnd: false })
    const edits: [string, number][] = [
      ['delete from fact where position = $1', newest + 3],
      [`update fact set body = replace(body::text, 'scan-7002', 'scan-7009')::json where position = $1`, newest + 3],
      ["update fact set actor_id = 'P-0002' where position = $1", newest + 3],
      ["update fact set prev_hash = hash where position = $1", newest + 3],
      ['delete from fact where position <= $1', 1],
    ]
    for (const [edit, position] of edits) {
      const undone = new Error('undone')
      await expect(hub.database.write(async (sql) => {
        await sql.run(edit, [position])
        expect(await checkLogPart(sql, position > 1 ? newest : 0), edit).toMatchObject({ wrongPosition: position })
        throw undone
      })).rejects.toBe(undone)
    }
  })

  it('[HX25] a supervisor is told once, where and what to do', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const told: string[] = []
    const keeping = keepLogChecked({ database: hub.database, tools: hub.tools, onFault: (where) => String(told.push(where)) })
    const newest = await factCount()
    try {
      await hub.database.run('update fact set position = position + 1 where position = $1', [newest])
      vi.advanceTimersByTime(60_000)
      await vi.waitFor(async () => expect(await hub.database.rows("select detail from discrepancy where kind = 'hub-trouble' and subject = 'log-damaged'")).toEqual([{ detail: { cause: 'log-damaged', seq: newest } }]))
    } finally {
      await keeping.stop()
      vi.useRealTimers()
      await hub.database.run('update fact set position = position - 1 where position = $1', [newest + 1])
      await hub.database.run("delete from discrepancy where subject = 'log-damaged'")
    }
    expect(told).toEqual(['checking the fact log'])
  })

  it('[HB4] a fact whose id or person PostgreSQL would keep with other characters is set aside: otherwise no station could read on', async () => {
    const station = await joinTestStation(hub, 'odd')
    const newest = await factCount()
    for (const actor of ['P\u0000', 'P\ud800']) station.record(signedIn, actor)
    await station.push(station.journal)
    const read = await station.changes(newest)
    expect(read.kind === 'changes' && read.changes.map((change) => change.isQuarantined)).toEqual([true, true])
    await station.tell(signedIn)
  })
})

it('[SY33] an answer repeats the word of its question', async () => {
  const station = await joinTestStation(hub, 'word')
  expect(await station.changes(0, { asked: 'mine' })).toMatchObject({ kind: 'changes', asked: 'mine' })
  expect(await station.changes(0, { asked: 'mine', epoch: 'another' })).toMatchObject({ kind: 'other-epoch', asked: 'mine' })
  expect(await station.changes(0)).not.toHaveProperty('asked')
})

it('[SY34] a station that hears two hubs by turns is told to a supervisor, once until it is settled', async () => {
  const station = await joinTestStation(hub, 'turns')
  const told = () => hub.database.rows("select station_id, detail, state from discrepancy where kind = 'hub-trouble' and subject = 'several-hubs'")
  for (const status of [{}, { hubs: 'several' as const }, { hubs: 'several' as const }]) await station.changes(0, { status })
  expect(await told()).toEqual([{ station_id: station.stationId, detail: { cause: 'several-hubs' }, state: 'open' }])
  await hub.database.run("delete from discrepancy where subject = 'several-hubs'")
})

it('[HX27] a hub that has heard none of its stations since its start releases and leases nothing by itself', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const station = await joinTestStation(hub, 'first heard')
  const looks: string[] = []
  const database: Database = { ...hub.database, alone: async () => looks.push('rolling') > 0, write: async () => void looks.push('blocks') as never, row: async () => ({}) as never }
  const keepers = () => [keepRolling, keepBlocks].map((keep) => keep({ database, tools: hub.tools, onFault: (_where, fault) => { throw fault } }))
  const stop = (kept: ReturnType<typeof keepers>) => Promise.all(kept.map((each) => each.stop()))
  const silent = keepers()
  const heard = keepers()
  try {
    vi.advanceTimersByTime(60_000)
    await stop(silent)
    expect(looks).toEqual([])
    await vi.waitFor(async () => {
      await station.changes(0, { limit: 1 })
      vi.advanceTimersByTime(60_000)
      expect(new Set(looks)).toEqual(new Set(['rolling', 'blocks']))
    })
    expect(await firstHeard({ rows: async () => [] })()).toBe(true)
  } finally {
    await stop(heard)
    vi.useRealTimers()
  }
})

describe('a hub whose whole folder was put back, mark and all', () => {
  it('[HX24] hears of it from a station that was given what the hub has not, begins one new epoch, and gets the facts again', async () => {
    // The stations of the tests before have used up the tries of this minute.
    await hub.database.run('delete from try_count')
    const station = await joinTestStation(hub, 'ahead')
    const other = await joinTestStation(hub, 'another')
    const epochNow = async (): Promise<string> => (await hub.database.row<{ epoch: string }>('select epoch from hub_identity'))!.epoch
    const before = await epochNow()
    await station.tell(signedIn, refusedScan('scan-9001'), refusedScan('scan-9002'))
    const newest = await factCount()
    const read = await station.changes(newest)
    if (read.kind !== 'changes' || read.proof === undefined) throw new Error('the hub says nothing of its newest fact')
    const { proof } = read
    const asked = (who: typeof station, shown: string) => who.changes(newest, { epoch: before, proof: shown })

    // As long as the fact stands, and for whatever the hub never wrote, nothing begins anew.
    expect(await asked(station, proof)).toMatchObject({ kind: 'changes' })
    await hub.database.run('delete from fact where position > $1', [newest - 3])
    for (const invented of ['', 'f'.repeat(48), `${proof.slice(0, -1)}x`]) expect(await asked(station, invented)).toEqual({ kind: 'other-epoch', hubEpoch: before })
    // The places are taken again before anybody has noticed.
    await other.tell(signedIn, refusedScan('scan-9003'), refusedScan('scan-9004'), refusedScan('scan-9005'))
    for (const invented of ['', 'f'.repeat(48), `${'0'.repeat(16)}${proof.slice(16)}`]) expect(await asked(station, invented)).toMatchObject({ kind: 'changes', hubEpoch: before })

    const [first, second] = await Promise.all([asked(station, proof), asked(other, proof)])
    const after = await epochNow()
    expect(after).not.toBe(before)
    expect([first, second]).toEqual(Array.from({ length: 2 }, () => ({ kind: 'other-epoch', hubEpoch: after })))
    expect(await station.push(station.journal.slice(-1))).toEqual({ kind: 'gap', hubEpoch: after, expectedSeq: 1 })
    expect(await station.push(station.journal)).toMatchObject({ kind: 'stored', hubEpoch: after })
    expect((await hub.database.rows('select seq from fact where station_id = $1 order by seq', [station.stationId])).length).toBe(3)
  })
})
