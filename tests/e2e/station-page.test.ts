// Goal: scans, keys and refusals reach a station as they should, and every screen fits its window. Method: the built page in a bare
// Electron window, driven with key presses as an input method reports them, against a station that plays a script.
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openPageWindow, type PageWindow } from '#tests/support/page-window.ts'
import { scriptedBoard, scriptedViews } from '#tests/support/scripted-views.ts'
import { type ScriptedStation, startScriptedStation } from '#tests/support/scripted-station.ts'

const pagesFolder = path.join(import.meta.dirname, '..', '..', 'dist', 'renderer')
const views = scriptedViews(Date.now())
let station: ScriptedStation
let window: PageWindow
let revision = Date.now() + 1

const viewOf = (name: string, part: Partial<(typeof views)[string]> = {}) => {
  const view = views[name]
  if (!view) throw new Error(`no view ${name}`)
  return { ...view, ...part, revision: (revision += 1) }
}
const codes = (): string[] => [...new Map(station.scans.map((scan) => [scan.scanId, scan.code])).values()]

beforeAll(async () => {
  station = await startScriptedStation({ pagesFolder, view: viewOf('check-item'), boardHandlers: scriptedBoard(Date.now()) })
  window = await openPageWindow(station.url)
})

afterAll(async () => {
  await window?.close()
  await station?.close()
})

beforeEach(async () => {
  station.answerWith(() => ({ outcome: { kind: 'accepted', verdict: 'item-checked', values: {} } }))
  station.show(viewOf('check-item'))
  await window.page.waitForSelector('[data-screen=check][data-step=item]')
  station.scans.splice(0)
})

describe('scanner input', () => {
  test('[SI1] reads under an input method, without any focus', async () => {
    await window.scan('A-03-12-2\nSF1234567890\n')
    await expect.poll(codes).toEqual(['A-03-12-2', 'SF1234567890'])
    expect(station.scans.every((scan) => scan.source === 'wedge')).toBe(true)
  })
  test('[SI12] 1,200 scans as fast as keys can be pressed, the line broken in the middle: all there, in order', async () => {
    const sent = Array.from({ length: 1200 }, (_, number) => `A-${6_900_000_000 + number}`)
    for (const [number, code] of sent.entries()) {
      await window.scan(`${code}\n`)
      if (number === 600) station.dropLines()
    }
    await expect.poll(() => codes().length, { timeout: 60_000 }).toBe(1200)
    expect(codes()).toEqual(sent)
  })
  test('[SI12] scans made without a line survive a reload and keep their ids', async () => {
    station.acceptLines(false)
    station.dropLines()
    await window.page.waitForSelector('[data-testid=link-lost]')
    await window.scan('ONE-1\nTWO-2\nTHREE-3\n')
    const kept = await window.page.evaluate(() => localStorage.getItem('packwave.scans'))
    station.acceptLines(true)
    await window.page.reload()
    await expect.poll(codes).toEqual(['ONE-1', 'TWO-2', 'THREE-3'])
    for (const scan of station.scans) expect(kept).toContain(scan.scanId)
  })
  test('[SI8] a scan during a dialog goes to the station and presses no button', async () => {
    station.show(viewOf('question'))
    await window.page.waitForSelector('.question-option')
    await window.page.keyboard.press('Tab')
    await window.scan('A-03-12-2\n')
    await expect.poll(codes).toEqual(['A-03-12-2'])
  })
  test('[SI13] a scan into the field of the typing dialog is taken out of it and sent', async () => {
    await window.page.click('.bar-button >> nth=0')
    await window.page.fill('.dialog input', '42')
    await window.scan('6901234567892\n')
    await expect.poll(codes).toEqual(['6901234567892'])
    expect(await window.page.inputValue('.dialog input')).toBe('42')
    await window.page.click('.dialog .button-quiet >> nth=-1')
  })
  test('[SI10] a PIN typed on a keyboard is a PIN', async () => {
    station.show(viewOf('sign-in-pin'))
    await window.page.waitForSelector('[data-testid=pin-dots]')
    await window.page.keyboard.type('4829', { delay: 90 })
    await window.page.keyboard.press('Enter')
    await expect.poll(() => station.pins.at(-1)).toBe('4829')
    expect(station.scans).toEqual([])
  })
})

test('[FB8] a label that cannot come out is told of where it would be scanned back, with what to do', async () => {
  const scanBack = views['check-scan-back']!
  const { screen } = scanBack
  if (screen.kind !== 'check' || !screen.parcel) throw new Error('no parcel')
  const parcel = { ...screen.parcel, labelState: 'sent' as const, printerName: '面单打印机' }
  const printer = { printerId: 'p1', name: '面单打印机', state: 'trouble' as const, words: '' as const, waiting: 3, conditions: ['paper-out' as const] }
  station.show(viewOf('check-scan-back', { screen: { ...screen, parcel }, bar: { ...scanBack.bar, printers: [printer] } }))
  await expect.poll(() => window.page.textContent('[data-testid=label-advice]')).toContain('打印机缺纸，换一卷纸')
  await expect.poll(() => window.page.textContent('[data-testid=instruction]')).toBe('面单还没出来，看打印机')
  station.show(viewOf('check-scan-back', { screen: { ...screen, parcel: { ...parcel, labelState: 'unknown', labelTrouble: 'not-taken' } } }))
  await expect.poll(() => window.page.textContent('[data-testid=label-advice]')).toContain('打印机没把数据收完')
  station.show(viewOf('check-scan-back', { screen: { ...screen, parcel: { ...parcel, labelState: 'sending' } }, bar: { ...scanBack.bar, printers: [{ ...printer, state: 'busy', words: 'taking-long', conditions: [] }] } }))
  await expect.poll(() => window.page.textContent('[data-testid=label-advice]')).toContain('还没收完数据')
  station.show(viewOf('check-scan-back'))
  await window.page.waitForSelector('[data-testid=label-advice]', { state: 'detached' })
})

