// The printer that the other tests trust to be as bad as life: what it says it does, it does.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { printerLanguages } from '#shared/contract/printer-settings.ts'
import { printerBytes } from '#station/labels/printer-languages.ts'
import type { Raster } from '#station/labels/raster.ts'
import { allManners, mannersOf, startFakePrinter, type FakePrinter } from './fake-printer.ts'

const page: Raster = { widthDots: 160, heightDots: 80, bits: Uint8Array.from({ length: 1_600 }, (_, at) => (at % 7) + 0x40) }
let fake: FakePrinter | undefined
afterEach(() => fake?.close())

/** Sends as a computer would; resolves with what the printer said when the connection is over, however it ended. */
function send(port: number, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve) => {
    const heard: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.end(bytes))
    socket.on('data', (chunk) => heard.push(chunk)).on('error', () => undefined).on('close', () => resolve(Buffer.concat(heard)))
  })
}

test.each(printerLanguages)('what was drawn comes out of a printer that speaks %s', async (language) => {
  fake = await startFakePrinter({ kind: 'good' }, 0, language)
  await send(fake.port, printerBytes(page, language, 8))
  const [label] = fake.read()[0]?.labels ?? []
  expect(label).toMatchObject({ heightDots: 80 })
  expect(Buffer.from(label!.bits).equals(Buffer.from(page.bits))).toBe(true)
  expect(fake.labelsAsPng()).toHaveLength(1)
})

test.each(printerLanguages)('half a job to a printer that speaks %s prints nothing', async (language) => {
  const bytes = printerBytes(page, language, 8)
  fake = await startFakePrinter({ kind: 'resets-after', bytes: Math.floor(bytes.length / 2) }, 0, language)
  await send(fake.port, bytes)
  expect(fake.read()).toMatchObject([{ labels: [] }])
})

test('out of paper after two labels: the third lies inside and comes out of the new roll', async () => {
  fake = await startFakePrinter({ kind: 'paper-out-after', labels: 2 }, 0, 'tspl')
  for (let job = 0; job < 3; job += 1) await send(fake.port, printerBytes(page, 'tspl', 8))
  await expect.poll(() => fake!.labelsAsPng().length).toBe(2)
  expect(await send(fake.port, Uint8Array.of(0x1b, 0x21, 0x3f))).toEqual(Buffer.from([0x04]))
  fake.reload()
  expect(fake.labelsAsPng()).toHaveLength(3)
  expect(await send(fake.port, Uint8Array.of(0x1b, 0x21, 0x3f))).toEqual(Buffer.from([0x00]))
})

test('late: it comes out when it likes', async () => {
  fake = await startFakePrinter({ kind: 'prints-late' }, 0, 'cpcl')
  await send(fake.port, printerBytes(page, 'cpcl', 8))
  expect(fake.labelsAsPng()).toHaveLength(0)
  fake.release()
  expect(fake.labelsAsPng()).toHaveLength(1)
})

test('half a label, then the power goes', async () => {
  fake = await startFakePrinter({ kind: 'prints-half' }, 0, 'zpl')
  await send(fake.port, printerBytes(page, 'zpl', 8))
  const [label] = fake.read()[0]?.labels ?? []
  expect([label!.bits.slice(0, 800).every((byte) => byte !== 0), label!.bits.slice(800).every((byte) => byte === 0)]).toEqual([true, true])
  expect(await send(fake.port, Uint8Array.of(1))).toEqual(Buffer.alloc(0))
  expect(fake.jobs()).toHaveLength(1)
})

test('every manner has its name, and no other', () => {
  expect(allManners.map((name) => mannersOf(name, 3)?.kind)).toEqual(allManners)
  expect(mannersOf('polite')).toBeUndefined()
})

test('the one for the desk writes what comes out, and does what it is told meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'packwave-desk-printer-'))
  const program = spawn(process.execPath, [join(import.meta.dirname, '../../scripts/fake-printer.ts'), '--port', '0', '--folder', folder, '--language', 'zpl', '--manners', 'prints-late'], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    let said = ''
    program.stdout.setEncoding('utf8').on('data', (text: string) => { said += text })
    await expect.poll(() => said, { timeout: 30_000 }).toContain('Ctrl-C')
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(said)?.[1])
    await send(port, printerBytes(page, 'zpl', 8))
    expect(readdirSync(folder)).toEqual([])
    program.stdin.write('release\n')
    await expect.poll(() => readdirSync(folder)).toEqual(['job-0001-1.png'])
    program.stdin.write('status paper-out\n')
    await expect.poll(async () => (await send(port, Buffer.from('~HS'))).toString('latin1')).toContain('0,1,0,')
  } finally {
    program.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})
