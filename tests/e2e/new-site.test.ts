// Goal: whoever installs Packwave for a warehouse of her own comes to a packer at work, with a scanner and the screen alone. Method: the real Electron with the hub it brings, no sample.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchPackwave, type LaunchedPackwave } from '#tests/support/electron-app.ts'
import { handsAt } from '#tests/support/packing-hands.ts'
import { openScreenshots } from '#tests/support/screenshots.ts'

let dataDir: string
let packwave: LaunchedPackwave

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'packwave-new-site-'))
  packwave = await launchPackwave({ dataDir, args: ['--first-start=ask'] })
  await packwave.window.click('section.setup-choice:has-text("自己的新仓库") button', { timeout: 60_000 })
})
afterAll(async () => {
  await packwave.close()
  await rm(dataDir, { recursive: true, force: true })
})

describe.runIf(process.platform === 'linux')('a site of one’s own', () => {
  it('[NS1] [NS4] [NS10] begins with its first admin at the window, who signs in, lists a packer and sees what is missing; the packer signs in', async () => {
    const { window: page } = packwave
    const hands = await handsAt(page)
    const pictures = await openScreenshots(page)
    await page.waitForSelector('[data-testid=begin-site]', { timeout: 120_000 })
    const fields = page.locator('[data-testid=begin-site] input')
    for (const [index, text] of ['临安二仓', '沈静', '', '730518', '730519'].entries()) await fields.nth(index).fill(text)
    await page.waitForSelector('text=两次密码不一样')
    await fields.nth(4).fill('730518')
    await pictures.take('new-site-begin')
    await page.click('button:has-text("登记")')
    const badge = await page.textContent('[data-testid=begun-badge]')
    await pictures.take('new-site-badge')
    await page.click('button:has-text("记下了")')
    await hands.until('the badge is asked for', (seen) => seen.step === 'badge')
    await hands.scan(badge ?? '')
    await hands.enterPin('730518')
    await hands.until('signed in', (seen) => seen.screen === 'choose')

    await page.click('.bar-button:has-text("看板")')
    await page.locator('.board-sign-in input').nth(0).fill(badge ?? '')
    await page.locator('.board-sign-in input').nth(1).fill('730518')
    await page.click('.board-sign-in button')
    await page.click('.board-tabs button:has-text("仓库")')
    const missing = page.locator('[data-testid=site-missing] li')
    await expect.poll(() => missing.count()).toBe(9)
    expect(await page.locator('[data-testid=site-missing]').evaluate((list) => list.scrollHeight <= list.clientHeight + 1), 'nothing of the list lies over what comes below it').toBe(true)
    const people = page.locator('[data-testid=site-people]')
    for (const [index, text] of ['何苗', 'LA-0007', '619204'].entries()) await people.locator('input').nth(index).fill(text)
    await people.locator('button:has-text("登记新人")').click()
    await people.locator('td:has-text("LA-0007")').waitFor()
    await page.locator('[data-testid=site-containers] button').click()
    await page.locator('[data-testid=site-containers] td:has-text("T-050")').waitFor()
    await expect.poll(() => missing.count()).toBe(7)
    await pictures.take('new-site-board', ['small', 'large'])
    await page.click('.bar-button:has-text("回到作业")')
    await hands.press('sign-out')
    await hands.scan('LA-0007')
    await hands.enterPin('619204')
    await hands.until('the packer is signed in', (seen) => seen.screen === 'choose' && seen.main !== '')
  })
})
