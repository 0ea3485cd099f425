// The board's line: signed in once, then every call checked against the person's rights, and the view pushed when something changed.
import { hash } from 'node:crypto'
import { boardApi, type BoardApi, type Done } from '#shared/contract/board-api.ts'
import { refusedBecause, type BoardRefused } from '#shared/contract/board-refusals.ts'
import { serve, type Handlers, type Out, type Served } from '#shared/contract/contract.ts'
import type { Port } from '#shared/contract/port.ts'
import { mayDo, type Right } from '#shared/domain/people/rights.ts'
import type { ImportReport } from '../imports/import-target.ts'
import { cancelOrder } from '../orders/cancel-order.ts'
import { hubImportTarget } from '../orders/hub-import-target.ts'
import { importUploads } from '../orders/import-uploads.ts'
import { saveRouting } from '../layout/put-layout.ts'
import { removeStation } from '../people/join.ts'
import { connectedStations } from '../people/presence.ts'
import { beginSite, savePerson } from '../site/people.ts'
import { addContainers, saveCarrier, savePackaging, saveSiteSettings, siteView } from '../site/site-lists.ts'
import { signIn, type BoardPerson } from '../people/sign-in.ts'
import { countTry } from '../people/try-count.ts'
import { afterChanges } from '../repeated-work.ts'
import type { BoardCaller } from '../server.ts'
import type { Database } from '../store/database.ts'
import { storeTrouble } from '../store/database-away.ts'
import { releaseClaim } from '../store/claims.ts'
import { boardTopic, hubTimeOf, newsTopic, tellBoards, type HubTools } from '../store/facts.ts'
import { cancelWave, kickOut } from '../waves/change-wave.ts'
import { openPlanDesk, type PlanDesk } from '../waves/plan-desk.ts'
import type { TellPlan } from '../waves/plans-in-hand.ts'
import { previewWave, releaseWave } from '../waves/release-wave.ts'
import { returnList } from '../waves/return-list.ts'
import { switchRolling } from '../waves/rolling.ts'
import { listRules, removeRule, saveRule } from '../waves/rules.ts'
import { prepareApart, suggestForBoard } from '../waves/ask-apart.ts'
import { manyWait } from '../waves/taken-now.ts'
import { approveReprint } from './approve-reprint.ts'
import { listWalk, mapView } from './board-map.ts'
import { boardView } from './board-view.ts'
import { searchOrders } from './board-search.ts'
import { discrepancyStory } from './discrepancy-story.ts'
import { decide } from './decide.ts'
import { enrol, type HubWays } from './enrol.ts'
import { addRange, numbersMoment, numbersView } from './number-ranges.ts'
import { saveStockLine, saveStockRules, stockView } from './stock-lines.ts'

/** At most four views a second, however many facts come in. */
const pushEveryMs = 250
/** Without any news: time itself makes waves late. */
const refreshMs = 10_000

type Boards = { serve(port: Port, from: BoardCaller, onSignedIn: () => void): void; close(): Promise<void> }
type Hub = { database: Database; tools: HubTools; uploadFolder: string; ways: () => HubWays; onFault: (where: string, fault: unknown) => string }

const done = { kind: 'done' } as const

/** Opens the boards of one hub. */
export async function openBoards(hub: Hub): Promise<Boards> {
  const { database, tools } = hub
  const desk = openPlanDesk(hub)
  const signedIn = new Map<Served<BoardApi>, BoardPerson>()
  const push = async (): Promise<void> => {
    if (signedIn.size === 0) return
    const view = await viewOf(hub)
    for (const line of signedIn.keys()) line.tell('board.changed', view)
  }
  const { changed, stop: stopPushing } = afterChanges({ everyMs: pushEveryMs, where: 'board.changed', work: push, onFault: hub.onFault })
  const prepare = async (): Promise<void> => {
    if (await manyWait(database)) await prepareApart(tools)
  }
  const listening = await Promise.all([database.listen(newsTopic, changed), database.listen(boardTopic, changed)])
  const refreshing = setInterval(changed, refreshMs)

  return {
    serve(port, { address, isStation }, onSignedIn) {
      let person: BoardPerson | undefined
      let isOpen = true
      const tellPlan: TellPlan = (name, data) => { if (isOpen) line.tell(name, data) }
      const handlers = saidInWords(hub, handlersFor(hub, { desk, tellPlan, isStation }, () => person, async (badge) => {
        if (!(await countTry(database, 'sign-in', address, tools.system.nowMs()))) return refusedBecause('too-many-tries')
        const answer = await signIn(database, tools, badge)
        if (answer.kind === 'refused') return answer
        person = answer.person
        signedIn.set(line, person)
        onSignedIn()
        changed()
        prepare().catch((fault: unknown) => void hub.onFault('prepare', fault))
        return done
      }))
      const line = serve(boardApi, port, handlers, (call, fault) => hub.onFault(`board ${call}`, fault))
      port.onClose(() => {
        isOpen = false
        signedIn.delete(line)
      })
    },
    async close() {
      clearInterval(refreshing)
      await Promise.all(listening.map((each) => each.stop()))
      await stopPushing()
      await desk.close()
    },
  }
}

