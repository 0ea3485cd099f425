import { expect, test } from 'vitest'
import { wallPlaces } from './wall-places.ts'

test('a wall stands on the screen as in the hall: a row of letters, a column of numbers, gaps where a slot has no order', () => {
  expect(wallPlaces(['WALL1-A1', 'WALL1-A3', 'WALL1-B2'])).toEqual({
    wallCode: 'WALL1-', columns: 3,
    places: [{ slotCode: 'WALL1-A1', shortCode: 'A1', column: 1, row: 1 }, { slotCode: 'WALL1-A3', shortCode: 'A3', column: 3, row: 1 }, { slotCode: 'WALL1-B2', shortCode: 'B2', column: 2, row: 2 }],
  })
})
test('codes that number the whole wall, or nothing, are laid out in a square', () => {
  const forty = wallPlaces(Array.from({ length: 40 }, (_, index) => `W1-${String(index + 1).padStart(2, '0')}`))
  expect(forty).toMatchObject({ wallCode: 'W1-', columns: 6 })
  expect(forty.places[39]).toEqual({ slotCode: 'W1-40', shortCode: '40' })
  expect(wallPlaces(['LEFT', 'RIGHT'])).toEqual({ wallCode: '', columns: 4, places: [{ slotCode: 'LEFT', shortCode: 'LEFT' }, { slotCode: 'RIGHT', shortCode: 'RIGHT' }] })
})
test('slots of two walls keep the names of their walls', () => {
  expect(wallPlaces(['WALL1-A1', 'WALL2-A1'])).toMatchObject({ wallCode: '', places: [{ shortCode: 'WALL1-A1', row: 1 }, { shortCode: 'WALL2-A1', row: 2 }] })
})
