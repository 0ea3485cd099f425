// The one way the hub talks to PostgreSQL (15 or newer): typed rows, prepared statements, and transactions of which one writes at a time.
import pg from 'pg'

/** Statements of one connection. Values are always parameters. */
export type Sql = {
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  row<Row>(text: string, values?: readonly unknown[]): Promise<Row | undefined>
  /** How many rows were written. */
  run(text: string, values?: readonly unknown[]): Promise<number>
}

export type Database = Sql & {
  /**
   * A transaction that may record facts. Only one runs at a time on this database, whoever opened it, so positions are given in
   * commit order and a reader that has seen position n has seen all before it.
   */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** One moment's picture for several questions. */
  snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Hears `topic` until `stop`; after a lost connection it is heard again, and `onNews` is called once because something may have been missed. */
  listen(topic: string, onNews: (payload: string) => void): Promise<{ stop(): Promise<void> }>
  close(): Promise<void>
}

export const migrationLock = 7_250_001
const writeLock = 7_250_002
const relistenMs = 500

const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    // int8 and numeric: positions, milliseconds and sums, all far below 2^53.
    if (oid === 20 || oid === 1700) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  }) as typeof pg.types.getTypeParser,
}

/** Names of prepared statements: one for each text of the program. */
const statementNames = new Map<string, string>()
function nameOf(text: string): string {
  const known = statementNames.get(text)
  if (known) return known
  const name = `s${statementNames.size + 1}`
  statementNames.set(text, name)
  return name
}

type Queryable = Pick<pg.ClientBase, 'query'>

function sqlOf(client: Queryable): Sql {
  const ask = async (text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> => client.query({ name: nameOf(text), text, values: values as unknown[] })
  return {
    rows: async <Row>(text: string, values?: readonly unknown[]) => (await ask(text, values)).rows as Row[],
    row: async <Row>(text: string, values?: readonly unknown[]) => (await ask(text, values)).rows[0] as Row | undefined,
    run: async (text, values) => (await ask(text, values)).rowCount ?? 0,
  }
}

/** Opens the pool; the first question opens the first connection. */
export function openDatabase(url: string, onTrouble: (fault: Error) => void): Database {
  const pool = new pg.Pool({ connectionString: url, max: 12, types, connectionTimeoutMillis: 10_000, statement_timeout: 120_000 })
  let closing = false
  // A connection that is just being closed may still hear that the server stops: nobody waits for it any more.
  pool.on('error', (fault) => { if (!closing) onTrouble(fault) })
  const within = async <T>(begin: string, work: (sql: Sql) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      await client.query(begin)
      const result = await work(sqlOf(client))
      await client.query('commit')
      return result
    } catch (fault) {
      await client.query('rollback').catch((second: Error) => { broken = second })
      throw fault
    } finally {
      client.release(broken)
    }
  }
  return {
    ...sqlOf(pool as unknown as Queryable),
    // One way to the server for both.
    write: (work) => within(`begin; select pg_advisory_xact_lock(${writeLock})`, work),
    snapshot: (work) => within('begin isolation level repeatable read read only', work),
    listen: async (topic, onNews) => {
      let stopped = false
      let current: pg.Client | undefined
      let retry: NodeJS.Timeout | undefined
      const open = async (): Promise<void> => {
        const client = new pg.Client({ connectionString: url })
        client.on('notification', (message) => onNews(message.payload ?? ''))
        client.on('error', (fault) => {
          if (stopped) return
          onTrouble(fault)
          if (current === client) again()
        })
        await client.connect()
        await client.query(`listen ${pg.escapeIdentifier(topic)}`)
        current = client
      }
      const again = (): void => {
        current = undefined
        retry = setTimeout(() => {
          if (stopped) return
          open().then(() => onNews(''), (fault: Error) => {
            onTrouble(fault)
            again()
          })
        }, relistenMs)
      }
      await open()
      return {
        async stop() {
          stopped = true
          clearTimeout(retry)
          await current?.end()
        },
      }
    },
    close: () => {
      closing = true
      return pool.end()
    },
  }
}

/** Makes the database of the URL when the server has none of that name. */
export async function makeDatabase(url: string): Promise<void> {
  const target = new URL(url)
  const name = decodeURIComponent(target.pathname.slice(1))
  target.pathname = '/postgres'
  const client = new pg.Client({ connectionString: target.href })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`)
  } finally {
    await client.end()
  }
}
