// Runs anywhere: no clock, no I/O. The closed list of what a packer can say by scanning a printed command barcode.
import { undoubledCode, unwrapped } from './normalise-code.ts'

const CODE_PREFIX = 'PW-CMD-'

/**
 * Every command with its group (the heading on the printed sheet) and its names.
 * The printed code is `PW-CMD-` and the command in capitals; a name here is on paper in warehouses, so it never changes its meaning.
 */
const rows = [
  ['answer', 'confirm', '确认', 'Confirm'],
  ['answer', 'cancel', '取消', 'Cancel'],
  ['answer', 'skip', '跳过', 'Skip'],
  ['answer', 'finish', '完成', 'Finish'],
  ['picking', 'short', '缺货', 'Short'],
  ['picking', 'damaged', '破损', 'Damaged'],
  ['picking', 'next-tote', '换箱', 'Next tote'],
  ['picking', 'empty', '库位已空', 'Place is empty'],
  ['picking', 'not-empty', '库位未空', 'Place is not empty'],
  ['packing', 'reprint', '补打', 'Reprint'],
  ['packing', 'override', '主管放行', 'Supervisor override'],
  ['packing', 'suspend', '挂起', 'Suspend'],
  ['printer', 'printer-next', '换打印机', 'Other printer'],
  ['printer', 'printer-1', '打印机 1', 'Printer 1'],
  ['printer', 'printer-2', '打印机 2', 'Printer 2'],
  ['printer', 'printer-3', '打印机 3', 'Printer 3'],
  ['printer', 'printer-4', '打印机 4', 'Printer 4'],
  ['person', 'sign-out', '交班', 'Sign out'],
  ['person', 'lock', '锁屏', 'Lock screen'],
  ['work', 'pick', '拣货', 'Pick'],
  ['work', 'put', '播种', 'Put'],
  ['work', 'check', '复核', 'Check'],
  ['work', 'manifest', '交接', 'Hand over'],
  ['quantity', 'qty-1', '数量 1', 'Quantity 1'],
  ['quantity', 'qty-2', '数量 2', 'Quantity 2'],
  ['quantity', 'qty-3', '数量 3', 'Quantity 3'],
  ['quantity', 'qty-4', '数量 4', 'Quantity 4'],
  ['quantity', 'qty-5', '数量 5', 'Quantity 5'],
  ['quantity', 'qty-6', '数量 6', 'Quantity 6'],
  ['quantity', 'qty-7', '数量 7', 'Quantity 7'],
  ['quantity', 'qty-8', '数量 8', 'Quantity 8'],
  ['quantity', 'qty-9', '数量 9', 'Quantity 9'],
  ['quantity', 'qty-10', '数量 10', 'Quantity 10'],
  ['digit', 'digit-0', '数字 0', 'Digit 0'],
  ['digit', 'digit-1', '数字 1', 'Digit 1'],
  ['digit', 'digit-2', '数字 2', 'Digit 2'],
  ['digit', 'digit-3', '数字 3', 'Digit 3'],
  ['digit', 'digit-4', '数字 4', 'Digit 4'],
  ['digit', 'digit-5', '数字 5', 'Digit 5'],
  ['digit', 'digit-6', '数字 6', 'Digit 6'],
  ['digit', 'digit-7', '数字 7', 'Digit 7'],
  ['digit', 'digit-8', '数字 8', 'Digit 8'],
  ['digit', 'digit-9', '数字 9', 'Digit 9'],
  ['enclosure', 'enclosure-invoice', '发票', 'Invoice'],
  ['enclosure', 'enclosure-anti-counterfeit', '防伪', 'Anti-counterfeit label'],
  ['enclosure', 'enclosure-gift', '赠品', 'Gift'],
  ['enclosure', 'enclosure-card', '卡片', 'Card'],
  ['short-reason', 'reason-not-found', '找不到', 'Not found'],
  ['short-reason', 'reason-not-enough', '数量不足', 'Not enough'],
  ['short-reason', 'reason-damaged', '货品破损', 'Goods damaged'],
  ['weight-reason', 'reason-product-weight-wrong', '商品资料重量有误', 'Product weight on file is wrong'],
  ['weight-reason', 'reason-packaging-differs', '包材不同', 'Other packaging used'],
  ['weight-reason', 'reason-extra-cushioning', '加了填充物', 'Extra cushioning'],
  ['weight-reason', 'reason-contents-counted', '已开箱清点无误', 'Opened and counted: right'],
  ['reprint-reason', 'reason-jammed', '卡纸', 'Jammed'],
  ['reprint-reason', 'reason-unreadable', '条码不清', 'Unreadable'],
  ['reprint-reason', 'reason-lost', '面单丢失', 'Label lost'],
] as const

type Row = (typeof rows)[number]

/** What a command barcode asks for, in the words of the code. */
export type Command = Row[1]

/** The heading a command stands under on the printed sheet. */
export type CommandGroup = Row[0]

/** The commands that choose a printer: the next one, or one by its place in the settings. */
export type PrinterCommand = Extract<Command, `printer-${string}`>

export type CommandCode = {
  command: Command
  group: CommandGroup
  /** What the barcode holds: ASCII capitals, digits and `-`, so that every scanner and keyboard layout can send it. */
  code: string
  nameZh: string
  nameEn: string
}

/** The whole list, in the order in which it is printed. */
export const commandCodes: readonly CommandCode[] = rows.map(([group, command, nameZh, nameEn]) => ({
  command,
  group,
  code: CODE_PREFIX + command.toUpperCase(),
  nameZh,
  nameEn,
}))

const commandByCode: ReadonlyMap<string, Command> = new Map(commandCodes.map((each) => [each.code, each.command]))

/** The command of a scanned code. Letter case does not count: a scanner under Caps Lock turns capitals into small letters. */
export function commandOfCode(code: string): Command | undefined {
  return commandByCode.get(code.toUpperCase())
}

/** True for every code of this family, also for one that a newer or damaged sheet carries and this build does not know. */
export function looksLikeCommandCode(code: string): boolean {
  return code.toUpperCase().startsWith(CODE_PREFIX)
}

/** The number of a quantity command, undefined for every other command. */
export function quantityOfCommand(command: Command): number | undefined {
  return command.startsWith('qty-') ? Number(command.slice('qty-'.length)) : undefined
}

/** The digit of a card for PINs (SI15), whatever a scanner puts around it, also read twice in one; undefined for every other code. */
export function digitOfCode(code: string): string | undefined {
  const { text } = unwrapped(code)
  const command = commandOfCode(text) ?? commandOfCode(undoubledCode(text) ?? '')
  return command?.startsWith('digit-') ? command.slice('digit-'.length) : undefined
}
