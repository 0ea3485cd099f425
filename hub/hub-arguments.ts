import { parseArgs } from 'node:util'
import * as z from 'zod'

const Arguments = z.strictObject({
  dataDir: z.string().min(1),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535).default(0),
  sample: z.union([z.boolean(), z.literal('site')]).default(false),
  databaseUrl: z.string().regex(/^postgres(ql)?:\/\/[^\s]+$/).refine((text) => URL.canParse(text)).optional(),
  pagesFolder: z.string().min(1).optional(),
  /** Where the keys lie that all processes of one hub share. */
  keysDir: z.string().min(1).optional(),
  /** https with a certificate that the hub makes itself. */
  ownTls: z.boolean().optional(),
  tlsCert: z.string().min(1).optional(),
  tlsKey: z.string().min(1).optional(),
  backupEveryHours: z.number().int().min(1).max(8_784).optional(),
  publicUrl: z.string().regex(/^https?:\/\/[^\s/]+$/).optional(),
}).refine((given) => (given.tlsCert === undefined) === (given.tlsKey === undefined) && !(given.ownTls === true && given.tlsCert !== undefined), { path: ['tlsCert'] })
export type HubArguments = z.infer<typeof Arguments>

const usage = 'node hub/main.ts --data-dir DIR [--host 127.0.0.1] [--port 0..65535] [--sample | --sample-site] [--database-url postgres://…] [--keys DIR] [--tls | --tls-cert FILE --tls-key FILE] [--public-url https://…] [--backup-every-hours 24] [--pages DIR]'

/** JSON from a program, or options from a person. One wrong argument refuses all of them, with one sentence that names it. */
export function readHubArguments(given: readonly string[]): HubArguments {
  const read = Arguments.safeParse(given[0]?.trimStart().startsWith('{') ? fromJson(given[0]) : fromOptions(given))
  if (read.success) return read.data
  const [issue] = read.error.issues
  const name = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : String(issue?.path[0] ?? 'the argument')
  throw new Error(`The argument ${name} is missing or not right. Usage: ${usage}`)
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault
    throw new Error(`The argument is not whole JSON. Usage: ${usage}`, { cause: fault })
  }
}

const wholeNumber = (text: string | undefined): number | undefined => (text === undefined ? undefined : text.trim() === '' ? Number.NaN : Number(text))

function fromOptions(given: readonly string[]): unknown {
  const text = { type: 'string' } as const
  try {
    const { values } = parseArgs({ args: [...given], options: { 'data-dir': text, host: text, port: text, sample: { type: 'boolean' }, 'sample-site': { type: 'boolean' }, 'database-url': text, pages: text, keys: text, tls: { type: 'boolean' }, 'tls-cert': text, 'tls-key': text, 'public-url': text, 'backup-every-hours': text } })
    return {
      dataDir: values['data-dir'], host: values.host, port: wholeNumber(values.port), sample: values['sample-site'] ? 'site' : values.sample,
      databaseUrl: values['database-url'], pagesFolder: values.pages, keysDir: values.keys, ownTls: values.tls, tlsCert: values['tls-cert'], tlsKey: values['tls-key'], publicUrl: values['public-url'], backupEveryHours: wholeNumber(values['backup-every-hours']),
    }
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault
    throw new Error(`${(fault.message.split('\n')[0] ?? '').replace(/\.?$/, '.')} Usage: ${usage}`, { cause: fault })
  }
}
