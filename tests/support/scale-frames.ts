import type { LineScaleProtocolName } from '#shared/domain/weighing/scale-protocols/index.ts'
import { toledoChecksum } from '#shared/domain/weighing/scale-protocols/toledo.ts'

/** One frame of each make for so many whole grams; moving where the make can say so. */
export const scaleFrames: Record<LineScaleProtocolName, (grams: number, moving?: boolean) => Buffer> = {
  and: (grams, moving) => Buffer.from(`${moving ? 'US' : 'ST'},GS,+${(grams / 1000).toFixed(3).padStart(7)}kg\r\n`),
  'mt-sics': (grams, moving) => Buffer.from(`S ${moving ? 'D' : 'S'} ${(grams / 1000).toFixed(3).padStart(10)} kg\r\n`),
  toledo(grams, moving) {
    const frame = Buffer.from(`\u0002-${moving ? '8' : '0'} ${String(grams).padStart(6)}000000\r`, 'latin1')
    return Buffer.concat([frame, Buffer.of(toledoChecksum(frame))])
  },
  'xk3190-a9'(grams) {
    const body = Buffer.from(`+${String(grams).padStart(6, '0')}3`)
    const sum = body.reduce((all, byte) => all ^ byte, 0)
    return Buffer.concat([Buffer.of(2), body, Buffer.from(sum.toString(16).toUpperCase().padStart(2, '0')), Buffer.of(3)])
  },
  cas(grams, moving) {
    const body = Buffer.from(`${moving ? 'U' : 'S'} ${(grams / 1000).toFixed(3).padStart(6)}kg`)
    return Buffer.concat([Buffer.of(1, 2), body, Buffer.of(body.reduce((all, byte) => all ^ byte, 0), 3, 4)])
  },
}
