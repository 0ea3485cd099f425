import { WebSocket } from 'ws'
import { boardApi, type BoardApi } from '#shared/contract/board-api.ts'
import { isRefused, refusalInWords, type BoardRefused } from '#shared/contract/board-refusals.ts'
import { connect, type Client } from '#shared/contract/contract.ts'
import type { TestHub } from './test-hub.ts'

/** A board over a real WebSocket, not signed in. */
export async function openTestBoard(hub: Pick<TestHub, 'url'>): Promise<Client<BoardApi>> {
  const line = new WebSocket(`${hub.url.replace('http', 'ws')}/board`)
  await new Promise((resolve, reject) => line.once('open', resolve).once('error', reject))
  return connect(boardApi, {
    send: (message) => line.send(JSON.stringify(message)),
    onMessage: (listener) => { line.on('message', (data: Buffer) => listener(JSON.parse(data.toString()))) },
    onClose: (listener) => { line.once('close', listener) },
    close: () => line.close(),
  })
}

/** The supervisor of the sample warehouse (hub/sample/site-data.ts); PINs of the sample are public. */
export const supervisorBadge = { badgeCode: 'PW-ID-0010', pin: '808018' }
export const packerBadge = { badgeCode: 'PW-ID-0001', pin: '246810' }

export async function openSupervisorBoard(hub: Pick<TestHub, 'url'>): Promise<Client<BoardApi>> {
  const board = await openTestBoard(hub)
  const answer = await board.call('board.sign-in', supervisorBadge)
  granted(answer)
  return board
}

/** The answer of a call that must not be refused. */
export function granted<T extends object>(answer: T): Exclude<T, BoardRefused> {
  if (isRefused(answer)) throw new Error(refusalInWords(answer))
  return answer as Exclude<T, BoardRefused>
}
