import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'

export type Screenshots = {
  /** Pictures of what the window shows now, in both sizes: `<name>-1280x800.png` and `<name>-1920x1080.png`. */
  take(name: string): Promise<void>
}

const folder = path.join(path.dirname(path.dirname(import.meta.dirname)), 'docs', 'screenshots')
const sizes = [{ width: 1920, height: 1080 }, { width: 1280, height: 800 }]

/** Takes pictures for the documentation when PACKWAVE_SCREENSHOTS=1 is set; otherwise does nothing, so that tests leave the tree as it is. */
export async function openScreenshots(page: Page): Promise<Screenshots> {
  if (process.env.PACKWAVE_SCREENSHOTS !== '1') return { take: async () => undefined }
  await mkdir(folder, { recursive: true })
  return {
    async take(name) {
      for (const size of sizes) {
        await page.setViewportSize(size)
        await page.screenshot({ path: path.join(folder, `${name}-${size.width}x${size.height}.png`), animations: 'disabled' })
      }
    },
  }
}
