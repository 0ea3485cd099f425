// `npm run import -- --format F [--mapping M] [--shop S] [--hub URL | --data-dir DIR] FILES…`: orders and products into a hub.
// Standard output gets exactly one JSON report; progress goes to standard error.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { startHub } from '#hub/create-hub.ts'
import { detectImport } from '#hub/imports/detect-import.ts'
import type { ImportTarget, PutOutcome } from '#hub/imports/import-target.ts'
import { importRefusalCodes, lateChanges } from '#shared/domain/orders/import-sentences.ts'
import { importFormats, type ImportRequest } from '#hub/imports/read-import.ts'
import { runImport } from '#hub/imports/run-import.ts'
import type { LayoutOutcome } from '#hub/layout/put-layout.ts'
import { hubImportTarget } from '#hub/orders/hub-import-target.ts'
import { runningHubOf } from '#hub/running-hub.ts'
import { realSystem } from '#hub/system.ts'
import { pinnedFetch } from '#shared/node/pinned-tls.ts'
import { failWith, projectDir, say } from './support/project.ts'

const usage = `npm run import -- --format ${importFormats.join('|')}|auto [--mapping FILE] [--shop NAME] [--hub URL --key-file FILE [--pin PIN] | --data-dir DIR] FILES…`

type Options = { format: string; mapping: string | undefined; shop: string | undefined; hub: string | undefined; keyFile: string | undefined; pin: string | undefined; dataDir: string; files: string[] }

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { format: { type: 'string' }, mapping: { type: 'string' }, shop: { type: 'string' }, hub: { type: 'string' }, 'key-file': { type: 'string' }, pin: { type: 'string' }, 'data-dir': { type: 'string' } },
  })
  if (!values.format || positionals.length === 0) throw new Error(`Usage: ${usage}`)
  return {
    format: values.format, mapping: values.mapping, shop: values.shop, hub: values.hub, keyFile: values['key-file'], pin: values.pin, files: positionals,
    // Where `npm start` keeps the hub of this checkout.
    dataDir: path.resolve(values['data-dir'] ?? path.join(projectDir, '.packwave', 'data', 'hub')),
  }
}

async function requestOf({ format, mapping, shop, files }: Options): Promise<ImportRequest> {
  if (format === 'auto') {
    const detected = await detectImport(files)
    if ('refused' in detected) throw new Error(detected.refused)
    for (const file of detected.unused) say(`${file} is not part of the export and is left out`)
    return { format: detected.format, files: detected.files, mapping: detected.mapping, shop }
  }
  const known = importFormats.find((each) => each === format)
  if (!known) throw new Error(`The format "${format}" is not known. Usage: ${usage}`)
  return { format: known, files, mapping, shop }
}

/** Says now and then how far the import is. */
function withProgress(target: ImportTarget): ImportTarget {
  let orders = 0
  let products = 0
  return {
    ...(target.putLayout ? { putLayout: (layout) => target.putLayout!(layout) } : {}),
    ...(target.putStock ? { putStock: (batch) => target.putStock!(batch) } : {}),
    ...(target.sharedSkus ? { sharedSkus: () => target.sharedSkus!() } : {}),
    async putOrders(batch) {
      const outcomes = await target.putOrders(batch)
      orders += batch.length
      say(`${orders} orders stored`)
      return outcomes
    },
    async putProducts(batch) {
      const outcomes = await target.putProducts(batch)
      products += batch.length
      say(`${products} products stored`)
      return outcomes
    },
  }
}

const Outcomes: z.ZodType<PutOutcome[]> = z.array(z.object({
  ref: z.string(), outcome: z.enum(['accepted', 'updated', 'unchanged', 'held', 'refused', 'discrepancy']), reason: z.string().optional(),
  refused: z.object({ code: z.enum(importRefusalCodes), values: z.record(z.string(), z.union([z.string(), z.number()])).optional(), reason: z.string() }).optional(),
  holds: z.array(z.string()).optional(), late: z.enum(lateChanges).optional(),
}))

const Placed: z.ZodType<LayoutOutcome> = z.object({ aisles: z.int(), places: z.int(), accepted: z.int(), updated: z.int(), unchanged: z.int(), forgotten: z.int(), openLists: z.int() })

/** A hub that answers at an address. Batches cross one by one, so the import is as large as it likes. */
function remoteTarget(url: string, key: string, pin: string | null): ImportTarget {
  const ask = pin === null ? fetch : pinnedFetch(pin)
  const post = async (body: unknown): Promise<unknown> => {
    const response = await ask(`${url}/api/import-batch`, { method: 'POST', body: JSON.stringify(body), headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } })
    const answer = (await response.json()) as { error?: string }
    if (response.status !== 200) throw new Error(`The hub at ${url} answers: ${answer.error ?? response.status}`)
    return answer
  }
  return {
    putOrders: async (batch) => Outcomes.parse(await post({ kind: 'orders', batch })),
    putProducts: async (batch) => Outcomes.parse(await post({ kind: 'products', batch })),
    putStock: async (batch) => Outcomes.parse(await post({ kind: 'stock', batch })),
    putLayout: async (layout) => Placed.parse(await post({ kind: 'layout', layout })),
    sharedSkus: async () => z.array(z.string()).parse(await post({ kind: 'shared-skus' })),
  }
}

const keyOf = (file: string): string => readFileSync(file, 'utf8').trim()

async function openTarget(options: Options): Promise<{ target: ImportTarget; close(): Promise<void> }> {
  const stays = async (): Promise<void> => undefined
  if (options.hub) {
    const key = options.keyFile ? keyOf(options.keyFile) : process.env['PACKWAVE_ADMIN_KEY']
    if (!key) throw new Error('The hub asks for its admin key: give --key-file FILE (the file admin-key in the hub\'s data folder) or set PACKWAVE_ADMIN_KEY.')
    return { target: remoteTarget(options.hub.replace(/\/+$/, ''), key, options.pin ?? null), close: stays }
  }
  const running = await runningHubOf(options.dataDir)
  if (running) {
    say(`importing into the hub at ${running.url}`)
    return { target: remoteTarget(running.url, keyOf(path.join(options.dataDir, 'admin-key')), running.pin), close: stays }
  }
  say(`no hub runs on ${options.dataDir}; starting one for this import`)
  const hub = await startHub({
    dataDir: options.dataDir, host: '127.0.0.1', port: 0, sample: false, pagesFolder: path.join(projectDir, 'dist', 'renderer'), system: realSystem, say,
    onFault(where, fault) {
      say(`${where}: ${fault instanceof Error ? fault.message : String(fault)}`)
      return ''
    },
    onDatabaseLost: failWith,
  })
  return { target: hubImportTarget(hub.database, hub.tools), close: hub.stop }
}

async function main(): Promise<void> {
  const options = readOptions()
  const request = await requestOf(options)
  const { target, close } = await openTarget(options)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close().finally(() => process.exit(130)))
  try {
    process.stdout.write(`${JSON.stringify(await runImport(request, withProgress(target)), null, 2)}\n`)
  } finally {
    await close()
  }
}

// A reader that needs no more (`| head`) closes the pipe; the import itself goes on to its end.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
  if (fault.code !== 'EPIPE') failWith(fault)
})
main().catch(failWith)
