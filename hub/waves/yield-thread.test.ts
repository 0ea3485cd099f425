import { existsSync } from 'node:fs'
import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'

const asked = `
const { parentPort, workerData } = require('node:worker_threads')
const { readlinkSync } = require('node:fs')
const { getPriority } = require('node:os')
import(workerData).then(({ yieldThread }) => {
  yieldThread()
  parentPort.postMessage(getPriority(Number(readlinkSync('/proc/thread-self').split('/').at(-1))))
})`

describe.runIf(existsSync('/proc/thread-self'))('a thread that plans', () => {
  it('[PL13] gives way, and only itself', async () => {
    const before = getPriority()
    const thread = new Worker(asked, { eval: true, workerData: new URL('./yield-thread.ts', import.meta.url).href })
    const priority = await new Promise((resolve, reject) => thread.once('message', resolve).once('error', reject))
    await thread.terminate()
    expect(priority).toBe(Math.min(19, before + 10))
    expect(getPriority()).toBe(before)
  })
})
if (!existsSync('/proc/thread-self')) console.warn('The priority of one thread is only set on Linux: not tested here.')
