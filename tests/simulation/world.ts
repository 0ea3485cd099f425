// One seed: draws its options and its plan, plays it event by event, heals everything, demands that all drains, and checks every truth.
import { rmSync } from 'node:fs'
import { hashDigits } from '#hub/store/place-proof.ts'
import { noBugs, type Bugs } from './bugs.ts'
import { createClock } from './clock.ts'
import { createDisks } from './disks.ts'
import { finalCheck } from './final-check.ts'
import { between, stream } from './generator.ts'
import { openHubSide } from './hub-side.ts'
import { createMachine, type Machine } from './machine.ts'
import { createNetwork } from './network.ts'
import { drawOptions, drawPlan, drawRetention, type Action, type Options } from './options.ts'
import { printerMoods } from './devices.ts'
import type { SimPostgres } from './sim-postgres.ts'
import { forgottenPlaces, journalIds } from './station-books.ts'
import { createStepCheck } from './step-check.ts'
import { hold, Violation } from './violation.ts'
import { createWitness } from './witness.ts'

export const simStartMs = 1_760_000_000_000
/** After everything was healed, all queues are empty within this virtual time. */
const drainWithinMs = 120_000

export type SeedResult = { seed: number; violation: Violation | undefined; counts: Map<string, number>; actions: number; drainedMs: number; story: string[] }
export type SeedInput = { seed: number; stations: number; steps: number; postgres: SimPostgres; /** Disks of a station that knows the site, and of one that was never used. */ template: string; emptyDisk: string; bugs?: Bugs; plan?: readonly Action[]; tellStory?: boolean }

