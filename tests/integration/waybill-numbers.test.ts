// Goal: whatever a carrier answers and whenever, no order gets two numbers, no number two orders, and a wave goes without those that have none;
// and numbers leased to stations never overlap and never come back. Method: a real hub on PostgreSQL, a carrier that misbehaves by script, a clock that the test moves.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keepAnswer } from '#hub/carriers/ask-carriers.ts'
import { leaseBlocks } from '#hub/carriers/lease-blocks.ts'
import { keepCarrierTerms } from '#hub/carriers/own-range.ts'
import { siteCarriers } from '#hub/carriers/site-carriers.ts'
import { putOrders, type OrderToPut } from '#hub/orders/put-orders.ts'
import { makeSampleWarehouse } from '#hub/sample/sample-warehouse.ts'
import { personalPlaceOfFact, recordHubFacts } from '#hub/store/facts.ts'
import { saveSettings } from '#hub/store/settings.ts'
import { realSystem } from '#hub/system.ts'
import { releaseWave } from '#hub/waves/release-wave.ts'
import { saveRule } from '#hub/waves/rules.ts'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { Client } from '#shared/contract/contract.ts'
import type { Body, FactKind } from '#shared/domain/facts/facts.ts'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { endsEarlierMs } from '#shared/domain/waybills/number-blocks.ts'
import { indexOf, numberAt, type NumberRange } from '#shared/domain/waybills/waybill-number.ts'
import { cainiao, startFakeComponent } from '#tests/support/fake-component.ts'
import { decryptedParcel } from '#tests/support/platform-content.ts'
import { scriptedCarrier, type CarrierMishap, type ScriptedCarrier } from '#tests/support/scripted-carrier.ts'
import { granted, openSupervisorBoard, packerBadge } from '#tests/support/test-board.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'
import { startTestStation } from '#tests/support/test-station.ts'

let hub: TestHub
let board: Client<BoardApi>
let carrier: ScriptedCarrier
const aheadMs = 0
let orders = 0
let carriers = 0
let requests = 0

beforeAll(async () => {
  hub = await startTestHub({ sample: true, system: { ...realSystem, monotonic: undefined, nowMs: () => realSystem.nowMs() + aheadMs } })
  board = await openSupervisorBoard(hub)
  await hub.database.write(async (sql) => {
    for (const [carrierCode, name, prefix] of [['ZT', '直通', 'ZT'], ['OWN', '自有车队', 'OW']] as const) {
      await recordHubFacts(sql, hub.tools, 'hub', [{ kind: 'CarrierListed', body: { carrierCode, name, nameEn: name, labelSize: '76x130' } }])
      await keepCarrierTerms(sql, { carrierCode, serviceName: '标快', numberPattern: `^${prefix}\\d{11}$`, cutOffLocalTimes: ['23:59'], priority: 1, sorting: [], numberRange: { prefix, digits: 10, start: 1, count: 2_000 } })
      const [template] = await sql.rows<{ body: Parameters<typeof saveRule>[1] }>("select body from release_rule where rule_id = 'single'")
      await saveRule(sql, { ...template!.body, ruleId: carrierCode, name, carrierCodes: [carrierCode], cutOffBeforeMinutes: null, maxOrders: 200 })
    }
    await sql.run("update carrier set check_digit = 'mod10' where carrier_code in ('ZT', 'OWN')")
    await sql.run("update carrier set number_source = 'station', block_size = 50 where carrier_code = 'OWN'")
  })
})
afterAll(async () => {
  board.close()
  await hub.close()
})
beforeEach(async () => {
  carrier = scriptedCarrier({ prefix: 'ZT', firstSerial: (carriers += 1) * 1_000 })
  await hub.database.run("update customer_order set state = 'cancelled' where state = 'waiting' and carrier_code in ('ZT', 'OWN')")
})

