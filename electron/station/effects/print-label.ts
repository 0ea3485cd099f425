// Prints one waybill from its durable rows. Rules EF1 to EF3 and EF7 of docs/specs/printing.md.
import { fact, type Fact } from '#shared/domain/facts/facts.ts'
import { labelReason, type TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { copyMark } from '#shared/domain/printing/copy-mark.ts'
import type { AppDeps } from '../app/app-deps.ts'
import type { LabelPrinter, PrintResult } from '../devices/label-printer/label-printer.ts'
import { isLabelRefusal } from '../labels/page-model.ts'
import type { Raster } from '../labels/raster.ts'
import type { Effect, EffectState } from '../store/store.ts'
import type { Paper } from './paper.ts'

type LabelEffect = Extract<Effect, { kind: 'print-label' }>
type Deps = AppDeps & { paper: Paper }

/** EF2, EF3: only what provably never left is tried again. */
const stateAfter = { delivered: 'done', 'not-sent': 'queued', failed: 'failed', unknown: 'unknown' } as const satisfies Record<PrintResult['kind'], EffectState>
const noDots: Raster = { widthDots: 8, heightDots: 1, bits: new Uint8Array(1) }

/** What the printer said, on disk already; undefined when nothing was sent to it: that job has failed, or another printer took it over. */
export async function printLabel(deps: Deps, effect: LabelEffect, printer: LabelPrinter): Promise<PrintResult | undefined> {
  const { store } = deps
  const { effectId, body: { jobId, parcelId, waybillNumber } } = effect
  const settle = (state: EffectState, why: TroubleReason | '', entry: Fact | undefined): void => {
    if (entry) store.record({ factId: deps.mintId(), atMs: deps.nowMs(), actorId: 'station', fact: entry })
    store.setEffectState(effectId, state, why, deps.nowMs())
  }
  const fail = (why: TroubleReason): void => settle('failed', why, fact('LabelFailed', { jobId, parcelId, waybillNumber, why }))
  const drawn = await draw(deps, effect, printer)
  if (drawn.kind === 'refused') {
    store.transaction(() => fail(drawn.why))
    return undefined
  }
  const isWanted = store.transaction(() => {
    // FO3: while it was drawn, another printer may have taken it over.
    if (!store.queuedEffects().some((each) => each.effectId === effectId && each.printerId === effect.printerId)) return false
    // EF7: the last moment at which a refund spares the paper.
    const why = whyNotPrinted(deps, parcelId)
    if (why) {
      fail(why)
      return false
    }
    // EF1: what may be on its way to paper is known as such before its first byte.
    store.setEffectState(effectId, 'sending', '', deps.nowMs())
    return true
  })
  if (!isWanted) return undefined
  // Paper cannot be taken back: what led to it is on both disks first.
  store.syncSecond()
  const result = await printer.print({ jobId, documentName: waybillNumber, raster: drawn.raster, ...(drawn.platformPrint === undefined ? {} : { platformPrint: drawn.platformPrint }) })
  store.transaction(() => settle(stateAfter[result.kind], result.kind === 'delivered' ? '' : result.reason, factOf(effect, result)))
  return result
}

async function draw({ store, paper }: Deps, { body: { copy, parcelId, waybillNumber } }: LabelEffect, { dotsPerMm, drawsItself }: LabelPrinter) {
  const payload = store.labelPayload(waybillNumber)
  if (!payload) return { kind: 'refused' as const, why: 'no-label-data' as const }
  const { platformPrint } = payload
  if (drawsItself) return { kind: 'drawn' as const, raster: noDots, platformPrint }
  const size = store.carrier(payload.carrierCode)?.labelSize ?? '100x150'
  // FO4: what tells this copy from those that another printer may still bring out.
  const mark = store.parcel(parcelId)?.copyMarked ? copyMark(waybillNumber, copy) : undefined
  const drawn = await paper.drawWaybill(copy === 1 ? payload : { ...payload, ...(mark === undefined ? {} : { copyMark: mark }), remark: `补打 ${copy} · 前一张作废 ${payload.remark}`.trim() }, size, dotsPerMm, store.labelLayouts())
  return isLabelRefusal(drawn) ? { kind: 'refused' as const, why: labelReason(drawn) } : { kind: 'drawn' as const, raster: drawn, platformPrint }
}

function whyNotPrinted({ store }: Deps, parcelId: string): TroubleReason | undefined {
  const parcel = store.parcel(parcelId)
  if (parcel && store.order(parcel.orderId)?.cancelled) return 'order-cancelled'
  return parcel?.state === 'stopped' ? 'parcel-stopped' : undefined
}

/** What never left is no event: it is tried again. */
function factOf({ body: { jobId, parcelId, waybillNumber } }: LabelEffect, result: PrintResult): Fact | undefined {
  if (result.kind === 'delivered') return fact('LabelSent', { jobId, parcelId, waybillNumber })
  if (result.kind === 'failed') return fact('LabelFailed', { jobId, parcelId, waybillNumber, why: result.reason })
  return result.kind === 'unknown' ? fact('LabelUnknown', { jobId, parcelId, waybillNumber, why: result.reason }) : undefined
}
