// A bench that packs one parcel after the other: the real station core on a real folder, with hands that read from the store what comes
// next, so that they go on wherever a fault left them. Labels go onto a tape: a file, one line for each label, in the order of printing.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { connect } from '#shared/contract/contract.ts'
import { portPair } from '#shared/contract/port.ts'
import { stationApi, type StationSettings } from '#shared/contract/station-api.ts'
import { parcelNeeds } from '#shared/domain/packing/parcel-needs.ts'
import { assert, unreachable } from '#shared/kernel/assert.ts'
import { createStation } from '#station/create-station.ts'
import type { LabelPrinter } from '#station/devices/label-printer/label-printer.ts'
import type { DiskReserve } from '#station/host/disk-reserve.ts'
import { openStation } from '#station/host/open-station.ts'
import { settingsDefaults } from '#station/host/settings-defaults.ts'
import { realSystem } from '#station/host/system.ts'
import type { Store } from '#station/store/store.ts'
import { journalOf } from '#tests/support/bench-facts.ts'
import { goods, pin, siteFacts, waveFacts, type Sku } from '#tests/support/site-facts.ts'

const settings: StationSettings = {
  ...settingsDefaults('', null), idleLockMinutes: 240, scale: { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', host: '127.0.0.1', port: 1 } },
  printers: [{ printerId: 'tape', name: 'tape', kind: 'file', folder: 'labels' }],
}
/** 2 × 200 + 20 + box 100. */
const rightGrams = 520
const orderIdOf = (number: number): string => `o${number}`
const tapeOf = (dataDir: string): string => join(dataDir, 'tape.txt')

export type Bench = { store: Store; recovered: string | undefined; ordersPacked(): number; close(): Promise<void> } & Acts
type Acts = {
  /** Does what comes next; answers false when every parcel is packed. */
  step(): Promise<boolean>
  submit(scanId: string, code: string): Promise<unknown>
  signIn(pin: string): Promise<void>
}

/** Opens the bench as its host does. `told` hears of each scan before it is sent and when it was answered. */
export async function openBench(dataDir: string, orders: number, told: (kind: 'try' | 'ack', scanId: string, what: string) => void, secondFolder = join(dataDir, 'copies'), reserve?: DiskReserve): Promise<Bench> {
  const { store, recovered, letGo } = openStation(dataDir, secondFolder, reserve?.release)
  const { nowMs, mintId, random, timers, monotonic } = realSystem
  const printed: (() => void)[] = []
  let fault: Error | undefined
  let plate: number | null = null
  let weighed: () => void = () => undefined
  const tape: LabelPrinter = {
    printerId: 'tape', dotsPerMm: 8,
    async print({ jobId, documentName }) {
      appendFileSync(tapeOf(dataDir), `${documentName} ${jobId}\n`, { flush: true })
      return { kind: 'delivered' }
    },
  }
  const station = createStation({
    store, nowMs, mintId, random, timers, monotonic, isDiskFull: reserve?.isDiskFull, settingsDefaults: settings, dataDir, sync: { hubUrl: null, joinToken: null },
    outside: {
      openScale({ onReading }) {
        weighed = onReading
        return { state: () => ({ state: plate === null ? 'no-signal' : 'stable', grams: plate }), usableGrams: () => plate, stepGrams: () => undefined, taken: () => undefined, parcelLeft: () => undefined, refusedFrames: () => ({}), close: () => undefined }
      },
      openPrinters: () => new Map([['tape', tape]]),
      paper: { drawWaybill: async () => ({ widthDots: 8, heightDots: 1, bits: new Uint8Array(1) }), drawPaper: async () => [], writeManifest: async () => undefined, warm: async () => undefined },
    },
    onFault(where, error) {
      fault ??= new Error(`fault in ${where}`, { cause: error })
      printed.splice(0).forEach((look) => look())
      return 'incident'
    },
  })
  const [screen, served] = portPair()
  const client = connect(stationApi, screen)
  client.on('view.changed', () => printed.splice(0).forEach((look) => look()))
  await station.start()
  station.serve(served)
  let readAtMs = 0
  let refusals = 0

  const submit = async (scanId: string, code: string): Promise<unknown> => {
    readAtMs += 1_000
    const { outcome } = await client.call('scan.submit', { scanId, code, source: 'wedge', scannerId: 'scanner-1', readAtMs })
    return outcome
  }
  const scan = async (code: string): Promise<void> => {
    const scanId = randomUUID()
    told('try', scanId, code)
    told('ack', scanId, JSON.stringify(await submit(scanId, code)))
    // Between two scans of a person the event loop turns.
    await new Promise(setImmediate)
  }
  const labelGone = async (parcelId: string): Promise<void> => {
    while (['none', 'queued', 'sending'].includes(store.parcel(parcelId)?.labelState ?? 'none')) {
      if (fault) throw fault
      await new Promise<void>((resolve) => printed.push(resolve))
    }
  }
  const ordersPacked = (): number => Array.from({ length: orders }, (_, index) => store.order(orderIdOf(index + 1))).filter((order) => order?.state === 'packed').length
  /** The tote with all pieces of this order, waiting to be checked. */
  const pickedTote = (number: number): string | undefined => {
    const order = store.order(orderIdOf(number))
    return order?.lines.every((line) => line.pickedQty === line.askedQty) ? (order.toteCode ?? undefined) : undefined
  }

  async function step(): Promise<boolean> {
    const bench = store.bench()
    if (bench.refusal) {
      refusals += 1
      // A scan that was told twice may be refused once; hands that are always refused would pack for ever.
      assert(refusals < 20, `the bench refuses (${bench.refusal.reason})`)
      return scan('PW-CMD-CONFIRM').then(() => true)
    }
    const { activity } = bench
    switch (activity.kind) {
      case 'choose': {
        const number = ordersPacked() + 1
        if (number > orders) return false
        await scan(pickedTote(number) ?? `PL-w${number}-1`)
        return true
      }
      case 'pick': {
        const task = activity.taskId === null ? undefined : store.pickTask(activity.taskId)
        assert(task, 'a list that is picked has a task')
        await scan(activity.step === 'tote' ? `TOTE-${(ordersPacked() % 3) + 1}` : activity.step === 'place' ? task.placeCode : goods[task.sku as Sku].ean)
        return true
      }
      case 'check': {
        if (activity.parcelId === null) return scan(pickedTote(ordersPacked() + 1) ?? 'PW-CMD-FINISH').then(() => true)
        const parcel = store.parcel(activity.parcelId)
        const order = parcel && store.order(parcel.orderId)
        assert(parcel && order, 'the open parcel is known')
        const [need] = parcelNeeds(order, parcel, store.product, () => false)
        assert(need, 'an open parcel needs something')
        switch (need.kind) {
          case 'item': await scan(goods[order.lines.find((line) => line.lineNumber === need.lineNumber)?.sku as Sku].ean); return true
          case 'packaging': await scan('BOX-1'); return true
          case 'weight': {
            plate = rightGrams
            weighed()
            plate = null
            assert(store.parcel(parcel.parcelId)?.grams === rightGrams, 'the weight was taken')
            return true
          }
          case 'label':
          case 'scan-back':
            await labelGone(parcel.parcelId)
            await scan(parcel.waybillNumber ?? '')
            return true
          case 'enclosure':
          case 'unique-code': throw new Error(`this bench packs cups and pens, not ${need.kind}`)
          default: return unreachable(need)
        }
      }
      case 'put':
      case 'manifest': throw new Error(`this bench does not ${activity.kind}`)
      default: return unreachable(activity)
    }
  }
  return {
    store, recovered, step, submit, ordersPacked,
    async signIn(given) {
      const { outcome } = await client.call('pin.submit', { requestId: randomUUID(), pin: given })
      assert(outcome.kind === 'accepted', 'the PIN is right')
    },
    async close() {
      client.close()
      await station.stop()
      store.close()
      letGo()
    },
  }
}

/** A folder whose bench has `orders` orders, each of two cups and a pen, and a packer who has signed in. */
export async function prepareBench(dataDir: string, orders: number): Promise<void> {
  const { store, letGo } = openStation(dataDir, join(dataDir, 'copies'))
  const journal = journalOf('hub')
  const releases = Array.from({ length: orders }, (_, index) => waveFacts(`w${index + 1}`, 'by-order', [{ orderId: orderIdOf(index + 1), lines: { cup: 2, pen: 1 } }]))
  const changes = journal.changes([...(await siteFacts()), ...releases.flat()], 1)
  store.applyChanges({ hubEpoch: 'epoch-1', changes, upTo: changes.length, nowMs: realSystem.nowMs() })
  store.close()
  letGo()
  const bench = await openBench(dataDir, orders, () => undefined)
  await bench.submit(randomUUID(), 'B-PACKER')
  await bench.signIn(pin)
  await bench.close()
}

/** Waybill numbers in the order in which their labels came out. */
export const printedWaybills = (dataDir: string): string[] => (existsSync(tapeOf(dataDir)) ? readFileSync(tapeOf(dataDir), 'utf8').split('\n').filter(Boolean).map((line) => line.split(' ')[0] ?? '') : [])
