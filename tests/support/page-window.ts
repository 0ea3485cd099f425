// A bare Electron window on an address: the built pages in the real Electron, without the program around them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { electronRuntime, electronSwitches } from '#scripts/electron-runtime.ts'
import { startXvfb } from '#scripts/support/xvfb.ts'
import { launchElectron } from './launch-electron.ts'
import { keyOf, scannerKeys } from './scanner-keys.ts'

const mainScript = `
const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, frame: false, useContentSize: true })
  window.loadURL(process.env.PAGE_WINDOW_URL)
})
`

export type PageWindow = {
  page: Page
  /** Presses keys as an input method reports them: the place of the key is right, its name is 'Process' and its number 229. */
  scan(text: string): Promise<void>
  resize(width: number, height: number): Promise<void>
  close(): Promise<void>
}

/** Resolves when `ready` is on the page. */
export async function openPageWindow(url: string, ready = '[data-testid=screen]'): Promise<PageWindow> {
  const runtime = await electronRuntime()
  const virtual = process.platform === 'linux' && !process.env.DISPLAY ? await startXvfb() : undefined
  const folder = await mkdtemp(path.join(tmpdir(), 'packwave-page-'))
  await writeFile(path.join(folder, 'package.json'), '{"name":"page-window","version":"1.0.0","main":"main.cjs"}')
  await writeFile(path.join(folder, 'main.cjs'), mainScript)
  const env: Record<string, string> = { PAGE_WINDOW_URL: url, ...(virtual ? { DISPLAY: virtual.display } : {}) }
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined && env[name] === undefined && name !== 'ELECTRON_RUN_AS_NODE') env[name] = value
  const { app, window: page } = await launchElectron({
    executablePath: runtime.executablePath,
    args: [...electronSwitches({ virtualDisplay: virtual !== undefined }), folder, `--user-data-dir=${path.join(folder, 'profile')}`],
    env,
  })
  await page.waitForSelector(ready)
  const sendKeys = scannerKeys(await page.context().newCDPSession(page))
  return {
    page,
    async scan(text) {
      await sendKeys([...text].flatMap((character) => {
        const { code, shift } = keyOf(character)
        const key = { code, key: 'Process', windowsVirtualKeyCode: 229, modifiers: shift ? 8 : 0 }
        return [{ type: 'rawKeyDown' as const, ...key }, { type: 'keyUp' as const, ...key }]
      }))
    },
    resize: (width, height) => page.setViewportSize({ width, height }),
    async close() {
      await app.close()
      await virtual?.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
