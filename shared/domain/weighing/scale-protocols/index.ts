// The scales that are understood, by the name that stands in the settings, and which of them is heard on a line.
import { andProtocol } from './and.ts'
import { casProtocol } from './cas.ts'
import { hidPosProtocol } from './hid-pos.ts'
import { mtSicsProtocol } from './mt-sics.ts'
import type { ScaleProtocol } from './scale-protocol.ts'
import { toledoProtocol } from './toledo.ts'
import { xk3190Protocol } from './xk3190-a9.ts'

/** Spoken on a line of bytes. */
const lineProtocols = {
  and: andProtocol, 'mt-sics': mtSicsProtocol, toledo: toledoProtocol, 'xk3190-a9': xk3190Protocol, cas: casProtocol,
} as const satisfies Record<string, ScaleProtocol>
export type LineScaleProtocolName = keyof typeof lineProtocols
export const lineScaleProtocolNames = Object.keys(lineProtocols) as LineScaleProtocolName[]

/** With that of USB HID, which comes in reports and is told by the device's kind. */
export const scaleProtocols = { ...lineProtocols, 'hid-pos': hidPosProtocol } as const satisfies Record<string, ScaleProtocol>
export type ScaleProtocolName = keyof typeof scaleProtocols
export const scaleProtocolNames = Object.keys(scaleProtocols) as ScaleProtocolName[]

const enoughFrames = 3

/**
 * SP7: which protocol the bytes of a line are, with the newest weight it shows; undefined while that is not clear. Clear is: at least three right
 * frames, most bytes explained, and no other protocol explains as many.
 */
export function recogniseScale(bytes: Uint8Array, atMs: number): { protocol: ScaleProtocolName; grams: number | null } | undefined {
  const heard = lineScaleProtocolNames.map((protocol) => {
    const { frames } = scaleProtocols[protocol].cut(bytes)
    const right = frames.flatMap((frame) => {
      const read = scaleProtocols[protocol].read(frame, atMs)
      return read.kind === 'reading' || read.why === 'tared' || read.why === 'unit-refused' ? [{ bytes: frame.length, grams: read.kind === 'reading' ? read.reading.grams : null }] : []
    })
    return { protocol, count: right.length, explained: right.reduce((sum, frame) => sum + frame.bytes, 0), grams: right.at(-1)?.grams ?? null }
  }).sort((a, b) => b.explained - a.explained)
  const [best, next] = heard
  if (!best || best.count < enoughFrames || best.explained * 2 < bytes.length || best.explained === next?.explained) return undefined
  return { protocol: best.protocol, grams: best.grams }
}

/** What bytes that are known to be of this protocol show last; undefined before its first right frame. */
export function newestWeight(protocol: ScaleProtocolName, bytes: Uint8Array, atMs: number): { protocol: ScaleProtocolName; grams: number | null } | undefined {
  const last = scaleProtocols[protocol].cut(bytes).frames.at(-1)
  const read = last && scaleProtocols[protocol].read(last, atMs)
  return read && { protocol, grams: read.kind === 'reading' ? read.reading.grams : null }
}
