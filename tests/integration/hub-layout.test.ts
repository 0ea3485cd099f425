// Goal: an imported layout is what a real hub walks its lists by; another one replaces it, and what is being picked stays as it was released.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runImport } from '#hub/imports/run-import.ts'
import { saveRouting } from '#hub/layout/put-layout.ts'
import { hubImportTarget } from '#hub/orders/hub-import-target.ts'
import { previewWave, releaseWave } from '#hub/waves/release-wave.ts'
import type { Routing } from '#shared/domain/waves/routing/routings.ts'
import { collect, tempFile } from '#tests/support/import-files.ts'
import { granted } from '#tests/support/test-board.ts'
import { startTestHub, type TestHub } from '#tests/support/test-hub.ts'

let hub: TestHub
beforeAll(async () => { hub = await startTestHub({ sample: true }) })
afterAll(() => hub.close())

type Known = { place_code: string; aisle: number; bay: number; shelf: number; side: string }
const places = () => hub.database.rows<Known>('select place_code, aisle, bay, shelf, side from place order by place_code')
/** The sample's own aisles so many metres apart. */
const tableOf = (rows: readonly Known[], metresApart: number): string =>
  ['place,x,y,aisle,side,level', ...rows.map((row) => `${row.place_code},${row.aisle * metresApart},${row.bay},${row.aisle},${row.side},${row.shelf}`)].join('\n')
const importLayout = (text: string) => runImport({ format: 'layout', files: [tempFile('hall.csv', text)] }, hubImportTarget(hub.database, hub.tools))
const walkOf = async (): Promise<number> => granted(await previewWave(hub.database, hub.tools, { ruleId: 'wall' })).walk.metres

describe('a layout', () => {
  it('[LY10] [LY8] is walked by from the next wave on, and importing it again changes nothing', async () => {
    const asSampled = await walkOf()
    const rows = await places()
    const first = await importLayout(tableOf(rows, 3))
    expect(first.refusals).toEqual([])
    expect(first.layout).toMatchObject({ aisles: 18, places: rows.length, unchanged: 0, updated: rows.length, accepted: 0, forgotten: 0, openLists: 0 })
    const near = await walkOf()
    expect(Math.abs(near - asSampled) / asSampled).toBeLessThan(0.1)
    const again = await importLayout(tableOf(rows, 3))
    expect(again.layout).toMatchObject({ unchanged: rows.length, updated: 0, accepted: 0 })
    await importLayout(tableOf(rows, 12))
    expect(await walkOf()).toBeGreaterThan(1.2 * near)
  })

  it('[RT27] is walked by the rule that the site chooses, which stations are told and a preview holds against the shortest way', async () => {
    const told = async (): Promise<(string | null)[]> => (await hub.database.rows<{ routing: string | null }>("select body->>'routing' as routing from fact where kind = 'LayoutListed' order by position")).map((row) => row.routing)
    const choose = (routing: Routing) => hub.database.write((sql) => saveRouting(sql, hub.tools, routing))
    const before = granted(await previewWave(hub.database, hub.tools, { ruleId: 'wall' })).walk
    expect([before.metres, before.seconds]).toEqual([before.shortestMetres, before.shortestSeconds])
    const tellings = (await told()).length
    await choose('s-shape')
    const ruled = granted(await previewWave(hub.database, hub.tools, { ruleId: 'wall' })).walk
    expect(ruled).toMatchObject({ metres: before.sShapeMetres, sShapeMetres: before.sShapeMetres, shortestMetres: before.metres })
    expect(ruled.metres).toBeGreaterThan(ruled.shortestMetres)
    await choose('s-shape')
    // Another layout is walked by the same rule.
    await importLayout(tableOf(await places(), 11))
    expect((await told()).slice(tellings)).toEqual(['s-shape', 's-shape'])
    await choose('optimal')
    await importLayout(tableOf(await places(), 12))
    expect((await told()).slice(tellings)).toEqual(['s-shape', 's-shape', null, null])
  })

  it('[LY8] comes in over the wire as well, whole or not at all', async () => {
    const key = readFileSync(path.join(hub.dataDir, 'admin-key'), 'utf8').trim()
    const post = async (body: unknown): Promise<{ status: number; answer: unknown }> => {
      const response = await fetch(`${hub.url}/api/import-batch`, { method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${key}` } })
      return { status: response.status, answer: await response.json() }
    }
    const { layouts: [layout] } = await collect({ format: 'layout', files: [tempFile('hall.csv', tableOf(await places(), 12))] })
    expect(await post({ kind: 'layout', layout })).toMatchObject({ status: 200, answer: { aisles: 18, updated: 0, accepted: 0 } })
    expect(await post({ kind: 'layout', layout: { ...layout, places: [{ ...layout!.places[0]!, x: 'far' }] } })).toMatchObject({ status: 400 })
    expect(await post({ kind: 'stock', batch: [{ place: 'A-01-01-1', sku: 'nothing', quantity: 1, expiresOnDay: null, caseQuantity: null, at: { file: 'f', row: 2 } }] })).toMatchObject({ status: 200, answer: [{ outcome: 'refused', refused: { code: 'stock-product-unknown' } }] })
    expect(await post({ kind: 'stock', batch: [{ place: 'A-01-01-1', sku: 'nothing', quantity: -1, expiresOnDay: null, caseQuantity: null, at: { file: 'f', row: 2 } }] })).toMatchObject({ status: 400 })
  })

  it('[LY8] a table that leads nowhere changes nothing', async () => {
    const before = await walkOf()
    const report = await importLayout('place,x,y,aisle\nA-01-01-1,,,1\n')
    expect(report.layout).toBeNull()
    expect(report.refusals.map((each) => each.code)).toEqual(['layout-no-coordinates', 'layout-nothing-to-walk'])
    expect(await walkOf()).toBe(before)
  })

  it('[LY12] changed while a wave is picked, the lists stay as they were released, and places that it leaves out come last', async () => {
    granted(await releaseWave(hub.database, hub.tools, 'P-0010', { requestId: 'request-layout', ruleId: 'wall' }))
    const tasks = () => hub.database.rows('select task_id, sequence, place_code from pick_task order by list_id, sequence')
    const before = await tasks()
    const rows = await places()
    const kept = rows.filter((row) => row.aisle !== 2)
    const report = await importLayout(tableOf(kept, 5))
    expect(report.layout).toMatchObject({ places: kept.length, forgotten: rows.length - kept.length, openLists: 1 })
    expect(await tasks()).toEqual(before)
    expect(await hub.database.rows('select 1 from place')).toHaveLength(rows.length)
    expect(granted(await previewWave(hub.database, hub.tools, { ruleId: 'single' })).orderCount).toBeGreaterThan(0)
    const wave = granted(await releaseWave(hub.database, hub.tools, 'P-0010', { requestId: 'request-layout-2', ruleId: 'single' }))
    const walked = await hub.database.rows<{ aisle: number }>('select p.aisle from pick_task t join pick_list l using (list_id) join place p using (place_code) where l.wave_id = $1 order by t.sequence', ['waveId' in wave ? wave.waveId : ''])
    const outside = walked.map((row) => row.aisle === 2)
    expect(outside.includes(true) && outside.lastIndexOf(false) < outside.indexOf(true)).toBe(true)
  })
})
