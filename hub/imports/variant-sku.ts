// IM18: one SKU of a shop that stands for several variants, told apart by the variant's name.

const SEPARATOR = ' | '

/** The variant's part of a Shopify line name or product name: what stands after the last ` - `. Empty when there is none. */
export function variantOf(fullName: string): string {
  const at = fullName.lastIndexOf(' - ')
  return at < 0 ? '' : fullName.slice(at + 3).trim()
}

/** The SKU under which one variant of a shared SKU is kept. */
export function variantSku(sku: string, variant: string): string {
  return variant === '' ? sku : `${sku}${SEPARATOR}${variant}`
}

/** The shop's plain SKU inside a variant's SKU; null for a SKU that is no variant's. */
export function sharedSkuOf(sku: string): string | null {
  const at = sku.indexOf(SEPARATOR)
  return at > 0 ? sku.slice(0, at) : null
}
