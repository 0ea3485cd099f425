// The label page's questions, answered with the shipped templates and the real drawing, of a warehouse of three places.
import type { Handlers } from '#shared/contract/contract.ts'
import type { labelCalls } from '#shared/contract/label-calls.ts'
import { isTemplateFault, withLayout } from '#shared/domain/labels/label-template.ts'
import { drawPages } from '#station/labels/draw-page.ts'
import { placeFields } from '#station/labels/label-content.ts'
import { labelTemplate, labelTemplates } from '#station/labels/label-templates.ts'
import { isLabelRefusal } from '#station/labels/page-model.ts'
import { sampleFields } from '#station/labels/sample-fields.ts'
import { rasterToPng } from '#station/labels/to-png.ts'

export function scriptedLabels(): Handlers<{ calls: typeof labelCalls; news: Record<never, never> }> {
  return {
    'labels.choices': ({ text }) => ({ kind: 'choices', choices: ['A-01-02-03', 'A-01-02-04', 'B-07-01-01'].filter((ref) => ref.includes(text)).map((ref) => ({ ref, title: ref, detail: ref[0]! })), more: false }),
    'labels.templates': () => ({ kind: 'templates', templates: [...labelTemplates()].map(([name, template]) => ({ name, own: false, template })), options: { packingList: 'never', packingListPrinterId: null } }),
    'labels.preview'({ kind, ref, template: name, layout }) {
      const template = withLayout(labelTemplate(name), layout)
      if (isTemplateFault(template)) return { kind: 'not-drawn', ...template }
      const pages = drawPages(template, kind === 'place' && ref !== null ? placeFields({ placeCode: ref, zone: ref.charAt(0) }) : sampleFields(template), 8)
      if (isLabelRefusal(pages)) return { kind: 'not-drawn', code: pages.reason, element: pages.field, value: pages.detail }
      const [page] = pages
      return { kind: 'drawn', png: rasterToPng(page!).toString('base64'), widthDots: page!.widthDots, heightDots: page!.heightDots, pages: pages.length }
    },
    'labels.print': ({ refs, copies }) => ({ kind: 'queued', labels: refs.length * copies }),
    'labels.jobs': () => ({
      kind: 'jobs', jobs: [
        { jobId: 'j3', labelKind: 'place', ref: 'A-01-02-03', title: 'A-01-02-03', state: 'queued', why: '', owedAtMs: Date.now() - 5_000 },
        { jobId: 'j2', labelKind: 'pick-list', ref: 'PL-1', title: 'PL-1', state: 'unknown', why: 'ECONNRESET', owedAtMs: Date.now() - 65_000 },
        { jobId: 'j1', labelKind: 'tote', ref: 'TOTE-17', title: 'TOTE-17', state: 'done', why: '', owedAtMs: Date.now() - 605_000 },
      ],
    }),
    'labels.saveLayout'({ template: name, layout }) {
      const template = withLayout(labelTemplate(name), layout ?? undefined)
      return isTemplateFault(template) ? { kind: 'not-drawn', ...template } : { kind: 'saved', inForce: { name, own: layout !== null, template } }
    },
    'labels.cancelWaiting': () => ({ kind: 'cancelled', labels: 1 }),
    'labels.saveOptions': () => ({ kind: 'saved' }),
  }
}
