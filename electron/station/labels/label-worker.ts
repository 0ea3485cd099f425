// The thread that draws: fonts, canvas and packing never hold up the thread that answers scans.
import { parentPort } from 'node:worker_threads'
import { assert } from '#shared/kernel/assert.ts'
import { drawWaybill, warmLabels } from './draw-waybill.ts'
import type { LabelAnswer, LabelQuestion } from './label-thread.ts'
import { printerBytes } from './printer-languages.ts'

function answer({ id, ...asked }: LabelQuestion): LabelAnswer {
  switch (asked.kind) {
    case 'warm':
      warmLabels()
      return { id, kind: 'warm' }
    case 'draw':
      return { id, kind: 'drawn', drawn: drawWaybill(asked.payload, asked.size, asked.dotsPerMm) }
    case 'encode':
      return { id, kind: 'encoded', bytes: printerBytes(asked.raster, asked.language, asked.dotsPerMm) }
  }
}

assert(parentPort, 'this runs as a thread')
const port = parentPort
port.on('message', (question: LabelQuestion) => port.postMessage(answer(question)))
