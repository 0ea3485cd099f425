// Makes docs/sample-cards.pdf: the badges, packagings and some totes of the sample warehouse as cards to print and scan.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeSampleWarehouse } from '#hub/sample/sample-warehouse.ts'
import { drawSmallLabel } from '#station/labels/draw-small-label.ts'
import { isLabelRefusal } from '#station/labels/page-model.ts'
import { rastersToPdf } from '#station/labels/to-pdf.ts'

const toteCards = 12
const sample = makeSampleWarehouse({ seed: 1, nowMs: 0 })
const cards = [
  ...sample.people.map((person) => ({ title: person.name, code: person.badgeCode, readable: `${person.badgeCode}  ${person.role}  PIN ${person.pin}` })),
  ...sample.packagings.map((packaging) => ({ title: packaging.name, code: packaging.packagingCode, readable: `${packaging.packagingCode}  ${packaging.nameEn}` })),
  ...sample.toteCodes.slice(0, toteCards).map((code) => ({ title: '周转箱', code, readable: code })),
]
const rasters = cards.map((card) => {
  const drawn = drawSmallLabel('badge', card)
  if (isLabelRefusal(drawn)) throw new Error(`${card.code}: ${drawn.reason} ${drawn.field}`)
  return drawn
})
writeFileSync(join(import.meta.dirname, '../docs/sample-cards.pdf'), await rastersToPdf(rasters, { widthMm: 86, heightMm: 54 }))
process.stdout.write(`${cards.length} cards are in docs/sample-cards.pdf\n`)
