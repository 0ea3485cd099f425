// A platform's print component, scripted: it says what such components say, in their order and in the wrong one, too often, too late or not at all.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

export type Asked = { requestId: string; taskId: string; documentId: string }
/** One thing that it does: says something, waits for `release()`, or goes. */
export type Step = { say: object } | 'wait' | 'close'
export type ComponentScript = { print: (asked: Asked, /** Of the first document. */ contents: unknown) => Step[]; status?: (asked: Pick<Asked, 'requestId' | 'taskId'>) => Step[] }

export type FakeComponent = {
  address: string
  /** Every question to print, as it came. */
  printed: () => Record<string, unknown>[]
  /** Every other question. */
  asked: () => Record<string, unknown>[]
  setScript: (script: ComponentScript) => void
  release: () => void
  close: () => Promise<void>
}

type Question = { cmd?: string; command?: string; orderType?: string; requestID?: string; key?: string; taskID?: string[]; task?: { taskID: string; documents: { documentID: string; contents: unknown }[] }; taskList?: { taskID: string }[] }

export async function startFakeComponent(firstScript: ComponentScript): Promise<FakeComponent> {
  let script = firstScript
  const printed: Record<string, unknown>[] = []
  const asked: Record<string, unknown>[] = []
  const held: (() => void)[] = []
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const play = (socket: WebSocket, steps: readonly Step[]): void => {
    for (const [at, step] of steps.entries()) {
      if (step === 'wait') return void held.push(() => play(socket, steps.slice(at + 1)))
      if (step === 'close') return socket.terminate()
      socket.send(JSON.stringify(step.say))
    }
  }
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const question = JSON.parse(String(data)) as Question
      const isPrint = question.cmd === 'print' || question.orderType === 'PRINT' || question.command === 'print'
      ;(isPrint ? printed : asked).push(question as Record<string, unknown>)
      const taskId = question.task?.taskID ?? question.key ?? question.taskList?.[0]?.taskID ?? question.taskID?.[0] ?? ''
      const requestId = question.requestID ?? ''
      play(socket, isPrint ? script.print({ requestId, taskId, documentId: question.task?.documents[0]?.documentID ?? '' }, question.task?.documents[0]?.contents) : (script.status?.({ requestId, taskId }) ?? []))
    })
  })
  return {
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    printed: () => printed,
    asked: () => asked,
    setScript: (next) => void (script = next),
    release() {
      for (const go of held.splice(0)) go()
    },
    async close() {
      for (const socket of server.clients) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

const say = (message: object): Step => ({ say: message })

/** What 菜鸟 1.x says, piece by piece. Some notices write taskId, others taskID. */
export const cainiao = {
  begun: ({ requestId, taskId }: Asked): Step => say({ cmd: 'notifyTaskResult', requestID: requestId, taskId, status: 'initial' }),
  taken: ({ requestId, taskId }: Asked): Step => say({ cmd: 'print', requestID: requestId, status: 'success', errorCode: 0, msg: '', taskID: taskId }),
  refused: ({ requestId, taskId }: Asked): Step => say({ cmd: 'print', requestID: requestId, status: 'failed', msg: '无效的打印机', taskID: taskId }),
  rendered: ({ requestId, taskId, documentId }: Asked): Step => say({ cmd: 'notifyDocResult', requestID: requestId, taskId, documentId, status: 'rendered', code: 0, detail: '' }),
  undecryptable: ({ requestId, taskId, documentId }: Asked): Step => say({ cmd: 'notifyDocResult', requestID: requestId, taskId, documentId, status: 'rendered', code: 40, detail: 'Unknown encryption type.', from: { source: 'decrypt' } }),
  documentPrinted: ({ requestId, taskId, documentId }: Asked): Step => say({ cmd: 'notifyDocResult', requestID: requestId, taskId, documentId, status: 'printed', code: 0, spendTime: 812 }),
  notice: ({ requestId, taskId, documentId }: Asked, taskStatus: string, status = 'success', cmd = 'notifyPrintResult', msg = ''): Step =>
    say({ cmd, requestID: requestId, taskID: taskId, taskStatus, status: 0, printStatus: [{ documentID: documentId, status, msg, detail: '', printer: 'KM-118' }] }),
  over: ({ requestId, taskId }: Asked, status: string): Step => say({ cmd: 'notifyTaskResult', requestID: requestId, taskId, status, docs: {} }),
  knows: ({ requestId, taskId }: Pick<Asked, 'requestId' | 'taskId'>, status: string): Step => say({ cmd: 'getTaskStatus', requestID: requestId, printStatus: [{ taskID: taskId, detailStatus: [{ documentID: 'd', status, msg: '', printer: 'KM-118' }] }] }),
}

/** The order of one physical print in 1.x: the first message is not the answer to the question. */
export const inOrder = (asked: Asked): Step[] => [cainiao.begun(asked), cainiao.taken(asked), cainiao.rendered(asked), cainiao.documentPrinted(asked), cainiao.notice(asked, 'printed'), cainiao.over(asked, 'completeSuccess')]
