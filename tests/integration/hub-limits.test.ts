// Goal: nobody without a key costs the hub more than he is allowed, nothing of a wrong shape gets in, and stations work on meanwhile.
// Method: a hub whose clock stands still, so that no bound refills, asked from one address.
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { fact } from '#shared/domain/facts/facts.ts'
import { JoinReply } from '#shared/sync/protocol.ts'
import { realSystem } from '#hub/system.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'

let hub: TestHub
let station: TestStation
let stationKey: string
let keyedId: string
let nowMs = realSystem.nowMs()
beforeAll(async () => {
  hub = await startTestHub({ system: { ...realSystem, nowMs: () => nowMs } })
  station = await joinTestStation(hub, 'worker')
  const joined = await fetch(`${hub.url}/sync/join`, { method: 'POST', body: JSON.stringify({ protocol: 1, joinToken: hub.joinToken, stationName: 'keyed' }) })
  ;({ stationId: keyedId, stationKey } = JoinReply.parse(await joined.json()))
})
afterAll(() => hub.close())

const scan = (scanId: string) => fact('ScanRefused', { scanId, code: '', reason: 'wrong-item', activity: 'pick' })
const factCount = async (): Promise<number> => (await hub.database.row<{ count: number }>('select count(*)::int as count from fact'))!.count
const post = async (address: string, body: string | Uint8Array, key?: string): Promise<{ status: number; error: string }> => {
  const response = await fetch(`${hub.url}${address}`, { method: 'POST', body: body as string, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })
  return { status: response.status, error: ((await response.json()) as { error: string }).error }
}
const openLine = (address: string, key?: string): Promise<WebSocket> => new Promise((resolve, reject) => {
  const line = new WebSocket(`${hub.url.replace('http', 'ws')}${address}`, { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } })
  line.once('open', () => resolve(line)).once('error', reject)
})
const closeCode = (line: WebSocket): Promise<number> => new Promise((resolve) => line.once('close', resolve))

