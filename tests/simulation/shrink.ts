// The shortest story that still breaks the same truth: pieces of the plan are left out, large ones first, for as long as it fails in the same way.
import { drawOptions, drawPlan, type Action } from './options.ts'
import type { Simulator } from './simulator.ts'
import type { SeedInput, SeedResult } from './world.ts'

/** Runs at most this often. */
const mostTries = 400

export async function shrink(simulator: Simulator, size: Pick<SeedInput, 'seed' | 'stations' | 'steps' | 'bugs'>, failed: SeedResult): Promise<{ plan: Action[]; result: SeedResult }> {
  const code = failed.violation?.code
  let plan = drawPlan(drawOptions(size.seed, size)).slice(0, failed.actions + 1)
  let tries = 0
  const stillFails = async (candidate: Action[]): Promise<boolean> => {
    tries += 1
    return (await simulator.run({ ...size, plan: candidate })).violation?.code === code
  }
  if (!(await stillFails(plan))) plan = drawPlan(drawOptions(size.seed, size))
  for (let chunk = Math.ceil(plan.length / 2); chunk >= 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2)) {
    for (let from = plan.length - chunk; from > -chunk && tries < mostTries; from -= chunk) {
      const candidate = [...plan.slice(0, Math.max(0, from)), ...plan.slice(Math.max(0, from) + (from < 0 ? chunk + from : chunk))]
      if (candidate.length < plan.length && (await stillFails(candidate))) plan = candidate
    }
  }
  return { plan, result: await simulator.run({ ...size, plan, tellStory: true }) }
}
