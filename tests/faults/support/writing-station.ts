// A process of its own that packs until it is killed: `writing-station.ts DATA_DIR ORDERS PARCELS [SECOND_DIR]`. Each scan is told on
// standard output before it is sent (`try ID CODE`) and when it was answered (`ack ID OUTCOME`); `done` when PARCELS more were packed.
import { writeSync } from 'node:fs'
import { openBench } from './packing-bench.ts'

const [dataDir = '', orders = '1', parcels = '1', secondFolder] = process.argv.slice(2)
const say = (line: string): void => void writeSync(1, `${line}\n`)

const bench = await openBench(dataDir, Number(orders), (kind, scanId, what) => say(`${kind} ${scanId} ${what}`), secondFolder)
const enough = bench.ordersPacked() + Number(parcels)
say('ready')
while (bench.ordersPacked() < enough && (await bench.step()));
await bench.close()
say('done')
