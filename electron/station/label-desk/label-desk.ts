// The label page's side of the station: what can be printed, the dots as they will be, printing, and the site's own layouts. Rules LD1 to LD8 of docs/specs/label-desk.md.
import type { Handlers } from '#shared/contract/contract.ts'
import { type labelCalls, type NotDrawn, type TemplateInForce } from '#shared/contract/label-calls.ts'
import { dotsPerMm, dotsPerMmOf, printerResolutions } from '#shared/contract/printer-settings.ts'
import { commandCodes } from '#shared/domain/codes/command-codes.ts'
import { fact } from '#shared/domain/facts/facts.ts'
import type { LabelKind } from '#shared/domain/labels/label-kinds.ts'
import { isTemplateFault, type LabelLayout, type LabelTemplate, type TemplateFault, withLayout } from '#shared/domain/labels/label-template.ts'
import { assert } from '#shared/kernel/assert.ts'
import type { AppDeps } from '../app/app-deps.ts'
import { paperFields, paperTitle } from '../app/paper-content.ts'
import type { Paper } from '../effects/paper.ts'
import { labelTemplates, templateInForce } from '../labels/label-templates.ts'
import { isLabelRefusal, type LabelRefusal, type PageFields } from '../labels/page-model.ts'
import { sampleFields } from '../labels/sample-fields.ts'
import { previewPaper } from '../labels/label-thread.ts'

type LabelDesk = { handlers: Handlers<{ calls: typeof labelCalls; news: Record<never, never> }> }

const mostShown = 100
const mostJobsShown = 30
/** More wait in the queue than somebody will stand beside. */
const mostWaiting = 1_000
/** In the place of a sticker's own code, which is minted when it is owed. */
const specimenCode = 'AC0000000000SPEC'

