// Goal: a table of places becomes a layout to walk in; each thing that is wrong with it is one sentence with file and row, and the rest is taken.
import { describe, expect, it } from 'vitest'
import { checkLayout } from '#shared/domain/waves/routing/grid.ts'
import { collect, tempFile } from '#tests/support/import-files.ts'
import { detectImport } from './detect-import.ts'

const header = 'place,x,y,aisle,side,level,one-way,depot,drop-off,cross-aisle,closed,zone'
/** Two aisles of two places each. */
const sound = ['A-1,2,1,A,left,0', 'A-2,2,5,A,right,1', 'B-1,6,1,B,,', 'B-2,6,5,B,R,2']
async function read(rows: readonly string[], heading = header) {
  const { layouts, refusals } = await collect({ format: 'layout', files: [tempFile('hall.csv', [heading, ...rows].join('\n'))] })
  return { layout: layouts[0], said: refusals.map(({ file, row, column, code, reason }) => ({ file, row, column, code, reason })), codes: refusals.map(({ row, code }) => `${row} ${code}`) }
}
const placesOf = (layout: Awaited<ReturnType<typeof read>>['layout']): string[] => layout?.places.map((place) => place.place) ?? []

describe('a table of places', () => {
  it('[LY5] becomes aisles between a front and a back cross aisle, with the walk beginning at the first aisle', async () => {
    const { layout, codes } = await read(sound)
    expect(codes).toEqual([])
    expect(layout?.ways.aisles.map(({ name, x }) => [name, x])).toEqual([['A', 2], ['B', 6]])
    expect(layout?.ways.crossAisles.map(({ y }) => y)).toEqual([0, 6])
    expect(layout?.ways.starts).toEqual([{ name: '', x: 2, y: 0 }])
    expect(layout?.places[1]).toEqual({ place: 'A-2', x: 2, y: 5, aisle: 'A', walkAisle: 'A', side: 'right', level: 1, zone: '', bay: 2 })
  })

  it('[LY5] depots, drop-offs and cross aisles of their own are taken; one that lies nowhere is named', async () => {
    const { layout, said } = await read([...sound, ',,0,,,,,,,both', ',,8,,,,,,,both', '起点,0,1,,,,,yes', '打包台,9,8,,,,,,yes', '窗口,30,4,,,,,yes'])
    expect(layout?.ways.starts).toEqual([{ name: '起点', x: 0, y: 0 }])
    expect(layout?.ways.ends).toEqual([{ name: '打包台', x: 9, y: 8 }])
    expect(said).toEqual([{ file: 'hall.csv', row: 10, column: 'place', code: 'layout-end-off', reason: '窗口 lies on no aisle and no cross aisle.' }])
  })

  it('speaks Chinese too, and is known by its header', async () => {
    const chinese = '库位,x,y,通道,侧,层,单行\nA-1,2,1,A,左,0,向后\nA-2,2,5,A,右,1,\nB-1,6,5,B,右,0,\n'
    const file = tempFile('布局.csv', chinese)
    expect(await detectImport([file])).toMatchObject({ format: 'layout' })
    const { layouts } = await collect({ format: 'layout', files: [file] })
    expect(layouts[0]?.ways.aisles[0]).toMatchObject({ oneWay: 'to-back' })
    expect(await detectImport([tempFile('stock.csv', 'place,sku,quantity\nA-1,cup,3\n')])).toMatchObject({ format: 'stock' })
  })
})

