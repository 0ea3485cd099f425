// Papers of the house from their durable rows: labels of places and totes, pick lists, packing lists … Rules EF1 to EF5 hold for them as for waybills.
import { labelReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import type { AppDeps } from '../app/app-deps.ts'
import { paperFields } from '../app/paper-content.ts'
import type { LabelPrinter, PrintResult } from '../devices/label-printer/label-printer.ts'
import { labelTemplate, labelTemplates, templateInForce } from '../labels/label-templates.ts'
import { isLabelRefusal, type LabelRefusal, type PageFields } from '../labels/page-model.ts'
import type { Raster } from '../labels/raster.ts'
import type { Effect } from '../store/store.ts'
import type { Paper } from './paper.ts'

type PaperEffect = Extract<Effect, { kind: 'print-paper' }>

/** What the printer said last, or undefined when nothing could be drawn: that job has failed. */
export async function printPaper(deps: AppDeps & { paper: Paper }, effect: PaperEffect, printer: LabelPrinter): Promise<PrintResult | undefined> {
  const { store } = deps
  const setState = (state: 'done' | 'unknown' | 'failed' | 'queued', why: string): void => store.transaction(() => store.setEffectState(effect.effectId, state, why, deps.nowMs()))
  const { template } = effect.body
  // What it is of may have gone since it was asked for; so may its template, with a newer build.
  const fields = labelTemplates().has(template) ? paperFields(deps, effect.body) : undefined
  const pages = fields && (await drawInForce(deps, template, fields, printer.dotsPerMm))
  if (pages === undefined || isLabelRefusal(pages)) {
    setState('failed', pages === undefined ? 'gone' : labelReason(pages))
    return undefined
  }
  const isWanted = store.transaction(() => {
    // LD9: while it was drawn, it may have been taken back.
    if (!store.queuedEffects().some((each) => each.effectId === effect.effectId)) return false
    store.setEffectState(effect.effectId, 'sending', '', deps.nowMs())
    return true
  })
  if (!isWanted) return undefined
  store.syncSecond()
  const { result, sentPages } = await printPages(effect, printer, pages)
  if (result.kind === 'delivered') setState('done', '')
  // EF2: only what has no page on paper is sent again by itself.
  else setState(sentPages > 0 ? 'unknown' : result.kind === 'not-sent' ? 'queued' : result.kind, result.reason)
  return result.kind === 'not-sent' && sentPages > 0 ? { kind: 'unknown', reason: result.reason } : result
}

/** LD7: what has no room in the site's layout is drawn by the shipped template. */
async function drawInForce({ store, paper }: { store: AppDeps['store']; paper: Paper }, name: string, fields: PageFields, dotsPerMm: number): Promise<Raster[] | LabelRefusal> {
  const shipped = labelTemplate(name)
  const own = templateInForce(name, store.labelLayouts())
  const drawn = await paper.drawPaper(own, fields, dotsPerMm)
  return isLabelRefusal(drawn) && own !== shipped ? paper.drawPaper(shipped, fields, dotsPerMm) : drawn
}

async function printPages(effect: PaperEffect, printer: LabelPrinter, pages: readonly Raster[]): Promise<{ result: PrintResult; sentPages: number }> {
  for (const [at, raster] of pages.entries()) {
    const result = await printer.print({ jobId: pages.length === 1 ? effect.effectId : `${effect.effectId}-${at + 1}`, documentName: `${effect.body.kind} ${effect.effectId}`, raster })
    if (result.kind !== 'delivered') return { result, sentPages: at }
  }
  return { result: { kind: 'delivered' }, sentPages: pages.length }
}
