// Writes assets/scanner-setup.pdf, the sheet for whoever sets up scanners: node scripts/make-scanner-sheet.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assetsFolder } from '#station/labels/assets-folder.ts'
import { drawScannerSheetPdf } from '#station/labels/draw-scanner-sheet.ts'
import { isLabelRefusal } from '#station/labels/page-model.ts'

const pdf = await drawScannerSheetPdf()
if (isLabelRefusal(pdf)) throw new Error(`the sheet cannot be drawn: ${pdf.reason} ${pdf.field} ${pdf.detail}`)
const file = join(assetsFolder(), 'scanner-setup.pdf')
writeFileSync(file, pdf)
console.log(`${file}: ${pdf.length} bytes`)
