// Goal: what Packwave adds between the last key of a scan and the painted verdict. Method: the same keys, by the same protocol, into Packwave
// and into a page that only echoes the scan, on the same Electron at the same time, by turns; both pages time themselves.
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { assert } from '#shared/kernel/assert.ts'
import { build } from '../../build.ts'
import { electronRuntime } from '../../electron-runtime.ts'
import { projectDir, say } from '../../support/project.ts'
import { startXvfb } from '../../support/xvfb.ts'
import { atMost, publish, spread } from '../report.ts'
import type { DevTools } from '../window/devtools.ts'
import { openApp, writeSmallApp, type OpenApp } from '../window/launch.ts'

const warmUp = 24
const measured = 400
/** Scans of one page, then of the other, by turns. */
const blockSize = 8
const frameMs = 17
const packer = { badge: 'PW-ID-0001', pin: '246810' }
/** Each changes the screen: another work is chosen, left, a code is refused, the refusal is acknowledged. */
const codes = ['PW-CMD-CHECK', 'PW-CMD-FINISH', 'NOBODY-KNOWS-1', 'PW-CMD-CONFIRM']

const echoPage = `<!doctype html><meta charset="utf-8"><title>echo</title><body style="background:#10151c;color:#fff;font:64px sans-serif"><p id="echo">-</p><script>
let read = ''
addEventListener('keydown', (event) => {
  if (event.code !== 'Enter') return void (read += event.key)
  document.getElementById('echo').textContent = read
  read = ''
})
</script></body>`

/** From the time stamp of the Enter to the first task after the frame in which \`shown()\` is another text. */
const recorder = (shown: string): string => `
globalThis.paintedMs = []
{
  const shown = () => ${shown}
  let pressedAtMs = null
  let before = ''
  addEventListener('keydown', (event) => {
    if (event.code !== 'Enter') return
    pressedAtMs = event.timeStamp
    before = shown()
  }, { capture: true })
  new MutationObserver(() => {
    if (pressedAtMs === null || shown() === before) return
    const fromMs = pressedAtMs
    pressedAtMs = null
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => paintedMs.push(performance.now() - fromMs)
      port2.postMessage(0)
    })
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
}`
const shownVerdict = "[document.querySelector('[data-screen]')?.dataset.screen, document.querySelector('[data-screen]')?.dataset.step, document.querySelector('[data-testid=refusal]')?.dataset.reason].join()"
const shownEcho = "document.getElementById('echo')?.textContent ?? ''"

export async function benchPaint(): Promise<void> {
  await build()
  const runtime = await electronRuntime()
  const virtual = process.platform === 'linux' && !process.env.DISPLAY ? await startXvfb() : undefined
  const folder = path.join(projectDir, '.cache', 'bench-paint')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const open: OpenApp[] = []
  try {
    say(`Opening both windows on Electron ${runtime.version} …`)
    const echo = await openApp(runtime, virtual?.display, writeSmallApp(path.join(folder, 'echo'), echoPage), [])
    open.push(echo)
    const packwave = await openApp(runtime, virtual?.display, projectDir, [`--data-dir=${path.join(folder, 'packwave')}`, '--first-start=sample'])
    open.push(packwave)
    await watch(echo.page, recorder(shownEcho), "document.readyState === 'complete'")
    await until(packwave.page, "document.querySelector('[data-screen]') !== null")
    // Recorded from the first line on: the input of Packwave keeps its keys from listeners that come later.
    await watch(packwave.page, recorder(shownVerdict), "document.querySelector('[data-screen]') !== null")
    await signIn(packwave.page)

    const verdictMs: number[] = []
    const echoMs: number[] = []
    const turns = { packwave: 0, echo: 0 }
    const block = async (page: DevTools, name: keyof typeof turns, into: number[]): Promise<void> => {
      for (let scan = 0; scan < blockSize; scan += 1) {
        const ms = await scanAndWait(page, codes[turns[name] % codes.length] ?? '')
        turns[name] += 1
        if (turns[name] > warmUp) into.push(ms)
      }
    }
    while (verdictMs.length < measured) {
      await packwave.page.send('Page.bringToFront')
      await block(packwave.page, 'packwave', verdictMs)
      await echo.page.send('Page.bringToFront')
      await block(echo.page, 'echo', echoMs)
    }
    const verdict = spread(verdictMs)
    const peer = spread(echoMs)
    await publish({
      name: 'paint', versions: { electron: runtime.version, node: process.versions.node },
      samples: { packwave: verdictMs.length, echo: echoMs.length },
      rows: [{ what: 'empty page that echoes the scan', samples: echoMs.length, ...peer }, { what: 'Packwave: durable verdict', samples: verdictMs.length, ...verdict }],
      targets: [atMost('p99 from the last key to the painted verdict, of the echo and one frame', verdict.p99, peer.p99 + frameMs, 'ms')],
    })
  } finally {
    for (const app of open.reverse()) await app.close()
    await virtual?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Loads the page anew with the recorder in it. */
async function watch(page: DevTools, source: string, ready: string): Promise<void> {
  await page.send('Page.enable')
  await page.send('Page.addScriptToEvaluateOnNewDocument', { source })
  await page.send('Page.reload')
  await until(page, `globalThis.paintedMs !== undefined && ${ready}`)
}

async function until(page: DevTools, condition: string): Promise<void> {
  const patienceMs = 120_000
  const isTrue = await page.evaluateWherever<boolean>(`new Promise((resolve) => {
    const untilMs = performance.now() + ${patienceMs}
    const look = () => ${condition} ? resolve(true) : performance.now() > untilMs ? resolve(false) : setTimeout(look, 5)
    look()
  })`)
  assert(isTrue, `the page shows what is waited for: ${condition}`)
}

async function signIn(page: DevTools): Promise<void> {
  await until(page, "document.querySelector('[data-screen=sign-in]') !== null")
  // The first facts of the hub name the people; until then the badge is refused.
  for (let attempt = 0; ; attempt += 1) {
    assert(attempt < 60, 'the badge becomes known')
    await scanAndWait(page, packer.badge)
    if (await page.evaluate<boolean>("document.querySelector('[data-testid=refusal]') === null")) break
    await scanAndWait(page, 'PW-CMD-CONFIRM')
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  for (const digit of packer.pin) await page.evaluate(`[...document.querySelectorAll('.pin-keys button')].find((button) => button.textContent === '${digit}').click()`)
  await page.evaluate("document.querySelector('.pin-keys .button-main').click()")
  await until(page, "document.querySelector('[data-screen=choose]') !== null")
}

/** Milliseconds from the last key to the paint, as the page measured them. */
async function scanAndWait(page: DevTools, code: string): Promise<number> {
  const before = await page.evaluate<number>('paintedMs.length')
  for (const character of code) await page.press(character)
  await page.press('\n')
  await until(page, `paintedMs.length > ${before}`)
  return page.evaluate<number>('paintedMs.at(-1)')
}
