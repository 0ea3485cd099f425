import { parseArgs } from 'node:util'
import * as z from 'zod'
import { hubAddressFault } from '#shared/contract/hub-address.ts'

const usage = 'node electron/station/host/headless.ts --data-dir DIR [--hub URL] [--join-token TOKEN] [--port 0..65535] [--pages DIR] [--scale HOST:PORT] [--second-dir DIR]'
const Port = z.string().regex(/^\d{1,5}$/).transform(Number).pipe(z.int().max(65_535))
const Arguments = z.strictObject({
  'data-dir': z.string().min(1),
  hub: z.string().refine((text) => hubAddressFault(text) === undefined).optional(),
  'join-token': z.string().min(1).optional(),
  port: Port.default(0),
  pages: z.string().min(1).optional(),
  /** Copies and the second journal, best on another disk. */
  'second-dir': z.string().min(1).optional(),
  scale: z.string().regex(/^.+:\d{1,5}$/).transform((text) => ({ host: text.slice(0, text.lastIndexOf(':')), port: Number(text.slice(text.lastIndexOf(':') + 1)) })).refine(({ port }) => port >= 1 && port <= 65_535).optional(),
})
export type HeadlessArguments = z.infer<typeof Arguments>

/** Reads the command line whole; one wrong argument refuses all of them, with one sentence that names it. */
export function readHeadlessArguments(given: readonly string[]): HeadlessArguments {
  const text = { type: 'string' } as const
  let values: unknown
  try {
    ;({ values } = parseArgs({ args: [...given], options: { 'data-dir': text, hub: text, 'join-token': text, port: text, pages: text, scale: text, 'second-dir': text } }))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Error(`${(error.message.split('\n')[0] ?? '').replace(/\.?$/, '.')} Usage: ${usage}`, { cause: error })
  }
  const read = Arguments.safeParse({ ...(values as object) })
  if (!read.success) throw new Error(`--${String(read.error.issues[0]?.path[0])} is missing or not right. Usage: ${usage}`)
  return read.data
}
