// Asks the drawing thread. It is started with the first question, so that a station that starts does not wait for fonts, and it never keeps the process alive.
import { Worker } from 'node:worker_threads'
import type { PrinterLanguage } from '#shared/contract/printer-settings.ts'
import type { LabelLayout, LabelTemplate } from '#shared/domain/labels/label-template.ts'
import type { LabelSize } from '#shared/domain/waybills/label-payload.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { LabelRefusal, PageFields } from './page-model.ts'
import type { Raster } from './raster.ts'
import type { PrintedWaybill } from './waybill-fields.ts'

type Asked =
  | { kind: 'warm' }
  | { kind: 'draw'; payload: PrintedWaybill; size: LabelSize; dotsPerMm: number; layouts: readonly LabelLayout[] }
  | { kind: 'draw-pages'; template: LabelTemplate; fields: PageFields; dotsPerMm: number }
  | { kind: 'preview'; template: LabelTemplate; fields: PageFields; dotsPerMm: number; page: number }
  | { kind: 'manifest'; fields: PageFields; layouts: readonly LabelLayout[] }
  | { kind: 'encode'; raster: Raster; language: PrinterLanguage; dotsPerMm: number }
export type LabelQuestion = Asked & { id: number }
/** One page of what would be printed, as a PNG of its dots. */
export type DrawnPreview = { png: Uint8Array; widthDots: number; heightDots: number; pages: number }
type Answered = { kind: 'warm' } | { kind: 'pages'; drawn: Raster[] | LabelRefusal } | { kind: 'previewed'; drawn: DrawnPreview | LabelRefusal } | { kind: 'drawn'; drawn: Raster | LabelRefusal } | { kind: 'manifest'; pdf: Uint8Array | LabelRefusal } | { kind: 'encoded'; bytes: Uint8Array }
export type LabelAnswer = Answered & { id: number }

type Waiting = { resolve: (answer: Answered) => void; reject: (fault: unknown) => void }

let thread: { worker: Worker; waiting: Map<number, Waiting> } | undefined
let lastId = 0

/** Beside this file: as source, or as the bundle that scripts/build.ts makes of it. */
function threadFile(): URL {
  const source = new URL('./label-worker.ts', import.meta.url)
  return import.meta.url.endsWith('.ts') ? source : new URL(source.href.replace(/\.ts$/, '.js'))
}

function startThread(): { worker: Worker; waiting: Map<number, Waiting> } {
  const waiting = new Map<number, Waiting>()
  const worker = new Worker(threadFile())
  worker.unref()
  worker.on('message', ({ id, ...answered }: LabelAnswer) => {
    waiting.get(id)?.resolve(answered)
    waiting.delete(id)
    if (waiting.size === 0) worker.unref()
  })
  const end = (fault: unknown): void => {
    thread = undefined
    for (const each of waiting.values()) each.reject(fault)
    waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', (code) => end(new Error(`the drawing thread ended with ${code}`)))
  return { worker, waiting }
}

function ask(asked: Asked): Promise<Answered> {
  thread ??= startThread()
  const { worker, waiting } = thread
  lastId += 1
  const id = lastId
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    // An answer that is awaited is worth staying for.
    worker.ref()
    worker.postMessage({ id, ...asked } satisfies LabelQuestion)
  })
}

/** The waybill label as dots, or why not; as `drawWaybill`. */
export async function drawLabel(payload: PrintedWaybill, size: LabelSize, dotsPerMm: number, layouts: readonly LabelLayout[] = []): Promise<Raster | LabelRefusal> {
  const answered = await ask({ kind: 'draw', payload, size, dotsPerMm, layouts })
  assert(answered.kind === 'drawn', 'a question to draw is answered with what was drawn')
  return answered.drawn
}

/** All pages of a paper of the house; as `drawPages`. */
export async function drawPaper(template: LabelTemplate, fields: PageFields, dotsPerMm: number): Promise<Raster[] | LabelRefusal> {
  const answered = await ask({ kind: 'draw-pages', template, fields, dotsPerMm })
  assert(answered.kind === 'pages', 'a question for pages is answered with pages')
  return answered.drawn
}

/** The PDF of a carrier manifest; as `drawManifestPdf`. */
export async function drawManifest(fields: PageFields, layouts: readonly LabelLayout[]): Promise<Uint8Array | LabelRefusal> {
  const answered = await ask({ kind: 'manifest', fields, layouts })
  assert(answered.kind === 'manifest', 'a question for a manifest is answered with one')
  return answered.pdf
}

/** The same dots for the eye; a page beyond the last is the last. */
export async function previewPaper(template: LabelTemplate, fields: PageFields, dotsPerMm: number, page: number): Promise<DrawnPreview | LabelRefusal> {
  const answered = await ask({ kind: 'preview', template, fields, dotsPerMm, page })
  assert(answered.kind === 'previewed', 'a question for a preview is answered with one')
  return answered.drawn
}

/** The job of one label in its printer's language; as `printerBytes`. */
export async function encodeLabel(raster: Raster, language: PrinterLanguage, dotsPerMm: number): Promise<Uint8Array> {
  const answered = await ask({ kind: 'encode', raster, language, dotsPerMm })
  assert(answered.kind === 'encoded', 'a question to encode is answered with bytes')
  return answered.bytes
}

/** Loads fonts, templates and libraries, so that the first label of a shift is as fast as the second. */
export async function warmLabelThread(): Promise<void> {
  await ask({ kind: 'warm' })
}
