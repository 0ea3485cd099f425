import { expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/random.ts'
import { invertMatrix } from './invert-matrix.ts'

test('a matrix times its inverse is one, also where rows have to change places; a matrix without an inverse is refused', () => {
  const random = seededRandom(7)
  for (let size = 1; size <= 12; size += 1) {
    // Zeros on the diagonal ask for a change of rows.
    const matrix = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 && size > 1 ? 0 : random() - 0.5))
    const inverse = new Float64Array(size * size)
    expect(invertMatrix(matrix.slice(), inverse, size)).toBe(true)
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        let sum = 0
        for (let at = 0; at < size; at += 1) sum += matrix[row * size + at]! * inverse[at * size + column]!
        expect(sum).toBeCloseTo(row === column ? 1 : 0, 8)
      }
    }
  }
  expect(invertMatrix(Float64Array.of(1, 2, 2, 4), new Float64Array(4), 2)).toBe(false)
})
