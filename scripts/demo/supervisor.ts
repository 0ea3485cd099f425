// The supervisor at the board: releases waves, decides what waits for a decision, cancels for buyers.
import { randomUUID } from 'node:crypto'
import { boardApi, type BoardApi } from '#shared/contract/board-api.ts'
import { connect, type Client, type Out } from '#shared/contract/contract.ts'
import type { SamplePerson } from '#hub/sample/types.ts'
import type { Chance } from './chance.ts'
import { openWebSocketPort } from './web-socket-port.ts'

type Granted<T> = Exclude<T, { kind: 'refused' }>
type BoardView = Granted<Out<BoardApi, 'board.view'>>
type Rule = Granted<Out<BoardApi, 'rules.list'>>[number]
type Discrepancy = BoardView['discrepancies'][number]

/** A supervisor is refused nothing of what she looks at: a refusal here is a fault. */
function granted<T>(answer: T): Granted<T> {
  if (typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'refused') throw new Error(`The board refused a supervisor: ${JSON.stringify(answer)}`)
  return answer as Granted<T>
}

export type Supervisor = {
  view(): Promise<BoardView>
  /** Releases one wave of every rule that has orders for it, at most `most` orders. Answers how many orders, and why rules had none. */
  releaseRound(most: number): Promise<{ orders: number; waves: number; refusals: string[] }>
  /** Decides all that is open. Answers how many, by kind and choice. */
  decideAll(): Promise<Map<string, number>>
  /** 剔出: an order of which a piece is missing. Answers why not, if not. */
  kickOut(number: string): Promise<string | undefined>
  cancel(number: string, shop: string): Promise<string | undefined>
  close(): void
}

/** How often a short order is kicked out although something of it was found. */
const kickOutRate = 0.3
/** A wave of fewer orders is not worth the walk. */
const leastShare = 4

export async function supervisorAt(hubUrl: string, person: SamplePerson, chance: Chance): Promise<Supervisor> {
  const board: Client<BoardApi> = connect(boardApi, await openWebSocketPort(`${hubUrl.replace(/^http/, 'ws')}/board`))
  const entered = await board.call('board.sign-in', { badgeCode: person.badgeCode, pin: person.pin })
  if (entered.kind === 'refused') throw new Error(`The board did not let ${person.name} in: ${entered.why}`)

  const choiceFor = (discrepancy: Discrepancy): Discrepancy['choices'][number] | undefined => {
    const [usual, other] = discrepancy.choices
    if (discrepancy.kind === 'parcel-suspended') return discrepancy.choices.find((choice) => choice === 'kick-out') ?? usual
    if (discrepancy.kind === 'short-order' && chance.happens(kickOutRate, 'kick-out', discrepancy.orderNumber)) return other ?? usual
    return usual
  }
  return {
    view: async () => granted(await board.call('board.view', {})),
    async releaseRound(most) {
      const rules = granted(await board.call('rules.list', {}))
      const refusals: string[] = []
      let orders = 0
      let waves = 0
      const caps = rules.reduce((sum, rule) => sum + rule.maxOrders, 0)
      for (const [index, rule] of rules.entries()) {
        const left = most - orders
        if (left <= 0) break
        // A small shift has a share of every way of working.
        const share = most < caps ? Math.min(left, Math.max(leastShare, Math.ceil(left / (rules.length - index)))) : rule.maxOrders
        const asked: Rule = share < rule.maxOrders ? { ...rule, maxOrders: share } : rule
        if (asked !== rule) await board.call('rules.save', asked)
        const answer = await board.call('wave.release', { requestId: randomUUID(), ruleId: rule.ruleId })
        if (asked !== rule) await board.call('rules.save', rule)
        if (answer.kind === 'refused') refusals.push(`${rule.name}: ${answer.why}`)
        else {
          orders += answer.orderCount
          waves += 1
        }
      }
      return { orders, waves, refusals }
    },
    async decideAll() {
      const decided = new Map<string, number>()
      const { discrepancies } = granted(await board.call('board.view', {}))
      for (const discrepancy of discrepancies) {
        const wanted = choiceFor(discrepancy)
        if (!wanted) continue
        let answer = await board.call('discrepancy.decide', { discrepancyId: discrepancy.discrepancyId, choice: wanted, reason: 'contents-counted' })
        let choice = wanted
        // Nothing of it was found, for example: then the other choice is left.
        const other = discrepancy.choices.find((each) => each !== wanted)
        if (answer.kind === 'refused' && other) {
          choice = other
          answer = await board.call('discrepancy.decide', { discrepancyId: discrepancy.discrepancyId, choice, reason: 'contents-counted' })
        }
        const key = answer.kind === 'refused' ? `${discrepancy.kind}: ${answer.why}` : `${discrepancy.kind} → ${choice}`
        decided.set(key, (decided.get(key) ?? 0) + 1)
      }
      return decided
    },
    async kickOut(number) {
      const order = granted(await board.call('board.search', { text: number })).find((found) => found.number === number)
      if (!order) return `The board does not find ${number}.`
      const answer = await board.call('order.kick-out', { orderId: order.orderId, reason: 'short' })
      return answer.kind === 'refused' ? answer.why : undefined
    },
    async cancel(number, shop) {
      const answer = await board.call('order.cancel', { number, shop, why: 'cancelled' })
      return answer.kind === 'refused' ? answer.why : undefined
    },
    close: () => board.close(),
  }
}
