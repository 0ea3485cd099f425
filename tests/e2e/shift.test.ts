// Goal: one bench does a shift as its people do it. Method: the real program with the sample warehouse, scans as key events into its
// window, eyes on what is painted; the box on a scale that sends lines, the waybill read back from the printed picture.
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { sampleSeed } from '#hub/load-sample.ts'
import { makeSampleWarehouse } from '#hub/sample/sample-warehouse.ts'
import type { BoardApi } from '#shared/contract/board-api.ts'
import type { Client } from '#shared/contract/contract.ts'
import { launchPackwave, type LaunchedPackwave } from '#tests/support/electron-app.ts'
import { startFakeScale, type FakeScale } from '#tests/support/fake-scale.ts'
import { handsAt, type Hands, type Seen } from '#tests/support/packing-hands.ts'
import { noteSounds, soundsSince } from '#tests/support/played-sounds.ts'
import { readNewestLabel } from '#tests/support/printed-labels.ts'
import { processesOf } from '#tests/support/processes-of.ts'
import { openScreenshots, type Screenshots } from '#tests/support/screenshots.ts'
import { granted, openSupervisorBoard } from '#tests/support/test-board.ts'

const sample = makeSampleWarehouse({ seed: sampleSeed, nowMs: Date.now() })
const timesPrinted = new Map<string, number>()
for (const { barcodes } of sample.products) for (const { code } of barcodes) timesPrinted.set(code, (timesPrinted.get(code) ?? 0) + 1)

/** A code of one piece that stands on no other product. */
function pieceCode(sku: string): string {
  const code = sample.products.find((product) => product.sku === sku)?.barcodes.find((each) => each.quantity === 1 && timesPrinted.get(each.code) === 1)?.code
  if (code === undefined) throw new Error(`The sample has no code for ${sku}.`)
  return code
}

const otherSku = (sku: string): string => sample.products.find((product) => product.sku !== sku)?.sku ?? ''
const packer = { badge: 'PW-ID-0001', pin: '246810', name: '李秋禾' }
const supervisor = { badge: 'PW-ID-0010', pin: '808018', name: '周慧行' }

