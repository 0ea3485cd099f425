// What one seed is about: drawn anew for each, so that most seeds have a few kinds of trouble and every kind is met alone and in company.
import type { RetentionPace } from '#shared/domain/retention/decide-forget.ts'
import { between, oneOf, stream } from './generator.ts'

const actionKinds = [
  'person', 'orders', 'release', 'cancel', 'partition', 'heal-line', 'kill', 'crash-at-commit', 'image', 'roll-back', 'back-up', 'put-back', 'clone',
  'hub-restart', 'hub-crash', 'hub-backup', 'hub-restore', 'clock', 'hub-clock', 'printer', 'rest',
] as const
/** `late-station` is drawn by itself (withLateStation). */
export type ActionKind = (typeof actionKinds)[number] | 'late-station'
/** One thing that somebody or something does. `rolls` are drawn with the plan, so that an action does the same when others are left out. */
export type Action = { afterMs: number; kind: ActionKind; machine: number; rolls: readonly number[] }

export type Weather = { loss: number; repeat: number; late: number; cut: number; lie: number }
export type Options = { seed: number; stations: number; steps: number; weather: Weather; weights: Readonly<Record<(typeof actionKinds)[number], number>>; mistakes: number; modes: readonly string[] }

const always: Partial<Record<ActionKind, number>> = { person: 60, orders: 2, release: 3, rest: 1 }
const sometimes: Partial<Record<ActionKind, number>> = {
  cancel: 2, partition: 2, kill: 1, 'crash-at-commit': 3, image: 2, 'roll-back': 1.5, 'back-up': 1.5, 'put-back': 1, clone: 1.2,
  'hub-restart': 0.6, 'hub-crash': 1.5, 'hub-backup': 2, 'hub-restore': 2, clock: 0.8, 'hub-clock': 0.3, printer: 5,
}

/** Shares of the seeds, and the actions that each has: most faults show in a short story, some only in a long one. */
const lengths = [
  { share: 0.84, from: 12, to: 24 },
  { share: 0.125, from: 25, to: 64 },
  { share: 0.028, from: 65, to: 160 },
  { share: 0.007, from: 161, to: 500 },
] as const
const sizes = [{ share: 0.56, stations: 2 }, { share: 0.3, stations: 3 }, { share: 0.1, stations: 4 }, { share: 0.03, stations: 6 }, { share: 0.01, stations: 10 }] as const

const pick = <T extends { share: number }>(roll: number, all: readonly T[]): T => {
  let left = roll
  for (const each of all) if ((left -= each.share) < 0) return each
  return all[0]!
}

/** How large the run of this seed is, when nobody says it: mostly small, now and then as large as it is ever asked for. */
export function drawSize(seed: number): { stations: number; steps: number } {
  const random = stream(seed, 'size')
  const { from, to } = pick(random(), lengths)
  return { steps: between(random, from, to), stations: pick(random(), sizes).stations }
}

/** The same seed, stations and steps give the same options. */
export function drawOptions(seed: number, asked: { stations: number; steps: number }): Options {
  const random = stream(seed, 'options')
  const has = (chance: number): boolean => random() < chance
  const weights = Object.fromEntries(actionKinds.map((kind) => [kind, always[kind] ?? (has(0.45) ? (sometimes[kind] ?? 0) * (0.5 + random()) : 0)])) as Record<(typeof actionKinds)[number], number>
  if (weights.partition > 0) weights['heal-line'] = weights.partition * (0.3 + random())
  if (weights['roll-back'] > 0 || weights.clone > 0) weights.image = Math.max(weights.image, 0.8)
  if (weights['put-back'] > 0) weights['back-up'] = Math.max(weights['back-up'], 0.8)
  if (weights['hub-restore'] > 0) weights['hub-backup'] = Math.max(weights['hub-backup'], 0.8)
  const rate = (chance: number, most: number): number => (has(chance) ? random() * most : 0)
  return {
    seed, ...asked, weights,
    weather: { loss: rate(0.5, 0.3), repeat: rate(0.4, 0.3), late: rate(0.4, 0.2), cut: rate(0.4, 0.25), lie: rate(0.25, 0.15) },
    mistakes: rate(0.7, 0.15),
    modes: oneOf(random, [['by-order'], ['single-item'], ['batch-wall'], ['by-order', 'single-item'], ['by-order', 'single-item', 'batch-wall']]),
  }
}