test('[FB7] a scale that cannot weigh now is told of where the box is to be put on it', async () => {
  station.show(viewOf('check-weigh'))
  await window.page.waitForSelector('[data-screen=check][data-step=weigh]')
  expect(await window.page.locator('[data-testid=scale-advice]').count()).toBe(0)
  station.show(viewOf('check-weigh-no-signal'))
  await expect.poll(() => window.page.locator('[data-testid=scale-advice]').innerText()).toContain('秤没有信号')
  expect(await window.page.evaluate("document.querySelector('.check-now').scrollHeight <= document.querySelector('.check-now').clientHeight")).toBe(true)
  const silent = views['check-weigh-no-signal']!
  station.show(viewOf('check-weigh-no-signal', { bar: { ...silent.bar, scale: { state: 'quiet', grams: null } } }))
  await expect.poll(() => window.page.locator('[data-testid=scale-advice]').innerText()).toContain('把这一箱拿起来，再放上去')
  expect(await window.page.evaluate("document.querySelector('.check-now').scrollHeight <= document.querySelector('.check-now').clientHeight")).toBe(true)
  // What it sends says more than that no weight comes of it.
  station.show(viewOf('check-weigh-no-signal', { bar: { ...silent.bar, troubles: [{ code: 'scale-trouble', detail: '', reason: 'tared', sinceMs: 0 }] } }))
  await expect.poll(() => window.page.locator('[data-testid=scale-advice]').innerText()).toContain('秤上去了皮：清空秤')
})

describe('a refusal', () => {
  test('[FB9] repeats what is wanted now, of the screen it covers or of the dialog that is open', async () => {
    const wanted = () => window.page.locator('[data-testid=refusal-wanted]').allInnerTexts()
    const refusal = { scanId: 'scan-0009', reason: 'wrong-kind' as const, values: { kind: 'tote', step: 'item' } }
    station.show(viewOf('pick-place', { refusal }))
    await expect.poll(wanted).toEqual([expect.stringContaining('扫库位 A-03-12-2') as string])
    expect(await window.page.innerText('[data-testid=instruction]')).toContain('扫库位 A-03-12-2')
    station.show(viewOf('question', { refusal: { ...refusal, reason: 'command-not-now', values: { command: 'question' } } }))
    await expect.poll(wanted).toEqual([expect.stringContaining('扫“数量 1”“数量 2”卡') as string])
    station.show(viewOf('refusal-wrong-place'))
    await expect.poll(wanted).toEqual([])
    station.show(viewOf('pick-place'))
    await window.page.waitForSelector('[data-testid=refusal]', { state: 'detached' })
  })

  test.each([
    ['Enter', async () => window.page.keyboard.press('Enter')],
    ['Space', async () => window.page.keyboard.press('Space')],
    ['a tap', async () => window.page.click('[data-testid=refusal]')],
    ['the Confirm card', async () => window.scan('PW-CMD-CONFIRM\n')],
  ])('[FB3] covers the screen until %s acknowledges it', async (_how, acknowledge) => {
    station.show(viewOf('refusal-wrong-place'))
    const panel = await window.page.waitForSelector('[data-testid=refusal][data-reason=wrong-place]')
    const box = await panel.boundingBox()
    expect(box).toEqual({ x: 0, y: 0, width: 1280, height: 800 })
    station.answerWith(() => ({ outcome: { kind: 'accepted', verdict: 'acknowledged', values: {} }, view: viewOf('pick-place') }))
    await acknowledge()
    await window.page.waitForSelector('[data-testid=refusal]', { state: 'detached' })
    expect(codes()).toEqual(['PW-CMD-CONFIRM'])
  })
})

describe('every screen', () => {
  test.each([
    ['zh-CN', 1280, 800, 1], ['en', 1280, 800, 1], ['zh-CN', 1920, 1080, 1], ['en', 1920, 1080, 1], ['zh-CN', 1280, 800, 2], ['en', 1280, 800, 2],
  ] as const)('fits its window: %s at %i×%i, %i dots a pixel', async (language, width, height, scale) => {
    await window.resize(width, height)
    const screen = await window.page.context().newCDPSession(window.page)
    await screen.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false })
    await expect.poll(() => window.page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio])).toEqual([width, height, scale])
    const outside: string[] = []
    const keysForWords: string[] = []
    for (const name of Object.keys(views)) {
      const view = viewOf(name)
      station.show({ ...view, station: { ...view.station, language, name: `${name} ${language}` } })
      await window.page.waitForFunction((stationName) => document.querySelector('.bar-clock small')?.textContent === stationName, `${name} ${language}`)
      const found = await window.page.evaluate(() =>
        [...document.querySelectorAll('#root *')].filter((element) => {
          const { width: elementWidth, right, bottom } = element.getBoundingClientRect()
          return element.closest('.line-list, svg') === null && elementWidth > 0 && (right > innerWidth + 1 || bottom > innerHeight + 1)
        }).map((element) => element.className || element.tagName),
      )
      outside.push(...found.map((element) => `${name}: ${element}`))
      keysForWords.push(...(await window.page.locator('[data-wanted]').allInnerTexts()).filter((sentence) => /^[a-z-]+\.[a-z-]+$/i.test(sentence)))
    }
    await screen.send('Emulation.clearDeviceMetricsOverride')
    await screen.detach()
    await window.resize(1280, 800)
    expect(outside).toEqual([])
    expect(keysForWords).toEqual([])
  })
})
