// A supervisor decides about a discrepancy. The decision is a fact where stations must know of it.
import type { In } from '#shared/contract/contract.ts'
import type { BoardApi, Done } from '#shared/contract/board-api.ts'
import { refusedBecause } from '#shared/contract/board-refusals.ts'
import { countGoodsBack } from '../layout/goods-back.ts'
import { splitOrder } from '../orders/split-order.ts'
import type { Database, Sql } from '../store/database.ts'
import { choicesFor, type DiscrepancyKind } from '../store/discrepancies.ts'
import { recordHubFacts, tellBoards, type HubFact, type HubTools } from '../store/facts.ts'
import { shortKickOutReason } from '../store/fold-hub-facts.ts'
import { kickOut } from '../waves/change-wave.ts'
import { askAnew } from './ask-anew.ts'
import { keepParcel } from './keep-parcel.ts'
import { approveReprint } from './approve-reprint.ts'

type Open = { kind: DiscrepancyKind; state: string; order_id: string | null; parcel_id: string | null; person_id: string | null; subject: string }
const done: Done = { kind: 'done' }

/** Deciding the same thing twice is no mistake: the second is told that it is settled. */
export async function decide(database: Database, tools: HubTools, personId: string, asked: In<BoardApi, 'discrepancy.decide'>): Promise<Done> {
  return database.write(async (sql) => {
    const open = await sql.row<Open>('select kind, state, order_id, parcel_id, person_id, subject from discrepancy where discrepancy_id = $1 for update', [asked.discrepancyId])
    if (!open) return refusedBecause('discrepancy-unknown')
    if (open.state === 'settled') return refusedBecause('discrepancy-settled')
    const choice = choicesFor(open.kind, open.subject).find((each) => each === asked.choice)
    if (!choice) return refusedBecause('choice-not-open')
    const answer = await act(sql, tools, personId, open, choice, asked)
    if (answer.kind === 'refused') return answer
    await sql.run("update discrepancy set state = 'settled', choice = $2, decided_by = $3, settled_at_ms = $4 where discrepancy_id = $1 and state = 'open'", [asked.discrepancyId, choice, personId, tools.system.nowMs()])
    await tellBoards(sql)
    return done
  })
}

async function act(sql: Sql, tools: HubTools, personId: string, open: Open, choice: ReturnType<typeof choicesFor>[number], { reason, reprintReason, parcelId }: In<BoardApi, 'discrepancy.decide'>): Promise<Done> {
  const record = async (fact: HubFact): Promise<Done> => {
    await recordHubFacts(sql, tools, personId, [fact])
    return done
  }
  switch (choice) {
    case 'accept-short': {
      if (!open.order_id) return refusedBecause('subject-unknown')
      const picked = await sql.row<{ pieces: number }>('select coalesce(sum(picked_qty), 0)::int as pieces from order_line where order_id = $1', [open.order_id])
      if (!picked?.pieces) return refusedBecause('nothing-found')
      return record({ kind: 'ShortAccepted', body: { orderId: open.order_id, byPersonId: personId } })
    }
    case 'kick-out':
      return open.order_id ? kickOut(sql, tools, personId, open.order_id, open.kind === 'short-order' ? shortKickOutReason : open.kind) : refusedBecause('subject-unknown')
    case 'keep-one':
      return open.order_id ? keepParcel(sql, tools, personId, open.order_id, parcelId) : refusedBecause('subject-unknown')
    case 'ask-anew':
      return open.order_id ? askAnew(sql, tools, personId, open.order_id) : refusedBecause('subject-unknown')
    case 'split':
      return open.order_id ? splitOrder(sql, tools, personId, open.order_id) : refusedBecause('subject-unknown')
    case 'reprint':
      return open.parcel_id ? approveReprint(sql, tools, personId, { parcelId: open.parcel_id }, reprintReason) : refusedBecause('subject-unknown')
    case 'approve-weight': {
      if (!open.parcel_id) return refusedBecause('subject-unknown')
      if (!reason) return refusedBecause('reason-needed')
      const parcel = await sql.row<{ state: string; had_in_hand: boolean }>(
        `select p.state, p.person_id = $2 or exists (select 1 from fact f where f.parcel_id = p.parcel_id and f.actor_id = $2 and f.station_id <> 'hub') as had_in_hand from parcel p where p.parcel_id = $1`, [open.parcel_id, personId])
      // PE4: the second pair of eyes is the point of it.
      if (parcel?.had_in_hand) return refusedBecause('another-person-needed')
      if (parcel?.state === 'stopped') return refusedBecause('parcel-stopped')
      return record({ kind: 'WeightApprovedByBoard', body: { parcelId: open.parcel_id, byPersonId: personId, reason } })
    }
    case 'unlock-badge':
      return open.person_id ? record({ kind: 'BadgeUnlocked', body: { personId: open.person_id, byPersonId: personId } }) : refusedBecause('subject-unknown')
    case 'settled': {
      // HB3: the copy is out of the way, or there was none and an old image was put back: the station leases and holds work again.
      const [what, stationId] = open.subject.split('/')
      if (open.kind === 'quarantined-fact' && what === 'fork') await sql.run("update station set state = 'ok' where station_id = $1 and state = 'forked'", [stationId])
      return done
    }
    case 'goods-back':
      if (open.order_id && open.kind !== 'double-work') await countGoodsBack(sql, tools, open.order_id)
      return done
    case 'keep-old':
      // What is done with hands; the board keeps who said so and when.
      return done
    default:
      return choice satisfies never
  }
}