export async function runSeed(input: SeedInput): Promise<SeedResult> {
  const { seed, postgres, bugs = noBugs } = input
  const options = drawOptions(seed, input)
  const plan = input.plan ?? drawPlan(options)
  const counts = new Map<string, number>()
  const count = (what: string, by = 1): void => void counts.set(what, (counts.get(what) ?? 0) + by)
  const clock = createClock(simStartMs)
  const story: string[] = []
  const log = (line: string): void => { if (input.tellStory) story.push(`${((clock.nowMs() - simStartMs) / 1000).toFixed(3).padStart(9)} s  ${line}`) }
  const witness = createWitness()
  const folder = postgres.newFolder()
  const disks = createDisks(folder)
  const network = createNetwork({ clock, random: stream(seed, 'network'), weather: options.weather, count, hub: { isUp: () => hub.isUp(), answer: (request) => hub.answer(request) } })
  const hub = await openHubSide({ postgres, clock, seed, count, log, bugs: bugs.hub, ring: () => network.ring(), dropLines: () => network.dropLines() })
  const machines: Machine[] = []
  /** What broke in the middle of somebody's work; told when that is over. */
  let reported: Violation | undefined
  const report = (broken: Violation): void => { reported ??= broken }
  const world = { clock, network, disks, witness, bugs, seed, mistakes: options.mistakes, retention: drawRetention(seed, plan), count, log, report }
  const add = (name: string, file: string): void => void machines.push(createMachine({ index: machines.length, name, file, world }))
  const images = new Map<number, string>()
  const backups = new Map<number, string>()
  let drainedMs = -1
  let done = 0
  let violation: Violation | undefined
  const stepCheck = createStepCheck(witness, (machine) => machines[machine]?.hasLostDisk() === true)
  const settle = (): void => {
    if (reported) throw reported
    for (const machine of machines) machine.bury()
    stepCheck()
  }
  const runUntil = async (untilMs: number): Promise<void> => {
    while (await clock.step(untilMs)) settle()
  }

  try {
    for (let index = 0; index < options.stations; index += 1) add(`P${index + 1}`, disks.copy(input.template))
    for (const action of plan) {
      await runUntil(clock.nowMs() + action.afterMs)
      await perform(action)
      settle()
      done += 1
    }
    log('everything is healed')
    network.heal()
    hub.heal()
    for (const machine of machines) machine.heal()
    const healedAtMs = clock.nowMs()
    const waits = async (): Promise<string | undefined> => {
      if (!hub.isUp()) return 'the hub is not up'
      const newest = await hub.newest()
      const epoch = await hub.epoch()
      for (const machine of machines) {
        const store = machine.store()
        if (!store) return `${machine.name} is not up`
        const troubles = await machine.troubles()
        if (troubles.some((trouble) => /station-copied|journal-differs/.test(trouble))) {
          if (!machine.isForked()) count('station: forked')
          machine.setForked()
        }
        if (machine.hasLostDisk() && !machine.isBarred() && troubles.some((trouble) => /station-still-listed|join-code-wrong/.test(trouble))) {
          count('station: barred')
          machine.setBarred()
        }
        if (machine.isBarred()) continue
        const { unsentCount } = store.outboxState()
        if (unsentCount > 0) return `${machine.name} has ${unsentCount} unsent facts (${troubles.join('; ')})`
        if (store.pullPosition().hubEpoch !== epoch) return `${machine.name} has not heard of the hub's new epoch`
        const { position, proof } = store.pullPosition()
        if (position !== newest.position) return `${machine.name} is at ${position} of ${newest.position} (${troubles.join('; ')})`
        // A hub that was put back may have come to the same place with other facts before this station asked it.
        if (proof === null || !newest.hash.startsWith(proof.slice(0, hashDigits))) return `${machine.name} knows another fact at ${position} than the hub`
      }
      return undefined
    }
    let why = await waits()
    while (why !== undefined && clock.nowMs() < healedAtMs + drainWithinMs) {
      await runUntil(clock.nowMs() + 2_000)
      why = await waits()
    }
    hold(why === undefined, 'not-drained', () => `${drainWithinMs / 1000} s after everything was healed: ${why}`)
    drainedMs = clock.nowMs() - healedAtMs
    for (const machine of machines) await machine.end()
    for (const machine of machines) machine.bury()
    await finalCheck({ database: postgres.database, machines: machines.map((each) => ({ name: each.name, disk: each.disk(), isForked: each.isForked(), isBarred: each.isBarred(), hasLostDisk: each.hasLostDisk() })), witness, count, hadRestore: counts.has('hub: put back') })
  } catch (error) {
    if (!(error instanceof Violation)) throw error
    violation = error
    log(`VIOLATION ${error.message}`)
  } finally {
    for (const machine of machines) await machine.end()
    for (const machine of machines) machine.bury()
    rmSync(folder, { recursive: true, force: true })
  }
  return { seed, violation, counts, actions: done, drainedMs, story }

  /** A disk or a database is not what it was: what neither a disk nor the hub holds now went with it. */
  async function markDestroyed(): Promise<void> {
    for (const machine of machines) machine.bury()
    const held = new Set((await postgres.database.rows<{ fact_id: string }>('select fact_id from fact')).map((row) => row.fact_id))
    for (const machine of machines) for (const factId of journalIds(disks.copy(machine.disk()))) held.add(factId)
    for (const factId of witness.promised.keys()) if (!held.has(factId)) witness.destroyed.add(factId)
  }

  /** RN1: the restored hub has all that stations have let go of. */
  async function holdsForgotten(): Promise<void> {
    for (const machine of machines) machine.bury()
    const held = new Set((await postgres.database.rows<{ place: string }>("select station_id || '/' || incarnation || '/' || seq as place from fact")).map((row) => row.place))
    for (const machine of machines) for (const place of forgottenPlaces(disks.copy(machine.disk()))) hold(held.has(place), 'forgotten-too-soon', () => `${machine.name} has let go of ${place}, and the restored hub lacks it`)
  }

  async function perform(action: Action): Promise<void> {
    const { kind, rolls } = action
    const machine = machines[action.machine % machines.length]!
    const [first = 0, second = 0] = rolls
    switch (kind) {
      case 'person': return machine.step(rolls)
      case 'orders': return hub.orders(rolls, options.modes)
      case 'release': return hub.release(rolls, options.modes)
      case 'cancel': return hub.cancel(rolls)
      case 'rest': return log('nobody does anything for a while')
      case 'partition': {
        const way = first < 0.4 ? { toHub: true, fromHub: true } : first < 0.7 ? { toHub: true, fromHub: false } : { toHub: false, fromHub: true }
        log(`${machine.name} is cut off (${Object.entries(way).filter(([, is]) => is).map(([name]) => name).join(', ')})`)
        return network.bar(machine.index, way)
      }
      case 'heal-line': return network.bar(machine.index, { toHub: false, fromHub: false })
      case 'kill': return machine.kill()
      case 'crash-at-commit':
        return machine.arm(first < 0.35 ? 'crash-before' : first < 0.7 ? 'crash-after' : first < 0.85 ? 'error-before' : 'error-after', Math.floor(second * 6))
      case 'image': {
        const image = machine.image()
        if (image !== undefined) images.set(machine.index, image)
        return log(`an image of ${machine.name}'s disk is taken`)
      }
      case 'roll-back': {
        const image = images.get(machine.index)
        if (image === undefined) return
        images.delete(machine.index)
        machine.replaceDisk(image, 'got an older disk image')
        return markDestroyed()
      }
      case 'back-up': {
        const target = disks.fresh()
        if (await machine.backup(target)) backups.set(machine.index, target)
        return log(`${machine.name} is backed up`)
      }
      case 'put-back': {
        const backup = backups.get(machine.index)
        if (backup === undefined) return
        backups.delete(machine.index)
        machine.replaceDisk(backup, 'got its backup back')
        return markDestroyed()
      }
      case 'clone': {
        const image = images.get(machine.index)
        if (image === undefined || counts.has('station: cloned')) return
        count('station: cloned')
        machine.forget()
        add(`${machine.name}'`, disks.copy(image))
        machines.at(-1)!.forget()
        return
      }
      case 'late-station': {
        count('station: joined late')
        return add(`P${machines.length + 1}`, disks.copy(input.emptyDisk))
      }
      case 'hub-restart': return hub.restart()
      case 'hub-crash': return hub.crashAtWrite(first < 0.5 ? 'before' : 'after')
      case 'hub-backup': return void (await hub.backup())
      case 'hub-restore': {
        if (!(await hub.restore())) return
        count('hub: put back')
        await holdsForgotten()
        return markDestroyed()
      }
      case 'clock': {
        const jumpMs = jump(first, second)
        log(`${machine.name}'s clock jumps by ${Math.round(jumpMs / 1000)} s`)
        count(jumpMs > 0 ? 'clock: forwards' : 'clock: back')
        return machine.jump(jumpMs)
      }
      case 'hub-clock': {
        count('clock: of the hub')
        return hub.jump(jump(first, second))
      }
      case 'printer': {
        const mood = printerMoods[between(() => first, 0, printerMoods.length - 1)]!
        log(`${machine.name}'s printer is ${mood}`)
        return machine.setMood(mood)
      }
    }
  }
}

/** Seconds to days, either way. */
function jump(first: number, second: number): number {
  const sizes = [5_000, 120_000, 3_600_000, 86_400_000, 20 * 86_400_000]
  return (first < 0.5 ? -1 : 1) * sizes[Math.floor(second * sizes.length)]!
}
export type { Options }
