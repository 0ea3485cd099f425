// Goal: the layout of the largest halls is read; what is wrong with a table is tested where it is read (hub/imports/layout-csv.test.ts).
import { expect, it } from 'vitest'
import { layoutFromRows, type LayoutRow } from './layout-rows.ts'

it('[LY5] takes more places than a call takes arguments', () => {
  const rows = Array.from({ length: 150_000 }, (_, at): LayoutRow => ({ row: at + 1, kind: 'place', place: `P${at}`, x: (at % 10) * 3, y: at % 100, aisle: `A${at % 10}`, side: 'left', level: 0, zone: '', oneWay: null, closed: false, turning: true, crossWay: 'both' }))
  expect(layoutFromRows(rows).layout?.places.length).toBe(rows.length)
})