/** `like`: of which order of the sample, so that not all want what lies in one place. */
async function waiting(count: number, carrierCode = 'ZT', like = 0): Promise<string[]> {
  const sample = makeSampleWarehouse({ seed: 7, nowMs: hub.tools.system.nowMs() }).orders[like]!
  const batch: OrderToPut[] = Array.from({ length: count }, () => ({ ...sample, shop: 'numbers', number: `N-${(orders += 1)}`, carrierCode, holds: [], lines: [{ ...sample.lines[0]!, quantity: 1 }], recipient: { ...sample.recipient, name: '李雷' } }))
  await hub.database.write((sql) => putOrders(sql, hub.tools, batch))
  const rows = await hub.database.rows<{ order_id: string }>('select order_id from customer_order where shop = $1 and number = any($2::text[]) order by order_id', ['numbers', batch.map((each) => each.number)])
  return rows.map((row) => row.order_id)
}
const release = (ruleId = 'ZT', tries = 2) =>
  releaseWave(hub.database, hub.tools, 'P-0010', { requestId: `numbers-${(requests += 1)}`, ruleId }, siteCarriers(new Map([['ZT', carrier.adapter]]), { deadlineMs: 150, atOnce: 4, tries }))
const numberOf = async (orderId: string): Promise<string | null> => (await hub.database.row<{ waybill_number: string | null }>('select waybill_number from customer_order where order_id = $1', [orderId]))!.waybill_number
const told = async (orderId: string) => hub.database.rows<{ detail: { carrierAnswer: string } }>("select detail from discrepancy where kind = 'waybill-not-issued' and order_id = $1 and state = 'open'", [orderId])
const facts = async <K extends FactKind>(kind: K): Promise<Body<K>[]> => (await hub.database.rows<{ body: Body<K> }>('select body from fact where kind = $1 order by position', [kind])).map((row) => row.body)