describe('what comes in', () => {
  const doors: [string, () => string][] = [['/sync/push', () => stationKey], ['/api/orders', () => hub.adminKey], ['/api/cancel', () => hub.adminKey], ['/api/import-batch', () => hub.adminKey]]

  it.each(doors)('[HX23] %s asks for its key before it hears a word of the body', async (address) => {
    // A body is announced and never sent: whoever waited for it would not answer.
    const status = await new Promise((resolve, reject) => {
      const asking = request(`${hub.url}${address}`, { method: 'POST', headers: { 'content-length': '1000000' } }, (answer) => {
        resolve(answer.statusCode)
        asking.destroy()
      })
      asking.once('error', reject)
      asking.flushHeaders()
    })
    expect(status).toBe(401)
  })

  it('[HX23] an address that none can be made of is refused, and the hub works on', async () => {
    const answered = new Promise<number | undefined>((resolve, reject) => void request(`${hub.url}`, { path: '//' }, (answer) => resolve(answer.statusCode)).once('error', reject).end())
    expect(await answered).toBe(400)
    await expect(openLine('//')).rejects.toThrow('400')
    expect((await fetch(`${hub.url}/health`)).status).toBe(200)
  })

  it.each(doors)('[HX23] %s refuses in words what has another shape, and nothing of it stays', async (address, keyOf) => {
    const before = await factCount()
    const bodies = ['', '{', 'null', '[]]', '"text"', '12', '{"__proto__":{"admin":true}}', '{"constructor":1,"envelopes":[]}', '[['.repeat(10_000), `${'['.repeat(10_000)}${']'.repeat(10_000)}`, '<html>login</html>', '\ufeff{}', Uint8Array.of(0xff, 0xfe, 0x00)]
    for (const body of bodies) {
      const answer = await post(address, body, keyOf())
      // The orders' door takes any array and says of each row what is wrong with it.
      expect([200, 400], `${String(body).slice(0, 30)}: ${answer.error}`).toContain(answer.status)
      if (answer.status === 400) expect(answer.error).toMatch(/JSON|shape/)
    }
    expect(await factCount()).toBe(before)
  })

  it('[HX23] a fact whose content is nested without end is kept aside or refused, and the hub goes on', async () => {
    const before = await factCount()
    const envelope = { ...station.record(scan('deep')), stationId: keyedId, seq: 1 }
    station.journal.pop()
    const text = JSON.stringify({ protocol: 1, stationId: keyedId, incarnation: 1, envelopes: [{ ...envelope, body: 0 }] }).replace('"body":0', `"body":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)
    expect([200, 400]).toContain((await post('/sync/push', text, stationKey)).status)
    expect(await factCount()).toBeLessThanOrEqual(before + 1)
  })

  it('[HX23] what is too long, of an unknown address, or asked in another way is refused in words', async () => {
    expect(await post('/sync/push', 'x'.repeat(4_300_000), stationKey)).toMatchObject({ status: 413 })
    expect(await post('/sync/join', 'x'.repeat(5_000))).toMatchObject({ status: 413 })
    expect(await post('/api/nothing', '{}', hub.adminKey)).toMatchObject({ status: 404 })
    expect((await fetch(`${hub.url}/sync/push`, { method: 'DELETE', headers: { 'x-http-method-override': 'POST' } })).status).toBe(405)
    expect((await fetch(`${hub.url}/sync/changes?after=-1`, { headers: { authorization: `Bearer ${stationKey}` } })).status).toBe(400)
    expect((await fetch(`${hub.url}/sync/changes?after=9007199254740993`, { headers: { authorization: `Bearer ${stationKey}` } })).status).toBe(400)
  })

  it('[HX23] no wrong input of this file was a fault of the hub', () => expect(hub.faults).toEqual([]))
})

describe('how much of it', () => {
  it('[HX22] a board on which nobody has signed in says little, and too many questions close its line', async () => {
    const loud = await openLine('/board')
    const ended = closeCode(loud)
    loud.send('x'.repeat(300_000))
    expect(await ended).not.toBe(1000)
    const busy = await openLine('/board')
    const closed = closeCode(busy)
    for (let id = 0; id < 230; id += 1) busy.send(JSON.stringify({ id, call: 'board.view', input: {} }))
    expect(await closed).toBe(1008)
  })

  it('[HX22] a station has three lines to the news: a fourth ends the oldest', async () => {
    const lines = [await openLine('/sync/news', stationKey), await openLine('/sync/news', stationKey), await openLine('/sync/news', stationKey)]
    const first = closeCode(lines[0]!)
    lines.push(await openLine('/sync/news', stationKey))
    await first
    expect(lines.slice(1).map((line) => line.readyState)).toEqual([WebSocket.OPEN, WebSocket.OPEN, WebSocket.OPEN])
    for (const line of lines) line.terminate()
  })

  it('[HX22] of lines to the news that are opened at once three stay', async () => {
    let open = 0
    await Promise.all(Array.from({ length: 8 }, async () => {
      const line = await openLine('/sync/news', stationKey)
      open += 1
      line.once('close', () => { open -= 1 })
    }))
    await expect.poll(() => open).toBe(3)
  })

  it('[HX22] an address has sixty boards', async () => {
    const lines: WebSocket[] = []
    const refused = await (async () => {
      for (;;) {
        const line = await openLine('/board').catch((fault: Error) => fault)
        if (line instanceof Error) return line.message
        lines.push(line)
      }
    })()
    expect(refused).toContain('429')
    expect(lines).toHaveLength(60)
    for (const line of lines) line.terminate()
  })

  it('[HX21] wrong keys and strangers’ questions are answered 429 after a while, a good key from the same address goes on', async () => {
    nowMs += 600_000
    const status = async (address: string, key?: string): Promise<number> => {
      const response = await fetch(`${hub.url}${address}`, key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } })
      await response.arrayBuffer()
      if (response.status === 429) expect(response.headers.get('retry-after')).toBe('5')
      return response.status
    }
    const many = async (count: number, ask: () => Promise<number>): Promise<number[]> => {
      const answers: number[] = []
      for (let index = 0; index < count; index += 1) answers.push(await ask())
      return answers
    }
    expect((await many(205, () => status('/sync/changes?after=0', 'w'.repeat(43)))).slice(-5)).toEqual(Array(5).fill(429))
    expect((await many(310, () => status('/health'))).slice(-5)).toEqual(Array(5).fill(429))
    expect(await status('/board')).toBe(429)
    expect(await station.tell(scan('goes-on'))).toMatchObject({ kind: 'stored' })
  })

  it('[HX21] a station that asks without end is slowed down, and the others are not', async () => {
    nowMs += 600_000
    const ask = (): Promise<number> => fetch(`${hub.url}/sync/changes?after=0&limit=1`, { headers: { authorization: `Bearer ${stationKey}` } }).then(async (response) => {
      await response.arrayBuffer()
      return response.status
    })
    const statuses: number[] = []
    for (let index = 0; index < 51; index += 1) statuses.push(...(await Promise.all(Array.from({ length: 20 }, ask))))
    expect(statuses.filter((each) => each === 200)).toHaveLength(1_000)
    expect(statuses.filter((each) => each === 429)).toHaveLength(20)
    expect(await station.tell(scan('others'))).toMatchObject({ kind: 'stored' })
  })
})
