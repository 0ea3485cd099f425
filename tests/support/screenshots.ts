import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'

export type Screenshots = {
  /** A picture of what the window shows now as `<name>-<width>x<height>.png`, in each of the sizes. */
  take(name: string, sizes?: readonly ('small' | 'large')[]): Promise<void>
}

const folder = path.join(path.dirname(path.dirname(import.meta.dirname)), 'docs', 'screenshots')
const pixels = { small: { width: 1280, height: 800 }, large: { width: 1920, height: 1080 } }

/** Takes pictures for the documentation when PACKWAVE_SCREENSHOTS=1 is set; otherwise does nothing, so that tests leave the tree as it is. */
export async function openScreenshots(page: Page): Promise<Screenshots> {
  if (process.env.PACKWAVE_SCREENSHOTS !== '1') return { take: async () => undefined }
  await mkdir(folder, { recursive: true })
  return {
    async take(name, sizes = ['small']) {
      await page.waitForSelector('[data-testid=flash]', { state: 'detached' })
      for (const size of sizes) {
        const { width, height } = pixels[size]
        await page.setViewportSize({ width, height })
        await page.screenshot({ path: path.join(folder, `${name}-${width}x${height}.png`), animations: 'disabled' })
      }
      await page.setViewportSize(pixels.small)
    },
  }
}
