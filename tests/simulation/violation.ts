/** A truth that did not hold. The code groups failures, so that shrinking keeps to one of them. */
export class Violation extends Error {
  override name = 'Violation'
  readonly code: string
  constructor(code: string, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
  }
}
export function hold(condition: unknown, code: string, detail: () => string): asserts condition {
  if (!condition) throw new Violation(code, detail())
}
