// The thread that draws: fonts, canvas and packing never hold up the thread that answers scans.
import { parentPort } from 'node:worker_threads'
import type { LabelTemplate } from '#shared/domain/labels/label-template.ts'
import { assert } from '#shared/kernel/assert.ts'
import { drawWaybillInForce, warmLabels } from './draw-waybill.ts'
import { drawManifestPdf } from './draw-manifest.ts'
import { drawPages } from './draw-page.ts'
import type { DrawnPreview, LabelAnswer, LabelQuestion } from './label-thread.ts'
import { isLabelRefusal, type LabelRefusal, type PageFields } from './page-model.ts'
import { rasterToPng } from './to-png.ts'
import { printerBytes } from './printer-languages.ts'

function preview({ template, fields, dotsPerMm, page }: { template: LabelTemplate; fields: PageFields; dotsPerMm: number; page: number }): DrawnPreview | LabelRefusal {
  const pages = drawPages(template, fields, dotsPerMm)
  if (isLabelRefusal(pages)) return pages
  const shown = pages[Math.min(page, pages.length) - 1]
  assert(shown, 'a paper has at least one page')
  return { png: rasterToPng(shown, dotsPerMm), widthDots: shown.widthDots, heightDots: shown.heightDots, pages: pages.length }
}

async function answer({ id, ...asked }: LabelQuestion): Promise<LabelAnswer> {
  switch (asked.kind) {
    case 'warm':
      warmLabels()
      return { id, kind: 'warm' }
    case 'draw':
      return { id, kind: 'drawn', drawn: drawWaybillInForce(asked.payload, asked.size, asked.dotsPerMm, asked.layouts) }
    case 'draw-pages':
      return { id, kind: 'pages', drawn: drawPages(asked.template, asked.fields, asked.dotsPerMm) }
    case 'preview':
      return { id, kind: 'previewed', drawn: preview(asked) }
    case 'manifest':
      return { id, kind: 'manifest', pdf: await drawManifestPdf(asked.fields, asked.layouts) }
    case 'encode':
      return { id, kind: 'encoded', bytes: printerBytes(asked.raster, asked.language, asked.dotsPerMm) }
  }
}

assert(parentPort, 'this runs as a thread')
const port = parentPort
// A fault is nobody's here: it ends the thread, and whoever waits is told.
port.on('message', (question: LabelQuestion) => void answer(question).then((said) => port.postMessage(said)))
