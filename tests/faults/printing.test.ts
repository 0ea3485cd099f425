// Goal: whatever a printer does, no waybill has two originals, and every label that is in doubt is settled by scanning it back or by a person.
// Method: the real station packs parcel after parcel; two TCP printers draw their manners anew for each job, the station is started anew now and then, and a
// person looks at the paper: it is there and is scanned back, or it is not and is asked for again, with a reason or by one scan at the other printer.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StationView } from '#shared/contract/station-view.ts'
import type { Raster } from '#station/labels/raster.ts'
import { startFakePrinter, type FakePrinter, type PrinterManners } from '#tests/support/fake-printer.ts'
import { startFakeScale, type FakeScale } from '#tests/support/fake-scale.ts'
import { readBarcodes } from '#tests/support/read-barcodes.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'
import { isNight, memoryFolder, seededRandom, tell } from './support/fault-counts.ts'

const parcels = isNight ? 20_000 : 24
/** The station is started anew in one of so many parcels, at whatever the printer is doing. */
const restartOneIn = 12
const random = seededRandom('printing')
const below = (count: number): number => Math.floor(random() * count)

const drawManners = (): PrinterManners => {
  const bytes = 1 + below(110_000)
  const all: PrinterManners[] = [
    { kind: 'good' }, { kind: 'good' }, { kind: 'good' }, { kind: 'slow-and-chatty', bytesPerSecond: 400_000 }, { kind: 'never-reads' }, { kind: 'reads-late' }, { kind: 'closes-late' },
    { kind: 'forgets' }, { kind: 'resets-after', bytes }, { kind: 'closes-early', bytes }, { kind: 'switched-off-after', bytes }, { kind: 'prints-late' }, { kind: 'prints-half' }, { kind: 'paper-out-after', labels: below(2) },
  ]
  return all[below(all.length)] ?? { kind: 'good' }
}

let folder: string
let scale: FakeScale
let station: TestStation
/** Two printers; each one life after the other on the same port: one that was switched off comes back, and has forgotten what it had. */
let printers: FakePrinter[][]
/** The printer that gets the next job. */
let active = 0
const printer = (): FakePrinter => printers[active]!.at(-1)!

