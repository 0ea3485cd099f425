// Reads what a printer answered. Runs anywhere: no clock, no I/O. Rule PS2 of docs/specs/printing.md.
import { unreachable } from '../../kernel/assert.ts'
import type { ByteAnswer, FramesAnswer, PrinterCondition, StatusQuestion } from './status-maps.ts'

const STX = 0x02
const ETX = 0x03

/** What the answer says, each condition once; undefined while it is not whole, or is no answer to this question. */
export function readStatus(answer: StatusQuestion['answer'], bytes: Uint8Array): PrinterCondition[] | undefined {
  switch (answer.kind) {
    case 'byte': return readByte(answer, bytes)
    case 'frames': return readFrames(answer, bytes)
    default: return unreachable(answer)
  }
}

function readByte({ and, equals, bits, whole }: ByteAnswer, bytes: Uint8Array): PrinterCondition[] | undefined {
  // Where every byte could be the answer, one that comes with others is something else: text, or the status of another language.
  if (and === 0 && bytes.length !== 1) return undefined
  const byte = bytes.find((each) => (each & and) === equals)
  if (byte === undefined) return undefined
  const known = whole?.[byte]
  if (known) return [...known]
  const told = new Set<PrinterCondition>()
  let left = byte
  for (const [mask, condition] of bits) {
    left &= ~mask
    if (condition !== null && (byte & mask) !== 0) told.add(condition)
  }
  if (left !== 0) told.add('other-trouble')
  return [...told]
}

function readFrames({ fieldCounts, flags }: FramesAnswer, bytes: Uint8Array): PrinterCondition[] | undefined {
  const lines: string[][] = []
  let at = 0
  while (lines.length < fieldCounts.length) {
    const start = bytes.indexOf(STX, at)
    const end = bytes.indexOf(ETX, start + 1)
    if (start < 0 || end < 0) return undefined
    lines.push(String.fromCharCode(...bytes.subarray(start + 1, Math.min(end, start + 200))).split(','))
    at = end + 1
  }
  if (lines.some((line, index) => line.length !== fieldCounts[index])) return undefined
  const told = new Set<PrinterCondition>()
  for (const { line, field, condition } of flags) {
    const value = lines[line]?.[field]?.trim()
    if (value !== '0' && value !== '1') return undefined
    if (value === '1') told.add(condition)
  }
  return [...told]
}
