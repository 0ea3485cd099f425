// Goal: a supervisor works the floor from a browser: signs in, releases, sees it move, decides, finds. Method: the real hub with the
// sample warehouse serves its own page to the real Chromium; a station tells facts as a bench would.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Fact } from '#shared/domain/facts/facts.ts'
import { openPageWindow, type PageWindow } from '#tests/support/page-window.ts'
import { openScreenshots, type Screenshots } from '#tests/support/screenshots.ts'
import { supervisorBadge } from '#tests/support/test-board.ts'
import { joinTestStation, startTestHub, type TestHub, type TestStation } from '#tests/support/test-hub.ts'

let hub: TestHub
let station: TestStation
let window: PageWindow
let pictures: Screenshots
const page = () => window.page
const tab = (name: string) => page().getByRole('button', { name, exact: false }).and(page().locator('.tab')).click()

beforeAll(async () => {
  hub = await startTestHub({ sample: true })
  station = await joinTestStation(hub, '复核台 1')
  window = await openPageWindow(`${hub.url}/board`, '.board-sign-in')
  pictures = await openScreenshots(page())
})
afterAll(async () => {
  await window?.close()
  await hub?.close()
})

async function signIn(pin: string): Promise<void> {
  await page().locator('input').first().fill(supervisorBadge.badgeCode)
  await page().locator('input[type=password]').fill(pin)
  await page().locator('button[type=submit]').click()
}

type Line = { order_id: string; number: string; wave_id: string; line_number: number; sku: string; quantity: number; task_id: string; list_id: string; place_code: string }
/** The first order of several lines at the wall. */
const wallOrder = () => hub.database.rows<Line>(
  `select o.order_id, o.number, o.wave_id, l.line_number, l.sku, l.quantity, t.task_id, t.list_id, t.place_code from customer_order o join order_line l using (order_id) join pick_task t on t.wave_id = o.wave_id and t.sku = l.sku
   where o.order_id = (select order_id from customer_order join order_line using (order_id) join wave using (wave_id) where mode = 'batch-wall' group by order_id having count(*) > 1 order by order_id limit 1) order by l.line_number`)