/** Everything that will happen, in order. The first actions bring work to the floor. */
export function drawPlan(options: Options): Action[] {
  const random = stream(options.seed, 'plan')
  const kinds = actionKinds.filter((kind) => options.weights[kind] > 0)
  const total = kinds.reduce((sum, kind) => sum + options.weights[kind], 0)
  const rolls = (): number[] => Array.from({ length: 8 }, random)
  const draw = (): ActionKind => {
    let left = random() * total
    for (const kind of kinds) {
      left -= options.weights[kind]
      if (left < 0) return kind
    }
    return 'person'
  }
  const pause = (kind: ActionKind): number => {
    if (kind === 'rest') return between(random, 16_000, 90_000)
    const roll = random()
    return roll < 0.88 ? between(random, 50, 1_500) : roll < 0.99 ? between(random, 1_500, 8_000) : between(random, 8_000, 40_000)
  }
  const plan: Action[] = [{ afterMs: 500, kind: 'orders', machine: 0, rolls: rolls() }]
  for (let index = 0; index < 2; index += 1) plan.push({ afterMs: 100, kind: 'release', machine: 0, rolls: rolls() })
  plan.push({ afterMs: 20_000, kind: 'rest', machine: 0, rolls: rolls() })
  // People stay at one bench for a while: a row of steps by the same person finishes something.
  let machine = 0
  while (plan.length < options.steps) {
    if (random() < 0.12) machine = between(random, 0, options.stations - 1)
    const kind = draw()
    plan.push({ afterMs: pause(kind), kind, machine: kind === 'person' ? machine : between(random, 0, options.stations - 1), rolls: rolls() })
  }
  return withLateStation(plan, options)
}

/** In some seeds a station joins, with an empty store, when the others have worked for a while, and half of what people do then is done there. From a stream of its own, so that other seeds stay what they were. */
function withLateStation(plan: readonly Action[], { seed, stations }: Options): Action[] {
  const random = stream(seed, 'arrives late')
  if (random() >= 0.15) return [...plan]
  const at = between(random, Math.ceil(plan.length / 3), plan.length - 1)
  const joins: Action = { afterMs: between(random, 50, 1_500), kind: 'late-station', machine: stations, rolls: [] }
  return [...plan.slice(0, at), joins, ...plan.slice(at).map((action) => (action.kind === 'person' && random() < 0.5 ? { ...action, machine: stations } : action))]
}

/** Longest that a station takes its hub for heard before it hears nothing: nothing of a day, but several of the short ones here. */
const unheardMs = 30_000

/**
 * How soon stations let go of what the hub has; undefined: not in this seed. From a stream of its own, so that it changes nothing else. Days are short here, and as many are
 * kept as RN1 asks for: no backup of the hub that this plan puts back is older. Each jump of a clock may make one day too many (RN2).
 */
export function drawRetention(seed: number, plan: readonly Action[]): RetentionPace | undefined {
  const random = stream(seed, 'retention')
  if (random() < 0.4) return undefined
  const dayMs = between(random, 1_000, 4_000)
  let atMs = 0
  let firstBackupMs: number | undefined
  let oldestMs = 0
  for (const { kind, afterMs } of plan) {
    atMs += afterMs
    if (kind === 'hub-backup') firstBackupMs ??= atMs
    if (kind === 'hub-restore' && firstBackupMs !== undefined) oldestMs = Math.max(oldestMs, atMs - firstBackupMs)
  }
  const jumps = plan.filter(({ kind }) => kind === 'clock' || kind === 'hub-clock').length
  return { dayMs, keptDaysAtLeast: Math.ceil((oldestMs + unheardMs) / dayMs) + 1 + jumps, leastKept: between(random, 1, 6) }
}
