import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { scannerFindings } from '#shared/domain/scanner-setup/findings.ts'
import { testCodeForDrawing } from '#shared/domain/scanner-setup/test-code.ts'
import { readBarcodes } from '#tests/support/read-barcodes.ts'
import { readPdfPages } from '#tests/support/read-pdf-pages.ts'
import { drawScannerSheetPdf, scannerSettings } from './draw-scanner-sheet.ts'
import { isLabelRefusal } from './page-model.ts'
import { barsOf, squareModules } from './symbols.ts'

test('[SU8] the shipped sheet has the test code as two symbols on one page, and is the one that is drawn', async () => {
  const shipped = await readPdfPages(readFileSync(new URL('../../../assets/scanner-setup.pdf', import.meta.url)))
  expect(shipped).toHaveLength(1)
  // The decoder shows what stands behind FNC1 in brackets.
  for (const format of ['Code128', 'DataMatrix'] as const) expect(await readBarcodes(shipped[0]!, { formats: [format] })).toEqual([testCodeForDrawing])
  const drawn = await drawScannerSheetPdf()
  if (isLabelRefusal(drawn)) throw new Error(`${drawn.reason} ${drawn.field}`)
  expect((await readPdfPages(drawn)).map((page) => page.bits)).toEqual(shipped.map((page) => page.bits))
})

test('[SU8] every finding that is mended at the scanner has a setting on the sheet, and one only', () => {
  const elsewhere = ['right', 'other-code', 'caps-lock', 'input-method']
  expect(scannerSettings.flatMap(({ mends }) => mends).toSorted()).toEqual(scannerFindings.filter((finding) => !elsewhere.includes(finding)).toSorted())
})

test('[SU8] a site that puts a symbol of the sheet on a label of its own gets a plain one for what is no lot and serial number', () => {
  for (const text of ['TOTE-1', '(10)', '(99)x', '(10)a(21)' + 'b'.repeat(30), ')(']) {
    expect(barsOf(text, 'gs1-128')).toEqual(barsOf(text, 'code128'))
    expect(squareModules(text, 'gs1datamatrix').modules).toEqual(squareModules(text, 'datamatrix').modules)
  }
})
