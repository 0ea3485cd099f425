/** Runs pieces of work one after the other, in the order in which they came; one that throws does not stop the next. */
export function inTurn(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work, work)
    last = mine.then(
      () => undefined,
      () => undefined,
    )
    return mine
  }
}
