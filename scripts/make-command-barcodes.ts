// Writes assets/command-barcodes.pdf, the sheets of command barcodes that hang at every bench: node scripts/make-command-barcodes.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assetsFolder } from '#station/labels/assets-folder.ts'
import { drawCommandSheetPdf } from '#station/labels/draw-command-sheet.ts'
import { isLabelRefusal } from '#station/labels/page-model.ts'

const pdf = await drawCommandSheetPdf()
if (isLabelRefusal(pdf)) throw new Error(`the sheet cannot be drawn: ${pdf.reason} ${pdf.detail}`)
const file = join(assetsFolder(), 'command-barcodes.pdf')
writeFileSync(file, pdf)
console.log(`${file}: ${pdf.length} bytes`)