beforeAll(async () => {
  folder = mkdtempSync(join(memoryFolder, 'packwave-printing-faults-'))
  scale = await startFakeScale()
  printers = [[await startFakePrinter({ kind: 'good' }, 0, 'tspl')], [await startFakePrinter({ kind: 'good' }, 0, 'tspl')]]
  station = await startTestStation(folder, {
    scale: { scaleId: 'scale', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } },
    printers: printers.map(([life], index) => ({ printerId: `tcp-${index}`, name: `${index + 1}号`, kind: 'tcp', host: life!.host, port: life!.port, language: 'tspl', dotsPerInch: 203 })),
  })
  await station.signIn('B-PACKER')
})
afterAll(async () => {
  await station.stop()
  await scale.close()
  for (const each of printers.flat()) await each.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The codes of a label, each label decoded once. A label that is blank from the middle on is half a label, and nobody takes it. */
const decoded = new Map<string, string[]>()
async function codesOf(label: Raster): Promise<string[]> {
  if (label.bits.subarray(label.bits.length / 2).every((byte) => byte === 0)) return []
  const key = createHash('sha256').update(label.bits).digest('base64')
  const known = decoded.get(key) ?? (await readBarcodes(label))
  decoded.set(key, known)
  return known
}
/** What lies on the table: the codes of all labels that came out, of every printer in every one of its lives. */
async function tape(lives: readonly FakePrinter[]): Promise<string[][]> {
  return Promise.all(lives.flatMap((each) => each.read().flatMap((job) => job.labels)).map(codesOf))
}
/** The last label of each printer that shows this number, as a person picks it up: she scans the mark where there is one. */
async function inHand(waybillNumber: string): Promise<string[]> {
  const codes: string[] = []
  for (const lives of printers) {
    const labels = lives.at(-1)!.read().slice(-3).flatMap((job) => job.labels)
    for (const label of labels) {
      const its = await codesOf(label)
      if (its.includes(waybillNumber)) codes.push(its.find((each) => each.startsWith('PWC')) ?? waybillNumber)
    }
  }
  // The older one first: it must not pass for the newer.
  return [...new Set(codes)].sort((one, other) => Number(one.startsWith('PWC')) - Number(other.startsWith('PWC')))
}

const manners: Record<string, number> = {}
let restarts = 0
let moves = 0
let failOvers = 0
let voids = 0

/** Manners under which a job stays open until the station gives it up. */
const holding: ReadonlySet<string> = new Set<PrinterManners['kind']>(['never-reads', 'reads-late', 'closes-late'])

/** Waits until nothing is on its way any more; a printer that holds its tongue is given up on when the time for it has passed. */
async function settled(mannersNow: PrinterManners, jobsBefore: number): Promise<void> {
  const stateOf = ({ screen }: StationView): string => (screen.kind === 'check' ? (screen.parcel?.labelState ?? 'none') : 'none')
  const isOpen = (view: StationView): boolean => stateOf(view) !== 'sent' && stateOf(view) !== 'unknown'
  const isOff = ({ bar }: StationView): boolean => bar.printers.some((each) => each.conditions.includes('offline') && each.waiting > 0)
  if (holding.has(mannersNow.kind) && isOpen(await station.view())) {
    await expect.poll(async () => {
      const view = await station.view()
      return printer().jobs().length > jobsBefore || !isOpen(view) || isOff(view)
    }, { timeout: 20_000, interval: 5 }).toBe(true)
    if (!isOff(await station.view())) station.passTime(31_000)
  }
  for (;;) {
    const view = await station.viewWhere((shown) => !isOpen(shown) || isOff(shown))
    if (!isOpen(view)) return
    if (below(2) === 0) {
      // Not one byte left: the job goes to the other printer as it is.
      moves += 1
      active = 1 - active
      expect(await station.command('printer-next')).toBe('accepted label-moved')
    } else {
      // It was switched off. Somebody switches it on, and the station tries again by itself.
      const { port } = printer()
      await printer().close()
      printers[active]!.push(await startFakePrinter({ kind: 'good' }, port, 'tspl'))
      station.passTime(3_100)
    }
    await station.viewWhere((shown) => !isOpen(shown) || !isOff(shown))
  }
}

test('[EF1] [EF2] [EF3] [EF5] [FO3] [FO4] [FO5] no waybill has two originals, and every doubt is settled by a scan or a person', { timeout: isNight ? 4 * 3_600_000 : 240_000 }, async () => {
  for (let parcel = 0; parcel < parcels; parcel += 1) {
    const orderId = `o${parcel}`
    station.fromHub(waveFacts(`w-${orderId}`, 'by-order', [{ orderId, lines: { cup: 1 } }]))
    let mannersNow: PrinterManners = { kind: 'good' }
    let jobsBefore = 0
    const choose = (): void => {
      mannersNow = drawManners()
      manners[mannersNow.kind] = (manners[mannersNow.kind] ?? 0) + 1
      jobsBefore = printer().jobs().length
      printer().setManners(mannersNow)
    }
    choose()
    // The label is owed with the last piece.
    expect(await station.scans(`PL-w-${orderId}-1`, 'TOTE-1', goods.cup.placeCode, goods.cup.ean, 'TOTE-1', goods.cup.ean)).toBe('accepted label-queued')
    if (below(restartOneIn) === 0) {
      restarts += 1
      await station.restart()
    }
    for (let look = 0; ; look += 1) {
      await settled(mannersNow, jobsBefore)
      if (below(3) === 0) for (const lives of printers) lives.at(-1)!.release()
      if (below(4) === 0) printer().reload()
      let isProved = false
      for (const code of await inHand(`WB-${orderId}`)) {
        const verdict = await station.scan(code)
        if (verdict === 'refused label-void') {
          voids += 1
          await station.confirm()
        } else {
          expect(verdict).toBe('accepted check-done')
          isProved = true
          break
        }
      }
      if (isProved) break
      expect(look, `${orderId} gets its label in the end`).toBeLessThan(60)
      if (below(3) === 0) {
        failOvers += 1
        active = 1 - active
        choose()
        expect(await station.command('printer-next')).toBe('accepted label-reprinted')
        continue
      }
      choose()
      expect(await station.command('reprint')).toBe('accepted reason-asked')
      expect(await station.command('reason-jammed')).toBe('accepted label-reprinted')
    }
    expect(await station.scan('BOX-1')).toBe('accepted packaging-taken')
    scale.put(300)
    await station.viewWhere(({ screen }) => screen.kind === 'check' && screen.parcel === null)
    scale.remove()
    await station.viewWhere((view) => view.bar.scale.grams === 0)
    await station.command('finish')
  }
  for (const each of printers.flat()) {
    each.release()
    each.reload()
  }

  const reprints = Map.groupBy(station.bodies('LabelReprinted'), (body) => body.waybillNumber as string)
  const originals = Map.groupBy(station.bodies('LabelQueued').filter((body) => body.copy === 1), (body) => body.waybillNumber as string)
  const labels = Map.groupBy((await tape(printers.flat())).map((codes) => codes.find((code) => code.startsWith('WB-')) ?? 'unreadable'), (number) => number)
  for (let parcel = 0; parcel < parcels; parcel += 1) {
    const number = `WB-o${parcel}`
    expect(originals.get(number), `${number} has one original`).toHaveLength(1)
    const onPaper = labels.get(number)?.length ?? 0
    expect(onPaper, `${number} is on paper`).toBeGreaterThanOrEqual(1)
    expect(onPaper, `${number} is on paper no more often than a person asked`).toBeLessThanOrEqual(1 + (reprints.get(number)?.length ?? 0))
  }
  expect(station.bodies('ParcelClosed')).toHaveLength(parcels)
  expect(station.faults).toEqual([])
  tell('printing', { parcels, restarts, moves, failOvers, voids, manners, unknown: station.bodies('LabelUnknown').length, reprints: station.bodies('LabelReprinted').length, labels: [...labels.values()].flat().length })
})
