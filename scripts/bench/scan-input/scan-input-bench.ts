// Goal: no scan is lost and no two are made into one while a bench works. Method: the real station, two scanners on lines of their own that send ten codes a second each,
// in pieces that lie across each other, while parcels are checked, weighed and labelled; afterwards the station's own table of scans is held against what was sent.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { assert } from '#shared/kernel/assert.ts'
import { startFakeCradle, type FakeCradle } from '#tests/support/fake-cradle.ts'
import { startFakePrinter } from '#tests/support/fake-printer.ts'
import { startFakeScale } from '#tests/support/fake-scale.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { commandCode, startTestStation, type TestStation } from '#tests/support/test-station.ts'
import { say } from '../../support/project.ts'
import { atLeast, atMost, percentile, publish, rounded, spread, type Row } from '../report.ts'

const seconds = Number(process.env.PACKWAVE_BENCH_SECONDS ?? 60)
const scansPerSecond = 20
const slotMs = 1_000 / scansPerSecond
const weightGrams = 300
/** One takes half a second. */
const longestParcelMs = 30_000

export async function benchScanInput(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'packwave-scan-input-'))
  const cradles = [await startFakeCradle(), await startFakeCradle()] as const
  const [scale, printer] = [await startFakeScale(), await startFakePrinter()]
  const station = await startTestStation(folder, {
    scanners: cradles.map(({ host, port }, index) => ({ scannerId: `gun-${index}`, line: { kind: 'tcp', host, port } })),
    scale: { scaleId: 'scale', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } },
    printers: [{ printerId: 'tcp', name: 'TCP', kind: 'tcp', host: printer.host, port: printer.port, language: 'tspl', dotsPerInch: 203 }],
  })
  try {
    await station.signIn('B-PACKER')
    for (const cradle of cradles) await cradle.connected()
    say(`Scanning, weighing and printing for ${seconds} s …`)
    const guns = createGuns(station, cradles)
    const startedMs = performance.now()
    let parcels = 0
    while (performance.now() - startedMs < seconds * 1_000) {
      const parcel = packParcel(station, guns, scale, `o${(parcels += 1)}`)
      const isPacked = await Promise.race([parcel.then(() => true), pause(longestParcelMs, false, { ref: false })])
      assert(isPacked, `parcel ${parcels} is not packed after ${longestParcelMs} ms: ${await whereItStands(station)}`)
    }
    const tookSeconds = (performance.now() - startedMs) / 1_000
    await guns.stop()
    const kept = await keptScans(station, folder)
    const lost = guns.sent.map((codes, gun) => missing(codes, kept.filter((scan) => scan.scannerId === `gun-${gun}`).map((scan) => scan.code)))
    const sentCodes = new Set(guns.sent.flat())
    const merged = kept.filter((scan) => scan.scannerId.startsWith('gun-') && !sentCodes.has(scan.code)).length
    const sentCount = guns.sent.flat().length
    const labels = station.bodies('LabelSent').length
    const rows: Row[] = [
      { what: `two scanners, ${rounded(tookSeconds)} s: scans sent`, samples: sentCount, p50: rounded(sentCount / tookSeconds) },
      { what: 'scans recorded by the station', samples: kept.filter((scan) => scan.scannerId.startsWith('gun-')).length },
      { what: 'parcels checked, weighed, labelled and closed meanwhile', samples: parcels },
      { what: 'last byte of a scan at the line → its outcome told, ms', samples: guns.waits.length, ...spread(guns.waits) },
    ]
    await publish({
      name: 'scan-input', versions: { node: process.versions.node }, samples: { seconds: Math.round(tookSeconds), scans: sentCount, parcels }, rows,
      targets: [
        atMost('scans that were lost', lost[0]! + lost[1]!, 0, 'count'), atMost('scans that were merged or changed', merged, 0, 'count'),
        atLeast('scans a second offered', sentCount / tookSeconds, scansPerSecond * 0.98, 'count'),
        atMost('labels sent, apart from one for each parcel', Math.abs(labels - parcels), 0, 'count'),
        atMost('scan to outcome, p99', percentile(guns.waits, 0.99), 50, 'ms'),
      ],
    })
    assert(station.faults.length === 0, `the station faulted: ${station.faults.join('; ')}`)
  } finally {
    await station.stop()
    for (const each of [...cradles, scale, printer]) await each.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Guns = { sent: [string[], string[]]; waits: number[]; scanUntil(code: string, verdict: string): Promise<void>; stop(): Promise<void> }

/** Two scanners that never rest: what the work wants, and between it codes that nobody knows and their acknowledgement. */
function createGuns(station: TestStation, cradles: readonly [FakeCradle, FakeCradle]): Guns {
  const sent: Guns['sent'] = [[], []]
  const waits: number[] = []
  let wanted: { code: string; verdict: string; done: () => void; sentAtMs: number | undefined } | undefined
  let mustAcknowledge = false
  let noise = 0
  let gun: 0 | 1 = 0
  let half: { cradle: FakeCradle; rest: Buffer } | undefined
  station.client.on('outcome.told', ({ outcome }) => {
    mustAcknowledge = outcome.kind === 'refused'
    if (!wanted || wanted.sentAtMs === undefined) return
    if (outcome.kind === 'accepted' && outcome.verdict === wanted.verdict) {
      waits.push(performance.now() - wanted.sentAtMs)
      wanted.done()
      wanted = undefined
    } else if (outcome.kind === 'refused') wanted.sentAtMs = undefined // Scanned again when the refusal is acknowledged.
  })
  const next = (): string => {
    if (mustAcknowledge) return commandCode('confirm')
    if (wanted && wanted.sentAtMs === undefined) return wanted.code
    return `NOISE-${(noise += 1)}`
  }
  const finishHalf = (): void => {
    if (!half) return
    half.cradle.send(half.rest)
    half = undefined
  }
  const slot = (): void => {
    const code = next()
    const bytes = Buffer.from(`${code}\r`)
    const cradle = cradles[gun]
    sent[gun].push(code)
    // The second half of the other scanner's code comes after the first half of this one.
    const cut = Math.floor(bytes.length / 2)
    cradle.send(bytes.subarray(0, cut))
    finishHalf()
    const isWanted = wanted?.code === code && wanted.sentAtMs === undefined
    if (isWanted || code === commandCode('confirm')) {
      cradle.send(bytes.subarray(cut))
      if (isWanted && wanted) wanted.sentAtMs = performance.now()
    } else half = { cradle, rest: bytes.subarray(cut) }
    gun = gun === 0 ? 1 : 0
  }
  let isStopped = false
  const startedMs = performance.now()
  let slots = 0
  const run = async (): Promise<void> => {
    while (!isStopped) {
      slot()
      slots += 1
      await pause(Math.max(0, startedMs + slots * slotMs - performance.now()))
    }
    finishHalf()
    // What is on its way is heard before it is counted.
    await pause(1_500)
  }
  const running = run()
  return {
    sent, waits,
    scanUntil: (code, verdict) => new Promise((done) => { wanted = { code, verdict, done, sentAtMs: undefined } }),
    async stop() {
      isStopped = true
      await running
    },
  }
}

async function packParcel(station: TestStation, guns: Guns, scale: { put(grams: number): void; remove(): void }, orderId: string): Promise<void> {
  station.fromHub(waveFacts(`w-${orderId}`, 'by-order', [{ orderId, lines: { cup: 1 } }]))
  await guns.scanUntil(`PL-w-${orderId}-1`, 'list-started')
  await guns.scanUntil('TOTE-1', 'tote-taken')
  const { screen } = await station.view()
  assert(screen.kind === 'pick' && screen.task, 'there is something to pick')
  await guns.scanUntil(screen.task.placeCode, 'place-right')
  await guns.scanUntil(goods.cup.ean, 'list-done')
  await guns.scanUntil('TOTE-1', 'parcel-opened')
  await guns.scanUntil(goods.cup.ean, 'label-queued')
  await guns.scanUntil('BOX-1', 'packaging-taken')
  scale.put(weightGrams)
  await station.viewWhere(({ screen: shown }) => shown.kind === 'check' && shown.parcel?.weight.verdict === 'fits' && shown.parcel.weight.measuredGrams === weightGrams && shown.parcel.labelState === 'sent')
  scale.remove()
  await station.viewWhere((view) => view.bar.scale.grams === 0)
  await guns.scanUntil(`WB-${orderId}`, 'parcel-closed')
  await guns.scanUntil(commandCode('finish'), 'work-left')
}

async function whereItStands(station: TestStation): Promise<string> {
  const { screen, refusal, bar } = await station.view()
  return JSON.stringify({ step: 'step' in screen ? screen.step : screen.kind, parcel: screen.kind === 'check' ? [screen.parcel?.labelState, screen.parcel?.labelTrouble, screen.parcel?.weight] : null, refusal, scale: bar.scale, printers: bar.printers, troubles: bar.troubles })
}

async function keptScans(station: TestStation, folder: string): Promise<{ scannerId: string; code: string }[]> {
  const copy = join(folder, 'copy.db')
  await station.store().backup(copy)
  const database = new Database(copy, { readonly: true })
  try {
    return database.prepare<[], { scannerId: string; code: string }>('SELECT scanner_id AS scannerId, code FROM scan ORDER BY rowid').all()
  } finally {
    database.close()
  }
}

/** How many of `sent` are not in `kept` at their place in the row. */
function missing(sent: readonly string[], kept: readonly string[]): number {
  let at = 0
  for (const code of kept) if (sent[at] === code) at += 1
  return sent.length - at
}
