// Goal: the plan of an SBPO file is what the file asks for. Method: small files by hand, the published instances where they are, and the real command.
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWave } from '#shared/domain/waves/wave-building/build-wave.ts'
import { checkSbpo } from './sbpo-check.ts'
import { readSbpo } from './sbpo-file.ts'

const run = promisify(execFile)
const projectDir = path.dirname(path.dirname(import.meta.dirname))
const instances = path.join(projectDir, '..', 'shared', 'instances', 'sbpo2025')
const example = '2 3 2\n1 0 2\n2 1 1 2 1\n2 0 2 1 1\n1 2 1\n1 5\n'

describe('the file', () => {
  it('[BW10] is read line by line', () => {
    expect(readSbpo(example)).toEqual({
      itemCount: 3, lowerBound: 1, upperBound: 5, orders: [[{ item: 0, quantity: 2 }], [{ item: 1, quantity: 1 }, { item: 2, quantity: 1 }]], aisles: [[{ item: 0, quantity: 2 }, { item: 1, quantity: 1 }], [{ item: 2, quantity: 1 }]],
    })
  })
  it.each([
    ['', 'ends before line 1'], ['2 3', 'Line 1 must be three counts'], ['2 3 2\n1 0 2\n', 'ends before line 3'], ['1 3 1\n2 0 2\n1 0 1\n1 2', 'announces 2 products with a quantity each, and 2 numbers follow'],
    ['1 3 1\n1 0 x\n1 0 1\n1 2', 'Line 2 holds something that is no number'], ['1 3 1\n1 0 1\n1 0 1\n1 0x2', 'Line 4 holds something that is no number'], ['1 3 1\n1 0 1\n1 0 1\n1 2\n1 2', 'Line 5 comes after the bounds'], ['1 3 1\n1 0 1\n1 0 1\n1', 'must be the lower and the upper bound'],
  ])('[BW10] that is something else is refused with its line: %j', (text, sentence) => {
    expect(() => readSbpo(text)).toThrow(sentence)
  })
})

describe('the check', () => {
  it('[BW11] takes a right answer and recomputes its value', () => {
    expect(checkSbpo(example, { value: 2, orders: [0], aisles: [0] })).toEqual({ faults: [], value: 2, units: 2 })
  })
  it.each([
    ['another value', { value: 3, orders: [0], aisles: [0] }, 'the value is 2, not 3'], ['stock that is not there', { value: 2, orders: [1], aisles: [0] }, 'item 2: 1 more promised'],
    ['too few units', { value: 0, orders: [], aisles: [0] }, '0 units are fewer than 1'], ['an order twice', { value: 2, orders: [0, 0], aisles: [0] }, 'named twice'],
    ['an order that nobody can serve', { value: 2, orders: [0], aisles: [0] }, 'order 0 asks for -2 of item 0', example.replace('1 0 2\n', '1 0 -2\n')], ['an aisle that does not exist', { value: 2, orders: [0], aisles: [2] }, 'there is no aisle 2'], ['no aisle', { value: 0, orders: [0], aisles: [] }, 'no aisle is visited'],
  ])('[BW11] finds %s', (_name, answer, fault, text = example) => {
    expect(checkSbpo(text, answer).faults.join('; ')).toContain(fault)
  })
})

describe('the command', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'packwave-sbpo-'))
    await writeFile(path.join(folder, 'good.txt'), example)
    await writeFile(path.join(folder, 'none.txt'), '1 1 1\n1 0 1\n1 0 0\n1 1\n')
    await writeFile(path.join(folder, 'strange.txt'), '4 3 3\n1 0 1\n1 1 -1\n1 1 1.5\n1 7 1\n1 0 -2\n2 0 1 7 4\n2 1 5 0 2.5\n1 5\n')
  })
  afterAll(() => rm(folder, { recursive: true }))
  const plan = (file: string) => run(process.execPath, [path.join(projectDir, 'scripts', 'plan.ts'), path.join(folder, file), '--format', 'sbpo', '--seconds', '1', '--seed', '1', '--json'])
  it('[BW11] prints one object and nothing else, and its own check beside it', async () => {
    const { stdout, stderr } = await plan('good.txt')
    expect(JSON.parse(stdout)).toEqual({ value: 2, orders: expect.any(Array), aisles: expect.any(Array), seconds: expect.any(Number) })
    expect(stdout.trim().split('\n')).toHaveLength(1)
    expect(stderr).toContain('checked:')
  })
  it('[BW10] names orders and stock that cannot be, and plans the rest', async () => {
    const { stdout, stderr } = await plan('strange.txt')
    expect(JSON.parse(stdout)).toMatchObject({ value: 1, orders: [0], aisles: [1] })
    for (const words of ['Order 1 asks for -1 of item 1', 'Order 2 asks for 1.5 of item 1', 'Order 3 asks for 1 of item 7', 'Aisle 0 holds -2 of item 0', 'Aisle 1 holds 4 of item 7', 'Aisle 2 holds 2.5 of item 0']) expect(stderr).toContain(words)
  })
  it('[BW11] ends with a sentence and nothing on its output when there is no wave', async () => {
    await expect(plan('none.txt')).rejects.toMatchObject({ stdout: '', stderr: expect.stringContaining('fewer units than the lower bound') })
  })
})

if (!existsSync(instances)) console.warn(`the published SBPO instances are not at ${instances}: their tests do not run`)
describe.runIf(existsSync(instances))('the published instances', () => {
  const files = existsSync(instances) ? readdirSync(instances).filter((file) => file.endsWith('.txt')) : []
  it.each(files)('[BW5] %s: the first answer is feasible', (file) => {
    const text = readFileSync(path.join(instances, file), 'utf8')
    const answer = buildWave(readSbpo(text), { seed: 1, nowMs: () => 1, untilMs: 0 })
    if (answer.kind === 'no-wave') throw new Error(answer.why)
    expect(checkSbpo(text, answer.wave).faults).toEqual([])
  }, 30_000)
})
