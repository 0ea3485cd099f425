// What a printer that is asked how it is says on the wire.
import type { PrinterLanguage } from '#shared/contract/printer-settings.ts'
import { type PrinterCondition, statusMaps, type StatusMap, type StatusMapId, type StatusQuestion } from '#shared/domain/printing/status-maps.ts'

export const usualMap: Record<PrinterLanguage, StatusMapId> = { tspl: 'tspl-tsc', zpl: 'zpl-zebra', cpcl: 'cpcl-zebra', escpos: 'escpos' }

/** The answer to the question that these bytes are; undefined when they are none of this model. */
export function answerTo(mapId: StatusMapId, asked: Uint8Array, conditions: readonly PrinterCondition[]): Buffer | undefined {
  const map: StatusMap = statusMaps[mapId]
  const question = map.questions.find(({ ask }) => ask.length === asked.length && ask.every((byte, at) => byte === asked[at]))
  return question && answerOf(question.answer, conditions)
}

function answerOf(answer: StatusQuestion['answer'], conditions: readonly PrinterCondition[]): Buffer {
  if (answer.kind === 'byte') {
    const bits = answer.bits.filter(([, meaning]) => meaning !== null && conditions.includes(meaning)).map(([mask]) => mask)
    return Buffer.from([bits.reduce((byte, mask) => byte | mask, answer.equals)])
  }
  const lines = answer.fieldCounts.map((count) => Array.from({ length: count }, () => '0'))
  for (const { line, field, condition } of answer.flags) if (conditions.includes(condition)) lines[line]![field] = '1'
  return Buffer.from(lines.map((fields) => `\u0002${fields.join(',')}\u0003\r\n`).join(''), 'latin1')
}
