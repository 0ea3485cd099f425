// A backup is one file: a header, every row of every table in PostgreSQL's own text form, and a last line with counts and a checksum; gzip.
// It is one moment's picture and takes no lock: the site goes on working. Receivers in it are sealed; the key is not in it.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import * as z from 'zod'
import { assert } from '#shared/kernel/assert.ts'
import type { NowMs } from '#shared/kernel/time.ts'
import type { Database, Sql } from './database.ts'
import { newestSchema, schemaOf } from './migrate.ts'

const format = 'packwave-hub-backup'
const Header = z.strictObject({
  format: z.literal(format), version: z.literal(1), schema: z.int().min(1), epoch: z.string(), position: z.int().min(0), takenAtMs: z.int(),
  /** In an order in which no row points to one that is not there yet. */
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()) })),
})
export type BackupHeader = z.infer<typeof Header>
const TableLine = z.strictObject({ table: z.string() })
const End = z.strictObject({ end: z.literal(true), rows: z.record(z.string(), z.int()), sha256: z.string() })

const rowsAtOnce = 1_000
/** Rebuilt by use, or meant for one machine only. */
const leftOut = new Set(['migration', 'try_count'])

export type TableShape = BackupHeader['tables'][number]

/** The tables of the store with their columns in order; a table stands behind those that it points to. */
export async function tableShapes(sql: Sql): Promise<TableShape[]> {
  const columns = await sql.rows<{ name: string; columns: string[] }>(
    `select c.relname::text as name, array_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod) order by a.attnum) as columns from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace group by c.relname order by c.relname`)
  const pointers = await sql.rows<{ from: string; to: string }>(
    `select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint where contype = 'f' and conrelid <> confrelid and connamespace = current_schema()::regnamespace`)
  const waiting = columns.filter((table) => !leftOut.has(table.name))
  const ordered: TableShape[] = []
  while (waiting.length > 0) {
    const next = waiting.findIndex((table) => !pointers.some(({ from, to }) => from === table.name && waiting.some((other) => other.name === to)))
    assert(next >= 0, 'tables do not point to each other in a ring')
    ordered.push(...waiting.splice(next, 1))
  }
  return ordered
}

/** Writes the backup beside its place, flushes it and renames it: a file of that name is always whole. Answers what is in it. */
export async function writeBackup({ database, file, nowMs }: { database: Database; file: string; nowMs: NowMs }): Promise<{ header: BackupHeader; rowCount: number; byteCount: number }> {
  const beside = `${file}.new`
  const handle = await open(beside, 'w', 0o600)
  try {
    const zip = createGzip()
    const hash = createHash('sha256')
    // Gunzip of what was written ends only when the last byte is there: the stream is read to the file in order.
    const flowing = (async () => {
      for await (const chunk of zip as AsyncIterable<Buffer>) await handle.write(chunk)
    })()
    const write = async (line: string): Promise<void> => {
      if (!zip.write(`${line}\n`)) await Promise.race([once(zip, 'drain'), flowing])
    }
    const told = async (value: unknown): Promise<void> => {
      const line = JSON.stringify(value)
      hash.update(`${line}\n`)
      await write(line)
    }
    const rows: Record<string, number> = {}
    const header = await database.snapshot(async (sql): Promise<BackupHeader> => {
      const identity = await sql.row<{ epoch: string; position: number }>('select epoch, (select coalesce(max(position), 0) from fact) as position from hub_identity')
      if (!identity) throw new Error('The database holds no hub yet.')
      const made: BackupHeader = { format, version: 1, schema: await schemaOf(sql), ...identity, takenAtMs: nowMs(), tables: await tableShapes(sql) }
      if (made.schema !== newestSchema) throw new Error(`The store has schema ${made.schema} and this build knows ${newestSchema}. Take the backup with the build that the hub runs.`)
      await told(made)
      for (const { name } of made.tables) {
        await told({ table: name })
        rows[name] = await eachRow(sql, name, told)
      }
      return made
    })
    await write(JSON.stringify({ end: true, rows, sha256: hash.digest('hex') }))
    zip.end()
    await flowing
    await handle.sync()
    const { size } = await handle.stat()
    await handle.close()
    await rename(beside, file)
    return { header, rowCount: Object.values(rows).reduce((sum, count) => sum + count, 0), byteCount: size }
  } catch (fault) {
    await handle.close()
    await rm(beside, { force: true })
    throw fault
  }
}

