import * as z from 'zod'
import type { LabelPayload } from '#shared/domain/waybills/label-payload.ts'

// As long as the longest masked forms of what an order may hold: a cut address would be a wrong one.
const Party = z.strictObject({ maskedName: z.string().max(120), maskedPhone: z.string().max(60), maskedAddress: z.string().max(500) })

/** LabelPayload as it is checked when it crosses the wire. */
export const LabelPayloadShape: z.ZodType<LabelPayload> = z.strictObject({
  waybillNumber: z.string().max(64), carrierCode: z.string().max(64), carrierName: z.string().max(100), serviceName: z.string().max(100),
  sortingCode: z.string().max(64), consolidation: z.string().max(100), recipient: Party, sender: Party,
  contents: z.array(z.strictObject({ name: z.string().max(420), quantity: z.int().min(1) })),
  orderNumber: z.string().max(128), remark: z.string().max(500), parcelIndex: z.int().min(1), parcelCount: z.int().min(1),
})
