// Every kind of paper that is drawn from a template, and what each may show. Runs anywhere: no clock, no I/O.
import * as z from 'zod'

export const labelKinds = ['waybill', 'tote', 'place', 'product', 'pick-list', 'carrier-manifest', 'packing-list', 'anti-counterfeit', 'badge', 'command'] as const
export const LabelKind = z.enum(labelKinds)
export type LabelKind = z.infer<typeof LabelKind>

/** Kinds that a supervisor prints by choosing; a waybill only ever comes with its parcel. */
export const chosenKinds = ['place', 'tote', 'product', 'badge', 'command', 'pick-list', 'packing-list', 'carrier-manifest', 'anti-counterfeit'] as const
export const ChosenKind = z.enum(chosenKinds)
export type ChosenKind = z.infer<typeof ChosenKind>

type Fields = {
  texts: readonly string[]
  lists: readonly string[]
  tables: Readonly<Record<string, readonly string[]>>
  /** The field without whose symbol the paper is of no use: some barcode or square on it must hold it. */
  code: string
}

const small = (...texts: string[]): Fields => ({ texts: ['title', 'code', 'readable', ...texts], lists: [], tables: {}, code: 'code' })
const pages = ['page', 'pages']

/** What the texts, lists and tables of a template may name. */
export const labelFields: Readonly<Record<LabelKind, Fields>> = {
  waybill: {
    texts: ['waybillNumber', 'waybillNumberInGroups', 'carrierName', 'serviceName', 'sortingCode', 'consolidation', 'recipientName', 'recipientPhone', 'recipientAddress',
      'senderName', 'senderPhone', 'senderAddress', 'orderNumber', 'remark', 'parcelIndex', 'parcelCount', 'pieces'],
    lists: ['contents'], tables: {}, code: 'waybillNumber',
  },
  tote: small(),
  place: small('zone'),
  product: small('sku', 'spec'),
  badge: small(),
  command: small('nameEn'),
  'anti-counterfeit': small('sku'),
  'pick-list': { texts: ['number', 'wave', 'zone', 'mode', 'taskCount', 'pieces', ...pages], lists: [], tables: { tasks: ['place', 'name', 'sku', 'quantity'] }, code: 'number' },
  'carrier-manifest': {
    texts: ['number', 'carrierName', 'closedAt', 'stationName', 'parcelCount', 'kilograms', 'notWeighed', ...pages], lists: [], tables: { parcels: ['waybillNumber', 'grams'] }, code: 'number',
  },
  'packing-list': { texts: ['orderNumber', 'shop', 'carrierName', 'waybillNumber', 'kinds', 'pieces', 'printedAt', ...pages], lists: [], tables: { lines: ['name', 'sku', 'quantity'] }, code: 'orderNumber' },
}
