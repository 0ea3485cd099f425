import path from 'node:path'

/** The root of the checkout. */
export const projectDir = path.dirname(path.dirname(import.meta.dirname))

/** One line of progress for the person at the terminal; on stderr, because stdout belongs to results. */
export function say(sentence: string): void {
  process.stderr.write(`packwave: ${sentence}\n`)
}

/** Ends the process with one sentence instead of a stack: what failed was the world, not the program. */
export function failWith(fault: unknown): never {
  say(fault instanceof Error ? fault.message : String(fault))
  process.exit(1)
}
