import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openLogFile } from './log-file.ts'

it('keeps the newest lines and never grows past twice its limit', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'packwave-log-'))
  const file = path.join(folder, 'logs', 'hub.log')
  const log = openLogFile(file, 1_000)
  for (let line = 0; line < 200; line += 1) log.write(`line ${line} ${'.'.repeat(40)}\n`)
  log.close()
  await expect.poll(async () => (await readFile(file, 'utf8')).includes('line 199')).toBe(true)
  const total = (await stat(file)).size + (await stat(`${file}.1`)).size
  expect(total).toBeLessThan(2_300)
  await rm(folder, { recursive: true, force: true })
})
