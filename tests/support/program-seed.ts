import { spawnSync } from 'node:child_process'
import { hash } from 'node:crypto'

/**
 * A seed that no other program had: from the hashes of what can change a run, so that what is red here is red for
 * whoever runs the same program, whatever its documents say. From the clock where there is no git.
 * PACKWAVE_TEST_SEED, an integer, takes its place: to search further, or to repeat a search.
 */
export function programSeed(): number {
  const asked = process.env['PACKWAVE_TEST_SEED']
  if (asked !== undefined) {
    const seed = Number(asked)
    if (!Number.isSafeInteger(seed)) throw new Error(`PACKWAVE_TEST_SEED is "${asked}", not an integer`)
    return seed
  }
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD:shared', 'HEAD:electron', 'HEAD:hub', 'HEAD:tests'], { cwd: import.meta.dirname, encoding: 'utf8' })
  return /^[\da-f]{40}/.test(stdout) ? Number.parseInt(hash('sha256', stdout).slice(0, 12), 16) : Date.now()
}
