// What is counted on where nothing was measured yet. Runs anywhere: no clock, no I/O.

/** A piece is found, scanned and put down by one picker; ways are counted apart. */
export const usualMsPerPiece = 12_000
