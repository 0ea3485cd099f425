// Goal: a supervisor sees, tries and sets up the devices of a bench on one page that fits its window. Method: the built page in a bare Electron window against a station that plays a script.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GS, testText } from '#shared/domain/scanner-setup/test-code.ts'
import { readPngBarcodes } from '#tests/support/read-png-barcodes.ts'
import { openSupervisorPage, type SupervisorPage } from '#tests/support/supervisor-page.ts'

let bench: SupervisorPage
let station: SupervisorPage['station']
let window: SupervisorPage['window']
let pictures: SupervisorPage['pictures']

beforeAll(async () => {
  bench = await openSupervisorPage()
  ;({ station, window, pictures } = bench)
  await window.page.click('text=设置')
  await window.page.click('.instruction button')
  await window.page.waitForSelector('[data-testid=devices]')
})
afterAll(() => bench?.close())
const turnTo = async (tab: string): Promise<void> => {
  await window.page.click(`.device-tabs button:has-text("${tab}")`)
}
const fits = (): Promise<boolean> => bench.fits('.devices, .device-columns')

test('[DV2] [DV3] [DV4] what is connected, with its state; a test label, the weight, and scans that are no work', async () => {
  const { page } = window
  await page.waitForSelector('text=对方没开或端口不对')
  await expect.poll(() => page.textContent('[data-testid=weight]')).toContain('1,250')
  await expect.poll(() => page.textContent('[data-testid=echoes]')).toContain(']C110PWtest-Aa1<GS>21zZ9<CR><LF>')
  await page.click('button:has-text("打一张测试标签")')
  await expect.poll(() => page.textContent('[data-testid=tried]')).toContain('PWTEST0001')
  station.scans.splice(0)
  await window.scan('TOTE-17\n')
  await page.waitForSelector('.echoes >> text=TOTE-17')
  expect(station.scans).toEqual([])
  await expect.poll(fits).toBe(true)
  await pictures.take('devices')
})

test('[DV9] a line is listened to, and the scale that is heard is taken with one tap', async () => {
  await turnTo('找秤')
  await window.page.click('button:has-text("usb-Prolific")')
  await window.page.waitForSelector('[data-testid=taken] >> text=A&D')
  await expect.poll(() => window.page.textContent('[data-testid=heard]')).toContain('ST,GS,+  1.250kg')
  await expect.poll(fits).toBe(true)
  await pictures.take('devices-scale')
  await window.page.click('button:has-text("就用这台秤")')
  await window.page.waitForSelector('[data-tab=overview]')
})

test('[SU1] [SU3] [SU7] the test code is drawn, scanned with keys, and what is wrong is said in words', async () => {
  const { page } = window
  await turnTo('扫描枪体检')
  await page.waitForSelector('canvas[data-drawn]')
  const drawn = await page.locator('[data-testid=barcode]').screenshot()
  expect(await readPngBarcodes(drawn)).toEqual([{ text: testText, aim: ']C1' }])
  // The same text without its separator, without an end, under an input method.
  await window.scan(testText.replace(GS, ''))
  await page.waitForSelector('[data-finding=gs-lost]')
  expect(await page.locator('.diagnosis .device:first-child [data-finding]').evaluateAll((all) => all.map((each) => each.getAttribute('data-finding')))).toEqual(['gs-lost', 'no-end', 'input-method', 'aim-off'])
  await expect.poll(() => page.textContent('[data-testid=diagnosis]')).toContain('GS 分隔符丢了')
  // The scanner on a line, as the station heard it.
  expect(await page.locator('.diagnosis .device:last-child [data-finding]').evaluateAll((all) => all.map((each) => each.getAttribute('data-finding')))).toEqual(['right', 'aim-on'])
  expect(station.scans).toEqual([])
  await expect.poll(fits).toBe(true)
  await pictures.take('devices-scanner-test')
})

test('[BP2] [BP5] [BP6] the settings are one code on the screen; scanned elsewhere they are shown and taken, and a foreign code gets a sentence', async () => {
  const { page } = window
  await turnTo('复制设置')
  await page.waitForSelector('canvas[data-drawn]')
  const [code] = await readPngBarcodes(await page.locator('[data-testid=barcode]').screenshot())
  expect(code?.text).toMatch(/^PWB111/)
  await window.scan('SF1234567890123\n')
  await page.waitForSelector('text=这不是工位设置码')
  await window.scan(`${code?.text}\n`)
  await page.waitForSelector('[data-testid=places] >> text=192.168.1.50:9100')
  await expect.poll(fits).toBe(true)
  await pictures.take('devices-profile')
  await page.setInputFiles('[data-testid=profile-file]', { name: 'profile.json', mimeType: 'application/json', buffer: Buffer.from('{"packwaveProfile":2}') })
  await page.waitForSelector('text=这个码来自更新的版本')
  await window.scan(`${code?.text}\n`)
  await page.click('button:has-text("换成小码")')
  await page.waitForSelector('text=第 1 个，共')
  await page.click('button:has-text("用它设置本工位")')
  await page.waitForSelector('.settings')
  await pictures.take('settings')
})
