// A supervisor decides about a discrepancy. The decision is a fact where stations must know of it.
import type { In } from '#shared/contract/contract.ts'
import type { BoardApi, Done } from '#shared/contract/board-api.ts'
import type { Database, Sql } from '../store/database.ts'
import { choicesOf, type DiscrepancyKind } from '../store/discrepancies.ts'
import { recordHubFacts, tellBoards, type HubFact, type HubTools } from '../store/facts.ts'
import { shortKickOutReason } from '../store/fold-hub-facts.ts'
import { kickOut } from '../waves/change-wave.ts'

type Open = { kind: DiscrepancyKind; state: string; order_id: string | null; parcel_id: string | null; person_id: string | null; subject: string }
const done: Done = { kind: 'done' }
const refused = (why: string): Done => ({ kind: 'refused', why })

/** Deciding the same thing twice is no mistake: the second is told that it is settled. */
export async function decide(database: Database, tools: HubTools, personId: string, asked: In<BoardApi, 'discrepancy.decide'>): Promise<Done> {
  return database.write(async (sql) => {
    const open = await sql.row<Open>('select kind, state, order_id, parcel_id, person_id, subject from discrepancy where discrepancy_id = $1 for update', [asked.discrepancyId])
    if (!open) return refused('There is no such discrepancy.')
    if (open.state === 'settled') return refused('It is settled already.')
    const choice = choicesOf[open.kind].find((each) => each === asked.choice)
    if (!choice) return refused('That is no choice here.')
    const answer = await act(sql, tools, personId, open, choice, asked.reason)
    if (answer.kind === 'refused') return answer
    await sql.run("update discrepancy set state = 'settled', choice = $2, decided_by = $3, settled_at_ms = $4 where discrepancy_id = $1 and state = 'open'", [asked.discrepancyId, choice, personId, tools.system.nowMs()])
    await tellBoards(sql)
    return done
  })
}

async function act(sql: Sql, tools: HubTools, personId: string, open: Open, choice: (typeof choicesOf)[DiscrepancyKind][number], reason: In<BoardApi, 'discrepancy.decide'>['reason']): Promise<Done> {
  const record = async (fact: HubFact): Promise<Done> => {
    await recordHubFacts(sql, tools, personId, [fact])
    return done
  }
  switch (choice) {
    case 'accept-short': {
      if (!open.order_id) return refused('The order is not known.')
      const picked = await sql.row<{ pieces: number }>('select coalesce(sum(picked_qty), 0)::int as pieces from order_line where order_id = $1', [open.order_id])
      if (!picked?.pieces) return refused('Nothing of the order was found; kick it out.')
      return record({ kind: 'ShortAccepted', body: { orderId: open.order_id, byPersonId: personId } })
    }
    case 'kick-out':
      return open.order_id ? kickOut(sql, tools, personId, open.order_id, open.kind === 'short-order' ? shortKickOutReason : open.kind) : refused('The order is not known.')
    case 'approve-weight': {
      if (!open.parcel_id) return refused('The parcel is not known.')
      if (!reason) return refused('Name the reason.')
      const parcel = await sql.row<{ state: string; had_in_hand: boolean }>(
        `select p.state, p.person_id = $2 or exists (select 1 from fact f where f.parcel_id = p.parcel_id and f.actor_id = $2 and f.station_id <> 'hub') as had_in_hand from parcel p where p.parcel_id = $1`, [open.parcel_id, personId])
      // PE4: the second pair of eyes is the point of it.
      if (parcel?.had_in_hand) return refused('Another person than those who had the parcel in hand must approve.')
      if (parcel?.state === 'stopped') return refused('The parcel was stopped.')
      return record({ kind: 'WeightApprovedByBoard', body: { parcelId: open.parcel_id, byPersonId: personId, reason } })
    }
    case 'unlock-badge':
      return open.person_id ? record({ kind: 'BadgeUnlocked', body: { personId: open.person_id, byPersonId: personId } }) : refused('The person is not known.')
    case 'goods-back':
    case 'keep-old':
    case 'settled':
    case 'reopen':
    case 'reprint':
      // What is done with hands; the board keeps who said so and when.
      return done
    default:
      return choice satisfies never
  }
}
