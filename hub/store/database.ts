// The one way the hub talks to PostgreSQL (15 or newer): typed rows, prepared statements, and transactions of which one writes at a time.
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { isDatabaseAway } from './database-away.ts'

/** Statements of one connection. Values are always parameters. */
export type Sql = {
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>
  row<Row>(text: string, values?: readonly unknown[]): Promise<Row | undefined>
  /** How many rows were written. */
  run(text: string, values?: readonly unknown[]): Promise<number>
}

/** Statements of one transaction. Those that are asked before an earlier one is answered go to the server together with it, and are done there in the order of asking. */
export type Transaction = Sql & {
  /** What was asked and whose answer nobody waits for: the commit, which goes to the server with it, throws the first fault of it. */
  behind(...asked: Promise<unknown>[]): void
}

export type Database = Sql & {
  /**
   * A transaction that may record facts. Only one runs at a time on this database, whoever opened it, so positions are given in
   * commit order and a reader that has seen position n has seen all before it. `first` is asked together with the beginning and hands its answer to `work`:
   * questions only, because it is asked again when the database was away.
   */
  write<T, Asked = undefined>(work: (sql: Transaction, asked: Asked) => Promise<T>, first?: (sql: Sql) => Promise<Asked>): Promise<T>
  /**
   * Does the work in one of all processes on this database and answers true; when another is at the same work, nothing is done and the answer is false.
   * With `wait` it waits for its turn instead.
   */
  alone(lock: number, work: () => Promise<void>, how?: { wait: boolean }): Promise<boolean>
  /** One statement that nobody is told of: it is there for others at once, and a power cut may take it. */
  note(text: string, values?: readonly unknown[]): Promise<number>
  /** One moment's picture for several questions. */
  snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Hears `topic` until `stop`; after a lost connection it is heard again, and `onNews` is called once because something may have been missed. */
  listen(topic: string, onNews: (payload: string) => void): Promise<{ stop(): Promise<void> }>
  close(): Promise<void>
}

/** Advisory locks, one number for each thing that only one process may do at a time. */
export const locks = { migration: 7_250_001, write: 7_250_002, sample: 7_250_003, autoRelease: 7_250_004, forget: 7_250_005 } as const
const relistenMs = 500
/** Pauses before a question that has certainly changed nothing is asked again. */
const retryPausesMs = [50, 250, 1_000]
/** A process that holds the write lock and says nothing for so long (stopped, cut off) loses it, so that the others go on. */
const silentTransactionMs = 60_000

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

/** The commit goes to the server together with what nobody has waited for. */
function transactionOf(client: Queryable): { sql: Transaction; arrived(): Promise<void>; commit(): Promise<void> } {
  let sent: Promise<unknown>[] = []
  let fault: { of: unknown } | undefined
  const note = (of: unknown): void => void (fault ??= { of })
  const arrived = async (): Promise<void> => {
    const waiting = sent
    sent = []
    await Promise.all(waiting)
    const first = fault
    fault = undefined
    if (first) throw first.of
  }
  const commit = async (): Promise<void> => {
    // What could not even be sent failed by now, and the server knows nothing of it.
    await new Promise<void>((resolve) => process.nextTick(resolve))
    if (fault) return arrived()
    let command = ''
    try {
      ({ command } = await client.query('commit'))
    } finally {
      await arrived()
    }
    // A transaction in which something has failed is answered so, and without a fault.
    if (command !== 'COMMIT') throw new Error(`the transaction was not committed: ${command}`)
  }
  return { sql: { ...sqlOf(client), behind: (...asked) => void sent.push(...asked.map((each) => each.catch(note))) }, arrived, commit }
}

/**
 * The first question of a transaction whose statements are asked often, and find their rows by keys: each is planned once. Left to itself PostgreSQL plans those with lists
 * anew each time, which takes several times as long as the statement.
 */
export const planOnce = (sql: Sql): Promise<unknown> => sql.run('set local plan_cache_mode = force_generic_plan')

/** Asks again while the database is away. Only for what has changed nothing when it fails. */
async function askedAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (const pauseMs of retryPausesMs) {
    try {
      return await ask()
    } catch (fault) {
      if (!isDatabaseAway(fault)) throw fault
      await pause(pauseMs)
    }
  }
  return ask()
}

type Options = {
  url: string
  /** A connection that was lost while nobody used it. */
  onTrouble: (fault: Error) => void
  /** Asked on every new connection before it is used; throws when the server must not be trusted. */
  verify?: (sql: Sql) => Promise<void>
}

