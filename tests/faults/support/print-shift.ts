// A shift at one bench whose two printers are as bad as life. The real station packs parcel after parcel and sends real bytes over real connections; the printers draw their manners anew for each job,
// one that was switched off comes back on the same port and has forgotten what it had; the station is closed, or gone in the middle of a job, now and then. A person looks at the paper: the label
// is there and is scanned back, or it is not and is asked for again, with a reason or by one scan at the other printer.
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises'
import { printerLanguages, type PrinterLanguage } from '#shared/contract/printer-settings.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import { assert } from '#shared/kernel/assert.ts'
import { seededRandom } from '#shared/kernel/random.ts'
import type { Raster } from '#station/labels/raster.ts'
import { dotPaper, readDotLabel, type DotLabel } from '#tests/support/dot-paper.ts'
import { startFakePrinter, type FakePrinter, type PrinterManners } from '#tests/support/fake-printer.ts'
import { startFakeScale } from '#tests/support/fake-scale.ts'
import { usualMap } from '#tests/support/printer-answers.ts'
import { readBarcodes } from '#tests/support/read-barcodes.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation } from '#tests/support/test-station.ts'
import { memoryFolder } from './fault-counts.ts'

export type ShiftCounts = Record<string, number>
export type ShiftAsked = {
  seed: number
  parcels: number
  /** Drawn labels, read back by a decoder; otherwise dots that say which label it is (dot-paper.ts). */
  drawn: boolean
}

/** The station goes down in one of so many jobs, at whatever it and the printer are doing. */
const downOneIn = 10
const mostLooks = 80
/** A look takes a tenth of a second where nothing happens, and on a busy machine a first label is drawn for many seconds. */
const mostLooksAtOne = 1_000

