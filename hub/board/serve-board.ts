// The board's line: signed in once, then every call checked against the person's rights, and the view pushed when something changed.
import { boardApi, type BoardApi } from '#shared/contract/board-api.ts'
import { serve, type Handlers, type Out, type Served } from '#shared/contract/contract.ts'
import type { Port } from '#shared/contract/port.ts'
import { mayDo, type Right } from '#shared/domain/people/rights.ts'
import type { ImportReport } from '../imports/import-target.ts'
import { cancelOrder } from '../orders/cancel-order.ts'
import { hubImportTarget } from '../orders/hub-import-target.ts'
import { importUploads } from '../orders/import-uploads.ts'
import { mintJoinToken } from '../people/join.ts'
import { rateLimit } from '../people/rate-limit.ts'
import { signIn, type BoardPerson } from '../people/sign-in.ts'
import type { Database } from '../store/database.ts'
import { boardTopic, newsTopic, tellBoards, type HubTools } from '../store/facts.ts'
import { cancelWave, kickOut } from '../waves/change-wave.ts'
import { previewWave, releaseWave } from '../waves/release-wave.ts'
import { listRules, removeRule, saveRule } from '../waves/rules.ts'
import { boardView } from './board-view.ts'
import { searchOrders } from './board-search.ts'
import { decide } from './decide.ts'

/** At most four views a second, however many facts come in. */
const pushEveryMs = 250
/** Without any news: time itself makes waves late. */
const refreshMs = 10_000

type Boards = { serve(port: Port, address: string): void; close(): Promise<void> }
type Hub = { database: Database; tools: HubTools; uploadFolder: string; connected: ReadonlySet<string>; onFault: (where: string, fault: unknown) => string }

const done = { kind: 'done' } as const
const refused = (why: string): { kind: 'refused'; why: string } => ({ kind: 'refused', why })
const notSignedIn = 'Sign in first.'
const notAllowed = 'Your role does not allow that.'

/** Opens the boards of one hub. */
export async function openBoards(hub: Hub): Promise<Boards> {
  const { database, tools } = hub
  const signedIn = new Map<Served<BoardApi>, BoardPerson>()
  const signInTries = rateLimit({ count: 30, windowMs: 60_000, nowMs: tools.system.nowMs })
  let pushing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const push = async (): Promise<void> => {
    const view = await boardView(database, tools.system.nowMs(), hub.connected)
    for (const line of signedIn.keys()) line.tell('board.changed', view)
  }
  const changed = (): void => {
    if (signedIn.size === 0 || timer) return
    timer = setTimeout(() => {
      // A view is built when the last one is out, so that a slow store is not asked twice at once.
      pushing = (pushing ?? Promise.resolve()).then(push).catch((fault: unknown) => void hub.onFault('board.changed', fault)).finally(() => { timer = undefined })
    }, pushEveryMs)
  }
  const listening = await Promise.all([database.listen(newsTopic, changed), database.listen(boardTopic, changed)])
  const refreshing = setInterval(changed, refreshMs)

  return {
    serve(port, address) {
      let person: BoardPerson | undefined
      const handlers = handlersFor(hub, () => person, async (badge) => {
        if (!signInTries.allow(address)) return refused('Too many tries. Wait a minute.')
        const answer = await signIn(database, tools, badge)
        if (answer.kind === 'refused') return answer
        person = answer.person
        signedIn.set(line, person)
        changed()
        return done
      })
      // Who may not is told so by the code; it is no fault of the program and not logged as one.
      const line = serve(boardApi, port, handlers, (call, fault) => (fault instanceof NotAllowed ? 'not-allowed' : hub.onFault(`board ${call}`, fault)))
      port.onClose(() => signedIn.delete(line))
    },
    async close() {
      clearInterval(refreshing)
      clearTimeout(timer)
      await Promise.all(listening.map((each) => each.stop()))
      await pushing
    },
  }
}

