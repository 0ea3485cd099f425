// Goal: a weight is the one that stands on the plate, taken once, and soon. Method: a scale of every make on a line of its own, twenty frames a second, with noise, half frames,
// drift and a hand on the plate between the parcels; the real driver takes each weight as the station does. Beside it: what reading one frame costs.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { lineScaleProtocolNames, scaleProtocols, type LineScaleProtocolName } from '#shared/domain/weighing/scale-protocols/index.ts'
import type { ScaleProtocol } from '#shared/domain/weighing/scale-protocols/scale-protocol.ts'
import { seededRandom, wholeBetween, type Random } from '#shared/kernel/random.ts'
import { openScale } from '#station/devices/scale/scale.ts'
import { scaleFrames } from '#tests/support/scale-frames.ts'
import { say } from '../../support/project.ts'
import { atMost, percentile, publish, rounded, spread, type Row } from '../report.ts'

const seconds = Number(process.env.PACKWAVE_BENCH_SECONDS ?? 60)
const frameEveryMs = 50
const framesRead = 200_000
const timers = { after: (delayMs: number, run: () => void) => {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
} }

type Bench = { protocol: LineScaleProtocolName; parcels: number; waits: number[]; wrong: number; twice: number; refused: number }

export async function benchScale(): Promise<void> {
  say(`Five scales at once for ${seconds} s …`)
  const benches = await Promise.all(lineScaleProtocolNames.map((protocol, index) => weigh(protocol, seededRandom(index + 1))))
  const reading = lineScaleProtocolNames.map(readMany)
  const rows: Row[] = [
    ...benches.map(({ protocol, parcels, waits, refused }): Row => ({ what: `${protocol}: stands still → may be taken, ms (${parcels} parcels, ${refused} frames refused)`, samples: waits.length, ...spread(waits) })),
    ...reading.map(({ protocol, eachUs }): Row => ({ what: `${protocol}: cutting and reading one frame, µs`, samples: framesRead, p50: rounded(eachUs) })),
  ]
  const sum = (of: (bench: Bench) => number): number => benches.reduce((all, bench) => all + of(bench), 0)
  const told = benches.filter(({ protocol }) => scaleProtocols[protocol].tellsStability).flatMap(({ waits }) => waits)
  await publish({
    name: 'scale', versions: { node: process.versions.node }, samples: { seconds, parcels: sum(({ parcels }) => parcels) }, rows,
    targets: [
      atMost('weights that were not on the plate', sum(({ wrong }) => wrong), 0, 'count'), atMost('weights taken twice', sum(({ twice }) => twice), 0, 'count'),
      // WS9: the same weight over 80 ms is the third frame; where one of them is spoilt, up to three more.
      atMost('from the first still frame, where the scale tells stability, p99', percentile(told, 0.99), frameEveryMs * 6, 'ms'),
      // WS8 waits for five equal weights over 400 ms.
      atMost('the same, where it does not', percentile(benches.find(({ protocol }) => !scaleProtocols[protocol].tellsStability)?.waits ?? [], 0.99), 550, 'ms'),
    ],
  })
}

/** What a scale shows, frame by frame: the grams, whether it moves, and what is wrong with the frame. */
type Shown = { grams: number; moving: boolean; spoil: 'no' | 'half' | 'noise'; still: boolean }

/** Parcel after parcel: empty, put on, a hand leans on it, still, taken off. */
function* life(random: Random): Generator<Shown> {
  for (;;) {
    const grams = wholeBetween(random, 20, 14_000)
    for (let count = 0; count < 12; count += 1) yield { grams: 0, moving: false, spoil: random() < 0.1 ? 'half' : 'no', still: false }
    for (let count = 0; count < 6; count += 1) yield { grams: Math.round((grams * count) / 6) + count + 1, moving: true, spoil: random() < 0.2 ? 'noise' : 'no', still: false }
    // The hand: never five equal weights in a row.
    for (let count = 0; count < 8; count += 1) yield { grams: grams + 30 + (count % 3), moving: true, spoil: 'no', still: false }
    for (let count = 0; count < 16; count += 1) yield { grams, moving: false, spoil: count > 0 && random() < 0.05 ? 'half' : 'no', still: true }
    for (let count = 0; count < 4; count += 1) yield { grams: Math.max(3, grams - count * 50 - 7), moving: true, spoil: 'no', still: false }
  }
}

async function weigh(protocol: LineScaleProtocolName, random: Random): Promise<Bench> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
    socket.resume()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const result: Bench = { protocol, parcels: 0, waits: [], wrong: 0, twice: 0, refused: 0 }
  let onPlate: Shown | undefined
  let stillSinceMs: number | undefined
  let takenOfThis = 0
  const scale = openScale({
    protocol, line: { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port }, scaleStepGrams: 1, nowMs: Date.now, timers,
    onReading() {
      const grams = scale.usableGrams()
      if (grams === null) return
      scale.taken()
      takenOfThis += 1
      if (takenOfThis > 1) result.twice += 1
      if (!onPlate?.still || grams !== onPlate.grams) result.wrong += 1
      else if (stillSinceMs !== undefined) result.waits.push(performance.now() - stillSinceMs)
    },
  })
  const endsAtMs = performance.now() + seconds * 1_000
  for (const shown of life(random)) {
    if (performance.now() > endsAtMs) break
    if (shown.still && !onPlate?.still) {
      stillSinceMs = performance.now()
      takenOfThis = 0
      result.parcels += 1
    }
    onPlate = shown
    const whole = scaleFrames[protocol](shown.grams, shown.moving)
    const frame = shown.spoil === 'half' ? whole.subarray(0, wholeBetween(random, 1, whole.length - 1)) : shown.spoil === 'noise' ? Buffer.concat([Buffer.from([0xff, 0x00, 0x41]), whole]) : whole
    for (const socket of open) socket.write(frame)
    await new Promise((resolve) => setTimeout(resolve, frameEveryMs))
  }
  scale.close()
  result.refused = Object.values(scale.refusedFrames()).reduce((all, count) => all + count, 0)
  for (const socket of open) socket.destroy()
  server.close()
  return result
}

function readMany(protocol: LineScaleProtocolName): { protocol: string; eachUs: number } {
  const { cut, read }: ScaleProtocol = scaleProtocols[protocol]
  const stream = Buffer.concat(Array.from({ length: 200 }, (_, index) => scaleFrames[protocol](index * 7)))
  let frames = 0
  const startedMs = performance.now()
  while (frames < framesRead) {
    const parts = cut(stream).frames
    for (const frame of parts) read(frame, 1)
    frames += parts.length
  }
  return { protocol, eachUs: ((performance.now() - startedMs) * 1_000) / frames }
}
