// Goal: a supervisor is told in words what to release now and releases it. Method: the real hub with the sample warehouse, its own page in the real Chromium.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPageWindow, type PageWindow } from '#tests/support/page-window.ts'
import { openScreenshots } from '#tests/support/screenshots.ts'
import { supervisorBadge } from '#tests/support/test-board.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'

let hub: TestHub
let window: PageWindow
beforeAll(async () => {
  hub = await startTestHub({ sample: true })
  window = await openPageWindow(`${hub.url}/board`, '.board-sign-in')
}, 90_000)
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
  await expect.poll(() => first.locator('h3').textContent(), { timeout: 10_000 }).toMatch(/截单的 \d+ 个一单(一|多)件：[1-4] 人拣 \d+ 分钟/)
  const pictures = await openScreenshots(page)
  await pictures.take('board-suggestions')
  await first.getByRole('button', { name: /^放这 \d+ 单$/ }).click()
  await expect.poll(() => panel.getByTestId('suggest-news').textContent(), { timeout: 10_000 }).toMatch(/已放单：\d+ 单/)
  expect(await hub.database.row('select count(*)::int as count from wave')).toMatchObject({ count: 1 })
}, 60_000)