/** Opens the pool; the first question opens the first connection. Lost connections are replaced; reading is asked again, writing is not (it might be there). */
export function openDatabase({ url, onTrouble, verify }: Options): Database {
  const pool = new pg.Pool({
    connectionString: url, max: 12, types, pipeline: true, connectionTimeoutMillis: 5_000, statement_timeout: 120_000, idle_in_transaction_session_timeout: silentTransactionMs, keepAlive: true,
    onConnect: async (client: pg.ClientBase) => verify?.(sqlOf(client)),
  })
  let closing = false
  // A connection that is just being closed may still hear that the server stops: nobody waits for it any more.
  pool.on('error', (fault) => { if (!closing) onTrouble(fault) })
  const begun = async <Asked = undefined>(begin: string, first?: (sql: Sql) => Promise<Asked>): Promise<{ client: pg.PoolClient; asked: Asked }> => {
    const client = await pool.connect()
    // Lost in the middle of a transaction: its question fails and is what says so.
    client.on('error', onLost)
    try {
      const [, asked] = await Promise.all([client.query(begin), first?.(sqlOf(client))])
      return { client, asked: asked as Asked }
    } catch (fault) {
      ended(client, fault as Error)
      throw fault
    }
  }
  const ended = (client: pg.PoolClient, broken?: Error): void => {
    client.off('error', onLost)
    client.release(broken)
  }
  const within = async <T, Asked>({ client, asked }: { client: pg.PoolClient; asked: Asked }, work: (sql: Transaction, asked: Asked) => Promise<T>): Promise<T> => {
    let broken: Error | undefined
    const { sql, arrived, commit } = transactionOf(client)
    try {
      const result = await work(sql, asked)
      await commit()
      return result
    } catch (fault) {
      // What was asked behind and failed is why the rest did.
      const cause = await arrived().then(() => fault, (first: unknown) => first)
      await client.query('rollback').catch((second: Error) => { broken = second })
      throw cause
    } finally {
      ended(client, broken)
    }
  }
  const direct = sqlOf(pool as unknown as Queryable)
  return {
    // Questions are `select`s; whatever writes outside a transaction goes through `run`.
    rows: (text, values) => askedAgain(() => direct.rows(text, values)),
    row: (text, values) => askedAgain(() => direct.row(text, values)),
    run: direct.run,
    // One way to the server for both.
    // Nothing can have been written before the transaction has begun.
    write: async (work, first) => within(await askedAgain(() => begun(`begin; select pg_advisory_xact_lock(${locks.write})`, first)), work),
    note: async (text, values) => within(await askedAgain(() => begun('begin; set local synchronous_commit = off', (sql) => sql.run(text, values))), async (_sql, count) => count),
    alone: async (lock, work, { wait } = { wait: false }) => within(await askedAgain(() => begun('begin')), async (sql) => {
      // The lock's own connection is idle while the work is done elsewhere.
      await sql.run('set local idle_in_transaction_session_timeout = 0')
      const mine = wait ? await sql.row('select pg_advisory_xact_lock($1)', [lock]).then(() => true) : (await sql.row<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [lock]))!.mine
      if (mine) await work()
      return mine
    }),
    snapshot: (work) => askedAgain(async () => within(await begun('begin isolation level repeatable read read only'), work)),
    listen: async (topic, onNews) => {
      let stopped = false
      let current: pg.Client | undefined
      let retry: NodeJS.Timeout | undefined
      const open = async (): Promise<void> => {
        const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true })
        client.on('notification', (message) => onNews(message.payload ?? ''))
        client.on('error', (fault) => {
          if (stopped) return
          onTrouble(fault)
          if (current === client) again()
        })
        try {
          await client.connect()
          await client.query(`listen ${pg.escapeIdentifier(topic)}`)
        } catch (fault) {
          await client.end().catch(onTrouble)
          throw fault
        }
        // Whoever listened has gone meanwhile.
        if (stopped) return client.end()
        current = client
      }
      const again = (): void => {
        current = undefined
        retry = setTimeout(() => {
          if (stopped) return
          open().then(() => { if (!stopped) onNews('') }, (fault: Error) => {
            if (stopped) return
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

const onLost = (): void => undefined

/** Makes the database of the URL when the server has none of that name. */
export async function makeDatabase(url: string): Promise<void> {
  const name = nameOfDatabase(url)
  await onServer(url, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount !== 0) return
    await client.query(`create database ${pg.escapeIdentifier(name)} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`).catch((fault: { code?: string }) => {
      // Another process of the same hub made it a moment ago (duplicate database, or the row of it).
      if (fault.code !== '42P04' && fault.code !== '23505') throw fault
    })
  })
}

export const nameOfDatabase = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1))

/** The same server and user, another database. */
export function databaseBeside(url: string, name: string): string {
  const target = new URL(url)
  target.pathname = `/${encodeURIComponent(name)}`
  return target.href
}

/** One connection to the server's own database, for making and renaming others. */
export async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseBeside(url, 'postgres'), connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
