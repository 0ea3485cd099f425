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

/** What is left when whole blocks that a printer pushed unasked are taken out. */
function withoutPushed(bytes: Uint8Array, { length, first, rest }: NonNullable<ByteAnswer['pushed']>): number[] {
  const left: number[] = []
  for (let at = 0; at < bytes.length; at += 1) {
    const [begin = 0, ...more] = bytes.subarray(at, at + length)
    const isBlock = (begin & first.and) === first.equals && more.length === length - 1 && more.every((each) => (each & rest.and) === rest.equals)
    if (isBlock) at += length - 1
    else left.push(begin)
  }
  return left
}

function readByte({ and, equals, pushed, bits, whole }: ByteAnswer, bytes: Uint8Array): PrinterCondition[] | undefined {
  // One that comes with others is something else: text, the status of another language, or the late answer to an earlier question, and nobody knows which is which.
  const [byte, ...others] = pushed === undefined ? bytes : withoutPushed(bytes, pushed)
  if (byte === undefined || others.length > 0 || (byte & and) !== equals) return undefined
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
  const heard: string[][] = []
  for (let start = bytes.indexOf(STX); start >= 0; start = bytes.indexOf(STX, start + 1)) {
    const end = bytes.indexOf(ETX, start + 1)
    if (end >= 0) heard.push(String.fromCharCode(...bytes.subarray(start + 1, Math.min(end, start + 200))).split(','))
  }
  // The newest whole answer: before it may stand the end of one that came late.
  const from = heard.findLastIndex((_line, index) => fieldCounts.every((count, at) => heard[index + at]?.length === count))
  if (from < 0) return undefined
  const lines = heard.slice(from)
  const told = new Set<PrinterCondition>()
  for (const { line, field, condition } of flags) {
    const value = lines[line]?.[field]?.trim()
    if (value !== '0' && value !== '1') return undefined
    if (value === '1') told.add(condition)
  }
  return [...told]
}
