const oldMs = 10 * 60_000

/** Without a newer list for so long, orders may have been cancelled that nobody here knows of: said in the same way on the bar, on the board and for each station. */
export const isCancelListOld = (readAtMs: number | null, nowMs: number): boolean => readAtMs === null || nowMs - readAtMs > oldMs
