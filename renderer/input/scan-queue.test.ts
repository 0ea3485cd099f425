import { describe, expect, test } from 'vitest'
import type { Scan } from '#shared/domain/outcomes/scan.ts'
import { createScanQueue, type QueueStorage, type SendResult } from './scan-queue.ts'

const scanOf = (number: number): Scan => ({ scanId: `scan-${String(number).padStart(5, '0')}`, code: `${number}`, source: 'wedge', scannerId: 'keyboard', readAtMs: number })

/** A station whose answers the test gives by hand. */
function benchOf(storage: QueueStorage = memoryStorage()) {
  const sent: { scan: Scan; answer: (result: SendResult) => void }[] = []
  const failed: string[] = []
  const storageErrors: unknown[] = []
  const queue = createScanQueue({
    storage,
    send: (scan) => new Promise((answer) => sent.push({ scan, answer })),
    onChange: () => undefined,
    onFailed: (scan, incidentId) => failed.push(`${scan.scanId} ${incidentId}`),
    onStorageFailed: (error) => storageErrors.push(error),
  })
  const answer = async (result: SendResult): Promise<void> => {
    sent.at(-1)?.answer(result)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { queue, sent, failed, storageErrors, answer }
}

function memoryStorage(): QueueStorage {
  let text: string | null = null
  return { read: () => text, write: (next) => { text = next } }
}

describe('[SI12] the queue', () => {
  test('[SI12] sends one at a time, in order', async () => {
    const { queue, sent, answer } = benchOf()
    queue.resume()
    for (const number of [1, 2, 3]) queue.add(scanOf(number))
    expect(sent.map((each) => each.scan.code)).toEqual(['1'])
    await answer({ kind: 'answered' })
    await answer({ kind: 'answered' })
    await answer({ kind: 'answered' })
    expect(sent.map((each) => each.scan.code)).toEqual(['1', '2', '3'])
    expect(queue.pending()).toEqual([])
  })
  test('[SI12] keeps scans while there is no line and sends them when there is', async () => {
    const { queue, sent, answer } = benchOf()
    queue.add(scanOf(1))
    expect(sent).toEqual([])
    queue.resume()
    await answer({ kind: 'answered' })
    expect(queue.pending()).toEqual([])
  })
  test('[SI12] a lost line sends the same scan again under the same id', async () => {
    const { queue, sent, answer } = benchOf()
    queue.resume()
    queue.add(scanOf(1))
    queue.add(scanOf(2))
    await answer({ kind: 'line-gone' })
    expect(queue.pending().length).toBe(2)
    queue.resume()
    expect(sent.map((each) => each.scan.scanId)).toEqual(['scan-00001', 'scan-00001'])
  })
  test('[SI12] a reload goes on where it stopped', async () => {
    const storage = memoryStorage()
    const before = benchOf(storage)
    before.queue.resume()
    for (const number of [1, 2]) before.queue.add(scanOf(number))
    await before.answer({ kind: 'answered' })
    const after = benchOf(storage)
    after.queue.resume()
    expect(after.sent.map((each) => each.scan.scanId)).toEqual(['scan-00002'])
  })
  test('[SI12] a scan the station fails on three times is told, and the next goes on', async () => {
    const { queue, sent, failed, answer } = benchOf()
    queue.resume()
    queue.add(scanOf(1))
    queue.add(scanOf(2))
    for (let count = 0; count < 3; count += 1) await answer({ kind: 'failed', incidentId: 'i7' })
    expect(failed).toEqual(['scan-00001 i7'])
    expect(sent.at(-1)?.scan.code).toBe('2')
  })
  test('[SI12] what cannot be kept still works and is told', async () => {
    const { queue, storageErrors, answer } = benchOf({ read: () => '[{"half', write: () => { throw new Error('full') } })
    queue.resume()
    queue.add(scanOf(1))
    await answer({ kind: 'answered' })
    expect(storageErrors.length).toBeGreaterThan(0)
    expect(queue.pending()).toEqual([])
  })
  test('[SI12] 1,200 scans while the line comes and goes: all sent, each answered once, in order', async () => {
    const { queue, sent, answer } = benchOf()
    queue.resume()
    for (let number = 0; number < 1200; number += 1) queue.add(scanOf(number))
    const answered: string[] = []
    while (queue.pending().length > 0) {
      const lost = sent.length % 7 === 0
      if (!lost) answered.push(sent.at(-1)?.scan.code ?? '')
      await answer({ kind: lost ? 'line-gone' : 'answered' })
      if (lost) queue.resume()
    }
    expect(answered).toEqual(Array.from({ length: 1200 }, (_, number) => `${number}`))
  })
})
