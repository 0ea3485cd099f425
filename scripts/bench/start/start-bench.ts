// Goal: how long a packer waits for a bench that is switched on, and what it holds of the machine's memory. Method: the same Electron with
// Packwave on an existing site and with a window that says hello, by turns; both pages say by the wall clock when they had painted.
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { assert } from '#shared/kernel/assert.ts'
import { build } from '../../build.ts'
import { electronRuntime, type ElectronRuntime } from '../../electron-runtime.ts'
import { projectDir, say } from '../../support/project.ts'
import { startXvfb } from '../../support/xvfb.ts'
import { atMost, percentile, publish, rounded, type Row } from '../report.ts'
import { keyOf } from '../window/devtools.ts'
import { memoryOf, openApp, writeSmallApp, type Memory } from '../window/launch.ts'

const runs = 7
/** Memory is looked at when everything has come to rest. */
const restMs = 6_000
const badge = 'PW-ID-0001'
const hello = '<!doctype html><meta charset="utf-8"><title>hello</title><body style="background:#10151c;color:#fff;font:64px sans-serif"><p>Hello world</p></body>'

/** Resolves with the wall clock of the first frame with contents. */
const painted = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const [first] = list.getEntriesByName('first-contentful-paint')
    if (first) resolve(performance.timeOrigin + first.startTime)
  }).observe({ type: 'paint', buffered: true })
})`

/** Scans a badge as soon as the page shows its station, and resolves with the wall clock of the painted answer. */
const firstScan = `new Promise((resolve) => {
  const keys = ${JSON.stringify([...badge, '\n'].map(keyOf))}
  const look = () => {
    const screen = document.querySelector('[data-screen=sign-in]')
    if (!screen) return void setTimeout(look, 2)
    const readyAtMs = performance.timeOrigin + performance.now()
    const watcher = new MutationObserver(() => {
      const verdict = document.querySelector('[data-testid=flash], [data-testid=refusal]')
      if (!verdict) return
      watcher.disconnect()
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve({ readyAtMs, acceptedAtMs: performance.timeOrigin + performance.now(), accepted: verdict.dataset.testid === 'flash' })
        port2.postMessage(0)
      })
    })
    watcher.observe(document, { subtree: true, childList: true })
    for (const { code, key, modifiers } of keys) window.dispatchEvent(new KeyboardEvent('keydown', { code, key, shiftKey: modifiers === 8, bubbles: true, cancelable: true }))
  }
  look()
})`

type Run = { ms: number; readyMs: number; memory: Memory[] }

export async function benchStart(): Promise<void> {
  await build()
  const runtime = await electronRuntime()
  const virtual = process.platform === 'linux' && !process.env.DISPLAY ? await startXvfb() : undefined
  const folder = path.join(projectDir, '.cache', 'bench-start')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  try {
    const display = virtual?.display
    const helloApp = writeSmallApp(path.join(folder, 'hello'), hello)
    say('Making the site once, and starting each once to warm the disk …')
    await startHello(runtime, display, helloApp, 0)
    await startPackwave(runtime, display, folder, 8_000, true)
    await startPackwave(runtime, display, folder, 0)
    const peers: Run[] = []
    const own: Run[] = []
    for (let run = 1; run <= runs; run += 1) {
      say(`Run ${run} of ${runs} …`)
      peers.push(await startHello(runtime, display, helloApp, restMs))
      own.push(await startPackwave(runtime, display, folder, restMs))
    }
    await publish(resultOf(runtime, peers, own))
  } finally {
    await virtual?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startHello(runtime: ElectronRuntime, display: string | undefined, app: string, rest: number): Promise<Run> {
  const opened = await openApp(runtime, display, app, [])
  try {
    const ms = (await opened.page.evaluateWherever<number>(painted)) - opened.startedAtMs
    await new Promise((resolve) => setTimeout(resolve, rest))
    return { ms, readyMs: ms, memory: memoryOf(opened.pid) }
  } finally {
    await opened.close()
  }
}

async function startPackwave(runtime: ElectronRuntime, display: string | undefined, folder: string, rest: number, isFirst = false): Promise<Run> {
  const opened = await openApp(runtime, display, projectDir, [`--data-dir=${path.join(folder, 'packwave')}`, '--first-start=sample'])
  try {
    const { readyAtMs, acceptedAtMs, accepted } = await opened.page.evaluateWherever<{ readyAtMs: number; acceptedAtMs: number; accepted: boolean }>(firstScan)
    // On the very first start the people of the site are still on their way.
    assert(accepted || isFirst, 'the badge is known at an existing site')
    await new Promise((resolve) => setTimeout(resolve, rest))
    return { ms: acceptedAtMs - opened.startedAtMs, readyMs: readyAtMs - opened.startedAtMs, memory: memoryOf(opened.pid) }
  } finally {
    await opened.close()
  }
}

const isHubs = ({ what }: Memory): boolean => what === 'hub' || what === 'postgresql'
const sum = (memory: readonly Memory[], of: (one: Memory) => number): number => memory.reduce((total, one) => total + of(one), 0)
const median = (values: readonly number[]): number => percentile(values, 0.5)

function resultOf(runtime: ElectronRuntime, peers: readonly Run[], own: readonly Run[]): Parameters<typeof publish>[0] {
  const counted = (runs: readonly Run[], of: (one: Memory) => number): number => median(runs.map((run) => sum(run.memory.filter((one) => !isHubs(one)), of)))
  const times = (what: string, values: readonly number[]): Row => ({ what, runs: values.length, median: Math.round(median(values)), least: Math.round(Math.min(...values)), most: Math.round(Math.max(...values)), unit: 'ms' })
  const pss = (one: Memory): number => one.pssMegabytes
  const rss = (one: Memory): number => one.rssMegabytes
  const kinds = [...new Set(own.flatMap((run) => run.memory.map((one) => one.what)))].sort()
  const ofKind = (runs: readonly Run[], kind: string, of: (one: Memory) => number): number => Math.round(median(runs.map((run) => sum(run.memory.filter((one) => one.what === kind), of))))
  const memory = (what: string, runs: readonly Run[], of: (runs: readonly Run[], value: (one: Memory) => number) => number): Row => ({ what, runs: runs.length, 'PSS MB': Math.round(of(runs, pss)), 'RSS MB': Math.round(of(runs, rss)) })
  const ratio = median(own.map((run) => run.ms)) / median(peers.map((run) => run.ms))
  return {
    name: 'start', versions: { electron: runtime.version, node: process.versions.node },
    samples: { runsEach: own.length },
    rows: [
      times('hello window: started to first painted frame', peers.map((run) => run.ms)),
      times('Packwave: started to station on screen', own.map((run) => run.readyMs)),
      times('Packwave: started to first scan accepted and painted', own.map((run) => run.ms)),
      memory('memory, hello window: all its processes', peers, counted),
      memory('memory, Packwave: Electron and station', own, counted),
      ...kinds.map((kind) => memory(`  ${kind}${kind === 'hub' || kind === 'postgresql' ? ' (not counted)' : ''}`, own, (runs, of) => ofKind(runs, kind, of))),
      ...[...new Set(peers.flatMap((run) => run.memory.map((one) => one.what)))].sort().map((kind) => memory(`  hello ${kind}`, peers, (runs, of) => ofKind(runs, kind, of))),
    ],
    targets: [
      atMost('cold start to first scan accepted, of the hello window (medians)', rounded(ratio), 2, 'times'),
      atMost('resident memory (PSS) of Electron and station, of the hello window', counted(own, pss) / counted(peers, pss), 2, 'times'),
      atMost('resident memory (RSS, shared pages counted in each process), of the hello window', counted(own, rss) / counted(peers, rss), 2, 'times'),
    ],
  }
}
