import { commandCodes, type CommandCode, type CommandGroup } from '#shared/domain/codes/command-codes.ts'
import { a4Pdf, barcodeOf, lineOfText, rule } from './draw-a4.ts'
import type { PageElement } from '#shared/domain/labels/page-elements.ts'
import type { LabelRefusal } from './page-model.ts'

const headings: Record<CommandGroup, string> = {
  answer: '回答 Answers',
  picking: '拣货现场 While picking',
  packing: '打包台 At the packing bench',
  printer: '打印机 Printer',
  person: '人员 Person',
  work: '工作 Work',
  quantity: '数量 Quantity',
  digit: '密码数字 Digits of a PIN',
  enclosure: '随箱物 Enclosures',
  'short-reason': '缺货原因 Why short',
  'weight-reason': '重量放行原因 Why the weight is accepted',
  'reprint-reason': '补打原因 Why reprint',
}

const LEFT_MM = 12
const CELL = { widthMm: 93, heightMm: 33 }
const COLUMNS = 2
const HEADING_MM = 9
const TOP_MM = 26
const BOTTOM_MM = 285

/** The sheets of command barcodes: Chinese first, English below, one Code 128 each, far enough apart that a hand scanner reads one. */
export async function drawCommandSheetPdf(): Promise<Buffer | LabelRefusal> {
  return a4Pdf(commandSheetPages())
}

/** The elements of each sheet. A group is not torn over two sheets unless it is longer than one. */
function commandSheetPages(): PageElement[][] {
  let page: PageElement[] = []
  const pages: PageElement[][] = []
  let yMm = BOTTOM_MM
  for (const [group, codes] of byGroup()) {
    const groupRows = Math.ceil(codes.length / COLUMNS)
    if (yMm + HEADING_MM + groupRows * CELL.heightMm > BOTTOM_MM) {
      page = sheetTitle(pages.length + 1)
      pages.push(page)
      yMm = TOP_MM
    }
    page.push(lineOfText({ xMm: LEFT_MM, yMm, widthMm: 186, heightMm: 7 }, headings[group], 5, { bold: true }), rule(LEFT_MM, yMm + 7.5, 186))
    yMm += HEADING_MM
    for (const [at, code] of codes.entries()) page.push(...cell(code, LEFT_MM + (at % COLUMNS) * CELL.widthMm, yMm + Math.floor(at / COLUMNS) * CELL.heightMm))
    yMm += groupRows * CELL.heightMm + 2
  }
  return pages
}

function byGroup(): Map<CommandGroup, CommandCode[]> {
  const groups = new Map<CommandGroup, CommandCode[]>()
  for (const code of commandCodes) groups.set(code.group, [...(groups.get(code.group) ?? []), code])
  return groups
}

function sheetTitle(number: number): PageElement[] {
  return [
    lineOfText({ xMm: LEFT_MM, yMm: 10, widthMm: 150, heightMm: 10 }, 'Packwave 指令条码 Command barcodes', 7, { bold: true }),
    lineOfText({ xMm: 178, yMm: 10, widthMm: 20, heightMm: 10 }, String(number), 6, { align: 'right' }),
  ]
}

function cell(code: CommandCode, xMm: number, yMm: number): PageElement[] {
  return [
    lineOfText({ xMm: xMm + 2, yMm: yMm + 1, widthMm: 44, heightMm: 8 }, code.nameZh, 6.5, { bold: true }),
    lineOfText({ xMm: xMm + 47, yMm: yMm + 1, widthMm: 42, heightMm: 8 }, code.nameEn, 3.5, { align: 'right', mostLines: 2 }),
    barcodeOf({ xMm: xMm + 1, yMm: yMm + 10, widthMm: 90, heightMm: 14 }, code.code),
    lineOfText({ xMm: xMm + 2, yMm: yMm + 25, widthMm: 88, heightMm: 4.5 }, code.code, 3, { align: 'centre' }),
  ]
}
