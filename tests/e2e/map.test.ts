// Goal: a supervisor sees the site and the walk of a list on it, and what is low, in a real browser on a real hub.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { releaseWave } from '#hub/waves/release-wave.ts'
import { openPageWindow, type PageWindow } from '#tests/support/page-window.ts'
import { openScreenshots, type Screenshots } from '#tests/support/screenshots.ts'
import { granted, supervisorBadge } from '#tests/support/test-board.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'

let hub: TestHub
let window: PageWindow
let pictures: Screenshots
const page = () => window.page
const tab = (name: string) => page().locator('.tab', { hasText: name }).click()
const outside = () => page().evaluate(() => [...document.querySelectorAll('.board-tabs *, .board-counts *, .map-frame')].filter((element) => element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().bottom > innerHeight + 1).map((element) => element.className))

beforeAll(async () => {
  hub = await startTestHub({ sample: true })
  granted(await releaseWave(hub.database, hub.tools, 'P-0010', { requestId: 'request-map', ruleId: 'cart' }))
  window = await openPageWindow(`${hub.url}/board`, '.board-sign-in')
  pictures = await openScreenshots(page())
  await page().locator('input').first().fill(supervisorBadge.badgeCode)
  await page().locator('input[type=password]').fill(supervisorBadge.pin)
  await page().locator('button[type=submit]').click()
  await page().waitForSelector('[data-testid=board-age]')
})
afterAll(async () => {
  await window?.close()
  await hub?.close()
})

describe('the map on the board', () => {
  test('[LY13] shows every aisle, and the walk of the list that is chosen', async () => {
    await tab('库区图')
    await page().waitForSelector('.site-map')
    expect(await page().locator('.map-rack').count()).toBe(36)
    expect(await page().locator('[data-testid=map-words]').textContent()).toContain('18 条通道，2020 个库位')
    await page().locator('[data-testid=map-list]').selectOption({ index: 1 })
    await page().waitForSelector('.map-walk')
    expect(await page().locator('[data-state=now]').count()).toBe(1)
    expect(await page().locator('[data-testid=map-words]').textContent()).toMatch(/全程 \d+ 米，已走 0\/\d+ 个库位/)
    expect(await outside()).toEqual([])
    await pictures.take('board-map')
  })

  test('[RT27] says how the site walks, and draws the walk by the rule that is chosen', async () => {
    const metres = async (): Promise<number> => Number(/全程 (\d+) 米/.exec((await page().locator('[data-testid=map-words]').textContent()) ?? '')?.[1])
    const shortest = await metres()
    await page().locator('[data-testid=routing]').selectOption('return')
    await expect.poll(metres).toBeGreaterThan(shortest)
    expect(await page().locator('[data-testid=map-words]').textContent()).toContain(`比最短路线多 ${(await metres()) - shortest} 米（`)
    expect((await hub.database.row<{ value: string }>("select value from setting where key = 'routing'"))?.value).toBe('return')
    expect(await outside()).toEqual([])
    await page().locator('[data-testid=routing]').selectOption('optimal')
    await expect.poll(metres).toBe(shortest)
  })

  test('[ST14] a line that is set shows what is below it, on its tab and in the figures above', async () => {
    await tab('库存')
    await page().locator('[data-testid=stock-rules] input').fill('12')
    await page().locator('[data-testid=stock-rules] button').click()
    await page().waitForSelector('[data-testid=low-stock] tbody tr')
    await expect.poll(() => page().locator('.board-counts li.warning').last().textContent()).toContain('库存预警')
    await page().locator('[data-testid=stock-rules] select').first().selectOption('first-expired-first')
    await expect.poll(async () => (await hub.database.row<{ value: string }>("select value from setting where key = 'placeRule'"))?.value).toBe('first-expired-first')
    expect(await outside()).toEqual([])
    await pictures.take('board-stock')
    await page().getByRole('button', { name: 'English' }).click()
    await page().locator('.tab', { hasText: 'Map' }).waitFor()
    expect(await outside()).toEqual([])
  })
})
