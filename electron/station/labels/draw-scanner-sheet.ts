// The sheet for whoever sets up scanners: the test code on paper, for scanners that read no screen, and what to look for in the maker's booklet. Rule SU8 of docs/specs/scanner-setup.md.
import type { PageElement } from '#shared/domain/labels/page-elements.ts'
import type { ScannerFinding } from '#shared/domain/scanner-setup/findings.ts'
import { testCodeForDrawing } from '#shared/domain/scanner-setup/test-code.ts'
import { a4Pdf, lineOfText, rule } from './draw-a4.ts'
import type { LabelRefusal } from './page-model.ts'

/** One setting: what it is to be, the names that booklets give it, and which findings of the test speak of it. Makers differ; whoever reads the booklet looks for one of these words. */
export type ScannerSetting = { zh: string; en: string; booklet: string; mends: readonly ScannerFinding[] }

export const scannerSettings: readonly ScannerSetting[] = [
  { zh: '接口：串口最好，其次键盘口', en: 'Interface: serial is best, then keyboard', booklet: '虚拟串口 USB-COM / USB Serial / CDC；键盘口 USB Keyboard / HID-KBW', mends: ['nothing-typed', 'input-method-hides-keys'] },
  { zh: '结束符：回车', en: 'End of a code: carriage return', booklet: '加回车后缀 / Add CR suffix / Enter suffix / Terminator CR', mends: ['no-end', 'end-is-tab'] },
  { zh: '键盘国家：美国', en: 'Keyboard country: U.S.A.', booklet: '美式键盘 / Keyboard country USA / Keyboard layout US', mends: ['other-layout', 'letters-lost'] },
  { zh: '字母大小写：不转换', en: 'Case of letters: as they are', booklet: '大小写不转换 / Keyboard conversion off / Convert case none', mends: ['case-swapped', 'all-capitals', 'all-small'] },
  { zh: 'Alt 模式：关', en: 'Alt mode: off', booklet: 'Alt 模式关、通用键盘关 / Alt mode off / Emulate keypad off', mends: ['alt-numpad'] },
  { zh: 'GS 分隔符：发送', en: 'Separator of GS1: send it', booklet: '发送 FNC1、GS / Transmit FNC1 as GS / Function code Ctrl+]', mends: ['gs-lost', 'gs-replaced'] },
  { zh: '前缀、后缀：除回车外都不要', en: 'Prefix and suffix: none but the carriage return', booklet: '清除前缀 / Clear all prefixes / Clear all suffixes', mends: ['text-before', 'text-after'] },
  { zh: '条码类型标识：开（键盘口也可以）', en: 'AIM identifier: on', booklet: '发送 AIM ID / Transmit AIM code ID / AIM symbology identifier', mends: ['aim-on', 'aim-off'] },
  { zh: '同码延时：300 毫秒以上', en: 'Same code again: after 300 ms or more', booklet: '重读延时 / Reread delay / Timeout between decodes, same symbol', mends: ['read-twice'] },
  { zh: '字符间隔：0 到 20 毫秒', en: 'Between two letters: 0 to 20 ms', booklet: '字符间延时 / Inter-character delay / Keystroke delay', mends: ['slow', 'too-slow'] },
  { zh: '串口参数：和“扫描枪”设置里一样', en: 'Serial line: as in the settings of the bench', booklet: '波特率、数据位、校验 / Baud rate, data bits, parity: 9600, 8, none', mends: ['wrong-parity'] },
  { zh: '码制：这五种都开', en: 'Symbologies: these five on', booklet: '允许识读 / Enable Code 128, GS1-128, EAN-13, QR code, Data Matrix', mends: [] },
]

const LEFT_MM = 12
const WIDTH_MM = 186
const ROWS_FROM_MM = 119
const ROW_MM = 13.6
const square = { xMm: 158, yMm: 68, widthMm: 34, heightMm: 34 }
const steps = [
  '1  在工位上打开 设置 → 设备 → 扫描枪体检，扫下面的测试码。 Open 设备 → 扫描枪体检 and scan the test code below.',
  "2  屏幕说哪一项不对，就到这把枪的说明书里找下表那一项，扫说明书上的设置码。 What the screen names, look for in the scanner's own booklet, and scan its code.",
  '3  再扫测试码，直到屏幕说“扫描枪设置正确”。 Scan the test code again until the screen says that the scanner is right.',
  "设置码只用这把枪自己说明书里的：厂家之间不通用，扫错会改乱别的设置。 Use only the codes in the scanner's own booklet: another maker's may spoil it.",
]

export async function drawScannerSheetPdf(): Promise<Buffer | LabelRefusal> {
  return a4Pdf([[
    lineOfText({ xMm: LEFT_MM, yMm: 10, widthMm: WIDTH_MM, heightMm: 10 }, 'Packwave 扫描枪设置单 Setting up a scanner', 7, { bold: true }),
    ...steps.map((step, at) => lineOfText({ xMm: LEFT_MM, yMm: 23 + at * 9.5, widthMm: WIDTH_MM, heightMm: 9 }, step, 3.25, { mostLines: 2, bold: at === 3 })),
    lineOfText({ xMm: LEFT_MM, yMm: 63, widthMm: 130, heightMm: 5 }, '一维测试码 GS1-128', 3.5),
    { kind: 'barcode', xMm: LEFT_MM, yMm: 69, widthMm: 138, heightMm: 22, text: testCodeForDrawing, symbology: 'gs1-128', mostModuleMm: 0.5 },
    lineOfText({ xMm: LEFT_MM, yMm: 93, widthMm: 138, heightMm: 5 }, testCodeForDrawing, 3.5, { align: 'centre' }),
    lineOfText({ xMm: square.xMm, yMm: 63, widthMm: square.widthMm, heightMm: 5 }, 'DataMatrix', 3.5, { align: 'centre' }),
    { kind: 'square', ...square, text: testCodeForDrawing, symbology: 'gs1datamatrix' },
    lineOfText({ xMm: LEFT_MM, yMm: ROWS_FROM_MM - 8, widthMm: 86, heightMm: 6 }, '要设成 To be set', 4, { bold: true }),
    lineOfText({ xMm: LEFT_MM + 90, yMm: ROWS_FROM_MM - 8, widthMm: 96, heightMm: 6 }, '说明书里的叫法 In the booklet', 4, { bold: true }),
    ...scannerSettings.flatMap(rowOf),
  ]])
}

function rowOf({ zh, en, booklet }: ScannerSetting, at: number): PageElement[] {
  const yMm = ROWS_FROM_MM + at * ROW_MM
  return [
    rule(LEFT_MM, yMm, WIDTH_MM),
    lineOfText({ xMm: LEFT_MM, yMm: yMm + 0.8, widthMm: 88, heightMm: 6.6 }, zh, 4.25, { bold: true }),
    lineOfText({ xMm: LEFT_MM, yMm: yMm + 7.6, widthMm: 88, heightMm: 5 }, en, 3.25),
    lineOfText({ xMm: LEFT_MM + 90, yMm: yMm + 1, widthMm: 96, heightMm: 11.6 }, booklet, 3.5, { mostLines: 2 }),
  ]
}
