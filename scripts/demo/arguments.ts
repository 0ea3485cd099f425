import { parseArgs } from 'node:util'

export type DemoArguments = {
  headless: boolean
  /** A folder of exports instead of the sample warehouse. */
  dataDir: string | undefined
  seed: number
  reportFile: string | undefined
  /** At most so many orders are worked; the others stay open. undefined: all, as far as `longestMinutes` lets. */
  orders: number | undefined
  longestMinutes: number
  keep: boolean
}

export const usage = 'npm run demo -- [--headless] [--data DIR] [--seed N] [--report FILE] [--orders N] [--minutes N] [--keep]'

/** Refuses with a sentence that names what is wrong. */
export function readDemoArguments(given: readonly string[]): DemoArguments | { refused: string } {
  let values: Record<string, string | boolean | undefined>
  try {
    values = parseArgs({
      args: [...given],
      options: {
        headless: { type: 'boolean' }, data: { type: 'string' }, seed: { type: 'string' }, report: { type: 'string' }, orders: { type: 'string' }, minutes: { type: 'string' }, keep: { type: 'boolean' },
      },
    }).values
  } catch (fault) {
    return { refused: `${fault instanceof Error ? fault.message : String(fault)} Usage: ${usage}` }
  }
  const whole = (name: string, least: number): number | undefined | null => {
    const text = values[name]
    if (text === undefined) return undefined
    const number = Number(text)
    return Number.isSafeInteger(number) && number >= least ? number : null
  }
  const seed = whole('seed', 0)
  const orders = whole('orders', 1)
  const minutes = whole('minutes', 1)
  for (const [name, value] of Object.entries({ seed, orders, minutes })) if (value === null) return { refused: `--${name} takes a whole number. Usage: ${usage}` }
  return {
    headless: values['headless'] === true,
    dataDir: values['data'] as string | undefined,
    seed: seed ?? 1,
    reportFile: values['report'] as string | undefined,
    orders: orders ?? undefined,
    longestMinutes: minutes ?? 30,
    keep: values['keep'] === true,
  }
}