describe('what is wrong with it', () => {
  it('[LY1] places without coordinates, code or aisle are named with file and row, and the rest is taken', async () => {
    const { layout, said } = await read([...sound, 'C-1,,4,C,left,0', 'C-2,4,,C,left,0', ',4,4,C,left,0', 'C-3,4,4,,left,0'])
    expect(said).toEqual([
      { file: 'hall.csv', row: 6, column: 'x', code: 'layout-no-coordinates', reason: 'C-1 has no coordinates: x and y in metres are needed.' },
      { file: 'hall.csv', row: 7, column: 'y', code: 'layout-no-coordinates', reason: 'C-2 has no coordinates: x and y in metres are needed.' },
      { file: 'hall.csv', row: 8, column: 'place', code: 'layout-place-missing', reason: 'The row names no place.' },
      { file: 'hall.csv', row: 9, column: 'aisle', code: 'layout-aisle-missing', reason: 'Place C-3 names no aisle.' },
    ])
    expect(placesOf(layout)).toEqual(['A-1', 'A-2', 'B-1', 'B-2'])
  })

  it.each([
    ['X-1,two,1,A,left,0', 'layout-coordinate-wrong'], ['X-1,1e400,1,A,left,0', 'layout-coordinate-wrong'], ['X-1,2,999999999,A,left,0', 'layout-coordinate-wrong'], ['X-1,2,1,A,up,0', 'layout-side-unknown'], ['X-1,2,1,A,left,-1', 'layout-level-wrong'],
    ['X-1,2,1,A,left,1.5', 'layout-level-wrong'], ['X-1,2,1,A,left,0,sideways', 'layout-way-unknown'], [`${'X'.repeat(65)},2,1,A,left,0`, 'layout-name-too-long'], ['X-1,2,1,A,left,0,constructor', 'layout-way-unknown'],
  ])('[LY1] %s is %s', async (row, code) => {
    const { layout, codes } = await read([...sound, row])
    expect(codes).toEqual([`6 ${code}`])
    expect(placesOf(layout)).toHaveLength(4)
  })

  it('[LY2] a place that stands twice counts where it stands first, and the sentence names that row', async () => {
    const { layout, said } = await read([...sound, 'A-1,6,3,B,left,0'])
    expect(said).toEqual([{ file: 'hall.csv', row: 6, column: 'place', code: 'layout-place-twice', reason: 'Place A-1 stands already in row 2; that one is used.' }])
    expect(layout?.places[0]).toMatchObject({ place: 'A-1', x: 2, y: 1 })
  })

  it('[LY3] a place far beside its aisle is a slip of the pen and moves nothing', async () => {
    const { layout, codes } = await read([...sound, 'A-3,2.4,3,A,left,0', 'A-4,200,3,A,left,0'])
    expect(codes).toEqual(['7 layout-far-from-aisle'])
    expect(layout?.ways.aisles[0]?.x).toBeCloseTo(2.2)
  })

  it('[LY4] aisles of a front and a back block at one x are one', async () => {
    const { layout } = await read([...sound, 'C-1,2.2,12,C,left,0', 'C-2,2.2,14,C,left,0', ',,0,,,,,,,both', ',,8,,,,,,,both', ',,16,,,,,,,both'])
    expect(layout?.ways.aisles.map((aisle) => aisle.name)).toEqual(['A', 'B'])
    expect(layout?.places.find((place) => place.place === 'C-1')).toMatchObject({ aisle: 'C', walkAisle: 'A', bay: 1 })
  })

  it('[LY6] the first way of an aisle counts', async () => {
    const { layout, codes } = await read(['A-1,2,1,A,left,0,to-back', 'A-2,2,5,A,left,0,to-front', 'B-1,6,1,B,left,0'])
    expect(codes).toEqual(['3 layout-way-contradicts'])
    expect(layout?.ways.aisles[0]?.oneWay).toBe('to-back')
  })

  it('[LY6] an aisle in which nobody turns says so in any of its rows', async () => {
    for (const [heading, word] of [[`${header},no-turning`, 'yes'], ['库位,x,y,通道,侧,层,单行,起点,交接点,横通道,封闭,库区,不能掉头', '是']] as const) {
      const { layout, codes } = await read(['A-1,2,1,A,left,0', `A-2,2,5,A,left,0,,,,,,,${word}`, 'B-1,6,1,B,left,0,,,,,,,0'], heading)
      expect(codes).toEqual([])
      expect(layout?.ways.aisles.map(({ name, turning }) => [name, turning])).toEqual([['A', false], ['B', true]])
    }
  })

  it('[LY7] an aisle that cannot be reached is one sentence with its places, a place alone is named by itself', async () => {
    const closed = await read([...sound, 'C-1,10,1,C,left,0,,,,,yes', 'C-2,10,5,C,left,0'])
    expect(closed.said).toEqual([{ file: 'hall.csv', row: 6, column: 'aisle', code: 'layout-aisle-unreachable', reason: 'Aisle C cannot be reached and left again; its 2 places lie nowhere on the map.' }])
    expect(placesOf(closed.layout)).toEqual(['A-1', 'A-2', 'B-1', 'B-2'])
    // Both cross aisles lead away from the start: whoever goes to B does not come back.
    const oneWay = await read([...sound, ',,0,,,,,,,ascending', ',,6,,,,,,,ascending', '起点,2,0,,,,,yes'])
    expect(oneWay.codes).toEqual(['4 layout-aisle-unreachable'])
    expect(placesOf(oneWay.layout)).toEqual(['A-1', 'A-2'])
    const outside = await read([...sound, 'B-9,6,40,B,left,0', ',,0,,,,,,,both', ',,6,,,,,,,both'])
    expect(outside.codes).toEqual(['6 layout-place-outside'])
  })

  it('[LY8] a layout of which nothing can be walked to is refused whole', async () => {
    for (const rows of [[], ['A-1,2,1,A,left,0,,,,,yes'], ['A-1,,,A,left,0'], [...sound, ',,0,,,,,,,both']]) {
      const { layout, said } = await read(rows)
      expect(layout, rows.join()).toBeUndefined()
      expect(said.some((each) => each.code === 'layout-nothing-to-walk'), rows.join()).toBe(true)
    }
  })

  it('[LY9] a table of something else, a column that stands twice, and a file that ends in the middle change nothing', async () => {
    expect((await read(['A-1,2'], 'place,x')).codes).toEqual(['1 layout-columns'])
    expect((await read(sound, `${header},x`)).codes).toEqual(['1 column-twice'])
    expect((await read([...sound, '"A-9,2,1,A,left,0'])).codes).toEqual(['6 quote-not-closed'])
  })

  it('[LY7] whatever is kept can be walked to', async () => {
    const { layout } = await read([...sound, 'C-1,10,1,C,left,0,to-back', 'C-2,10,5,C,left,3,to-back', '起点,0,-4,,,,,yes', '打包台,14,9,,,,,,yes'])
    const { grid, problems } = checkLayout({ ...layout!.ways, places: layout!.places.map(({ place, walkAisle, y, level }) => ({ place, aisle: walkAisle, y, level })) })
    expect(problems).toEqual([])
    expect(grid?.stops.size).toBe(6)
  })
})