export function createLabelDesk(deps: AppDeps & { paper: Pick<Paper, 'drawPaper'>; mayLook(): boolean; /** There may be something to print or to tell the hub. */ onOwed(): void }): LabelDesk {
  const { store } = deps
  const notAllowed = { kind: 'refused', why: 'not-allowed' } as const
  const inForce = (name: string): TemplateInForce => {
    const template = templateInForce(name, store.labelLayouts())
    const kept = store.layoutOf(name)
    return { name, own: template !== labelTemplates().get(name), template, ...(kept ? { changed: { by: store.person(kept.byPersonId)?.name ?? kept.byPersonId, atMs: kept.atMs } } : {}) }
  }
  /** The template as it would be with this layout, of this kind; or why not. */
  const laid = (kind: LabelKind, name: string, layout: LabelLayout | undefined): LabelTemplate | NotDrawn => {
    const template = labelTemplates().get(name)
    if (template?.kind !== kind) return { kind: 'not-drawn', code: 'no-template', element: '', value: name }
    if (layout === undefined) return templateInForce(name, store.labelLayouts())
    const answer = withLayout(template, layout)
    return isTemplateFault(answer) ? faultAnswer(answer) : answer
  }
  /** What is printed now, as the printer of that resolution will draw it; or why not. */
  const drawn = async (template: LabelTemplate, fields: PageFields, resolution: number): Promise<NotDrawn | undefined> => {
    const pages = await deps.paper.drawPaper(template, fields, resolution)
    return isLabelRefusal(pages) ? refusalAnswer(pages) : undefined
  }

  /** LD10: a fact, so that it reaches every bench. */
  const keepLayout = (template: string, layout: LabelLayout | null): { kind: 'saved'; inForce: TemplateInForce } => {
    const byPersonId = store.bench().operatorId
    assert(byPersonId, 'only who is signed in may look')
    store.transaction<void>(() => store.record({ factId: deps.mintId(), atMs: deps.nowMs(), actorId: byPersonId, fact: fact('LabelLaidOut', { template, layout, byPersonId }) }))
    deps.onOwed()
    return { kind: 'saved', inForce: inForce(template) }
  }

  return {
    handlers: {
      'labels.choices'({ kind, text }) {
        if (!deps.mayLook()) return notAllowed
        const found = kind === 'command' ? commandChoices(text) : store.paperChoices(kind, text, mostShown + 1)
        return { kind: 'choices', choices: found.slice(0, mostShown), more: found.length > mostShown }
      },
      'labels.templates'() {
        if (!deps.mayLook()) return notAllowed
        return { kind: 'templates', templates: [...labelTemplates().keys()].map(inForce), options: store.labelOptions() }
      },
      async 'labels.preview'({ kind, ref, template: name, dotsPerInch, page, layout }) {
        if (!deps.mayLook()) return notAllowed
        const template = laid(kind, name, layout)
        if (isNotDrawn(template)) return template
        const fields = ref === null || kind === 'waybill' ? sampleFields(template) : paperFields(deps, { kind, ref, code: specimenCode })
        if (fields === undefined) return { kind: 'gone' }
        const preview = await previewPaper(template, fields, dotsPerMm(dotsPerInch), page)
        if (isLabelRefusal(preview)) return refusalAnswer(preview)
        const { png, ...size } = preview
        return { kind: 'drawn', png: Buffer.from(png).toString('base64'), ...size }
      },
      async 'labels.print'({ requestId, kind, refs, template: name, printerId, copies }) {
        if (!deps.mayLook()) return notAllowed
        const printer = deps.settings().printers.find((each) => each.printerId === printerId)
        // A platform's component prints what the platform gave, and no dots of ours.
        if (!printer || printer.kind === 'component') return { kind: 'refused', why: 'no-such-printer' }
        const template = laid(kind, name, undefined)
        if (isNotDrawn(template)) return template
        const labels = refs.flatMap((ref) => Array.from({ length: copies }, (_, copy) => ({ ref, copy })))
        const effectIdOf = (at: number): string => `${requestId}-${at + 1}`
        const queued = { kind: 'queued', labels: labels.length } as const
        // LD4: the answer to the first sending was lost; what it owed is owed.
        const owedBefore = (): typeof queued | { kind: 'refused'; why: 'request-used' } | undefined => {
          if (!store.owedPaper(effectIdOf(0))) return undefined
          const isSame = labels.every(({ ref }, at) => {
            const owed = store.owedPaper(effectIdOf(at))
            return owed?.kind === kind && owed.ref === ref && owed.template === name
          })
          return isSame && !store.owedPaper(effectIdOf(labels.length)) ? queued : { kind: 'refused', why: 'request-used' }
        }
        const before = owedBefore()
        if (before) return before
        if (store.waitingPapers() + labels.length > mostWaiting) return { kind: 'refused', why: 'too-many' }
        for (const ref of refs) {
          const fields = paperFields(deps, { kind, ref, code: specimenCode })
          if (fields === undefined) return { kind: 'refused', why: 'gone' }
          const fault = await drawn(template, fields, dotsPerMmOf(printer))
          if (fault) return { ...fault, value: [ref, fault.value].filter((part) => part !== '').join(' · ') }
        }
        const answer = store.transaction(() => {
          // Asked twice at once: the second finds what the first has owed meanwhile.
          const meanwhile = owedBefore()
          if (meanwhile) return meanwhile
          for (const [at, { ref }] of labels.entries()) {
            store.oweEffect({ effectId: effectIdOf(at), kind: 'print-paper', printerId, body: { kind, ref, template: name, code: kind === 'anti-counterfeit' ? stickerCode(deps.mintId()) : '' } }, deps.nowMs())
          }
          return queued
        })
        deps.onOwed()
        return answer
      },
      'labels.jobs'() {
        if (!deps.mayLook()) return notAllowed
        return { kind: 'jobs', jobs: store.paperJobs(mostJobsShown).map((job) => ({ ...job, title: paperTitle(deps, { kind: job.labelKind, ref: job.ref }) })) }
      },
      'labels.cancelWaiting'() {
        if (!deps.mayLook()) return notAllowed
        const labels = store.transaction(() => store.cancelPapers(deps.nowMs()))
        deps.onOwed()
        return { kind: 'cancelled', labels }
      },
      async 'labels.saveLayout'({ template: name, layout }) {
        if (!deps.mayLook()) return notAllowed
        const shipped = labelTemplates().get(name)
        if (!shipped || (layout !== null && layout.template !== name)) return { kind: 'not-drawn', code: 'no-template', element: '', value: name }
        if (layout === null) return keepLayout(name, null)
        const template = laid(shipped.kind, name, layout)
        if (isNotDrawn(template)) return template
        // LD6: both resolutions, because any printer may be its next one.
        for (const dotsPerInch of printerResolutions) {
          const fault = await drawn(template, sampleFields(template), dotsPerMm(dotsPerInch))
          if (fault) return fault
        }
        return keepLayout(name, layout)
      },
      'labels.saveOptions'(options) {
        if (!deps.mayLook()) return notAllowed
        store.saveLabelOptions(options)
        return { kind: 'saved' }
      },
    },
  }
}

const isNotDrawn = (answer: LabelTemplate | NotDrawn): answer is NotDrawn => answer.kind === 'not-drawn'
const faultAnswer = ({ code, element, value }: TemplateFault): NotDrawn => ({ kind: 'not-drawn', code, element, value })
const refusalAnswer = ({ reason, field, detail }: LabelRefusal): NotDrawn => ({ kind: 'not-drawn', code: reason, element: field, value: detail })

function commandChoices(text: string): { ref: string; title: string; detail: string }[] {
  const wanted = text.toLowerCase()
  return commandCodes.filter(({ command, nameZh, nameEn }) => `${command} ${nameZh} ${nameEn.toLowerCase()}`.includes(wanted)).map(({ command, nameZh, nameEn }) => ({ ref: command, title: nameZh, detail: nameEn }))
}

/** One sticker's own code: 14 signs of what makes an id unlike every other, in capitals. */
function stickerCode(id: string): string {
  const signs = id.replaceAll('-', '').toUpperCase()
  assert(/^[0-9A-Z]{14,}$/.test(signs), 'an id has letters enough for a sticker')
  return `AC${signs.slice(-14)}`
}

