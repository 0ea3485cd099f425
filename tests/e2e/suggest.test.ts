// Goal: a supervisor is told in words what to release now and releases it. Method: the real hub with the sample warehouse, its own page in the real Chromium.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rollOnce } from '#hub/waves/rolling.ts'
import { findRule, saveRule } from '#hub/waves/rules.ts'
import { openPageWindow, type PageWindow } from '#tests/support/page-window.ts'
import { childrenOf, processesOf } from '#tests/support/processes-of.ts'
import { openScreenshots } from '#tests/support/screenshots.ts'
import { supervisorBadge } from '#tests/support/test-board.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'

let hub: TestHub
let window: PageWindow
beforeAll(async () => {
  hub = await startTestHub({ sample: true })
  window = await openPageWindow(`${hub.url}/board`, '.board-sign-in')
})
afterAll(async () => {
  await window?.close()
  await hub?.close()
})

test('[SG10] a suggestion reads as a sentence, and its button releases it', async () => {
  const { page } = window
  await page.locator('input').first().fill(supervisorBadge.badgeCode)
  await page.locator('input[type=password]').fill(supervisorBadge.pin)
  await page.locator('button[type=submit]').click()
  const panel = page.getByTestId('suggest')
  await panel.locator('summary').click()
  await panel.getByRole('button', { name: '给出建议' }).click()
  const first = panel.locator('li.card').first()
  await expect.poll(() => first.locator('h3').textContent(), { timeout: 30_000 }).toMatch(/截单的 \d+ 个一单(一|多)件：[1-4] 人拣 \d+ 分钟/)
  const pictures = await openScreenshots(page)
  await pictures.take('board-suggestions')
  await first.getByRole('button', { name: /^放这 \d+ 单$/ }).click()
  await expect.poll(() => panel.getByTestId('suggest-news').textContent(), { timeout: 30_000 }).toMatch(/已放单：\d+ 单/)
  expect(await hub.database.row('select count(*)::int as count from wave')).toMatchObject({ count: 1 })
})

test('[PL8] [PL9] [PL12] [PL14] [PL15] a cart wave is planned on the page, changed with the keyboard, taken back and released', async () => {
  const { page } = window
  const figures = (): Promise<string | null> => page.getByTestId('plan-figures').textContent()
  await page.locator('.board-tabs').getByRole('button', { name: '放单规则' }).click()
  await page.locator('li.card', { hasText: '边拣边分' }).getByRole('button', { name: '排单', exact: true }).click()
  // Long enough to be stopped by hand on any machine.
  const seconds = page.getByTestId('plan-seconds')
  await seconds.selectOption('60')
  await page.getByRole('button', { name: '开始排单' }).click()
  await expect.poll(() => page.getByTestId('plan-progress').textContent(), { timeout: 30_000 }).toMatch(/比按到单顺序少走 [\d,]+ 米/)
  await page.getByRole('button', { name: '够了，就用现在的' }).click()
  await expect.poll(figures, { timeout: 30_000 }).toMatch(/边拣边分 · 共走 [\d,]+ 米 · 比按到单顺序少走 [\d,]+ 米（\d+%） · 4 人约 \d+ 分钟拣完/)
  const before = await figures()

  const boxes = page.getByTestId('plan-one').locator('.plan-orders input')
  await expect.poll(() => boxes.count()).toBeGreaterThan(1)
  await boxes.first().focus()
  await page.keyboard.press('Space')
  const pictures = await openScreenshots(page)
  await expect.poll(() => page.getByTestId('plan-one').locator('option').count()).toBeGreaterThan(0)
  await pictures.take('board-plan')
  await page.getByTestId('plan-one').getByRole('button', { name: '拆成新的一张' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByTestId('plan-news').textContent()).toMatch(/[多少]走 [\d,]+ 米/)
  await expect.poll(() => page.getByTestId('plan-lists').locator('tbody tr').count()).toBe(3)
  expect(await figures()).toContain('只有 2 辆空车，3 张单放不完')
  const pin = page.getByTestId('plan-lists').getByLabel('固定第 1 张')
  await pin.click()
  await expect.poll(() => pin.isChecked()).toBe(true)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect.poll(() => pin.isChecked()).toBe(false)
  await page.getByRole('button', { name: '撤销' }).click()
  await expect.poll(figures).toBe(before)
  expect(await page.evaluate('document.scrollingElement.scrollHeight <= innerHeight && document.querySelector(".plan").scrollWidth <= document.querySelector(".plan").clientWidth')).toBe(true)
  await page.locator('.board-tabs').getByRole('button', { name: '查询' }).click()
  await expect.poll(() => page.getByTestId('plan-figures').isVisible()).toBe(false)
  await page.locator('.board-tabs').getByRole('button', { name: '放单规则' }).click()
  expect(await figures()).toBe(before)
  // The hub lost the plan: the page says so, and another one is made.
  const children = new Set(childrenOf(process.pid))
  for (const { pid } of processesOf('apart-process')) if (children.has(pid)) process.kill(pid, 'SIGKILL')
  await expect.poll(() => page.getByTestId('plan-gone').textContent()).toContain('这次排单已经不在中心了')
  await seconds.selectOption('2')
  await page.getByRole('button', { name: '开始排单' }).click()
  await page.getByTestId('plan-figures').waitFor({ timeout: 30_000 })
  await page.getByRole('button', { name: '就这样放单' }).click()
  await expect.poll(() => page.getByTestId('plan-news').textContent(), { timeout: 30_000 }).toMatch(/波次 W\d+-\d+ 已放单：24 单/)
})

test('[RW1] [RW6] the board says what waves that start by themselves wait for, and stops them', async () => {
  const { page } = window
  const rule = (await findRule(hub.database, 'wall'))!
  await hub.database.write((sql) => saveRule(sql, { ...rule, autoRelease: true }))
  await rollOnce(hub.database, hub.tools)
  await page.locator('.board-tabs').getByRole('button', { name: '波次' }).click()
  const line = page.getByTestId('rolling')
  await expect.poll(() => line.textContent(), { timeout: 30_000 }).toContain('多件播种墙：没有人在拣货，等有人登录')
  const pictures = await openScreenshots(page)
  await pictures.take('board-rolling')
  await line.getByRole('button', { name: '停止自动放单' }).click()
  await expect.poll(() => line.textContent(), { timeout: 30_000 }).toMatch(/自动放单已停（.+ \d\d:\d\d）/)
  await line.getByRole('button', { name: '继续自动放单' }).click()
  await expect.poll(() => line.textContent(), { timeout: 30_000 }).toContain('自动放单开着')
})