describe('a carrier that is asked for each order', () => {
  it('[NB3] [NB1] gives each order its number before the release, with its own sorting code', async () => {
    const ids = await waiting(5)
    expect(await release()).toMatchObject({ kind: 'released', orderCount: 5 })
    for (const orderId of ids) expect(await numberOf(orderId)).toBe(carrier.given.get(`${orderId}.1`))
    expect(carrier.asked).toHaveLength(5)
    const reserved = (await facts('WaybillReserved')).filter((each) => ids.includes(each.orderId))
    expect(new Set(reserved.map((each) => each.waybillNumber)).size).toBe(5)
  })

  it('[PC1] [PC7] what a platform gives with its number is sealed at the hub, goes to the bench, and is printed by its own component, which alone can read it', async () => {
    await hub.database.write(async (sql) => {
      const [template] = await sql.rows<{ body: Parameters<typeof saveRule>[1] }>("select body from release_rule where rule_id = 'ZT'")
      await saveRule(sql, { ...template!.body, ruleId: 'ZT-platform', name: '平台面单', mode: 'by-order' })
    })
    const platforms = ['cainiao', 'pinduoduo', 'douyin'] as const
    const fakes = await Promise.all(platforms.map((component) => startFakeComponent({
      print: (asked, contents) => (decryptedParcel(contents)?.waybillNumber === asked.documentId
        ? [cainiao.taken(asked), cainiao.notice(asked, 'printed', 'success', component === 'pinduoduo' ? 'PrintResultNotify' : 'notifyPrintResult')]
        : [cainiao.taken(asked), cainiao.undecryptable(asked)]),
    })))
    const folder = mkdtempSync(join(tmpdir(), 'packwave-platform-'))
    const station = await startTestStation(folder, { printers: platforms.map((component, index) => ({ printerId: component, name: component, kind: 'component', component, printerName: 'KM-118', address: fakes[index]!.address })) }, { hubUrl: hub.url, joinToken: hub.joinToken, fetch })
    try {
      const orderIds: string[] = []
      for (const component of platforms) {
        carrier.component = component
        orderIds.push(...(await waiting(1, 'ZT', 1)))
        expect(await release('ZT-platform')).toMatchObject({ kind: 'released', orderCount: 1 })
      }
      await expect.poll(() => station.store().order(orderIds[2]!)).toBeDefined()
      await station.scan(packerBadge.badgeCode)
      expect(await station.pin(packerBadge.pin)).toMatch(/^accepted/)
      for (const [index, orderId] of orderIds.entries()) {
        const waybillNumber = (await numberOf(orderId))!
        const [sealed] = await hub.database.rows<{ fact_id: string; personal: Buffer }>("select fact_id, personal from fact where kind = 'WaybillReserved' and body->>'orderId' = $1", [orderId])
        expect(sealed!.personal.includes('AES:')).toBe(false)
        const payload = hub.tools.box.open<LabelPayload>(sealed!.personal, personalPlaceOfFact(sealed!.fact_id))
        const list = (await facts('PickListReleased')).find((each) => each.tasks.some((task) => task.shares.some((share) => share.orderId === orderId)))!
        const code = (await facts('ProductListed')).find((each) => each.sku === list.tasks[0]!.sku)!.codes.find((each) => each.quantity === 1)!.code
        const tote = (await facts('ContainerListed')).filter((each) => each.kind === 'tote')[index]!.code
        expect(await station.command(`printer-${index + 1}` as 'printer-1')).toBe('accepted printer-chosen')
        expect(await station.scans(list.listNumber, tote, list.tasks[0]!.placeCode, code, tote, code)).toBe('accepted label-queued')
        await station.viewWhere(({ screen }) => screen.kind === 'check' && screen.parcel?.labelState === 'sent')
        const printed = fakes[index]!.printed() as { task: { documents: { documentID: string; contents: unknown }[] } }[]
        expect(printed.map(({ task }) => task.documents)).toEqual([[{ documentID: waybillNumber, contents: payload.platformPrint!.contents }]])
        // The component prints the whole of it; neither hub nor bench has more than what is masked.
        expect(decryptedParcel(printed[0]!.task.documents[0]!.contents)).toMatchObject({ waybillNumber, name: '李雷' })
        expect(payload.recipient.maskedName).toBe('李*')
        expect(await station.scan(waybillNumber)).toMatch(/^accepted/)
        await station.command('suspend')
        await station.command('finish')
      }
      expect(station.bodies('LabelSent')).toHaveLength(3)
      expect(station.faults).toEqual([])
    } finally {
      await station.stop()
      for (const fake of fakes) await fake.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it.each([
    ['too large', [{ encryptedData: 'A'.repeat(70_000) }]],
    ['empty', []],
  ])('[PC8] contents that are %s are left out, and the number is used', async (_case, contents) => {
    const [orderId] = await waiting(1, 'ZT', 2)
    const { issue } = carrier.adapter
    carrier.adapter.issue = async (request, signal) => ({ ...(await issue(request, signal)), platformPrint: { component: 'cainiao', contents } }) as Awaited<ReturnType<typeof issue>>
    expect(await release()).toMatchObject({ kind: 'released', orderCount: 1 })
    const [sealed] = await hub.database.rows<{ fact_id: string; personal: Buffer }>("select fact_id, personal from fact where kind = 'WaybillReserved' and body->>'orderId' = $1", [orderId])
    const payload = hub.tools.box.open<LabelPayload>(sealed!.personal, personalPlaceOfFact(sealed!.fact_id))
    expect(payload).not.toHaveProperty('platformPrint')
    expect(payload.waybillNumber).toBe(await numberOf(orderId!))
  })

  it('[NB3] an order whose number does not come is left out, the others go; asked later it is the same question', async () => {
    const ids = await waiting(3)
    carrier.mishaps.push('vanish', 'vanish', 'vanish')
    expect(await release('ZT', 1)).toMatchObject({ kind: 'refused', why: 'no-order-fits', values: { 'waybill-not-issued': 3 } })
    expect(await release('ZT', 1)).toMatchObject({ kind: 'released', orderCount: 3 })
    expect(new Set(carrier.asked)).toEqual(new Set(ids.map((orderId) => `${orderId}.1`)))
  })

  it('[NB3] a number that was taken while the answer got lost is the one that is used', async () => {
    const [orderId] = await waiting(1)
    carrier.mishaps.push('allocate-and-vanish')
    expect(await release()).toMatchObject({ kind: 'released' })
    expect(carrier.given.size).toBe(1)
    expect(await numberOf(orderId!)).toBe([...carrier.given.values()][0])
  })

  it.each<CarrierMishap>(['slow', 'break', 'exists'])('[NB5] [NB8] after "%s" the order has its one number', async (mishap) => {
    const [orderId] = await waiting(1)
    carrier.mishaps.push(mishap)
    expect(await release()).toMatchObject({ kind: 'released' })
    expect(carrier.given.size).toBe(1)
    expect(await numberOf(orderId!)).toBe(carrier.given.get(`${orderId}.1`))
  })

  it.each<[CarrierMishap, string]>([['other-order', 'other-request'], ['wrong-prefix', 'pattern'], ['wrong-check-digit', 'check-digit']])('[NB4] "%s" is never bound: burned, told, and the order waits', async (mishap, why) => {
    const [orderId] = await waiting(1)
    carrier.mishaps.push(mishap)
    expect(await release()).toMatchObject({ kind: 'refused', values: { 'waybill-not-issued': 1 } })
    expect(await numberOf(orderId!)).toBeNull()
    expect((await told(orderId!)).map((each) => each.detail.carrierAnswer)).toEqual([why])
    expect(await hub.database.row('select why from burned_number order by at_ms desc limit 1')).toEqual({ why })
    // Nothing is asked again by itself.
    const before = carrier.asked.length
    await release()
    expect(carrier.asked).toHaveLength(before)
  })

  it('[NB4] a number that another order has is not taken a second time', async () => {
    const [first] = await waiting(1)
    await release()
    const [second] = await waiting(1)
    carrier.mishaps.push('other-orders-number')
    expect(await release()).toMatchObject({ kind: 'refused' })
    expect((await told(second!)).map((each) => each.detail.carrierAnswer)).toEqual(['number-used'])
    expect(await numberOf(first!)).toBe(carrier.given.get(`${first}.1`))
    expect(await hub.database.row('select 1 from burned_number where waybill_number = $1', [await numberOf(first!)])).toBeUndefined()
  })

  it('[NB6] an answer that comes twice is one answer; a second number is burned and told, and the first stays', async () => {
    const [orderId] = await waiting(1)
    await release()
    const first = await numberOf(orderId!)
    expect(await keepAnswer(hub.database, hub.tools, `${orderId}.1`, carrier.answerOf(`${orderId}.1`))).toEqual({ kind: 'issued' })
    expect(await told(orderId!)).toEqual([])
    const other = carrier.answerOf('somebody.1')
    expect(await keepAnswer(hub.database, hub.tools, `${orderId}.1`, { ...other, requestKey: `${orderId}.1` } as typeof other)).toEqual({ kind: 'unclear', why: 'another-number' })
    expect(await numberOf(orderId!)).toBe(first)
    expect(await told(orderId!)).toHaveLength(1)
    expect(await hub.database.row('select why from burned_number where waybill_number = $1', [carrier.given.get('somebody.1')])).toEqual({ why: 'another-number' })
  })

  it('[NB5] "exists" and then "does not exist", three times: a person is told, and no second number is asked for', async () => {
    const [orderId] = await waiting(1)
    carrier.deniesAll = true
    carrier.mishaps.push('exists', 'exists', 'exists', 'exists')
    expect(await release('ZT', 5)).toMatchObject({ kind: 'refused' })
    expect((await told(orderId!)).map((each) => each.detail.carrierAnswer)).toEqual(['exists-and-does-not'])
    expect(new Set(carrier.asked)).toEqual(new Set([`${orderId}.1`]))
    expect(carrier.given.size).toBe(1)
  })

  it('[NB7] [NB12] a no is shown in the carrier\'s words; asked anew it is another attempt, and the earlier number is never used', async () => {
    const [orderId] = await waiting(1)
    carrier.mishaps.push('masked')
    expect(await release()).toMatchObject({ kind: 'refused' })
    const [raised] = granted(await board.call('board.view', {})).discrepancies.filter((each) => each.kind === 'waybill-not-issued' && each.orderNumber === `N-${orders}`)
    expect(raised).toMatchObject({ values: { carrierAnswer: '收件地址中包含脱敏字符****' }, choices: ['ask-anew', 'settled'] })
    expect(await board.call('discrepancy.decide', { discrepancyId: raised!.discrepancyId, choice: 'ask-anew' })).toEqual({ kind: 'done' })
    expect(await release()).toMatchObject({ kind: 'released' })
    expect(carrier.asked).toEqual([`${orderId}.1`, `${orderId}.2`])
    // What the first attempt's carrier says now is too late.
    expect(await keepAnswer(hub.database, hub.tools, `${orderId}.1`, carrier.answerOf(`${orderId}.1`))).toMatchObject({ kind: 'unclear' })
    expect(await numberOf(orderId!)).toBe(carrier.given.get(`${orderId}.2`))
  })

  it('[NB7] a receiver that a platform masked is not even asked for', async () => {
    const [orderId] = await waiting(1)
    await hub.database.write(async (sql) => {
      const order = (await sql.row<{ number: string }>('select number from customer_order where order_id = $1', [orderId]))!
      const sample = makeSampleWarehouse({ seed: 7, nowMs: hub.tools.system.nowMs() }).orders[0]!
      await putOrders(sql, hub.tools, [{ ...sample, shop: 'numbers', number: order.number, carrierCode: 'ZT', holds: [], lines: [{ ...sample.lines[0]!, quantity: 1 }], recipient: { ...sample.recipient, name: '李*' } }])
    })
    expect(await release()).toMatchObject({ kind: 'refused', values: { 'recipient-incomplete': 1 } })
    expect(carrier.asked).toEqual([])
  })

  it('[NB3] two releases at once ask one question for each order', async () => {
    const ids = await waiting(12)
    carrier.mishaps.push('slow', 'slow', 'slow', 'allocate-and-vanish', 'slow')
    await Promise.all([release(), release(), release()])
    await release()
    expect(carrier.given.size).toBe(12)
    for (const orderId of ids) expect(await numberOf(orderId)).toBe(carrier.given.get(`${orderId}.1`))
  })
})

describe('numbers leased to stations', () => {
  const range: NumberRange = { prefix: 'OW', digits: 10, startNumber: 1, checkDigit: 'mod10', suffix: '' }
  const numbersOf = (block: Body<'WaybillBlockLeased'>): string[] => Array.from({ length: block.numberCount }, (_, index) => numberAt(range, block.firstIndex + index))
  const lease = () => hub.database.write((sql) => leaseBlocks(sql, hub.tools))
  let one: TestStation
  let two: TestStation
  beforeAll(async () => {
    one = await joinTestStation(hub, 'numbers 1')
    two = await joinTestStation(hub, 'numbers 2')
  })
  const blocksOf = async (station: TestStation) => (await facts('WaybillBlockLeased')).filter((each) => each.stationId === station.stationId)
  async function take(station: TestStation, waybillNumber: string, orderId: string, blockId: string) {
    const reply = await station.tell({ kind: 'WaybillTaken', body: { waybillNumber, orderId, carrierCode: 'OWN', blockId } })
    return reply.kind === 'stored' ? reply.outcomes.map((each) => `${each.outcome} ${each.why}`.trim()) : [reply.kind]
  }

  it('[NB9] [NB13] every station has a block of its own, whoever asks how often and at once, and no number is in two', async () => {
    await Promise.all([one.changes(0, { limit: 1 }), two.changes(0, { limit: 1 })])
    await Promise.all(Array.from({ length: 8 }, lease))
    expect(await blocksOf(one)).toHaveLength(1)
    expect(await blocksOf(two)).toHaveLength(1)
    const all = (await facts('WaybillBlockLeased')).flatMap(numbersOf)
    expect(new Set(all).size).toBe(all.length)
  })

  it('[NB9] an order of such a carrier is released with its label made ready, and without a number', async () => {
    const [orderId] = await waiting(1, 'OWN')
    expect(await release('OWN')).toMatchObject({ kind: 'released', orderCount: 1 })
    expect(await numberOf(orderId!)).toBeNull()
    const page = await one.changes((await hub.database.row<{ position: number }>("select position from fact where kind = 'LabelPrepared' order by position desc limit 1"))!.position - 1, { limit: 1 })
    expect(page).toMatchObject({ kind: 'changes', changes: [{ envelope: { kind: 'LabelPrepared', body: { orderId } }, personal: { waybillNumber: '', recipient: { maskedName: '李*' } } }] })
  })

  it('[NB11] the next block comes when 30 % are left, and not before', async () => {
    const [block] = await blocksOf(one)
    await hub.database.run('update waybill_block set used_count = 34 where block_id = $1', [block!.blockId])
    await lease()
    expect(await blocksOf(one)).toHaveLength(1)
    const [orderId] = await waiting(1, 'OWN')
    await release('OWN')
    expect(await take(one, numbersOf(block!)[34]!, orderId!, block!.blockId)).toEqual(['applied'])
    expect(await numberOf(orderId!)).toBe(numbersOf(block!)[34])
    await lease()
    expect(await blocksOf(one)).toHaveLength(2)
    await lease()
    expect(await blocksOf(one)).toHaveLength(2)
  })

  it('[NB14] a number of another station\'s block, or of another order, is told and held', async () => {
    const [block] = await blocksOf(two)
    const [first, second] = await waiting(2, 'OWN')
    await release('OWN')
    expect(await take(one, numbersOf(block!)[0]!, first!, block!.blockId)).toEqual(["applied-with-discrepancy the number is of another station's block"])
    expect(await take(two, numbersOf(block!)[1]!, first!, block!.blockId)).toEqual(['applied'])
    expect(await take(two, numbersOf(block!)[1]!, second!, block!.blockId)).toEqual(['applied-with-discrepancy the number belongs to another order'])
    // The same fact of the same order again is nothing new.
    expect(await take(two, numbersOf(block!)[1]!, first!, block!.blockId)).toEqual(['applied'])
  })

  it('[NB10] a block ends a day before its range, and a range that ends too soon leases none', async () => {
    const three = await joinTestStation(hub, 'numbers 3')
    await three.changes(0, { limit: 1 })
    const endsAtMs = hub.tools.system.nowMs() + 3 * endsEarlierMs
    await hub.database.run("update waybill_range set ends_at_ms = $1 where carrier_code = 'OWN'", [endsAtMs])
    await lease()
    // Two clocks are read one after the other; what counts is the day.
    expect((await blocksOf(three)).map((each) => Math.abs(each.untilMs - (endsAtMs - endsEarlierMs)) < 60_000)).toEqual([true])
    await hub.database.run("update waybill_range set ends_at_ms = $1 where carrier_code = 'OWN'", [hub.tools.system.nowMs() + endsEarlierMs])
    const four = await joinTestStation(hub, 'numbers 4')
    await four.changes(0, { limit: 1 })
    await lease()
    expect(await blocksOf(four)).toEqual([])
    await hub.database.run("update waybill_range set ends_at_ms = null where carrier_code = 'OWN'")
  })

  it('[NB13] a hub that knows less than a station goes on behind what that one knows', async () => {
    const seen = numberAt(range, 1_499)
    await one.tell({ kind: 'WaybillNumbersSeen', body: { numbers: [{ carrierCode: 'OWN', waybillNumber: seen }, { carrierCode: 'OWN', waybillNumber: 'OWsomething' }] } })
    const five = await joinTestStation(hub, 'numbers 5')
    await five.changes(0, { limit: 1 })
    await lease()
    const [block] = await blocksOf(five)
    expect(block!.firstIndex).toBeGreaterThan(indexOf(range, seen)!)
    // A lower number does not bring it back.
    await one.tell({ kind: 'WaybillNumbersSeen', body: { numbers: [{ carrierCode: 'OWN', waybillNumber: numberAt(range, 3) }] } })
    expect((await hub.database.row<{ next_index: number }>("select next_index from waybill_range where carrier_code = 'OWN'"))!.next_index).toBeGreaterThan(1_500)
  })

  it('[NB13] a block that a restored hub has forgotten gives its numbers all the same, and none of them twice', async () => {
    const [orderId] = await waiting(1, 'OWN')
    await release('OWN')
    const lost = numberAt(range, 1_700)
    expect(await take(one, lost, orderId!, 'a-block-of-before')).toEqual(['applied'])
    expect(await numberOf(orderId!)).toBe(lost)
    expect((await hub.database.row<{ next_index: number }>("select next_index from waybill_range where carrier_code = 'OWN'"))!.next_index).toBe(1_701)
  })
})

it('[NB13] twenty stations that ask at once, again and again, use a range up to its last number, and no number is in two blocks', async () => {
  await hub.database.write(async (sql) => {
    await recordHubFacts(sql, hub.tools, 'hub', [{ kind: 'CarrierListed', body: { carrierCode: 'ALL', name: '全部', nameEn: 'All', labelSize: '76x130' } }])
    await keepCarrierTerms(sql, { carrierCode: 'ALL', serviceName: '', numberPattern: '', cutOffLocalTimes: [], priority: 1, sorting: [], numberRange: { prefix: 'AL', digits: 8, start: 1, count: 20_050 } })
    await sql.run("update carrier set number_source = 'station', block_size = 100 where carrier_code = 'ALL'")
    await sql.run("insert into station (station_id, name, key_hash, joined_at_ms, last_heard_at_ms) select 'many-' || n, 'many', 'many-' || n, 1, $1 from generate_series(1, 20) n", [hub.tools.system.nowMs()])
  })
  for (let round = 0; round < 40; round += 1) {
    const leased = await Promise.all(Array.from({ length: 4 }, () => hub.database.write((sql) => leaseBlocks(sql, hub.tools))))
    if (leased.every((count) => count === 0)) break
    await hub.database.run("update waybill_block set used_count = number_count where carrier_code = 'ALL'")
  }
  const blocks = (await facts('WaybillBlockLeased')).filter((each) => each.carrierCode === 'ALL')
  const all = blocks.flatMap((block) => Array.from({ length: block.numberCount }, (_, index) => block.firstIndex + index))
  expect(all).toHaveLength(20_050)
  expect(new Set(all).size).toBe(20_050)
})

it('[NB12] [NB14] a voided number that a station binds all the same is told, and the parcel held', async () => {
  const station = await joinTestStation(hub, 'numbers 9')
  const [orderId] = await waiting(1)
  await release()
  const waybillNumber = (await numberOf(orderId!))!
  const waveId = (await hub.database.row<{ wave_id: string }>('select wave_id from customer_order where order_id = $1', [orderId]))!.wave_id
  await hub.database.write((sql) => recordHubFacts(sql, hub.tools, 'P-0010', [{ kind: 'WaybillVoided', body: { waybillNumber, orderId: orderId!, byPersonId: 'P-0010' } }]))
  await station.tell({ kind: 'ParcelOpened', body: { parcelId: 'voided-1', orderId: orderId!, waveId, personId: 'P-0001', openedBy: 'item' } }, { kind: 'WaybillBound', body: { parcelId: 'voided-1', orderId: orderId!, waybillNumber } })
  expect(await hub.database.row("select stop_task from parcel where parcel_id = 'voided-1'")).toEqual({ stop_task: true })
})

describe('ranges on the board', () => {
  const numbers = async (carrierCode: string) => granted(await board.call('numbers.view', {})).carriers.find((each) => each.carrierCode === carrierCode)!
  const dayMs = 86_400_000

  it('[NB16] [NB17] a range that ends within a day gives no number, and what ends first is used first', async () => {
    const nowMs = hub.tools.system.nowMs()
    await hub.database.write(async (sql) => {
      await recordHubFacts(sql, hub.tools, 'hub', [{ kind: 'CarrierListed', body: { carrierCode: 'END', name: '到期', nameEn: 'Ends', labelSize: '76x130' } }])
      await sql.run("update carrier set number_pattern = '^EN\\d{6}$', cut_off_times = '{23:59}' where carrier_code = 'END'")
      for (const [start, count, endsAtMs] of [[1, 500, nowMs + dayMs - 1], [1_000, 500, null], [2_000, 2, nowMs + 3 * dayMs]] as const) {
        await sql.run("insert into waybill_range (range_id, carrier_code, prefix, digits, start_number, number_count, ends_at_ms) values ($1, 'END', 'EN', 6, $2, $3, $4)", [`END/EN/${start}`, start, count, endsAtMs])
      }
      const [template] = await sql.rows<{ body: Parameters<typeof saveRule>[1] }>("select body from release_rule where rule_id = 'single'")
      await saveRule(sql, { ...template!.body, ruleId: 'END', name: 'END', carrierCodes: ['END'], cutOffBeforeMinutes: null, maxOrders: 200 })
    })
    const ids = await waiting(3, 'END')
    expect(await numbers('END')).toMatchObject({ source: 'range', left: 502, waiting: 3, state: 'enough', ranges: [{ firstNumber: 'EN000001', left: 500, state: 'ended' }, { lastNumber: 'EN002001', state: 'ends-soon' }, { firstNumber: 'EN001000', state: 'open', endsAtMs: null }] })
    expect(await release('END')).toMatchObject({ kind: 'released' })
    expect((await Promise.all(ids.map(numberOf))).sort()).toEqual(['EN001000', 'EN002000', 'EN002001'])
    expect(await numbers('END')).toMatchObject({ left: 499, waiting: 0 })
    await hub.database.run("update waybill_range set next_index = number_count where range_id = 'END/EN/1000'")
    await waiting(1, 'END')
    expect(await numbers('END')).toMatchObject({ left: 0, waiting: 1, state: 'out' })
    expect(granted(await board.call('board.view', {})).lowNumbers).toBeGreaterThan(0)
    expect(await release('END')).toMatchObject({ kind: 'refused', why: 'waybills-used-up' })
  })

  it('[NB18] a supervisor adds a range, once, and only one of the carrier’s own numbers', async () => {
    const range = { carrierCode: 'END', prefix: 'EN', digits: 6, suffix: '', startNumber: 5_000, numberCount: 100, endsAtMs: null }
    expect(await board.call('numbers.add-range', { ...range, digits: 7 })).toMatchObject({ why: 'range-no-number', values: { waybillNumber: 'EN0005000' } })
    expect(await board.call('numbers.add-range', { ...range, startNumber: 1_400, numberCount: 101 })).toMatchObject({ why: 'range-overlaps', values: { waybillNumber: 'EN001400' } })
    expect(await board.call('numbers.add-range', { ...range, startNumber: 999_999, numberCount: 2 })).toMatchObject({ why: 'range-too-long' })
    expect(await board.call('numbers.add-range', { ...range, endsAtMs: hub.tools.system.nowMs() + dayMs })).toMatchObject({ why: 'range-over' })
    expect(await board.call('numbers.add-range', { ...range, carrierCode: 'NOBODY' })).toMatchObject({ why: 'carrier-unknown' })
    expect([await board.call('numbers.add-range', range), await board.call('numbers.add-range', range)]).toEqual([{ kind: 'done' }, { kind: 'done' }])
    expect(await numbers('END')).toMatchObject({ left: 100, state: 'enough' })
    const [orderId] = await waiting(1, 'END')
    expect(await release('END')).toMatchObject({ kind: 'released' })
    expect(['EN005000', 'EN005001']).toContain(await numberOf(orderId!))
  })

  it('[NB17] an order that names no carrier waits for a number of the one that takes such orders', async () => {
    await hub.database.write((sql) => saveSettings(sql, { defaultCarrierCode: 'END' }))
    const before = (await numbers('END')).waiting
    const [orderId] = await waiting(1, 'END')
    await hub.database.run('update customer_order set carrier_code = null where order_id = $1', [orderId])
    expect((await numbers('END')).waiting).toBe(before + 1)
  })
})
