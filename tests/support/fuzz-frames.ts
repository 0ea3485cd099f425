// Spoilt frames of scales and scanners through the pure decoders. What must hold: no fault, nothing grows, what was not spoilt comes out as it was, and a weight that may be taken is one that stood on the plate.
import { assert } from '#shared/kernel/assert.ts'
import { seededRandom, wholeBetween, type Random } from '#shared/kernel/random.ts'
import { normaliseCode } from '#shared/domain/codes/normalise-code.ts'
import { createReportJoiner } from '#shared/domain/hid-pos/scanner-report.ts'
import { diagnoseLine } from '#shared/domain/scanner-setup/diagnose-line.ts'
import { lineScaleProtocolNames, recogniseScale, scaleProtocols, type LineScaleProtocolName } from '#shared/domain/weighing/scale-protocols/index.ts'
import type { ScaleProtocol } from '#shared/domain/weighing/scale-protocols/scale-protocol.ts'
import { isConfirmed } from '#shared/domain/weighing/scale-reading.ts'
import { createWedge, type KeyPress } from '#renderer/input/wedge.ts'
import { codeOf, cutCodes, LONGEST_CODE } from '#station/devices/scanner/cut-codes.ts'
import { scaleFrames } from './scale-frames.ts'

export type FramesReport = { frames: number; hows: Map<string, number> }

const framesInStream = 60
/** A frame in so many is spoilt, and its neighbours are not: what is asked is that they survive. */
const spoiltEvery = 6

/** `frames` frames of all kinds from one seed; throws with what gave way. */
export function fuzzFrames({ frames, seed }: { frames: number; seed: number }): FramesReport {
  const random = seededRandom(seed)
  const report: FramesReport = { frames: 0, hows: new Map() }
  const kinds = [fuzzScale, fuzzScanner, fuzzReports, fuzzKeys]
  while (report.frames < frames) {
    const kind = kinds[wholeBetween(random, 0, kinds.length - 1)] ?? fuzzScale
    const how = kind(random)
    report.frames += framesInStream
    report.hows.set(how, (report.hows.get(how) ?? 0) + framesInStream)
  }
  return report
}

/** One byte lost, one too many, one changed, the front, the back, or the same again. */
function spoiltFrame(frame: Uint8Array, random: Random, mayChange: boolean): Uint8Array {
  const at = wholeBetween(random, 0, frame.length - 1)
  const anyByte = wholeBetween(random, 0, 255)
  switch (wholeBetween(random, mayChange ? 0 : 1, 5)) {
    case 0: return frame.map((byte, index) => (index === at ? byte ^ (1 << wholeBetween(random, 0, 6)) : byte))
    case 1: return Uint8Array.from([...frame.subarray(0, at), ...frame.subarray(at + 1)])
    case 2: return Uint8Array.from([...frame.subarray(0, at), anyByte, ...frame.subarray(at)])
    case 3: return frame.subarray(at)
    case 4: return frame.subarray(0, at)
    default: return Uint8Array.from([...frame, ...frame])
  }
}

/** Cuts a stream anywhere and gives its pieces in order. */
function* piecesOf(stream: Uint8Array, random: Random): Generator<Uint8Array> {
  for (let at = 0; at < stream.length; ) {
    const size = wholeBetween(random, 1, 40)
    yield stream.subarray(at, at + size)
    at += size
  }
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))

function fuzzScale(random: Random): string {
  const name: LineScaleProtocolName = lineScaleProtocolNames[wholeBetween(random, 0, lineScaleProtocolNames.length - 1)] ?? 'and'
  const protocol: ScaleProtocol = scaleProtocols[name]
  const isSpoilt = random() < 0.8
  const onPlate = new Set<number>()
  const parts: Uint8Array[] = []
  let grams = 0
  for (let count = 0; count < framesInStream; count += 1) {
    if (count % spoiltEvery === 0) grams = wholeBetween(random, 0, 99_999)
    onPlate.add(grams)
    const frame = scaleFrames[name](grams)
    parts.push(isSpoilt && count % spoiltEvery === 3 ? spoiltFrame(frame, random, true) : frame)
  }
  let pending: Uint8Array = new Uint8Array(0)
  const readings: { grams: number | null }[] = []
  let right = 0
  for (const piece of piecesOf(joined(parts), random)) {
    const { frames, rest } = protocol.cut(joined([pending, piece]))
    pending = Uint8Array.from(rest)
    assert(pending.length <= 160, `${name}: what waits for its end does not grow, and is ${pending.length} bytes`)
    for (const frame of frames) {
      if (protocol.answerTo?.(frame)) continue
      const read = protocol.read(frame, 1)
      if (read.kind === 'refused') continue
      readings.push(read.reading)
      if (read.reading.grams === null) continue
      assert(Number.isSafeInteger(read.reading.grams), `${name}: a weight is whole grams`)
      const mayCount = name === 'xk3190-a9' || name === 'cas' || isConfirmed(readings)
      if (mayCount) assert(onPlate.has(read.reading.grams), `${name}: ${read.reading.grams} g was never on the plate: ${Buffer.from(frame).toString('hex')}`)
      if (onPlate.has(read.reading.grams)) right += 1
    }
  }
  // The last one of some protocols waits for the byte after it. A spoilt frame costs itself and what it touched.
  const least = isSpoilt ? framesInStream - 2 * (framesInStream / spoiltEvery) - 1 : framesInStream - 1
  assert(right >= least, `${name}: ${right} of ${framesInStream} frames came out, at least ${least} should`)
  if (!isSpoilt) assert(recogniseScale(joined(parts), 1)?.protocol === name, `${name} is recognised`)
  return `scale ${name} ${isSpoilt ? 'spoilt' : 'whole'}`
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-/_.]+'
function anyCode(random: Random): string {
  return Array.from({ length: wholeBetween(random, 3, 40) }, () => letters[wholeBetween(random, 0, letters.length - 1)]).join('')
}

