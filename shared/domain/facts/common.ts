import * as z from 'zod'

export const Id = z.string().min(1).max(64)
/** Longer than a barcode: an import without SKUs takes the product's name or `SKU | variant` (docs/specs/imports.md, IM18, IM22). */
export const Sku = z.string().min(1).max(128)
export const Quantity = z.int().min(1).max(99_999)
export const Grams = z.int().min(0).max(10_000_000)
export const AtMs = z.int().min(0).max(8_640_000_000_000_000)

export const roles = ['packer', 'temp', 'supervisor', 'admin'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

export const pickModes = ['single-item', 'by-order', 'batch-wall', 'zone-wall', 'cart'] as const
export const PickMode = z.enum(pickModes)
export type PickMode = z.infer<typeof PickMode>

export const enclosures = ['invoice', 'anti-counterfeit', 'gift', 'card'] as const
export const Enclosure = z.enum(enclosures)
export type Enclosure = z.infer<typeof Enclosure>

export const uniqueCodeKinds = ['serial', 'lot', 'anti-counterfeit'] as const
export const UniqueCodeKind = z.enum(uniqueCodeKinds)
export type UniqueCodeKind = z.infer<typeof UniqueCodeKind>

const shortReasons = ['not-found', 'not-enough', 'damaged'] as const
export const ShortReason = z.enum(shortReasons)
export type ShortReason = z.infer<typeof ShortReason>

export const reprintReasons = ['jammed', 'unreadable', 'lost'] as const
export const ReprintReason = z.enum(reprintReasons)
export type ReprintReason = z.infer<typeof ReprintReason>

export const approvalReasons = ['product-weight-wrong', 'packaging-differs', 'extra-cushioning', 'contents-counted'] as const
export const ApprovalReason = z.enum(approvalReasons)
export type ApprovalReason = z.infer<typeof ApprovalReason>

export const containerKinds = ['tote', 'wall-slot', 'cart-slot'] as const
export const ContainerKind = z.enum(containerKinds)
export type ContainerKind = z.infer<typeof ContainerKind>

export const packagingKinds = ['carton', 'bag', 'sealed-bag', 'cushion'] as const
export const PackagingKind = z.enum(packagingKinds)
export type PackagingKind = z.infer<typeof PackagingKind>

/** So many pieces of one order line. */
export const LineShare = z.strictObject({ orderId: Id, lineNumber: z.int().min(1), quantity: Quantity })
export type LineShare = z.infer<typeof LineShare>
