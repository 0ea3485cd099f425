import { drawPage } from './draw-page.ts'
import { labelTemplate } from './label-templates.ts'
import type { LabelRefusal } from './page-model.ts'
import type { Raster } from './raster.ts'

/** Labels of the house: a tote or a place (70×40 mm), a person's badge (86×54 mm). */
export type SmallLabelKind = 'tote' | 'place' | 'badge'

/** A small label: `title` above, `code` as barcode, `readable` for people (the code of a place, the role of a person). */
export function drawSmallLabel(kind: SmallLabelKind, texts: { title: string; code: string; readable: string }): Raster | LabelRefusal {
  return drawPage(labelTemplate(kind), { texts })
}