/** A call of somebody who is not signed in, or may not, and whose answer cannot say so. */
class NotAllowed extends Error {
  override name = 'NotAllowed'
}

type SignInCall = (badge: { badgeCode: string; pin: string }) => Promise<{ kind: 'done' } | { kind: 'refused'; why: string }>

function handlersFor(hub: Hub, personNow: () => BoardPerson | undefined, onSignIn: SignInCall): Handlers<BoardApi> {
  const { database, tools } = hub
  const who = (right: Right): BoardPerson => {
    const person = personNow()
    if (!person) throw new NotAllowed(notSignedIn)
    if (!mayDo(person.role, right)) throw new NotAllowed(notAllowed)
    return person
  }
  /** For calls whose answer can refuse. */
  const allowed = async <T>(right: Right, work: (person: BoardPerson) => Promise<T>): Promise<T | { kind: 'refused'; why: string }> => {
    const person = personNow()
    if (!person) return refused(notSignedIn)
    return mayDo(person.role, right) ? work(person) : refused(notAllowed)
  }
  return {
    'board.sign-in': onSignIn,
    'board.view': async () => {
      who('release-wave')
      return boardView(database, tools.system.nowMs(), hub.connected)
    },
    'board.search': async ({ text }) => {
      who('release-wave')
      return searchOrders(database, tools, text)
    },
    'rules.list': async () => {
      who('release-wave')
      return listRules(database)
    },
    'rules.save': (rule) => allowed('edit-rules', async () => {
      await database.write((sql) => saveRule(sql, rule))
      return done
    }),
    'rules.remove': ({ ruleId }) => allowed('edit-rules', async () => ((await database.write((sql) => removeRule(sql, ruleId))) ? done : refused('There is no such rule.'))),
    'wave.preview': async (asked) => {
      who('release-wave')
      return previewWave(database, tools, asked)
    },
    'wave.release': (asked) => allowed('release-wave', (person) => releaseWave(database, tools, person.personId, asked)),
    'wave.cancel': ({ waveId }) => allowed('release-wave', (person) => database.write((sql) => cancelWave(sql, tools, person.personId, waveId))),
    'order.kick-out': ({ orderId, reason }) => allowed('kick-out', (person) => database.write((sql) => kickOut(sql, tools, person.personId, orderId, reason))),
    'order.cancel': (asked) => allowed('cancel-order', (person) => database.write((sql) => cancelOrder(sql, tools, person.personId, asked))),
    'discrepancy.decide': (asked) => allowed('release-wave', (person) => decide(database, tools, person.personId, asked)),
    'orders.import': async ({ requestId, format, mapping, files }) => {
      who('import')
      const earlier = await database.row<{ report: Out<BoardApi, 'orders.import'> }>('select report from import_run where request_id = $1', [requestId])
      if (earlier) return earlier.report
      const report = reportForBoard(await importUploads(
        { format, mapping, folder: hub.uploadFolder, mintId: tools.system.mintId, files: files.map((file) => ({ name: file.name, bytes: Buffer.from(file.base64, 'base64') })) }, hubImportTarget(database, tools)))
      await database.write(async (sql) => {
        await sql.run('insert into import_run (request_id, report, at_ms) values ($1, $2::jsonb, $3) on conflict (request_id) do nothing', [requestId, JSON.stringify(report), tools.system.nowMs()])
        await tellBoards(sql)
      })
      return report
    },
    'join-token.mint': async () => {
      who('release-wave')
      return { joinToken: await mintJoinToken(database, tools) }
    },
  }
}

/** The five outcomes that the contract names, and the rest beside them. */
function reportForBoard({ orders, ...rest }: ImportReport): Out<BoardApi, 'orders.import'> {
  const { accepted, updated, unchanged, held, refused: refusedCount } = orders
  return { ...rest, orders: { accepted, updated, unchanged, held, refused: refusedCount }, discrepancyCount: orders.discrepancies }
}
