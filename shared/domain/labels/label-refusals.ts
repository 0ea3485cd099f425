/** Why a label is not drawn. Nothing is ever cut or printed as an empty box instead. */
export const labelRefusals = ['label-text-does-not-fit', 'label-glyph-missing', 'label-barcode-does-not-fit', 'label-barcode-not-ascii', 'label-not-masked'] as const