async function eachRow(sql: Sql, table: string, told: (row: string) => Promise<void>): Promise<number> {
  await sql.run(`declare backup_rows no scroll cursor for select t::text as row from ${pg.escapeIdentifier(table)} t`)
  let count = 0
  for (;;) {
    const rows = await sql.rows<{ row: string }>(`fetch ${rowsAtOnce} from backup_rows`)
    for (const { row } of rows) await told(row)
    count += rows.length
    if (rows.length < rowsAtOnce) break
  }
  await sql.run('close backup_rows')
  return count
}

type Part = { kind: 'header'; header: BackupHeader } | { kind: 'table'; name: string } | { kind: 'row'; row: string }

/** Reads a backup from beginning to end. Throws a sentence for people when it is no backup, of a newer kind, damaged or cut short. */
export async function* readBackup(file: string): AsyncGenerator<Part> {
  const spoilt = (why: string, cause?: unknown): Error => new Error(`${file} cannot be restored: ${why}.`, { cause })
  const input = createReadStream(file)
  const zip = input.pipe(createGunzip())
  input.once('error', (fault) => zip.destroy(fault))
  const hash = createHash('sha256')
  const counts: Record<string, number> = {}
  let table: string | undefined
  let isFirst = true
  let end: z.infer<typeof End> | undefined
  try {
    for await (const line of createInterface({ input: zip, crlfDelay: Infinity })) {
      if (end) throw spoilt('something stands behind its end')
      const value: unknown = JSON.parse(line)
      if (typeof value !== 'string' && End.safeParse(value).success) {
        end = End.parse(value)
        continue
      }
      hash.update(`${line}\n`)
      if (isFirst) {
        const header = Header.safeParse(value)
        if (!header.success) throw spoilt('it is no backup of a hub, or one of a newer build')
        isFirst = false
        yield { kind: 'header', header: header.data }
      } else if (typeof value === 'string') {
        if (table === undefined) throw spoilt('a row stands before its table')
        counts[table] = (counts[table] ?? 0) + 1
        yield { kind: 'row', row: value }
      } else {
        const named = TableLine.safeParse(value)
        if (!named.success) throw spoilt('a line of it has another shape')
        table = named.data.table
        counts[table] = 0
        yield { kind: 'table', name: table }
      }
    }
  } catch (fault) {
    if (fault instanceof SyntaxError) throw spoilt('a line of it is damaged', fault)
    const { code } = fault as NodeJS.ErrnoException
    if (code?.startsWith('Z_')) throw spoilt('it is damaged or cut short', fault)
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES') throw spoilt(`it cannot be read (${code})`, fault)
    throw fault
  } finally {
    input.destroy()
  }
  if (!end) throw spoilt('its end is missing')
  if (end.sha256 !== hash.digest('hex')) throw spoilt('its checksum does not fit')
  for (const [name, count] of Object.entries(end.rows)) if (counts[name] !== count) throw spoilt(`table ${name} has ${counts[name] ?? 0} rows and should have ${count}`)
}

/** Reads the whole file and answers its header; throws like `readBackup`. */
export async function checkBackup(file: string): Promise<BackupHeader> {
  let header: BackupHeader | undefined
  for await (const part of readBackup(file)) if (part.kind === 'header') header = part.header
  if (!header) throw new Error(`${file} cannot be restored: it is empty.`)
  return header
}
