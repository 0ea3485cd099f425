/** Questions may overtake each other on their way: of the takers that come out of it only the newest one takes its answer. Answers that came before the next question was asked are taken too. */
export function newestOnly(): <T>(take: (answer: T) => void) => (answer: T) => void {
  let newest = 0
  return (take) => {
    const own = (newest += 1)
    return (answer) => {
      if (own === newest) take(answer)
    }
  }
}
