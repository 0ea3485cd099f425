// Goal: a site that begins with nothing comes to people who sign in and things to work with. Method: a real hub without a sample, a real station and its board's line.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { boardApi, type BoardApi } from '#shared/contract/board-api.ts'
import { connect, type Client, type In } from '#shared/contract/contract.ts'
import { createBoardLines } from '#station/board-lines.ts'
import { openSyncBench, type SyncBench } from '#tests/support/sync-bench.ts'
import { granted, openTestBoard } from '#tests/support/test-board.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'
import { startTestServer, type TestServer } from '#tests/support/test-postgres.ts'

let server: TestServer
let hub: TestHub
let bench: SyncBench
let board: Client<BoardApi>
const closing: (() => void)[] = []

/** The board's line as the app opens it, with the station's key. */
async function stationBoard(): Promise<Client<BoardApi>> {
  let listen: (message: unknown) => void = () => undefined
  const lines = createBoardLines({ mintId: () => 'line', onMessage: (_lineId, message) => listen(message), onClose: () => undefined })
  closing.push(() => lines.closeAll())
  const lineId = await lines.open(`${hub.url.replace('http', 'ws')}/board`, { authorization: `Bearer ${bench.store.joined()!.stationKey}` }, null)
  return connect(boardApi, { send: (message) => lines.send(lineId!, message), onMessage: (listener) => { listen = listener }, onClose: () => undefined, close: () => lines.closeAll() })
}

const chief: In<BoardApi, 'site.begin'> = { siteName: '临安二仓', name: '沈静', badgeCode: '', pin: '730518' }
const packer: In<BoardApi, 'site.save-person'> = { personId: null, name: '何苗', role: 'packer', badgeCode: 'LA-0007', pin: '619204', active: true }
const carton: In<BoardApi, 'site.save-packaging'> = { packagingCode: 'BOX-3', name: '三号箱', nameEn: 'Box 3', kind: 'carton', innerLengthMm: 290, innerWidthMm: 170, innerHeightMm: 190, weightGrams: 180, spreadGrams: 6, maxWeightGrams: 8_000 }
const carrier: In<BoardApi, 'site.save-carrier'> = { carrierCode: 'ZTO', name: '中通', nameEn: '', labelSize: '100x150', serviceName: '标快', cutOffTimes: ['18:00', '12:30'], numberPattern: '^78\\d{10}$', checkDigit: '', numberSource: 'range' }

beforeAll(async () => {
  server = await startTestServer()
  hub = await startTestHub({ databaseUrl: server.url('newsite'), sample: false })
  bench = openSyncBench('first')
  await bench.meet(hub)
  await vi.waitUntil(() => bench.store.joined(), { timeout: 30_000 })
  board = await stationBoard()
})
afterAll(async () => {
  for (const close of closing) close()
  await bench.stop()
  await hub.stop()
  await server.close()
})

describe('the first person', () => {
  it('[NS1] a hub without people makes a code for its first station, good once', async () => {
    const [other, third] = [openSyncBench('by code'), openSyncBench('too late')]
    closing.push(() => void other.stop(), () => void third.stop())
    await other.meet({ url: hub.url, joinToken: hub.firstCode! })
    await expect.poll(() => other.store.joined()).toBeDefined()
    await third.meet({ url: hub.url, joinToken: hub.firstCode! })
    await expect.poll(() => third.sync().state().troubles.map((each) => each.code)).toContain('hub-refused')
  })

  it('[NS1] [NS3] is set at a station alone, with a PIN that is none of the easy ones, once', async () => {
    const stranger = await openTestBoard(hub)
    closing.push(() => stranger.close())
    expect(await stranger.call('site.begin', chief)).toMatchObject({ why: 'stations-only' })
    expect(await board.call('site.begin', { ...chief, pin: '123456' })).toMatchObject({ why: 'pin-too-easy' })
    expect(await board.call('site.begin', { ...chief, pin: '７３０５１８' })).toMatchObject({ why: 'pin-not-six-digits' })
    const begun = await Promise.all([board.call('site.begin', chief), board.call('site.begin', { ...chief, name: '另一位' })])
    expect(begun.map((each) => (each.kind === 'saved' ? each.kind : each.why)).sort()).toEqual(['saved', 'site-begun'])
    const saved = begun.find((each) => each.kind === 'saved')
    expect(saved?.badgeCode).toMatch(/^PW-ID-[0-9A-Z]{6}$/)
    expect(await board.call('board.sign-in', { badgeCode: saved?.badgeCode ?? '', pin: chief.pin })).toEqual({ kind: 'done' })
    expect(granted(await board.call('board.view', {})).siteName).toBe('临安二仓')
    const stored = await hub.database.row<{ pin_hash: string }>('select pin_hash from person')
    expect(stored?.pin_hash).toMatch(/^\$argon2id\$/)
    await expect.poll(() => bench.store.hasPeople()).toBe(true)
  })
})