/** Packs its parcels and answers what happened. Throws a Fault that names what did not hold. */
export async function runPrintShift({ seed, parcels, drawn }: ShiftAsked): Promise<ShiftCounts> {
  const random = seededRandom(seed)
  const below = (count: number): number => Math.floor(random() * count)
  const counts: ShiftCounts = {}
  const count = (what: string, by = 1): void => void (counts[what] = (counts[what] ?? 0) + by)

  const folder = mkdtempSync(join(memoryFolder, 'packwave-print-shift-'))
  const scale = await startFakeScale()
  const languages = [0, 1].map(() => printerLanguages[below(printerLanguages.length)]!)
  const [isAsked, isGroup] = [below(3) === 0, below(3) === 0]
  /** Two printers; each one life after the other on the same port. */
  const printers = await Promise.all(languages.map(async (language) => [await startFakePrinter({ kind: 'good' }, 0, language)]))
  const lives = (): FakePrinter[] => printers.flat()
  const living = (index: number): FakePrinter => printers[index]!.at(-1)!
  const station = await startTestStation(folder, {
    scale: { scaleId: 'scale', protocol: 'and', line: { kind: 'tcp', host: scale.host, port: scale.port } },
    printers: languages.map((language, index) => ({
      printerId: `tcp-${index}`, name: `${index + 1}号`, kind: 'tcp', host: living(index).host, port: living(index).port, language, dotsPerInch: 203,
      ...(isAsked ? { statusMap: usualMap[language] } : {}), ...(isGroup ? { group: '一组' } : {}),
    })),
  }, undefined, drawn ? undefined : dotPaper)

  const decoded = new WeakMap<Uint8Array, Promise<DotLabel | undefined>>()
  const read = (label: Raster): Promise<DotLabel | undefined> => {
    const known = decoded.get(label.bits)
    if (known) return known
    const reading = drawn ? readDrawn(label) : Promise.resolve(readDotLabel(label))
    decoded.set(label.bits, reading)
    return reading
  }
  const readAll = async (jobs: readonly { labels: Raster[] }[]): Promise<DotLabel[]> => (await Promise.all(jobs.flatMap((job) => job.labels).map(read))).filter((each) => each !== undefined)
  /** The last labels of each printer, as a person picks them up: she scans the mark where there is one. The older first: it must not pass for the newer. */
  const inHand = async (waybillNumber: string): Promise<string[]> => {
    const labels = (await Promise.all(printers.map((each) => readAll(each.at(-1)!.read().slice(-3))))).flat().filter((each) => each.waybillNumber === waybillNumber)
    return [...new Set(labels.map(({ mark }) => mark || waybillNumber))].sort((one, other) => Number(one.startsWith('PWC')) - Number(other.startsWith('PWC')))
  }

  const drawManners = (language: PrinterLanguage): PrinterManners => {
    const bytes = 1 + below(language === 'zpl' ? 1_500 : 80_000)
    const all: PrinterManners[] = [
      { kind: 'good' }, { kind: 'good' }, { kind: 'good' }, { kind: 'slow-and-chatty', bytesPerSecond: 800_000 }, { kind: 'never-reads' }, { kind: 'reads-late' }, { kind: 'closes-late' },
      { kind: 'forgets' }, { kind: 'resets-after', bytes }, { kind: 'closes-early', bytes }, { kind: 'switched-off-after', bytes }, { kind: 'prints-late' }, { kind: 'prints-half' }, { kind: 'paper-out-after', labels: below(2) },
      ...(isAsked ? [{ kind: 'mute' }, { kind: 'wrong-status', answer: Uint8Array.of(below(256)) }] as const : []),
    ]
    return all[below(all.length)] ?? { kind: 'good' }
  }
  const choose = (): void => {
    for (const [index, language] of languages.entries()) living(index).setManners(drawManners(language))
  }

  const stateOf = ({ screen }: StationView): string => (screen.kind === 'check' ? (screen.parcel?.labelState ?? 'none') : 'none')
  const isOver = (view: StationView): boolean => ['sent', 'unknown', 'failed', 'confirmed'].includes(stateOf(view))
  const isOff = ({ bar }: StationView): boolean => bar.printers.some((each) => each.conditions.includes('offline') && each.waiting > 0)
  const jobsSoFar = (): number => lives().reduce((sum, each) => sum + each.jobs().length, 0)

  /** Waits until nothing is on its way any more; a printer that holds its tongue is given up on when the time for it has passed. */
  const settle = async (): Promise<StationView> => {
    for (let look = 0; look < mostLooksAtOne; look += 1) {
      const view = await Promise.race([station.viewWhere((shown) => isOver(shown) || isOff(shown)), pause(100, undefined)])
      if (view && isOver(view)) return view
      if (!view) station.passTime(3_100)
      else if (below(2) === 0) {
        // Not one byte left: the job goes to the other printer as it is.
        if ((await station.command('printer-next')).startsWith('refused')) await station.confirm()
        else count('sent to the other printer')
        await pause(20)
      } else {
        // It was switched off. Somebody switches it on, and the station tries again by itself.
        for (const [index, each] of printers.entries()) {
          const { port } = living(index)
          if (living(index).isOn()) continue
          await living(index).close()
          each.push(await startFakePrinter(drawManners(languages[index]!), port, languages[index]))
          count('printers switched on again')
        }
        station.passTime(3_100)
      }
    }
    throw new Error(`a label never settles: ${JSON.stringify(await station.view())}`)
  }

  const goDown = async (jobsBefore: number): Promise<void> => {
    // At once, when the connection stands, or a little later.
    const when = below(3)
    for (let turns = when === 0 ? 0 : 200; turns > 0 && jobsSoFar() === jobsBefore && !isOver(await station.view()); turns -= 1) await turn()
    if (when === 2) for (let turns = below(8); turns > 0; turns -= 1) await turn()
    if (below(3) === 0) {
      count('station closed')
      const closed = station.restart().then(() => true)
      while (!(await Promise.race([closed, pause(20, false)]))) station.passTime(5_000)
      return
    }
    count('station gone in the middle of it')
    await station.crash()
    // What the system had taken over goes on its way, or not.
    if (below(2) === 0) for (const each of lives()) each.cut()
  }

  /** A station that was down, or that time has passed by, has to find its scale again and to see it empty. */
  const emptyPlate = async (): Promise<void> => {
    const seen = station.viewWhere((view) => view.bar.scale.grams === 0).then(() => true)
    while (!(await Promise.race([seen, pause(100, false)]))) if (scale.listeners() === 0) station.passTime(2_100)
  }

  const pack = async (parcel: number): Promise<void> => {
    const orderId = `o${parcel}`
    const waybillNumber = `WB-${orderId}`
    station.fromHub(waveFacts(`w-${orderId}`, 'by-order', [{ orderId, lines: { cup: 1 } }]))
    choose()
    let jobsBefore = jobsSoFar()
    // The label is owed with the last piece.
    const queued = await station.scans(`PL-w-${orderId}-1`, 'TOTE-1', goods.cup.placeCode, goods.cup.ean, 'TOTE-1', goods.cup.ean)
    assert(queued === 'accepted label-queued', `${orderId}: ${queued}`)
    for (let look = 0; ; look += 1) {
      assert(look < mostLooks, `${orderId} gets its label in the end`)
      if (below(downOneIn) === 0) await goDown(jobsBefore)
      const state = stateOf(await settle())
      if (below(3) === 0) for (const [index] of printers.entries()) living(index).release()
      if (below(4) === 0) for (const [index] of printers.entries()) living(index).reload()
      if (parcel > 0 && below(10) === 0) {
        const other = await station.scan(`WB-o${below(parcel)}`)
        assert(other.startsWith('refused'), `${orderId}: the label of another parcel is ${other}`)
        count('labels of other parcels refused')
        await station.confirm()
      }
      const codes = await inHand(waybillNumber)
      let isProved = false
      for (const code of codes) {
        const verdict = await station.scan(code)
        if (verdict === 'accepted label-scanned-back') {
          isProved = true
          break
        }
        assert(verdict === 'refused label-void', `${orderId}: ${code} of its own label is ${verdict}`)
        count('late copies refused as void')
        await station.confirm()
      }
      if (isProved) {
        count(`${state} → scanned back`)
        break
      }
      count(`${state} → printed again by a person`)
      choose()
      jobsBefore = jobsSoFar()
      if (below(3) === 0) {
        const verdict = await station.command('printer-next')
        assert(verdict === 'accepted label-reprinted', `${orderId}: another printer is ${verdict}`)
        continue
      }
      const [asked, reprinted] = [await station.command('reprint'), await station.command('reason-jammed')]
      assert(asked === 'accepted reason-asked' && reprinted === 'accepted label-reprinted', `${orderId}: a reprint is ${asked}, ${reprinted}`)
    }
    const packaging = await station.scan('BOX-1')
    assert(packaging === 'accepted packaging-taken', `${orderId}: its box is ${packaging}`)
    await emptyPlate()
    scale.put(300)
    await station.viewWhere(({ screen }) => screen.kind === 'check' && screen.parcel === null)
    scale.remove()
    await emptyPlate()
    await station.command('finish')
  }

  try {
    await station.signIn('B-PACKER')
    for (let parcel = 0; parcel < parcels; parcel += 1) await pack(parcel)
    for (const each of lives()) {
      each.release()
      each.reload()
    }
    // What was held is read and printed now.
    for (let turns = 0; turns < 20; turns += 1) await turn()

    const originals = Map.groupBy(station.bodies('LabelQueued').filter((body) => body.copy === 1), (body) => String(body.waybillNumber))
    const reprints = Map.groupBy(station.bodies('LabelReprinted'), (body) => String(body.waybillNumber))
    const confirmed = new Set(station.bodies('LabelConfirmed').map((body) => String(body.waybillNumber)))
    const paper = await readAll(lives().flatMap((each) => each.read()))
    const onPaper = Map.groupBy(paper, (label) => label.waybillNumber)
    for (let parcel = 0; parcel < parcels; parcel += 1) {
      const number = `WB-o${parcel}`
      assert(originals.get(number)?.length === 1, `${number} has one original`)
      const labels = onPaper.get(number) ?? []
      assert(labels.length >= 1, `${number} is on paper`)
      assert(labels.length <= 1 + (reprints.get(number)?.length ?? 0), `${number} is on paper ${labels.length} times, and a person asked for ${reprints.get(number)?.length ?? 0} more`)
      assert(confirmed.has(number), `${number} was scanned back`)
      if (!drawn) assert(new Set(labels.map((label) => label.copy)).size === labels.length, `${number}: a copy came out twice: ${labels.map((label) => label.copy).join(', ')}`)
    }
    assert(station.bodies('ParcelClosed').length === parcels, `${station.bodies('ParcelClosed').length} of ${parcels} parcels are closed`)
    assert(station.faults.length === 0, `the station faulted: ${station.faults.join('; ')}`)
    const met = lives().flatMap((each) => each.met())
    for (const kind of met) count(`met ${kind}`)
    count('parcels', parcels)
    count('jobs', station.bodies('LabelQueued').length)
    count('connections, questions among them', met.length)
    count('sent', station.bodies('LabelSent').length)
    count('unknown', station.bodies('LabelUnknown').length)
    count('labels on paper', paper.length)
    count('moved while nothing had left', station.bodies('LabelMoved').length)
    // Where nobody asks how it is, bytes are a job's: none was begun twice. A connection that was given up before it stood brings none.
    const begun = lives().flatMap((each) => each.jobs()).filter((bytes) => bytes.length > 0).length
    if (!isAsked) assert(begun <= station.bodies('LabelQueued').length, `bytes of ${begun} jobs for ${station.bodies('LabelQueued').length} that were owed`)
    return counts
  } finally {
    for (const each of lives()) await each.close()
    await station.stop()
    await scale.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A label that is blank from the middle on is half a label, and nobody takes it. Its copy does not stand in a code. */
async function readDrawn(label: Raster): Promise<DotLabel | undefined> {
  if (label.bits.subarray(label.bits.length / 2).every((byte) => byte === 0)) return undefined
  const codes = await readBarcodes(label)
  const waybillNumber = codes.find((code) => code.startsWith('WB-'))
  return waybillNumber === undefined ? undefined : { waybillNumber, mark: codes.find((code) => code.startsWith('PWC')) ?? '', copy: 0 }
}

export function addShift(into: ShiftCounts, counts: ShiftCounts): void {
  for (const [what, times] of Object.entries(counts)) into[what] = (into[what] ?? 0) + times
}
