// One bench as the people at it know it: a screen to read, a scanner, a PIN pad. Every answer is timed and counted.
import { randomUUID } from 'node:crypto'
import { connect } from '#shared/contract/contract.ts'
import type { Port } from '#shared/contract/port.ts'
import { stationApi, type StationSettings } from '#shared/contract/station-api.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import { type Command, commandCodes } from '#shared/domain/codes/command-codes.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Chance } from './chance.ts'

export type Bench = {
  view(): StationView
  /** Scans a code. What is refused is acknowledged before this answers, as a person does. */
  scan(code: string): Promise<Outcome>
  /** One pull of the trigger that is read twice; answers what the first read led to. */
  scanBounced(code: string): Promise<Outcome>
  press(command: Command): Promise<Outcome>
  enterPin(pin: string): Promise<Outcome>
  /** Waits until the screen shows it. Throws after the time with what it shows instead. */
  until(what: string, holds: (view: StationView) => boolean, timeoutMs?: number): Promise<StationView>
  /** A refusal that came by itself (the scale's): counted and acknowledged. Answers its reason. */
  acknowledgeShown(): Promise<string | undefined>
  look(): Promise<StationView>
  saveSettings(change: (before: StationSettings) => StationSettings): Promise<void>
  figures: BenchFigures
  close(): void
}

export type BenchFigures = { accepted: number; asked: number; ignored: number; refused: Map<string, number>; verdictMs: number[] }

/** How often somebody scans on instead of reading what is refused. */
const impatientRate = 0.04
/** Between two scans of a hand, as the scanner's own clock tells it. */
const handMs = 400
const bounceGapMs = 8

const codeOf = new Map(commandCodes.map((each) => [each.command, each.code]))

export function benchOver(port: Port, chance: Chance, onClosed: () => void): Bench {
  const client = connect(stationApi, port)
  const figures: BenchFigures = { accepted: 0, asked: 0, ignored: 0, refused: new Map(), verdictMs: [] }
  const lookers = new Set<() => void>()
  let shown: StationView | undefined
  let readAtMs = 0
  /** What lies under the scanner: scanned again by somebody who does not look. */
  let codeInHand = ''
  const see = (view: StationView): void => {
    if (shown && view.revision <= shown.revision) return
    shown = view
    for (const look of lookers) look()
  }
  client.on('view.changed', see)
  client.onClose(onClosed)
  const view = (): StationView => {
    if (!shown) throw new Error('the screen shows nothing yet')
    return shown
  }
  const count = (outcome: Outcome): void => {
    if (outcome.kind === 'refused') figures.refused.set(outcome.reason, (figures.refused.get(outcome.reason) ?? 0) + 1)
    else figures[outcome.kind] += 1
  }
  const submit = async (code: string): Promise<Outcome> => {
    const startedAt = performance.now()
    const answer = await client.call('scan.submit', { scanId: randomUUID(), code, source: 'wedge', scannerId: 'demo-scanner', readAtMs })
    figures.verdictMs.push(performance.now() - startedAt)
    count(answer.outcome)
    see(answer.view)
    return answer.outcome
  }
  const confirmCode = codeOf.get('confirm') ?? ''
  const acknowledge = async (reason: string): Promise<void> => {
    if (chance.happens(impatientRate, 'impatient', reason, figures.refused.get(reason) ?? 0)) {
      readAtMs += handMs
      await submit(codeInHand)
    }
    readAtMs += handMs
    await submit(confirmCode)
  }
  const scan = async (code: string): Promise<Outcome> => {
    readAtMs += handMs
    codeInHand = code
    const outcome = await submit(code)
    if (outcome.kind === 'refused') await acknowledge(outcome.reason)
    return outcome
  }
  return {
    view,
    scan,
    async scanBounced(code) {
      readAtMs += handMs
      codeInHand = code
      const outcome = await submit(code)
      readAtMs += bounceGapMs
      await submit(code)
      if (outcome.kind === 'refused') await acknowledge(outcome.reason)
      return outcome
    },
    press: (command) => scan(codeOf.get(command) ?? ''),
    async enterPin(pin) {
      const answer = await client.call('pin.submit', { requestId: randomUUID(), pin })
      if (answer.outcome.kind === 'refused') count(answer.outcome)
      see(answer.view)
      if (answer.outcome.kind === 'refused') await acknowledge(answer.outcome.reason)
      return answer.outcome
    },
    async until(what, holds, timeoutMs = 20_000) {
      if (shown && holds(shown)) return shown
      return new Promise((resolve, reject) => {
        const finish = (): void => {
          lookers.delete(look)
          clearTimeout(timer)
        }
        const look = (): void => {
          if (!shown || !holds(shown)) return
          finish()
          resolve(shown)
        }
        const timer = setTimeout(() => {
          finish()
          reject(new Error(`Waited ${timeoutMs / 1000} s for ${what}; the screen shows ${JSON.stringify({ screen: shown?.screen, refusal: shown?.refusal, bar: shown?.bar }).slice(0, 1_500)}`))
        }, timeoutMs)
        lookers.add(look)
      })
    },
    async acknowledgeShown() {
      const { refusal } = view()
      if (!refusal) return undefined
      figures.refused.set(refusal.reason, (figures.refused.get(refusal.reason) ?? 0) + 1)
      await acknowledge(refusal.reason)
      return refusal.reason
    },
    async look() {
      const now = await client.call('station.view', {})
      see(now)
      return now
    },
    async saveSettings(change) {
      const answer = await client.call('settings.save', change(await client.call('settings.read', {})))
      if (answer.kind === 'refused') throw new Error(`The station did not take its settings: ${answer.why}`)
    },
    figures,
    close: () => client.close(),
  }
}