describe('people', () => {
  it('[NS2] [NS5] come with the badge they have; its code is nobody else’s, also after they left', async () => {
    expect(await board.call('site.save-person', packer)).toEqual({ kind: 'saved', badgeCode: 'LA-0007' })
    expect(await board.call('site.save-person', { ...packer, name: '别人', badgeCode: 'la-0007' })).toEqual({ kind: 'refused', why: 'code-taken', values: { code: 'LA-0007' } })
    expect(await board.call('site.save-person', { ...packer, badgeCode: 'PW-CMD-FINISH' })).toMatchObject({ why: 'code-unusable' })
    const miao = granted(await board.call('site.view', {})).people.find((each) => each.name === '何苗')!
    expect(await board.call('site.save-person', { ...packer, personId: miao.personId, pin: null, active: false })).toEqual({ kind: 'saved', badgeCode: 'LA-0007' })
    await expect.poll(() => bench.store.person(miao.personId)?.active).toBe(false)
    expect(await board.call('site.save-person', { ...packer, name: '新人' })).toMatchObject({ why: 'code-taken' })
  })

  it('[NS3] [NS4] keep their PIN unless a new one is given; the last admin stays', async () => {
    const { people } = granted(await board.call('site.view', {}))
    const [boss, miao] = [people.find((each) => each.role === 'admin')!, people.find((each) => each.name === '何苗')!]
    const before = await hub.database.row('select pin_hash from person where person_id = $1', [miao.personId])
    expect(await board.call('site.save-person', { ...packer, personId: miao.personId, name: '何苗苗', pin: null })).toMatchObject({ kind: 'saved' })
    expect(await hub.database.row('select pin_hash from person where person_id = $1', [miao.personId])).toEqual(before)
    expect(await board.call('site.save-person', { ...packer, badgeCode: '', pin: null })).toMatchObject({ why: 'pin-not-six-digits' })
    for (const change of [{ active: false }, { role: 'supervisor' as const }]) {
      expect(await board.call('site.save-person', { ...boss, pin: null, ...change })).toMatchObject({ why: 'last-admin' })
    }
    expect(await board.call('site.save-person', { ...packer, personId: 'nobody' })).toMatchObject({ why: 'person-unknown' })
  })

  it('[NS4] are changed by an admin alone', async () => {
    expect(await board.call('site.save-person', { personId: null, name: '组长', role: 'supervisor', badgeCode: 'LA-0001', pin: '480215', active: true })).toMatchObject({ kind: 'saved' })
    const leader = await openTestBoard(hub)
    closing.push(() => leader.close())
    expect(await leader.call('board.sign-in', { badgeCode: 'LA-0001', pin: '480215' })).toEqual({ kind: 'done' })
    expect(await leader.call('site.save-person', packer)).toMatchObject({ why: 'not-allowed' })
    expect(granted(await leader.call('site.view', {})).people).toHaveLength(3)
  })
})

