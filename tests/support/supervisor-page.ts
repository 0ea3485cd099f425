import path from 'node:path'
import { openPageWindow, type PageWindow } from './page-window.ts'
import { openScreenshots, type Screenshots } from './screenshots.ts'
import { scriptedBoard, scriptedViews } from './scripted-views.ts'
import { type ScriptedStation, startScriptedStation } from './scripted-station.ts'

export type SupervisorPage = { station: ScriptedStation; window: PageWindow; pictures: Screenshots; /** Whether neither the page nor any of these parts (a CSS selector) scrolls. */ fits(parts: string): Promise<boolean>; close(): Promise<void> }

/** The built page with a supervisor signed in, at a station that plays a script. */
export async function openSupervisorPage(): Promise<SupervisorPage> {
  const view = scriptedViews(Date.now())['check-item']!
  const station = await startScriptedStation({
    pagesFolder: path.join(import.meta.dirname, '..', '..', 'dist', 'renderer'),
    view: { ...view, operator: { personId: 'boss', name: '主管', role: 'supervisor' } }, boardHandlers: scriptedBoard(Date.now()),
  })
  const window = await openPageWindow(station.url)
  return {
    station, window, pictures: await openScreenshots(window.page),
    fits: (parts) => window.page.evaluate((selector) => document.documentElement.scrollHeight <= innerHeight && [...document.querySelectorAll(selector)].every((each) => each.scrollHeight <= each.clientHeight + 1), parts),
    async close() {
      await window.close()
      await station.close()
    },
  }
}
