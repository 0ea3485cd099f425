import { open, mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { DOTS_PER_MM } from '#station/labels/raster.ts'
import { rasterToPng } from '#station/labels/to-png.ts'
import { saidReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { inTurn } from '../../in-turn.ts'
import { systemReason } from '../../system-reason.ts'
import type { LabelPrinter, PrintJob, PrintResult } from './label-printer.ts'

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,150}$/

/**
 * A printer that writes `<folder>/<jobId>.png` and `.pdf`. What is there is whole: each file is written under another name, forced to disk and renamed.
 * The same job again overwrites its own two files.
 */
export function createFilePrinter({ printerId, folder }: { printerId: string; folder: string }): LabelPrinter {
  const queue = inTurn()
  return { printerId, dotsPerMm: DOTS_PER_MM, print: (job) => queue(() => printToFiles(folder, job)) }
}

async function printToFiles(folder: string, { jobId, raster }: PrintJob): Promise<PrintResult> {
  if (!FILE_NAME.test(jobId)) return { kind: 'not-sent', reason: saidReason(`no file name: ${jobId}`) }
  const base = join(folder, jobId)
  let renamed = 0
  try {
    await mkdir(folder, { recursive: true })
    const sizeMm = { widthMm: raster.widthDots / DOTS_PER_MM, heightMm: raster.heightDots / DOTS_PER_MM }
    const { rasterToPdf } = await import('#station/labels/to-pdf.ts')
    await writeDurably(`${base}.png.part`, rasterToPng(raster))
    await writeDurably(`${base}.pdf.part`, await rasterToPdf(raster, sizeMm))
    for (const ending of ['png', 'pdf']) {
      await rename(`${base}.${ending}.part`, `${base}.${ending}`)
      renamed += 1
    }
    await syncFolder(folder)
    return { kind: 'delivered' }
  } catch (error) {
    if (!isFileTrouble(error)) throw error
    // Before the first rename nothing can be seen under the label's name.
    return { kind: renamed === 0 ? 'not-sent' : 'unknown', reason: systemReason(error) }
  }
}

async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'w')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

// A rename is on disk when its folder is. Windows cannot open a folder and needs no such step.
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isFileTrouble(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