describe('things', () => {
  it('[NS6] containers come in rows, once each; a code that is something else stops the row', async () => {
    const totes = { kind: 'tote', groupCode: '', prefix: 'T-', digits: 3, firstNumber: 1, count: 40 } as const
    expect(await board.call('site.add-containers', totes)).toEqual({ kind: 'done' })
    expect(await board.call('site.add-containers', { ...totes, firstNumber: 31, count: 20 })).toEqual({ kind: 'done' })
    expect(await board.call('site.add-containers', { kind: 'wall-slot', groupCode: 'W1', prefix: 'W1-', digits: 2, firstNumber: 1, count: 12 })).toEqual({ kind: 'done' })
    expect(granted(await board.call('site.view', {})).containers).toEqual([
      { kind: 'wall-slot', groupCode: 'W1', count: 12, firstCode: 'W1-01', lastCode: 'W1-12' }, { kind: 'tote', groupCode: '', count: 50, firstCode: 'T-001', lastCode: 'T-050' },
    ])
    expect(await board.call('site.add-containers', { ...totes, kind: 'cart-slot', groupCode: 'C1' })).toEqual({ kind: 'refused', why: 'code-taken', values: { code: 'T-001' } })
    expect(await board.call('site.add-containers', { ...totes, kind: 'wall-slot' })).toMatchObject({ why: 'group-needed' })
    expect(await board.call('site.add-containers', { ...totes, prefix: '690123456', digits: 4, firstNumber: 7892, count: 1 })).toMatchObject({ why: 'code-unusable' })
    expect(await board.call('site.add-containers', { ...totes, prefix: 'LA-', digits: 4, firstNumber: 7, count: 1 })).toEqual({ kind: 'refused', why: 'code-taken', values: { code: 'LA-0007' } })
    await expect.poll(() => bench.store.meaningsOf('T-050')).toEqual([{ kind: 'container', code: 'T-050', containerKind: 'tote' }])
  })

  it('[NS7] [NS8] [NS9] packagings, carriers and the sender are listed and changed', async () => {
    expect(await board.call('site.save-packaging', carton)).toEqual({ kind: 'done' })
    expect(await board.call('site.save-packaging', { ...carton, weightGrams: 190 })).toEqual({ kind: 'done' })
    expect(await board.call('site.save-packaging', { ...carton, packagingCode: 'T-001' })).toMatchObject({ why: 'code-taken' })
    expect(await board.call('site.save-carrier', { ...carrier, numberPattern: '^78(' })).toMatchObject({ why: 'pattern-wrong' })
    expect(await board.call('site.save-carrier', carrier)).toEqual({ kind: 'done' })
    const { settings } = granted(await board.call('site.view', {}))
    expect(settings.defaultCarrierCode).toBe('ZTO')
    const sender = { name: '临安二仓', phone: '15400000009', province: '浙江省', city: '杭州市', district: '临安区', detail: '青山路1号' }
    expect(await board.call('site.save-settings', { ...settings, defaultCarrierCode: 'NONE' })).toMatchObject({ why: 'carrier-unknown' })
    expect(await board.call('site.save-settings', { ...settings, sender })).toEqual({ kind: 'done' })
    const view = granted(await board.call('site.view', {}))
    expect(view.packagings).toEqual([{ ...carton, weightGrams: 190 }])
    expect(view.carriers).toEqual([{ ...carrier, nameEn: '中通', cutOffTimes: ['12:30', '18:00'] }])
    expect(view.settings.sender).toEqual(sender)
    await expect.poll(() => bench.store.packagings()).toEqual([{ ...carton, weightGrams: 190 }])
  })

  it('[NS10] what is still missing is said', async () => {
    expect(granted(await board.call('site.view', {})).missing).toEqual(['products', 'places', 'numbers', 'rules'])
    const range = { carrierCode: 'ZTO', prefix: '78', digits: 10, suffix: '', startNumber: 1, numberCount: 500, endsAtMs: null }
    expect(await board.call('numbers.add-range', range)).toEqual({ kind: 'done' })
    expect(granted(await board.call('site.view', {})).missing).toEqual(['products', 'places', 'rules'])
  })

  it('[NS10] with goods, an order and a rule nothing is missing: a wave goes out, and the station has its list and its label', async () => {
    const records = [
      { type: 'product', sku: 'CUP-1', name: '搪瓷杯', codes: [{ code: '6901234567892' }], weightGrams: 310, lengthMm: 100, widthMm: 90, heightMm: 90 },
      { type: 'order', shop: '临安小店', number: 'LA-2026-1', lines: [{ sku: 'CUP-1', quantity: 2 }], recipient: { name: '苏叶', phone: '13900001234', province: '江苏省', city: '南京市', district: '玄武区', detail: '珠江路1号3幢502室' } },
    ]
    const imported = granted(await board.call('orders.import', { requestId: 'new-site-goods', format: 'packwave-json', files: [{ name: 'goods.json', base64: Buffer.from(JSON.stringify(records)).toString('base64') }] }))
    expect(imported).toMatchObject({ orders: { accepted: 1, held: 0 }, products: 1 })
    expect(await board.call('rules.save', {
      ruleId: 'first', name: '逐单', carrierCodes: [], cutOffBeforeMinutes: null, itemCount: 'any', zones: [], minPriority: null, mode: 'by-order', maxOrders: 50, maxUnits: 500, maxWeightGrams: 500_000, maxVolumeMl: 5_000_000, maxSlots: 50, autoRelease: false,
    })).toEqual({ kind: 'done' })
    expect(granted(await board.call('site.view', {})).missing).toEqual([])
    const released = granted(await board.call('wave.release', { requestId: 'new-site-wave', ruleId: 'first' }))
    expect(released).toMatchObject({ kind: 'released', orderCount: 1 })
    const reserved = await hub.database.row<{ waybill_number: string; order_id: string }>('select waybill_number, order_id from customer_order')
    expect(reserved?.waybill_number).toMatch(/^78\d{10}$/)
    await expect.poll(() => bench.store.meaningsOf(reserved!.waybill_number)).toEqual([{ kind: 'waybill', waybillNumber: reserved!.waybill_number }])
  })
})
