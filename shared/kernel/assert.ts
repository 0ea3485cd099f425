/** A broken belief of the program. Thrown in production too: the process stops and its one open transaction leaves nothing behind. */
export class Fault extends Error {
  override name = 'Fault'
}

/** Throws a Fault when `condition` does not hold. */
export function assert(condition: unknown, belief: string): asserts condition {
  if (!condition) throw new Fault(belief)
}

/** The last arm of a switch over a closed union: a member that is added later does not compile, and throws if it comes off a wire. */
export function unreachable(value: never): never {
  throw new Fault(`unreachable case: ${JSON.stringify(value)}`)
}
