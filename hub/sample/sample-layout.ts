import { assert } from '#shared/kernel/assert.ts'
import { layoutFromRows, type LayoutRow, type ReadLayout } from '#shared/domain/waves/layout/layout-rows.ts'
import type { SamplePlace } from './types.ts'

const metresPerAisle = 3

/** The sample's aisles side by side, a bay to the metre, with the packing benches before the first of them. */
export function sampleLayout(places: readonly SamplePlace[]): NonNullable<ReadLayout['layout']> {
  const row = (rank: number, place: string, x: number, y: number): LayoutRow => ({ row: rank, kind: 'place', place, x, y, aisle: '', side: 'left', level: 0, zone: '', oneWay: null, closed: false, turning: true, crossWay: 'both' })
  const rows = places.map((place, index): LayoutRow => ({ ...row(index, place.placeCode, place.aisle * metresPerAisle, place.bay), aisle: `${place.zone}${place.aisle}`, side: place.side, level: place.shelf, zone: place.zone }))
  const { layout, troubles } = layoutFromRows([...rows, { ...row(rows.length, '打包台', metresPerAisle, 0), kind: 'depot' }])
  assert(layout && troubles.length === 0, 'the sample can be walked')
  return layout
}
