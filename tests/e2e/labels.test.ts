// Goal: a supervisor prints labels and changes how they look, on pages that fit their window. Method: the built page in a bare Electron window against a station that plays a script but draws for real.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSupervisorPage, type SupervisorPage } from '#tests/support/supervisor-page.ts'

let bench: SupervisorPage
let station: SupervisorPage['station']
let window: SupervisorPage['window']
let pictures: SupervisorPage['pictures']

beforeAll(async () => {
  bench = await openSupervisorPage()
  ;({ station, window, pictures } = bench)
  await window.page.click('.bar-button:has-text("打印标签")')
  await window.page.waitForSelector('[data-testid=labels]')
})
afterAll(() => bench?.close())
const fits = (): Promise<boolean> => bench.fits('.labels, .label-columns, .label-kinds')
const boxOf = (id: string): Promise<{ x: number; y: number; width: number; height: number } | null> => window.page.locator(`[data-element=${id}]`).boundingBox()

test('[LD2] [LD3] places are chosen by tap and by scan, seen as they will be, and printed', async () => {
  const { page } = window
  await page.click('.choice:has-text("A-01-02-03")')
  // The picture stands on the page a moment before its dots are read.
  await expect.poll(() => page.locator('[data-testid=label-preview]').evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight])).toEqual([560, 320])
  station.scans.splice(0)
  await window.scan('B-07-01-01\n')
  await page.waitForSelector('.choice-on:has-text("B-07-01-01")')
  expect(station.scans).toEqual([])
  await expect.poll(fits).toBe(true)
  await pictures.take('labels')
  await page.click('button:has-text("打印 2 张")')
  await expect.poll(() => page.textContent('[data-testid=printed]')).toContain('2 张已排队')
  await page.click('.label-kinds button:has-text("发货单")')
  await page.click('.choice >> nth=0')
  // The printer speaks ESC/POS: its paper is a roll, until something else is said.
  await page.waitForSelector('[data-testid=label-preview][width="576"]')
  await page.selectOption('[data-testid=label-template]', 'packing-list-100x150')
  await page.waitForSelector('[data-testid=label-preview][height="1200"]')
  await expect.poll(fits).toBe(true)
  await pictures.take('labels-packing-list')
})

test('[LD6] an element is dragged and typed in millimetres, what lies over another is named, and the layout is saved', async () => {
  const { page } = window
  await page.click('button:has-text("改版面")')
  await page.selectOption('[data-testid=layout-template]', 'tote')
  const title = await boxOf('title')
  const sheet = await page.locator('[data-testid=layout-sheet]').boundingBox()
  if (!title || !sheet) throw new Error('the sheet is on the page')
  await page.mouse.move(title.x + title.width / 2, title.y + title.height / 2)
  await page.mouse.down()
  await page.mouse.move(title.x + title.width / 2, title.y + title.height / 2 + (20 * sheet.width) / 70, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => page.textContent('[data-testid=layout-fault]')).toContain('“名称”和“条码 条码号”叠在一起')
  await expect.poll(() => page.locator('button:has-text("保存版面")').isDisabled()).toBe(true)
  await pictures.take('labels-layout-fault')
  await page.fill('.element-fields input >> nth=1', '1')
  await page.waitForSelector('[data-testid=layout-fault]', { state: 'detached' })
  const corner = await page.locator('[data-testid=layout-corner]').boundingBox()
  if (!corner) throw new Error('the chosen element has a corner')
  await page.mouse.move(corner.x + corner.width / 2, corner.y + corner.height / 2)
  await page.mouse.down()
  await page.mouse.move(corner.x + corner.width / 2 - (10 * sheet.width) / 70, corner.y + corner.height / 2, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => Number(await page.inputValue('.element-fields input >> nth=2'))).toBeCloseTo(56, 0)
  await page.click('button:has-text("保存版面")')
  await page.waitForSelector('[data-testid=layout-saved]')
  await page.selectOption('[data-testid=layout-template]', 'waybill-76x130')
  await page.click('button:has-text("加文字")')
  await page.waitForSelector('[data-testid=layout-fault]')
  await page.click('.choice:has-text("内件清单")')
  await expect.poll(fits).toBe(true)
  await pictures.take('labels-layout')
})
