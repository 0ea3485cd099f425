/** Fills `inverse` with the inverse of a square matrix, both row by row, by Gauss and Jordan with the largest element of each column. The matrix is used up. False where it has none: then neither counts. */
export function invertMatrix(matrix: Float64Array, inverse: Float64Array, size: number): boolean {
  inverse.fill(0)
  for (let row = 0; row < size; row++) inverse[row * size + row] = 1
  for (let step = 0; step < size; step++) {
    let best = step
    for (let row = step + 1; row < size; row++) if (Math.abs(matrix[row * size + step]!) > Math.abs(matrix[best * size + step]!)) best = row
    if (best !== step) for (const each of [matrix, inverse]) swapRows(each, step, best, size)
    const pivot = matrix[step * size + step]!
    if (Math.abs(pivot) < 1e-9) return false
    for (let at = 0; at < size; at++) {
      matrix[step * size + at]! /= pivot
      inverse[step * size + at]! /= pivot
    }
    for (let row = 0; row < size; row++) {
      const factor = matrix[row * size + step]!
      if (row === step || factor === 0) continue
      for (let at = 0; at < size; at++) {
        matrix[row * size + at]! -= factor * matrix[step * size + at]!
        inverse[row * size + at]! -= factor * inverse[step * size + at]!
      }
    }
  }
  return true
}

function swapRows(matrix: Float64Array, one: number, other: number, size: number): void {
  const kept = matrix.slice(one * size, (one + 1) * size)
  matrix.copyWithin(one * size, other * size, (other + 1) * size)
  matrix.set(kept, other * size)
}