describe('the board in a browser', () => {
  test('[HP1] a wrong PIN is refused in the words of the page, a right one opens the board', async () => {
    await signIn('000000')
    await expect.poll(() => page().locator('[role=alert]').textContent()).toContain('工牌或密码不对')
    await signIn(supervisorBadge.pin)
    await page().waitForSelector('[data-testid=board-age]')
  })

  test('[HW2] a wave is released once although the first answer was lost', async () => {
    await tab('放单规则')
    const wall = page().locator('[data-testid=rules] li', { hasText: '批量播种' }).first()
    await wall.getByRole('button', { name: '试算' }).click()
    await expect.poll(() => wall.textContent()).toContain('会放')
    // The line closes with the release on its way: the hub does it, the page never hears of it.
    await page().evaluate(() => {
      const send = WebSocket.prototype.send
      WebSocket.prototype.send = function (data) {
        send.call(this, data)
        if (String(data).includes('wave.release')) {
          WebSocket.prototype.send = send
          this.close()
        }
      }
    })
    await wall.getByRole('button', { name: '放单', exact: true }).click()
    await expect.poll(async () => (await hub.database.rows('select 1 from wave')).length).toBe(1)
    await page().waitForSelector('[data-testid=board-age]:not(.stale)')
    // What was on the page is still there.
    await wall.getByRole('button', { name: '放单', exact: true }).click()
    await expect.poll(() => page().locator('[data-testid=release-news]').textContent()).toMatch(/波次 W\d{6}-\d+ 已放单：40 单/)
    expect(await hub.database.rows('select 1 from wave')).toHaveLength(1)
  })

  test('[HV2] [HV4] the wave is on the board with its carriers by name, and moves when a bench picks', async () => {
    await tab('波次')
    const row = page().locator('[data-testid=waves] tbody tr').first()
    const carriers = await hub.database.rows<{ name: string }>('select distinct c.name from carrier c join customer_order o using (carrier_code) where o.wave_id is not null')
    await expect.poll(async () => { const text = await row.locator('small').first().textContent(); return carriers.every(({ name }) => text?.includes(name)) }).toBe(true)
    await expect.poll(() => row.textContent()).toMatch(/W\d{6}-\d+/)
    const lines = await wallOrder()
    const shares = (line: Line) => [{ orderId: line.order_id, lineNumber: line.line_number, quantity: line.quantity }]
    const body = (line: Line) => ({ taskId: line.task_id, listId: line.list_id, waveId: line.wave_id, sku: line.sku, placeCode: line.place_code, quantity: line.quantity, shares: shares(line) })
    // What is missing lies at no other place either (ST13), so that a person has to decide.
    await hub.database.run('update stock set quantity = 0 where sku = any($1::text[])', [lines.slice(1).map((line) => line.sku)])
    await station.tell(
      { kind: 'OperatorSignedIn', body: { personId: 'P-0001', cause: 'badge' } }, { kind: 'PickListStarted', body: { listId: lines[0]!.list_id, personId: 'P-0001' } },
      ...lines.map((line, index): Fact => (index === 0 ? { kind: 'ItemPicked', body: { ...body(line), toteCode: 'T0001' } } : { kind: 'ShortPicked', body: { ...body(line), reason: 'not-found' } })),
    )
    await expect.poll(() => row.textContent()).toContain('拣货中')
    await expect.poll(() => row.locator('progress, [role=progressbar]').first().isVisible()).toBe(true)
  })

  test('[HD7] a short order is split with two taps, and both parts are found', async () => {
    const number = (await wallOrder())[0]!.number
    await tab('异常')
    const card = page().locator('[data-testid=exceptions] li[data-kind=short-order]')
    await expect.poll(() => card.textContent()).toContain(number)
    await pictures.take('board-exceptions')
    await card.getByRole('button', { name: '拆单' }).click()
    await card.getByRole('button', { name: '确定要' }).click()
    await expect.poll(() => card.count()).toBe(0)
    await tab('查询')
    await page().locator('.board-body input').first().fill(`${number}-2`)
    await page().getByRole('button', { name: '查询', exact: true }).and(page().locator('[type=submit]')).click()
    const found = page().locator('[data-testid=found] > li')
    await expect.poll(() => found.count()).toBe(1)
    expect(await found.textContent()).toContain('待放单')
    await found.locator('summary').click()
    expect(await found.locator('.story').textContent()).toContain('拆单')
  })

  test('[HD8] a list in hand is given to somebody else', async () => {
    await tab('人员与工位')
    const lists = page().locator('[data-testid=lists] tbody tr')
    await expect.poll(() => lists.first().textContent()).toContain('李秋禾')
    await lists.first().getByRole('button', { name: '收回改派' }).click()
    await lists.first().getByRole('button', { name: '确定要' }).click()
    await expect.poll(() => lists.count()).toBe(0)
  })

  test('[HS3] [IM29] a file that is refused is refused in the words of the page, and so is what is noted of one that was taken', async () => {
    await tab('导入')
    await page().locator('input[type=file]').first().setInputFiles({ name: '订单.csv', mimeType: 'text/csv', buffer: Buffer.from('甲,乙\n1,2\n') })
    await page().getByRole('button', { name: '导入', exact: true }).and(page().locator('.button-main')).click()
    const report = page().locator('[data-testid=import-report]')
    await expect.poll(() => report.textContent()).toContain('是什么导出')
    await page().locator('input[type=file]').first().setInputFiles({ name: 'shop.csv', mimeType: 'text/csv', buffer: Buffer.from('Name,Financial Status,Lineitem quantity,Lineitem name,Created at\n#9001,voided,1,杯,02/01/2024 13:41\n') })
    await page().getByRole('button', { name: '导入', exact: true }).and(page().locator('.button-main')).click()
    await expect.poll(() => report.locator('tr', { hasText: '02/01/2024 13:41' }).textContent()).toMatch(/^shop\.csv2Created at02\/01\/2024 13:41从这一行起有 1 个下单时间/)
  })

  test('[NB17] [NB18] a number range is added by its two ends', async () => {
    await tab('面单号')
    const form = page().locator('[data-testid=add-range]')
    await form.locator('select').selectOption('ZTO')
    await form.locator('input').nth(0).fill('78990000000001')
    await form.locator('input').nth(1).fill('78990000000')
    await expect.poll(() => form.textContent()).toContain('要一样长')
    await form.locator('input').nth(1).fill('78990000005000')
    await expect.poll(() => form.textContent()).toContain('共 5,000 个号')
    await form.locator('input').nth(2).fill('2099-02-30')
    await expect.poll(() => form.textContent()).toContain('日期请这样写')
    await form.locator('input').nth(2).fill('2099-12-31')
    await expect.poll(() => form.textContent()).toContain('共 5,000 个号')
    await pictures.take('board-numbers')
    await form.getByRole('button', { name: '加号段' }).click()
    await expect.poll(() => page().locator('[data-testid=carrier-numbers]').allTextContents().then((texts) => texts.join(''))).toMatch(/78990000005000.*2099-12-31/)
  })

  test('the same in English, with nothing of it left in Chinese but names', async () => {
    await page().getByRole('button', { name: 'English' }).click()
    for (const name of ['Waves', 'Exceptions', 'People and stations', 'Search', 'Release rules', 'Import', 'Manifests']) {
      await tab(name)
      await page().waitForFunction(() => !document.querySelector('.board-body')?.textContent?.includes('…'))
      const words = await page().locator('.board h2, .board th, .board label span, .board-tabs, .board-counts span, .board button').allTextContents()
      expect(words.filter((text) => /[\u4e00-\u9fff]/.test(text) && text !== '中文')).toEqual([])
      if (name === 'Waves') await pictures.take('board-waves-en')
    }
  })
})

test('[HP3] no answer came from a fault of the hub', () => {
  expect(hub.faults).toEqual([])
})
