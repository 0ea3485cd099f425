// Known bugs of synchronising programs, put around the real parts by the simulator only. Each must be found, or the simulator is worth nothing.
import { gunzipSync } from 'node:zlib'
import type { Database } from '#hub/store/database.ts'
import type { Envelope } from '#shared/sync/envelope.ts'
import type { PushReply } from '#shared/sync/protocol.ts'
import type { LabelPrinter } from '#station/devices/label-printer/label-printer.ts'
import type { Store, Sync } from '#station/store/store.ts'
import type { Fetch } from '#station/sync/hub-client.ts'
import type { HubBugs } from './hub-side.ts'

export type Bugs = {
  /** `between` is where a station may die between two transactions. */
  store?: (store: Store, between: () => void) => Store
  /** Crashes at commits happen at `between` only. */
  crashesBetween?: boolean
  fetch?: (fetch: Fetch, store: Store) => Fetch
  printer?: (printer: LabelPrinter) => LabelPrinter
  /** A scan whose answer was lost is repeated under a new id: always, or when the commit was answered with an error. */
  newId?: 'always' | 'after-commit-error'
  hub: HubBugs
}
export const noBugs: Bugs = { hub: {} }

type Answer = Record<string, unknown> & { kind?: string; hubEpoch?: string }

/** Changes what the hub answered, when it is whole JSON. */
function rewriting(fetch: Fetch, change: (answer: Answer, init: RequestInit, url: URL) => Answer): Fetch {
  return async (url, init) => {
    const response = await fetch(url, init)
    const parts: Uint8Array[] = []
    for await (const part of response.body ?? []) parts.push(part)
    const bytes = Buffer.concat(parts)
    let body = bytes
    try {
      body = Buffer.from(JSON.stringify(change(JSON.parse(bytes.toString('utf8')) as Answer, init, new URL(url))))
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
    async function* again(): AsyncGenerator<Uint8Array> {
      yield body
    }
    return { status: response.status, headers: response.headers, body: again() }
  }
}

function sentFacts({ body, headers }: RequestInit): Envelope[] {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body as Uint8Array)
  const text = (headers as Record<string, string>)['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
  return (JSON.parse(text.toString('utf8')) as { envelopes: Envelope[] }).envelopes
}
const takenAsStored = (kind: 'gap' | 'fork') => (fetch: Fetch): Fetch => rewriting(fetch, (answer, init) =>
  answer.kind === kind ? { kind: 'stored', hubEpoch: answer.hubEpoch ?? '', outcomes: sentFacts(init).map(({ seq }) => ({ seq, outcome: 'applied', why: '' })) } : answer)

/** Takes what a hub answers as stored before it is. */
async function answerUnstored(database: Database, facts: readonly Envelope[]): Promise<PushReply> {
  const { epoch } = (await database.row<{ epoch: string }>('select epoch from hub_identity'))!
  return { kind: 'stored', hubEpoch: epoch, outcomes: facts.map(({ seq }) => ({ seq, outcome: 'applied', why: '' })) }
}

export const knownBugs = {
  'position advanced before data': {
    hub: {}, crashesBetween: true,
    store: (store, between) => ({ ...store, applyChanges(input) {
      store.applyChanges({ ...input, changes: [] })
      between()
      return store.applyChanges(input)
    } }),
  },
  'outbox outside the transaction': {
    hub: {}, crashesBetween: true,
    store(store, between) {
      let later: Parameters<Store['record']>[0][] = []
      return { ...store, record: (entry) => void later.push(entry), transaction<T>(work: () => Sync<T>): T {
        later = []
        const result = store.transaction<T>(work)
        if (later.length === 0) return result
        between()
        store.transaction<void>(() => later.forEach((entry) => store.record(entry)))
        return result
      } }
    },
  },
  'id > cursor': { hub: { serve: (reply) => (reply.kind === 'changes' && reply.changes.length > 2 ? { ...reply, changes: reply.changes.toSpliced(-2, 1) } : reply) } },
  'commit error taken as no': { hub: {}, newId: 'after-commit-error' },
  'retry under a new scan id': { hub: {}, newId: 'always' },
  'automatic reprint': {
    hub: {},
    printer: (printer) => ({ ...printer, async print(job) {
      const result = await printer.print(job)
      return result.kind === 'unknown' ? { kind: 'not-sent', reason: result.reason } : result
    } }),
  },
  'acknowledge before commit': { hub: { receive: (receive, request, { database, lost }) => (lost() ? answerUnstored(database, request.envelopes) : receive()) } },
  'gap ignored': { hub: {}, fetch: takenAsStored('gap') },
  'fork ignored': { hub: {}, fetch: takenAsStored('fork') },
  'epoch ignored': {
    hub: {},
    fetch: (fetch, store) => {
      const asked = rewriting(fetch, (answer, _init, url) => {
        const known = store.pullPosition().hubEpoch
        if (answer.kind === 'other-epoch') return { kind: 'changes', hubEpoch: known ?? '', hubAtMs: 0, changes: [], upTo: Number(url.searchParams.get('after')), more: false }
        return known !== null && answer.hubEpoch !== undefined && answer.kind !== undefined ? { ...answer, hubEpoch: known } : answer
      })
      return (url, init) => asked(url.replace(/&epoch=[^&]*/, ''), init)
    },
  },
  'cancel lost when the clock is older': {
    hub: {},
    store: (store) => ({ ...store, applyChanges(input) {
      const newestAtMs = store.journalFrom(Math.max(1, store.identity().lastSeq), 1).at(-1)?.atMs ?? 0
      return store.applyChanges({ ...input, changes: input.changes.filter(({ envelope }) => envelope.kind !== 'OrderCancelled' || envelope.atMs >= newestAtMs) })
    } }),
  },
  'double apply of a change': {
    hub: {},
    store: (store) => ({ ...store, applyChanges(input) {
      const again = input.changes.filter(({ envelope }) => envelope.kind === 'ItemPicked' && envelope.stationId !== store.identity().stationId)
      return store.applyChanges({ ...input, changes: input.changes.flatMap((change) => (again.includes(change) ? [change, { ...change, envelope: { ...change.envelope, factId: `${change.envelope.factId}2` } }] : [change])) })
    } }),
  },
  'no request deadline': { hub: {}, fetch: (fetch) => (url, { signal: _, ...init }) => fetch(url, init) },
  'epoch kept after a restore': { hub: { keepsEpoch: true } },
  'let go of as soon as acknowledged': {
    hub: {},
    store: (store) => ({ ...store, dayMarks() {
      const newest = store.dayMarks().at(-1)
      return newest ? Array.from({ length: 1_000 }, () => ({ ...newest, entryId: Number.MAX_SAFE_INTEGER })) : []
    } }),
  },
} as const satisfies Record<string, Bugs>
export type BugName = keyof typeof knownBugs
export const bugNames = Object.keys(knownBugs) as BugName[]
