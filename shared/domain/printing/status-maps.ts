// What printers answer when they are asked how they are, model by model, as data. Runs anywhere. Rules PS1..PS3 of docs/specs/printing.md.
// Makers disagree about the very same bit, so a map belongs to a model and not to a language.

/** What a printer can tell of itself. */
export const printerConditions = ['paper-out', 'paper-low', 'battery-low', 'head-open', 'overheated', 'paused', 'ribbon-out', 'jammed', 'offline', 'other-trouble'] as const
export type PrinterCondition = (typeof printerConditions)[number]

/** True of a condition under which a printer gets nothing new while another one is free. With a roll or a battery that is nearly empty it still prints. */
export function stopsPrinting(condition: PrinterCondition): boolean {
  return condition !== 'paper-low' && condition !== 'battery-low'
}

/** A condition, or null for a bit that says nothing about trouble. */
type Meaning = PrinterCondition | null

/** One answer of one byte, which stands alone. It is an answer only where `(byte & and) === equals`. */
export type ByteAnswer = {
  kind: 'byte'
  and: number
  equals: number
  /** Blocks of status that it sends unasked, by the fixed bits of their bytes; they may come with the answer. */
  pushed?: { length: number; first: { and: number; equals: number }; rest: { and: number; equals: number } }
  /** All set bits of a mask are looked for together. Bits that stand in no row are `other-trouble`. */
  bits: readonly (readonly [mask: number, meaning: Meaning])[]
  /** Whole answers that mean something else than their bits. */
  whole?: Readonly<Record<number, readonly PrinterCondition[]>>
}
/** Lines of fields with commas, each between STX and ETX. */
export type FramesAnswer = {
  kind: 'frames'
  /** How many fields each line has. */
  fieldCounts: readonly number[]
  /** The field that is `1` when it is so. */
  flags: readonly { line: number; field: number; condition: PrinterCondition }[]
}
export type StatusQuestion = { ask: readonly number[]; answer: ByteAnswer | FramesAnswer }
export type StatusMap = { language: 'escpos' | 'tspl' | 'zpl' | 'cpcl'; name: string; questions: readonly StatusQuestion[] }

const ESC = 0x1b
const askTspl = [ESC, 0x21, 0x3f]
const anyByte = { kind: 'byte', and: 0, equals: 0 } as const
const dleEot = (n: number): readonly number[] => [0x10, 0x04, n]
/** Bits 1 and 4 are set, 0 and 7 are not: so an answer is told from the four bytes of automatic status back (GS a). */
const realTimeByte = { kind: 'byte', and: 0x93, equals: 0x12, pushed: { length: 4, first: { and: 0x93, equals: 0x10 }, rest: { and: 0x90, equals: 0 } } } as const
/** The fixed bits of an answer, and those that say nothing about trouble. */
const saysNothing = (mask: number): readonly [number, Meaning] => [mask, null]

/**
 * The maps by their name in the settings.
 * tspl-tsc: TSC "TSPL/TSPL2 Programming", <ESC>!?. tspl-sunmi: Sunmi's copy of that manual, with other bits. tspl-lid-07: units that answer 07 with the lid open.
 * zpl-zebra: Zebra "ZPL II Programming Guide", ~HS. escpos: Epson "ESC/POS Application Programming Guide", DLE EOT 1 to 4.
 * cpcl-zebra: Zebra "Mobile Printer CPCL Programming Manual", P11-3, ESC h: busy, paper, latch, battery, reset; Brother's CPCL emulation has the same bits. None was tried on a printer: docs/devices.md.
 */
export const statusMaps = {
  'tspl-tsc': {
    language: 'tspl', name: 'TSC',
    questions: [{ ask: askTspl, answer: { ...anyByte, bits: [[0x01, 'head-open'], [0x02, 'jammed'], [0x04, 'paper-out'], [0x08, 'ribbon-out'], [0x10, 'paused'], saysNothing(0x20)] } }],
  },
  'tspl-sunmi': {
    language: 'tspl', name: 'Sunmi',
    questions: [{ ask: askTspl, answer: { ...anyByte, bits: [saysNothing(0x01), [0x02, 'jammed'], [0x04, 'paper-out'], [0x08, 'ribbon-out'], [0x10, 'paused'], saysNothing(0x20), [0x40, 'head-open'], [0x80, 'overheated']] } }],
  },
  'tspl-lid-07': {
    language: 'tspl', name: 'TSC, 07 = lid open',
    questions: [{ ask: askTspl, answer: { ...anyByte, bits: [[0x01, 'head-open'], [0x02, 'jammed'], [0x04, 'paper-out'], [0x08, 'ribbon-out'], [0x10, 'paused'], saysNothing(0x20)], whole: { 0x07: ['head-open'] } } }],
  },
  'zpl-zebra': {
    language: 'zpl', name: 'Zebra',
    questions: [{
      ask: [0x7e, 0x48, 0x53],
      answer: {
        kind: 'frames', fieldCounts: [12, 11, 2],
        flags: [
          { line: 0, field: 1, condition: 'paper-out' }, { line: 0, field: 2, condition: 'paused' }, { line: 0, field: 9, condition: 'other-trouble' }, { line: 0, field: 11, condition: 'overheated' },
          { line: 1, field: 2, condition: 'head-open' }, { line: 1, field: 3, condition: 'ribbon-out' },
        ],
      },
    }],
  },
  'cpcl-zebra': {
    language: 'cpcl', name: 'Zebra / CPCL',
    questions: [{ ask: [ESC, 0x68], answer: { ...anyByte, bits: [saysNothing(0x01), [0x02, 'paper-out'], [0x04, 'head-open'], [0x08, 'battery-low'], saysNothing(0x10)] } }],
  },
  escpos: {
    language: 'escpos', name: 'ESC/POS',
    questions: [
      { ask: dleEot(1), answer: { ...realTimeByte, bits: [saysNothing(0x12 | 0x04 | 0x40), [0x08, 'offline'], saysNothing(0x20)] } },
      { ask: dleEot(2), answer: { ...realTimeByte, bits: [saysNothing(0x12), [0x04, 'head-open'], saysNothing(0x08), [0x20, 'paper-out'], saysNothing(0x40)] } },
      { ask: dleEot(3), answer: { ...realTimeByte, bits: [saysNothing(0x12), [0x04, 'other-trouble'], [0x08, 'jammed'], [0x20, 'other-trouble'], [0x40, 'overheated']] } },
      { ask: dleEot(4), answer: { ...realTimeByte, bits: [saysNothing(0x12), [0x0c, 'paper-low'], [0x60, 'paper-out']] } },
    ],
  },
} as const satisfies Record<string, StatusMap>

export type StatusMapId = keyof typeof statusMaps
export const statusMapIds = Object.keys(statusMaps) as [StatusMapId, ...StatusMapId[]]

/** The maps of printers that were set to this language. */
export function statusMapsOf(language: StatusMap['language']): StatusMapId[] {
  return statusMapIds.filter((id) => statusMaps[id].language === language)
}