function fuzzScanner(random: Random): string {
  const isSpoilt = random() < 0.8
  const codes = Array.from({ length: framesInStream }, () => anyCode(random))
  const parts = codes.map((code, index) => {
    const whole = Uint8Array.from(Buffer.from(`${code}\r`))
    return isSpoilt && index % spoiltEvery === 3 ? spoiltFrame(whole, random, true) : whole
  })
  let pending: Uint8Array = new Uint8Array(0)
  const read: string[] = []
  for (const piece of piecesOf(joined(parts), random)) {
    const cut = cutCodes(joined([pending, piece]))
    pending = cut.rest
    assert(pending.length <= LONGEST_CODE, 'what waits for its end does not grow')
    read.push(...cut.codes)
  }
  for (const code of read) lookAt(code)
  const heard = new Set(read)
  for (const [index, code] of codes.entries()) {
    // The neighbour of a spoilt code may have lost its beginning to it; every other one comes out whole.
    const isNear = isSpoilt && (index % spoiltEvery === 3 || index % spoiltEvery === 4)
    assert(isNear || heard.has(code), `a code was lost: ${code}`)
  }
  if (!isSpoilt) assert(read.length === codes.length && read.every((code, index) => code === codes[index]), 'the codes come out in their order')
  return `scanner line ${isSpoilt ? 'spoilt' : 'whole'}`
}

/** What becomes of a code afterwards must not fault either. */
function lookAt(code: string): void {
  normaliseCode(code)
  diagnoseLine(`${code}\r`)
}

function fuzzReports(random: Random): string {
  const joiner = createReportJoiner()
  for (let count = 0; count < framesInStream; count += 1) {
    const report = Uint8Array.from({ length: wholeBetween(random, 0, 70) }, () => wholeBetween(random, 0, 255))
    if (random() < 0.7) report.set([2].slice(0, report.length))
    const code = joiner.take(report)
    if (code) lookAt(codeOf(code))
    assert((code?.length ?? 0) <= LONGEST_CODE + 3, 'a code of reports does not grow')
    const read = scaleProtocols['hid-pos'].read(random() < 0.5 ? report : Uint8Array.of(3, ...report.subarray(0, 5)), 1)
    if (read.kind === 'reading') assert(read.reading.grams === null || Number.isSafeInteger(read.reading.grams), 'a weight of a report is whole grams')
  }
  joiner.reset()
  const code = anyCode(random).slice(0, 50)
  const whole = joiner.take(Uint8Array.from([2, code.length, ...Buffer.from(`]C0${code}`), ...new Uint8Array(59 - code.length)]))
  assert(whole && codeOf(whole) === `]C0${code}`, 'a right report is read after any number of others')
  return 'hid reports'
}

const strayKeys = ['ShiftLeft', 'F5', 'F8', 'CapsLock', 'ArrowLeft', 'Space', 'Enter', 'Tab', 'KeyA', 'Digit7', 'Escape', '']
function fuzzKeys(random: Random): string {
  const wedge = createWedge({ groupSeparatorKeys: ['F8'], gapLimitMs: undefined })
  let atMs = 1_000
  const codes: string[] = []
  const press = (key: Partial<KeyPress>, gapMs: number): void => {
    atMs += gapMs
    for (const output of wedge.press({ code: '', shift: false, ctrl: false, atMs, ...key }, 'free').outputs) if (output.kind === 'scan') codes.push(output.code)
  }
  for (let count = 0; count < framesInStream; count += 1) {
    for (let stray = wholeBetween(random, 0, 3); stray > 0; stray -= 1) press({ code: strayKeys[wholeBetween(random, 0, strayKeys.length - 1)] ?? '', shift: random() < 0.3, ctrl: random() < 0.2, alt: random() < 0.1, repeat: random() < 0.1 }, wholeBetween(random, 1, 400))
    const code = `A${count}${'7'.repeat(wholeBetween(random, 2, 20))}`
    // A pause ends whatever a person or a spoilt scan left behind.
    atMs += 600
    codes.push(...wedge.flush(atMs, 'free').flatMap((output) => (output.kind === 'scan' ? [output.code] : [])))
    codes.splice(0)
    for (const letter of code) press({ code: letter === 'A' ? 'KeyA' : `Digit${letter}`, shift: letter === 'A' }, wholeBetween(random, 1, 30))
    press({ code: 'Enter' }, 3)
    assert(codes.at(-1) === code, `a scan after any keys is read: ${code}, not ${String(codes.at(-1))}`)
    atMs += 500
  }
  return 'keys'
}