let dataDir: string
let packwave: LaunchedPackwave
let scale: FakeScale
let board: Client<BoardApi>
let boardUrl: string
let hands: Hands
let shots: Screenshots
/** Closed parcels by their printed number, in the order of closing. */
const closed: { waybillNumber: string; carrierCode: string }[] = []
let uniqueCodes = 0

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'packwave-shift-'))
  scale = await startFakeScale()
  packwave = await launchPackwave({ dataDir, args: [`--scale=${scale.host}:${scale.port}`] })
  const page = packwave.window
  await page.waitForSelector('[data-screen=sign-in]', { timeout: 60_000 })
  await noteSounds(page)
  await page.reload()
  await page.waitForSelector('[data-screen=sign-in]')
  hands = await handsAt(page)
  shots = await openScreenshots(packwave.window)
  boardUrl = (await readFile(path.join(dataDir, 'logs', 'main.log'), 'utf8')).match(/board (http:\S+)/)?.[1] ?? ''
  board = await openSupervisorBoard({ url: new URL(boardUrl).origin })
})
afterAll(async () => {
  board?.close()
  await packwave?.close()
  await scale?.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** Every screen that was seen has to fit its window. */
async function expectFits(): Promise<void> {
  expect(await hands.overflow(), JSON.stringify(await hands.look())).toEqual([])
}

async function release(rule: { ruleId: string; name: string; carrierCodes: string[]; itemCount: 'single' | 'multi'; zones: string[]; mode: 'single-item' | 'batch-wall'; maxOrders: number; maxSlots: number }): Promise<void> {
  const saved = await board.call('rules.save', { ...rule, cutOffBeforeMinutes: null, minPriority: null, maxUnits: 200, maxWeightGrams: 200_000, maxVolumeMl: 1_000_000, autoRelease: false })
  expect(saved).toEqual({ kind: 'done' })
  expect(await board.call('wave.release', { requestId: randomUUID(), ruleId: rule.ruleId })).toMatchObject({ kind: 'released', orderCount: rule.maxOrders })
}

/** Walks what is left of a list; answers the products that were picked, one entry a piece. */
async function walkOn(): Promise<string[]> {
  const picked: string[] = []
  for (let seen = await hands.look(); seen.screen === 'pick'; seen = await hands.look()) {
    if (seen.step === 'tote') await hands.scan('T0002')
    else if (seen.step === 'place') await hands.scan(seen.place)
    else if (seen.step === 'item') {
      await hands.scan(pieceCode(seen.sku))
      picked.push(seen.sku)
    } else throw new Error(`The walk stands still: ${JSON.stringify(seen)}`)
    await expectFits()
  }
  return picked
}

const expectedGrams = (seen: Seen): { grams: number; tolerance: number } => {
  const [, grams, tolerance] = seen.main.match(/应重 ([\d,]+) ± ([\d,]+) 克/) ?? []
  if (grams === undefined || tolerance === undefined) throw new Error(`No expected weight on the screen: ${seen.main}`)
  return { grams: Number(grams.replace(',', '')), tolerance: Number(tolerance.replace(',', '')) }
}

/** Does what the check asks for until it asks for something of `until`. */
async function checkOn(until: readonly string[]): Promise<Seen> {
  for (;;) {
    const seen = await hands.look()
    await expectFits()
    if (seen.screen !== 'check' || until.includes(seen.step)) return seen
    switch (seen.step) {
      case 'item':
        await hands.scan(pieceCode(seen.sku))
        break
      case 'unique-code':
        uniqueCodes += 1
        await hands.scan(`SN-SHIFT-${1000 + uniqueCodes}`)
        break
      case 'enclosure':
        await hands.page.click('.command-row .button-main')
        await hands.until('the enclosure to be ticked', (after) => after.main !== seen.main)
        break
      case 'packaging':
        // One after the other, as the screen names them: what goes around the goods, then the box.
        await hands.scan((await hands.page.innerText('main .slot-code')).trim())
        break
      case 'weigh':
        scale.put(expectedGrams(seen).grams)
        await hands.until('the weight to be taken', (after) => after.step !== 'weigh')
        scale.remove()
        break
      case 'label':
        await hands.until('the label to be printed', (after) => after.step !== 'label')
        break
      case 'scan-back':
        await scanBack()
        break
      default:
        throw new Error(`The check stands still: ${JSON.stringify(seen)}`)
    }
  }
}

/** Reads the label as it was printed and scans what stands on it. */
async function scanBack(): Promise<void> {
  await hands.until('the label to be printed', (seen) => seen.main.includes('已发到打印机'))
  const shown = (await hands.page.innerText('main .waybill-number')).trim()
  const printed = await readNewestLabel(path.join(dataDir, 'station', 'labels'))
  expect(printed).toContain(shown)
  await hands.scan(printed.find((text) => text === shown) ?? '')
  closed.push({ waybillNumber: shown, carrierCode: shown.startsWith('SF') ? 'SF' : 'ZTO' })
}

async function stationProcess(): Promise<number> {
  const station = processesOf(dataDir).find((each) => each.command.includes('/dist/station/'))
  if (!station) throw new Error('No station runs.')
  return station.pid
}

const singles: string[] = []
const slots: string[] = []

describe.runIf(process.platform === 'linux')('a shift at one bench', () => {
  afterEach(expectFits)

  it('[PE10] [SI15] signs in by badge and PIN, and says when the PIN is wrong; a scanner and six cards are enough', async () => {
    expect(await hands.scan(packer.badge)).toMatchObject({ refusal: '', instruction: expect.stringContaining(packer.name) as string })
    await expectFits()
    await hands.enterPin('246811')
    await hands.acknowledge('pin-wrong')
    for (const digit of packer.pin) await hands.pull(`PW-CMD-DIGIT-${digit}`)
    await hands.until('the choice of work', (seen) => seen.screen === 'choose')
  })

  it('[PK3] [PK4] [FB3] walks a list: wrong place and wrong item are refused until the Confirm card', async () => {
    await release({ ruleId: 'shift-single', name: '晚班一单一件', carrierCodes: ['SF'], itemCount: 'single', zones: [], mode: 'single-item', maxOrders: 4, maxSlots: 1 })
    await hands.until('the list to arrive', (seen) => seen.main.includes('一单一件'))
    await shots.take('choose')
    await hands.press('pick')
    await hands.scan('T0001')
    const atPlace = await hands.until('the first place', (seen) => seen.step === 'place')
    await shots.take('pick-place')
    await hands.scan(sample.places.find((place) => place.placeCode !== atPlace.place)?.placeCode ?? '')
    await hands.acknowledge('wrong-place')
    await hands.scan(atPlace.place)
    const atItem = await hands.until('the item', (seen) => seen.step === 'item')
    await soundsSince(hands.page)
    await hands.scan(pieceCode(otherSku(atItem.sku)))
    await hands.until('the refusal', (seen) => seen.refusal === 'wrong-item')
    await shots.take('refusal-wrong-item')
    expect(await hands.page.getAttribute('[data-testid=refusal]', 'role')).toBe('alertdialog')
    expect(await soundsSince(hands.page)).toEqual(['/sounds/tones/refused/wrong-item.wav', '/sounds/zh/wrong-item.ogg'])
    // The right item does not get past a refusal that nobody has read.
    await hands.pull(pieceCode(atItem.sku))
    await hands.until('still the refusal', (seen) => seen.refusal === 'wrong-item' || seen.refusal === 'acknowledge-first')
    expect((await hands.look()).missing).toBe(atItem.missing)
    await hands.acknowledge((await hands.look()).refusal)
    expect((await hands.look()).missing).toBe(atItem.missing)
    await hands.scan(pieceCode(atItem.sku))
    singles.push(atItem.sku)
  })

  it('[PK8] [PK9] a short asks for its reason and for the empty place, and the list goes on', async () => {
    const { place } = await hands.until('the next place', (seen) => seen.step === 'place')
    await hands.scan(place)
    await hands.press('short')
    await hands.until('the reason', (seen) => seen.step === 'short-reason')
    await expectFits()
    await hands.press('reason-not-found')
    await hands.until('the zero check', (seen) => seen.step === 'zero-check')
    await expectFits()
    await hands.press('empty')
    singles.push(...(await walkOn()))
    expect(singles).toHaveLength(3)
    // PK11: whoever ended the list has its tote in her hands.
    expect((await hands.look()).instruction).toMatch(/拣完了：周转箱送到打包台/)
    await expectFits()
    await expect.poll(async () => granted(await board.call('board.view', {})).discrepancies.map((each) => each.kind)).toContain('short-order')
  })

  it('[CH7] [CH8] [CH9] a single item opens its order; label, packaging, weight, scan back, closed', async () => {
    await hands.press('check')
    const sku = singles.shift() ?? ''
    await hands.scan(pieceCode(sku))
    await checkOn(['packaging'])
    await checkOn(['weigh'])
    await shots.take('check-weigh', ['small', 'large'])
    await checkOn(['scan-back'])
    await shots.take('check-scan-back')
    await hands.scan('SF0000000000001')
    await hands.acknowledge('code-unknown')
    await soundsSince(hands.page)
    await checkOn(['open'])
    expect(await soundsSince(hands.page)).toContain('/sounds/tones/done.wav')
    expect(closed).toHaveLength(1)
  })

  it('[CH6] [CH11] a box that is too light needs another person: supervisor, PIN, reason', async () => {
    await hands.scan(pieceCode(singles.shift() ?? ''))
    const seen = await checkOn(['weigh'])
    const { grams, tolerance } = expectedGrams(seen)
    scale.put(grams - tolerance - 1)
    await hands.until('the refusal', (after) => after.refusal === 'weight-too-light')
    await hands.acknowledge('weight-too-light')
    scale.remove()
    await hands.press('override')
    await hands.scan(packer.badge)
    await hands.acknowledge('same-person')
    await hands.scan(supervisor.badge)
    expect((await hands.look()).approval).toContain(supervisor.name)
    await expectFits()
    await hands.enterPin(supervisor.pin)
    await expectFits()
    await hands.press('reason-contents-counted')
    await hands.until('the label', (after) => after.step === 'scan-back')
    await checkOn(['open'])
    expect(closed).toHaveLength(2)
  })

  it('[PU1] [PU3] pieces of several orders are sorted at the wall', async () => {
    await hands.press('finish')
    await release({ ruleId: 'shift-wall', name: '晚班播种', carrierCodes: ['ZTO'], itemCount: 'multi', zones: ['A', 'B'], mode: 'batch-wall', maxOrders: 3, maxSlots: 40 })
    await hands.until('the list to arrive', (seen) => seen.screen === 'choose' && seen.main.includes('批量播种'))
    await hands.press('pick')
    const pieces = await walkOn()
    await hands.press('put')
    for (const sku of pieces) {
      const { slot } = await hands.scan(pieceCode(sku))
      await expectFits()
      if (slots.length === 0) await shots.take('put')
      if (!slots.includes(slot)) slots.push(slot)
      await hands.scan(slot)
    }
    expect(slots).toHaveLength(3)
  })

  it('a parcel goes on after a reload of the window, and after the death of its station with a scan on its way', async () => {
    await hands.press('check')
    await hands.scan(slots.shift() ?? '')
    const opened = await hands.until('the first item', (seen) => seen.step === 'item')
    await hands.scan(pieceCode(opened.sku))
    const before = await hands.look()
    await hands.page.reload()
    await hands.page.waitForSelector('[data-screen=check]')
    expect(await hands.look()).toEqual({ ...before, answers: 0 })

    const next = await checkOn(['item'])
    await shots.take('check-item')
    const pid = await stationProcess()
    // It hears the scan no more, and dies with it unanswered.
    process.kill(pid, 'SIGSTOP')
    await hands.pull(pieceCode(next.sku))
    process.kill(pid, 'SIGKILL')
    await hands.until('the scan to be answered by the new station', (seen) => seen.screen === 'check' && seen.main !== next.main && !seen.isLinkLost && seen.refusal === '')
    expect(await stationProcess()).not.toBe(pid)
    const counted = await hands.page.locator('.line-list b').allInnerTexts()
    expect(counted.reduce((sum, text) => sum + Number(text.match(/(\d+)\/\d+/)?.[1] ?? 0), 0), `two scans, two pieces: ${counted.join(' ')}`).toBe(2)
    await checkOn(['open'])
    expect(closed).toHaveLength(3)
  })

  it('[CH10] an order that the buyer cancels stops at the next scan, with the siren', async () => {
    await hands.scan(slots.shift() ?? '')
    const opened = await hands.until('the first item', (seen) => seen.step === 'item')
    await hands.scan(pieceCode(opened.sku))
    const number = (await hands.page.innerText('.side-head b')).replace('订单', '').trim()
    const shop = sample.orders.find((order) => order.number === number)?.shop ?? ''
    expect(await board.call('order.cancel', { number, shop, why: 'refunded' })).toEqual({ kind: 'done' })
    await soundsSince(hands.page)
    // The news comes by itself; until it is there a quantity card changes nothing that lasts.
    while ((await hands.look()).refusal === '') {
      await hands.press('qty-2')
      if ((await hands.look()).refusal === '') await hands.press('cancel')
    }
    await hands.until('the stop', (seen) => seen.refusal === 'order-stopped')
    expect((await soundsSince(hands.page)).slice(-2)).toEqual(['/sounds/tones/refused/order-stopped.wav', '/sounds/zh/order-stopped.ogg'])
    expect(await hands.page.getAttribute('[data-testid=refusal]', 'class')).toContain('refusal-stop')
    await shots.take('refusal-order-stopped')
    await expectFits()
    await hands.acknowledge('order-stopped')
    await hands.until('the bench to be free', (seen) => seen.step === 'open')
  })

  it('[MA2] [MA4] [MA5] closed parcels leave on the manifest of their carrier', async () => {
    await hands.press('finish')
    await hands.press('manifest')
    const [first, second, other] = closed
    await hands.scan(first?.waybillNumber ?? '')
    await hands.scan(second?.waybillNumber ?? '')
    await shots.take('manifest', ['large'])
    await hands.scan(other?.waybillNumber ?? '')
    await hands.acknowledge('wrong-carrier')
    await hands.scan(first?.waybillNumber ?? '')
    await hands.acknowledge('parcel-already-scanned-out')
    expect((await hands.page.locator('.manifest-figures .huge-number').allInnerTexts()).slice(0, 2)).toEqual(['2', '0'])
    await hands.press('finish')
    await hands.until('the choice of work', (seen) => seen.screen === 'choose')
    await expect.poll(async () => granted(await board.call('board.view', {})).manifests).toMatchObject([{ carrierCode: 'SF', parcelCount: 2 }])
  })

  it('shows the board in the app and in a browser, with what the shift did', async () => {
    await hands.press('sign-out')
    // Without a scanner the badge can be typed as slowly as a person types.
    await hands.page.click('main button')
    await hands.page.keyboard.type(supervisor.badge, { delay: 200 })
    await hands.page.keyboard.press('Enter')
    await hands.until('the PIN to be asked for', (seen) => seen.step === 'pin')
    await hands.enterPin(supervisor.pin)
    await hands.until('the choice of work', (seen) => seen.screen === 'choose')
    await hands.page.click('.bar-button:text-is("看板")')
    await hands.page.waitForSelector('.board-sign-in input')
    await hands.pull(supervisor.badge)
    await hands.page.fill('.board-sign-in input[type=password]', supervisor.pin)
    await hands.page.click('.board-sign-in .button-main')
    await hands.page.waitForSelector('.board-counts')
    expect(await hands.page.innerText('.board')).toContain(sample.siteName)
    await expectFits()
    await hands.page.click('.bar-button:text-is("回到作业")')

    const opened = packwave.app.waitForEvent('window')
    await packwave.app.evaluate(({ BrowserWindow }, url) => void new BrowserWindow({ width: 1280, height: 800, useContentSize: true, webPreferences: { sandbox: true } }).loadURL(url), boardUrl)
    const browser = await opened
    await browser.waitForSelector('input[type=password]')
    await browser.fill('input >> nth=0', supervisor.badge)
    await browser.fill('input[type=password]', supervisor.pin)
    await browser.click('.button-main')
    await browser.waitForSelector('.board-counts')
    const page = await handsAt(browser)
    expect(await page.overflow()).toEqual([])
    const counts = await browser.locator('.board-counts li').allInnerTexts()
    expect(counts.map((text) => text.replace(/\s+/, ' '))).toEqual(expect.arrayContaining(['3 已打包']))
    const pictures = await openScreenshots(browser)
    await pictures.take('board', ['large'])
    await browser.click('.board-head .button-quiet')
    await browser.waitForSelector('.tab:text-is("Waves")')
    expect(await page.overflow()).toEqual([])
    await browser.close()
  })

  it('speaks English when the station is set to it', async () => {
    await hands.page.click('.bar-button:text-is("设置")')
    await hands.page.selectOption('select', 'en')
    await expectFits()
    await hands.page.click('.settings .button-main')
    await hands.until('the settings in English', (after) => !/[\u4e00-\u9fff]/.test(after.instruction))
    await expectFits()
    await hands.page.click('.settings .command-row .button-quiet')
    const seen = await hands.until('the choice of work', (after) => after.screen === 'choose')
    expect(`${seen.instruction} ${seen.main}`).not.toMatch(/[\u4e00-\u9fff]/)
    await shots.take('choose-en', ['large'])
    await hands.press('check')
    await hands.scan(slots.shift() ?? '')
    await hands.until('the first item', (after) => after.step === 'item')
    await shots.take('check-item-en')
    await hands.scan('NOT-A-CODE-AT-ALL')
    await soundsSince(hands.page)
    await hands.until('the refusal', (after) => after.refusal === 'code-unknown')
    expect(await hands.page.innerText('[data-testid=refusal]')).not.toMatch(/[\u4e00-\u9fff]/)
    await shots.take('refusal-en')
    await hands.acknowledge('code-unknown')
  })
})