async function viewOf({ database, tools }: Hub): ReturnType<typeof boardView> {
  const nowMs = tools.system.nowMs()
  return boardView(database, nowMs, await connectedStations(database, nowMs), hubTimeOf(tools) - nowMs, numbersMoment(tools))
}

/** A hub whose disk is full, or whose database is away, says so instead of having made a mistake. */
function saidInWords(hub: Hub, handlers: Handlers<BoardApi>): Handlers<BoardApi> {
  const said = Object.entries(handlers).map(([call, handler]) => [call, async (asked: never): Promise<unknown> => {
    try {
      return await handler(asked)
    } catch (fault) {
      const trouble = storeTrouble(fault)
      if (!trouble) throw fault
      hub.onFault(`board ${call}`, fault)
      return refusedBecause(trouble)
    }
  }])
  // Every answer of the board may be a refusal.
  return Object.fromEntries(said) as Handlers<BoardApi>
}

type SignInCall = (badge: { badgeCode: string; pin: string }) => Promise<Done>

function handlersFor(hub: Hub, { desk, tellPlan, isStation }: { desk: PlanDesk; tellPlan: TellPlan; isStation: boolean }, personNow: () => BoardPerson | undefined, onSignIn: SignInCall): Handlers<BoardApi> {
  const { database, tools } = hub
  const allowed = async <T>(right: Right, work: (person: BoardPerson) => Promise<T>): Promise<T | BoardRefused> => {
    const person = personNow()
    if (!person) return refusedBecause('not-signed-in')
    return mayDo(person.role, right) ? work(person) : refusedBecause('not-allowed')
  }
  return {
    'board.sign-in': onSignIn,
    // NS1: whoever reaches the hub first from anywhere must not become its admin.
    'site.begin': (asked) => (isStation ? beginSite(database, tools, asked) : Promise.resolve(refusedBecause('stations-only'))),
    'board.view': () => allowed('release-wave', () => viewOf(hub)),
    'board.search': ({ text }) => allowed('release-wave', () => searchOrders(database, tools, text)),
    'rules.list': () => allowed('release-wave', () => listRules(database)),
    'rules.save': (rule) => allowed('edit-rules', () => database.write((sql) => saveRule(sql, rule))),
    'rules.remove': ({ ruleId }) => allowed('edit-rules', async () => ((await database.write((sql) => removeRule(sql, ruleId))) ? done : refusedBecause('rule-unknown'))),
    'wave.preview': (asked) => allowed('release-wave', () => previewWave(database, tools, asked)),
    'wave.suggest': (asked) => allowed('release-wave', () => suggestForBoard(tools, asked)),
    'plan.open': (asked) => allowed('release-wave', () => desk.open(asked, tellPlan)),
    'plan.view': (asked) => allowed('release-wave', () => desk.view(asked, tellPlan)),
    'plan.stop': (asked) => allowed('release-wave', () => desk.stop(asked)),
    'plan.again': (asked) => allowed('release-wave', () => desk.again(asked)),
    'plan.change': (asked) => allowed('release-wave', () => desk.change(asked)),
    'plan.orders': (asked) => allowed('release-wave', () => desk.orders(asked)),
    'plan.targets': (asked) => allowed('release-wave', () => desk.targets(asked)),
    'plan.release': (asked) => allowed('release-wave', (person) => desk.release(person.personId, asked)),
    'plan.close': (asked) => allowed('release-wave', () => desk.discard(asked)),
    'wave.release': (asked) => allowed('release-wave', (person) => releaseWave(database, tools, person.personId, asked)),
    'rolling.switch': ({ on }) => allowed('release-wave', (person) => switchRolling(database, tools, person.personId, on).then(() => done)),
    'wave.cancel': ({ waveId }) => allowed('release-wave', (person) => database.write((sql) => cancelWave(sql, tools, person.personId, waveId))),
    'list.reassign': ({ listId }) => allowed('release-wave', (person) => database.write((sql) => returnList(sql, tools, person.personId, listId))),
    'label.reprint': ({ orderId, reason }) => allowed('reprint', (person) => database.write((sql) => approveReprint(sql, tools, person.personId, { orderId }, reason))),
    'order.kick-out': ({ orderId, reason }) => allowed('kick-out', (person) => database.write((sql) => kickOut(sql, tools, person.personId, orderId, reason))),
    'order.cancel': (asked) => allowed('cancel-order', (person) => database.write((sql) => cancelOrder(sql, tools, person.personId, asked))),
    'discrepancy.decide': (asked) => allowed('release-wave', (person) => decide(database, tools, person.personId, asked)),
    'discrepancy.story': ({ discrepancyId }) => allowed('release-wave', () => discrepancyStory(database, discrepancyId)),
    'claim.release': (about) => allowed('release-wave', (person) => database.write(async (sql) => ((await releaseClaim(sql, tools, person.personId, about, 'released')) ? done : refusedBecause('nobody-holds-it')))),
    'orders.import': ({ requestId, format, mapping, files }) => allowed('import', async () => {
      const askedHash = hash('sha256', JSON.stringify([format, mapping ?? null, files]), 'hex')
      const earlier = await database.row<{ report: Out<BoardApi, 'orders.import'>; asked_hash: string }>('select report, asked_hash from import_run where request_id = $1', [requestId])
      if (earlier) return earlier.asked_hash === askedHash ? earlier.report : refusedBecause('request-used')
      const report = reportForBoard(await importUploads(
        { format, mapping, folder: hub.uploadFolder, mintId: tools.system.mintId, files: files.map((file) => ({ name: file.name, bytes: Buffer.from(file.base64, 'base64') })) }, hubImportTarget(database, tools)))
      await database.write(async (sql) => {
        await sql.run('insert into import_run (request_id, asked_hash, report, at_ms) values ($1, $2, $3::jsonb, $4) on conflict (request_id) do nothing', [requestId, askedHash, JSON.stringify(report), tools.system.nowMs()])
        await tellBoards(sql)
      })
      return report
    }),
    'stock.view': () => allowed('release-wave', () => database.snapshot(stockView)),
    'stock.save-rules': (rules) => allowed('edit-rules', () => saveStockRules(database, rules)),
    'stock.save-line': (line) => allowed('edit-rules', () => saveStockLine(database, line)),
    'numbers.view': () => allowed('release-wave', () => database.snapshot((sql) => numbersView(sql, numbersMoment(tools)))),
    'numbers.add-range': (range) => allowed('edit-rules', () => database.write((sql) => addRange(sql, tools, range))),
    'map.view': () => allowed('release-wave', () => database.snapshot(mapView)),
    'map.save-routing': ({ routing }) => allowed('edit-rules', () => database.write(async (sql) => {
      await saveRouting(sql, tools, routing)
      return done
    })),
    'map.walk': (asked) => allowed('release-wave', () => database.snapshot((sql) => listWalk(sql, asked))),
    'site.view': () => allowed('edit-rules', () => database.snapshot(siteView)),
    'site.save-settings': (settings) => allowed('edit-rules', () => database.write((sql) => saveSiteSettings(sql, settings))),
    'site.save-person': (asked) => allowed('manage-people', (person) => savePerson(database, tools, person.personId, asked)),
    'site.add-containers': (asked) => allowed('edit-rules', (person) => database.write((sql) => addContainers(sql, tools, person.personId, asked))),
    'site.save-packaging': (asked) => allowed('edit-rules', (person) => database.write((sql) => savePackaging(sql, tools, person.personId, asked))),
    'site.save-carrier': (asked) => allowed('edit-rules', (person) => database.write((sql) => saveCarrier(sql, tools, person.personId, asked))),
    'station.enrol': () => allowed('manage-stations', () => enrol(database, tools, hub.ways())),
    'station.remove': ({ stationId }) => allowed('manage-stations', () => database.write(async (sql) => ((await removeStation(sql, tools, stationId)) ? done : refusedBecause('station-unknown')))),
  }
}

/** The five outcomes that the contract names, and the rest beside them. */
function reportForBoard({ orders, ...rest }: ImportReport): Out<BoardApi, 'orders.import'> {
  const { accepted, updated, unchanged, held, refused: refusedCount } = orders
  return { ...rest, orders: { accepted, updated, unchanged, held, refused: refusedCount }, discrepancyCount: orders.discrepancies }
}
