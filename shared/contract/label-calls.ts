// What the label page asks its station: choosing what to print, looking at the very dots, printing, and the site's own layouts. For a supervisor only.
import * as z from 'zod'
import { ChosenKind, LabelKind } from '../domain/labels/label-kinds.ts'
import { LabelLayout, LabelTemplate } from '../domain/labels/label-template.ts'
import { packingListTimes } from '../domain/labels/packing-list.ts'
import { printerResolutions } from './printer-settings.ts'

const Nothing = z.strictObject({})
const NotAllowed = z.strictObject({ kind: z.literal('refused'), why: z.literal('not-allowed') })
/** Why a label cannot be drawn or a layout be used: `element` and `value` say where (docs/specs/labels.md). */
const NotDrawn = z.strictObject({ kind: z.literal('not-drawn'), code: z.string(), element: z.string(), value: z.string() })
export type NotDrawn = z.infer<typeof NotDrawn>

export const mostChosen = 200
export const mostCopies = 50

/** `own`: a layout of this site is in force for it; `template` is what is in force; `changed`: who last laid it out, at whichever bench, and when by that bench's clock. */
export const TemplateInForce = z.strictObject({ name: z.string(), own: z.boolean(), template: LabelTemplate, changed: z.strictObject({ by: z.string(), atMs: z.int() }).optional() })
export type TemplateInForce = z.infer<typeof TemplateInForce>

/** When a packing list (发货单) is printed with a parcel's first label, and where; null: on the label's own printer. */
export const LabelOptions = z.strictObject({ packingList: z.enum(packingListTimes), packingListPrinterId: z.string().max(64).nullable() })
export type LabelOptions = z.infer<typeof LabelOptions>

export const labelCalls = {
  /** What there is to print of a kind; `text` is found in its code or name. */
  'labels.choices': {
    input: z.strictObject({ kind: ChosenKind, text: z.string().max(64) }),
    output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('choices'), choices: z.array(z.strictObject({ ref: z.string(), title: z.string(), detail: z.string() })), more: z.boolean() }), NotAllowed]),
  },
  'labels.templates': { input: Nothing, output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('templates'), templates: z.array(TemplateInForce), options: LabelOptions }), NotAllowed]) },
  /** The raster that would be printed, as a PNG of one bit a dot. Without `ref` a specimen; with `layout` as it would be with that one. */
  'labels.preview': {
    input: z.strictObject({ kind: LabelKind, ref: z.string().max(200).nullable(), template: z.string().max(60), dotsPerInch: z.literal(printerResolutions), page: z.int().min(1).max(999), layout: LabelLayout.optional() }),
    output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('drawn'), png: z.string(), widthDots: z.int(), heightDots: z.int(), pages: z.int() }), NotDrawn, NotAllowed, z.strictObject({ kind: z.literal('gone') })]),
  },
  /** Owes the labels; all of them, or none. The same `requestId` again owes nothing more, and is refused when it asks for something else. */
  'labels.print': {
    input: z.strictObject({ requestId: z.string().regex(/^[A-Za-z0-9-]{8,40}$/), kind: ChosenKind, refs: z.array(z.string().max(200)).min(1).max(mostChosen), template: z.string().max(60), printerId: z.string().max(64), copies: z.int().min(1).max(mostCopies) }),
    output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('queued'), labels: z.int() }), NotDrawn, z.strictObject({ kind: z.literal('refused'), why: z.enum(['not-allowed', 'no-such-printer', 'gone', 'too-many', 'request-used']) })]),
  },
  /** The newest first. */
  'labels.jobs': {
    input: Nothing,
    output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('jobs'), jobs: z.array(z.strictObject({ jobId: z.string(), labelKind: ChosenKind, ref: z.string(), title: z.string(), state: z.enum(['queued', 'sending', 'done', 'failed', 'unknown']), why: z.string(), owedAtMs: z.int() })) }), NotAllowed]),
  },
  /** Takes back every paper of which not one byte has left. Labels of parcels stay. */
  'labels.cancelWaiting': { input: Nothing, output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('cancelled'), labels: z.int() }), NotAllowed]) },
  /** The layout is in force from the next label on; null puts the shipped one back. Refused when its specimen cannot be read whole. */
  'labels.saveLayout': { input: z.strictObject({ template: z.string().max(60), layout: LabelLayout.nullable() }), output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('saved'), inForce: TemplateInForce }), NotDrawn, NotAllowed]) },
  'labels.saveOptions': { input: LabelOptions, output: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('saved') }), NotAllowed]) },
} as const
