import * as z from 'zod'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'
import { printComponents, type PlatformPrint } from '#shared/domain/waybills/platform-print.ts'

// As long as the longest masked forms of what an order may hold: a cut address would be a wrong one.
const Party = z.strictObject({ maskedName: z.string().max(120), maskedPhone: z.string().max(60), maskedAddress: z.string().max(500) })

const longestContents = 64_000

/** What a platform gives for its component: opaque, of a size that a page of facts can carry. */
export const PlatformPrintShape: z.ZodType<PlatformPrint> = z.strictObject({
  component: z.enum(printComponents),
  contents: z.array(z.record(z.string(), z.unknown())).min(1).max(20).refine((contents) => JSON.stringify(contents).length <= longestContents, `longer than ${longestContents} characters`),
})

/** LabelPayload as it is checked when it crosses the wire. */
export const LabelPayloadShape: z.ZodType<LabelPayload> = z.strictObject({
  waybillNumber: z.string().max(64), carrierCode: z.string().max(64), carrierName: z.string().max(100), serviceName: z.string().max(100),
  sortingCode: z.string().max(64), consolidation: z.string().max(100), recipient: Party, sender: Party,
  contents: z.array(z.strictObject({ name: z.string().max(420), quantity: z.int().min(1) })),
  orderNumber: z.string().max(128), remark: z.string().max(500), parcelIndex: z.int().min(1), parcelCount: z.int().min(1),
  platformPrint: PlatformPrintShape.optional(),
})
