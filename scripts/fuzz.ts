// `npm run fuzz -- --hub-messages 1000000 [--seed N] [--stations-only]`: spoilt messages between stations and a hub, for a night; `-- --frames 1000000`: spoilt frames of scales and scanners. Ends with 1 and names the seed when something gave way.
import { parseArgs } from 'node:util'
import { fuzzFrames } from '#tests/support/fuzz-frames.ts'
import { fuzzHub, fuzzStation, type FuzzReport } from '#tests/support/fuzz-sync.ts'
import { startTestHub } from '#tests/support/test-hub.ts'
import { failWith, say } from './support/project.ts'

const partMessages = 20_000
/** One of so many goes over HTTP to a real hub; the others are answers to a station. */
const hubShare = 5

async function fuzz(): Promise<number> {
  const { values } = parseArgs({ options: { 'hub-messages': { type: 'string' }, seed: { type: 'string' }, 'stations-only': { type: 'boolean' }, frames: { type: 'string' } } })
  const wanted = Number(values['hub-messages'] ?? partMessages)
  const firstSeed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000_000))
  if (!Number.isSafeInteger(wanted) || wanted < 1 || !Number.isSafeInteger(firstSeed)) throw new Error('Usage: npm run fuzz -- --hub-messages N [--seed N] [--stations-only]')
  if (values.frames !== undefined) return fuzzDevices(Number(values.frames), firstSeed)
  const hub = values['stations-only'] ? undefined : await startTestHub()
  const hows = new Map<string, number>()
  let done = 0
  const add = (report: FuzzReport): void => {
    done += report.messages
    for (const [how, count] of report.hows) hows.set(how, (hows.get(how) ?? 0) + count)
  }
  try {
    for (let seed = firstSeed; done < wanted; seed += 1) {
      const part = Math.min(partMessages, wanted - done)
      const toHub = hub ? Math.floor(part / hubShare) : 0
      try {
        add(await fuzzStation({ messages: part - toHub, seed }))
        if (hub && toHub > 0) add(await fuzzHub(hub, { messages: toHub, seed, ask: (path, init) => fetch(`${hub.url}${path}`, init) }))
      } catch (fault) {
        process.stdout.write(`BROKEN with --seed ${seed}: ${fault instanceof Error ? fault.stack : String(fault)}\n`)
        return 1
      }
      say(`${done} messages, the newest seed is ${seed}`)
    }
    for (const fault of hub?.faults ?? []) process.stdout.write(`BROKEN: the hub faulted at ${fault.where}: ${String(fault.fault)}\n`)
    process.stdout.write(`${done} spoilt messages, ${hub?.faults.length ?? 0} faults: ${[...hows].map(([how, count]) => `${how} ${count}`).join(', ')}\n`)
    return hub && hub.faults.length > 0 ? 1 : 0
  } finally {
    await hub?.close()
  }
}

/** Frames of scales and scanners through the pure decoders, from one seed after the other. */
function fuzzDevices(wanted: number, firstSeed: number): number {
  if (!Number.isSafeInteger(wanted) || wanted < 1) throw new Error('Usage: npm run fuzz -- --frames N [--seed N]')
  const hows = new Map<string, number>()
  let done = 0
  for (let seed = firstSeed; done < wanted; seed += 1) {
    try {
      const report = fuzzFrames({ frames: Math.min(partMessages, wanted - done), seed })
      done += report.frames
      for (const [how, count] of report.hows) hows.set(how, (hows.get(how) ?? 0) + count)
    } catch (fault) {
      process.stdout.write(`BROKEN with --frames ${partMessages} --seed ${seed}: ${fault instanceof Error ? fault.stack : String(fault)}\n`)
      return 1
    }
  }
  process.stdout.write(`${done} frames, 0 faults: ${[...hows].map(([how, count]) => `${how} ${count}`).join(', ')}\n`)
  return 0
}

process.exitCode = await fuzz().catch(failWith)
