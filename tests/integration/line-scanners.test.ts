// Goal: scanners on lines of their own are heard by the station itself, whatever the screen does. Method: the real station; this test is the scanner.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { verdictOf } from '#tests/support/builders.ts'
import { startFakeCradle } from '#tests/support/fake-cradle.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'

let folder: string
let station: TestStation
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-scanners-'))
})
afterEach(async () => {
  const { faults } = station
  await station.stop()
  rmSync(folder, { recursive: true, force: true })
  expect(faults).toEqual([])
})

test('[SS1] [SS4] [SS5] a scanner on a line signs in, works without any screen, and is shown when it is gone', async () => {
  const cradle = await startFakeCradle()
  station = await startTestStation(folder, { scanners: [{ scannerId: 'hand', line: { kind: 'tcp', host: cradle.host, port: cradle.port } }] })
  const told: string[] = []
  station.client.on('outcome.told', (heard) => told.push(verdictOf(heard)))
  await cradle.connected()
  station.fromHub(waveFacts('w-o1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]))
  // Before anyone is signed in only a badge does anything.
  cradle.send(`${goods.cup.ean}\r`)
  await expect.poll(() => told).toEqual(['refused not-signed-in'])
  await station.confirm()
  cradle.send('B-PACKER\r')
  await expect.poll(() => told).toHaveLength(2)
  await station.pin()
  cradle.send('PL-w-o1-1\r\nTOTE-1\r\n')
  await expect.poll(() => told.slice(2)).toEqual(['accepted list-started', 'accepted tote-taken'])
  expect((await station.view()).bar.troubles.map((trouble) => trouble.code)).not.toContain('scanner-trouble')
  await cradle.close()
  await station.viewWhere((view) => view.bar.troubles.some((trouble) => trouble.code === 'scanner-trouble'))
})

test('[SS3] two scanners at once, twenty codes a second: none is lost or merged, and each is known by its scanner', async () => {
  const cradles = [await startFakeCradle(), await startFakeCradle()] as const
  station = await startTestStation(folder, { scanners: cradles.map(({ host, port }, index) => ({ scannerId: `gun-${index}`, line: { kind: 'tcp', host, port } })) })
  let told = 0
  station.client.on('outcome.told', () => { told += 1 })
  for (const cradle of cradles) await cradle.connected()
  const codes = Array.from({ length: 200 }, (_, index) => `CODE-${index}`)
  // In pieces that end anywhere, the two by turns.
  const streams = cradles.map((_, gun) => Buffer.from(codes.filter((_code, index) => index % 2 === gun).map((code) => `${code}\r`).join('')))
  for (let at = 0; at < Math.max(...streams.map((stream) => stream.length)); at += 7) for (const [gun, stream] of streams.entries()) cradles[gun]!.send(stream.subarray(at, at + 7))
  await expect.poll(() => told, { timeout: 30_000 }).toBe(200)
  const copy = join(folder, 'copy.db')
  await station.store().backup(copy)
  const database = new Database(copy, { readonly: true })
  const kept = database.prepare<[], { scannerId: string; code: string }>('SELECT scanner_id AS scannerId, code FROM scan ORDER BY rowid').all()
  database.close()
  for (const gun of [0, 1]) expect(kept.filter((scan) => scan.scannerId === `gun-${gun}`).map((scan) => scan.code)).toEqual(codes.filter((_code, index) => index % 2 === gun))
  for (const cradle of cradles) await cradle.close()
})

test('[SS5] on a locked screen a scanner on a line does nothing but name who unlocks it', async () => {
  const cradle = await startFakeCradle()
  station = await startTestStation(folder, { scanners: [{ scannerId: 'hand', line: { kind: 'tcp', host: cradle.host, port: cradle.port } }] })
  await cradle.connected()
  station.fromHub(waveFacts('w-o1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }]))
  await station.signIn('B-PACKER')
  expect(await station.scans('PL-w-o1-1', 'TOTE-1', goods.cup.placeCode)).toBe('accepted place-right')
  await station.command('lock')
  const before = station.recorded().filter((kind) => kind !== 'ScanRefused')
  const told: string[] = []
  station.client.on('outcome.told', (heard) => told.push(verdictOf(heard)))
  const work = [`${goods.cup.ean}`, 'TOTE-1', 'PL-w-o1-1', 'PW-CMD-SKIP', 'PW-CMD-FINISH', 'N-o1', 'WB-o1', 'BOX-1']
  for (const [at, code] of work.entries()) {
    cradle.send(`${code}\r`)
    await expect.poll(() => told).toHaveLength(at + 1)
    await station.confirm()
  }
  expect(new Set(told)).toEqual(new Set(['refused station-locked']))
  expect(station.recorded().filter((kind) => kind !== 'ScanRefused')).toEqual(before)
  cradle.send('B-PACKER\r')
  await expect.poll(() => told).toHaveLength(work.length + 1)
  await station.pin()
  expect(station.bodies('OperatorSignedIn').at(-1)).toMatchObject({ cause: 'unlock' })
  await cradle.close()
})

test('[SI15] digit cards read on a line go to the page while a PIN is asked for, and are stored nowhere', async () => {
  const cradle = await startFakeCradle()
  station = await startTestStation(folder, { scanners: [{ scannerId: 'hand', line: { kind: 'tcp', host: cradle.host, port: cradle.port } }] })
  const digits: string[] = []
  station.client.on('pin.digit', ({ digit }) => digits.push(digit))
  await cradle.connected()
  cradle.send('B-PACKER\r')
  await station.viewWhere((view) => view.screen.kind === 'sign-in' && view.screen.step === 'pin')
  cradle.send('PW-CMD-DIGIT-2\rPW-CMD-DIGIT-4\r')
  await expect.poll(() => digits).toEqual(['2', '4'])
  await station.pin()
  // Nobody asks for a PIN now: it is a card that does nothing here.
  cradle.send('PW-CMD-DIGIT-9\r')
  await station.viewWhere((view) => view.refusal?.reason === 'command-not-now')
  expect(digits).toEqual(['2', '4'])
  const copy = join(folder, 'copy.db')
  await station.store().backup(copy)
  const database = new Database(copy, { readonly: true })
  expect(database.prepare<[], string>("SELECT code FROM scan WHERE code LIKE 'PW-CMD-DIGIT%'").pluck().all()).toEqual(['PW-CMD-DIGIT-9'])
  database.close()
  await cradle.close()
})
