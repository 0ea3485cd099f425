// What is said to a print component, and what its words mean. Pure. Rules PC2 to PC5 of docs/specs/printing.md.
import * as z from 'zod'
import { saidReason, type TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { unreachable } from '#shared/kernel/assert.ts'
import type { ComponentDialect, TaskDialect } from './component-dialects.ts'

export type ComponentTask = { requestId: string; /** Ours, on disk before it is sent. */ taskId: string; documentId: string; printerName: string; contents: readonly Readonly<Record<string, unknown>>[] }

/**
 * - `refused`: it said no before anything went to a printer.
 * - `printed`: it handed the label to the printer's driver.
 * - `ended`: it says of the whole task that it is printed; nothing follows.
 * - `failed`: it went wrong at the printer, where half a label may be out.
 */
export type ComponentEvent = { kind: 'taken' } | { kind: 'task-open' } | { kind: 'printed' } | { kind: 'ended' } | { kind: 'refused'; why: TroubleReason; /** The answer to our question itself. */ isReply?: true } | { kind: 'failed'; why: TroubleReason }

export function printMessage(dialect: ComponentDialect, task: ComponentTask): object {
  const { requestId, taskId, documentId, printerName, contents } = task
  switch (dialect.shape) {
    case 'task':
      return {
        cmd: 'print', requestID: requestId, version: '1.0', ...dialect.greeting,
        // One document a task: with more, what is printed again is more than what failed.
        task: { taskID: taskId, preview: false, printer: printerName, previewType: 'pdf', notifyType: ['print'], firstDocumentNumber: 1, totalDocumentCount: 1, documents: [{ documentID: documentId, contents }] },
      }
    case 'jd': return { orderType: 'PRINT', key: taskId, version: '2', parameters: { printName: printerName, contents } }
    case 'wechat': {
      // The size of the paper stands beside the tasks; without it the component takes 76×130.
      const size = contents.map((content) => content.size).find((each) => each !== undefined)
      return {
        command: 'print', version: '2.0', requestID: requestId, printType: 1, printer: printerName, ...(size === undefined ? {} : { size }),
        taskList: contents.map(({ size: _size, ...content }) => ({ ...content, taskID: taskId, printNum: { curNum: 1, sumNum: 1 } })),
      }
    }
    default: return unreachable(dialect)
  }
}

/** Undefined where the component cannot be asked what became of a task. */
export function statusMessage(dialect: ComponentDialect, { taskId }: Pick<ComponentTask, 'taskId'>, requestId: string): object | undefined {
  return dialect.shape === 'task' && dialect.canAskLater ? { cmd: 'getTaskStatus', requestID: requestId, version: '1.0', taskID: [taskId] } : undefined
}

/** Undefined: it is about something else, or says nothing that counts. `requestIds`: of every question about this task. */
export function eventOf(dialect: ComponentDialect, message: unknown, task: Pick<ComponentTask, 'taskId' | 'documentId'>, requestIds: ReadonlySet<string>): ComponentEvent | undefined {
  switch (dialect.shape) {
    case 'task': return taskEvent(dialect, message, task, requestIds)
    case 'jd': return jdEvent(message, task)
    case 'wechat': return wechatEvent(message, task)
    default: return unreachable(dialect)
  }
}

const text = z.string().catch('')
const Said = z.looseObject({ cmd: z.string(), requestID: text, status: z.unknown().optional(), taskStatus: text, code: z.unknown().optional(), msg: text, detail: text, taskID: z.unknown().optional(), taskId: z.unknown().optional(), printStatus: z.unknown().optional() })
const Entry = z.looseObject({ taskID: text, taskId: text, status: text, msg: text, detail: z.unknown().optional(), detailStatus: z.unknown().optional() })

/** What the component says in words; one that says none has only failed. */
const why = (words: string): TroubleReason => (words === '' ? 'component-failed' : saidReason(words))
// The same word comes with a blank behind it and in two spellings.
const word = (said: unknown): string => (typeof said === 'string' ? said.trim() : '')
const printedWords: ReadonlySet<string> = new Set(['printed', 'completeSuccess', 'success'])
const failedWords: ReadonlySet<string> = new Set(['failed', 'partPrinted', 'canceled', 'completeFailed', 'completeFailure'])

function taskEvent({ notices }: TaskDialect, message: unknown, { taskId }: Pick<ComponentTask, 'taskId'>, requestIds: ReadonlySet<string>): ComponentEvent | undefined {
  const parsed = Said.safeParse(message)
  if (!parsed.success) return undefined
  const said = parsed.data
  const ofTask = word(said.taskID) || word(said.taskId)
  const words = said.msg.trim() || said.detail.trim() || firstWords(said.printStatus)
  // Under our question's id, but of another task: it mixed them up, and what became of ours is not said.
  if (ofTask !== '' && ofTask !== taskId) return undefined
  if (said.cmd === 'print' && requestIds.has(said.requestID)) return word(said.status) === 'failed' ? { kind: 'refused', why: why(words), isReply: true } : { kind: 'taken' }
  if (said.cmd === 'getTaskStatus' && requestIds.has(said.requestID)) return statusEvent(said.printStatus, taskId)
  // A notice names its task, or else the question that it is about.
  if (ofTask === '' && !requestIds.has(said.requestID)) return undefined
  const status = said.taskStatus.trim() || word(said.status)
  switch (said.cmd) {
    case notices.document:
      // What cannot be decrypted or drawn is "rendered" with a code, and nothing follows.
      if (!isWell(said.code)) return status === 'rendered' ? { kind: 'refused', why: why(words || `code ${codeOf(said.code)}`) } : { kind: 'failed', why: why(words || `code ${codeOf(said.code)}`) }
      return undefined
    case notices.print:
      if (printedWords.has(status)) return hasFailedEntry(said.printStatus) ? { kind: 'failed', why: why(words) } : { kind: 'printed' }
      return failedWords.has(status) ? { kind: 'failed', why: why(words || status) } : undefined
    case notices.task:
      if (status === 'completeSuccess') return { kind: 'ended' }
      return failedWords.has(status) ? { kind: 'failed', why: why(words || status) } : { kind: 'task-open' }
    default:
      return undefined
  }
}

/** Some write the nought as a word, or leave the code empty. */
const codeOf = (code: unknown): string => (typeof code === 'number' || typeof code === 'string' ? String(code).trim() : code == null ? '' : '?')
const isWell = (code: unknown): boolean => ['', '0'].includes(codeOf(code))

function entriesOf(list: unknown): z.infer<typeof Entry>[] {
  return Array.isArray(list) ? list.flatMap((each) => Entry.safeParse(each).data ?? []) : []
}
const hasFailedEntry = (list: unknown): boolean => entriesOf(list).some((each) => failedWords.has(each.status.trim()))
const firstWords = (list: unknown): string => entriesOf(list).map((each) => each.msg.trim() || word(each.detail)).find((each) => each !== '') ?? ''

/** What it knows of a task that was sent long ago. A task that it does not know says nothing: it may have been forgotten. */
function statusEvent(list: unknown, taskId: string): ComponentEvent | undefined {
  const task = entriesOf(list).find((each) => (each.taskID || each.taskId) === taskId)
  const documents = entriesOf(task?.detailStatus)
  if (documents.length === 0) return undefined
  if (documents.every((each) => printedWords.has(each.status.trim()))) return { kind: 'ended' }
  return documents.some((each) => failedWords.has(each.status.trim())) ? { kind: 'failed', why: why(firstWords(documents)) } : undefined
}

/** Words, also where a number or a truth value came. */
const anyWord = z.union([z.string(), z.number(), z.boolean()]).transform(String).catch('')
const JdSaid = z.looseObject({ code: anyWord, success: anyWord, status: anyWord, message: text, key: text, detailinfo: z.looseObject({ errors: z.array(z.looseObject({ msg: text })).catch([]) }).catch({ errors: [] }) })

function jdEvent(message: unknown, { taskId }: Pick<ComponentTask, 'taskId'>): ComponentEvent | undefined {
  const said = JdSaid.safeParse(message).data
  if (!said || said.key !== taskId || said.code !== '2') return undefined
  // `success` is a word: "false" is one, too.
  if (said.success === 'true') return { kind: 'ended' }
  const words = said.detailinfo.errors.map((each) => each.msg).find((each) => each !== '') ?? (said.message || `status ${said.status}`)
  // 502 and 503: it could not read what it was given. Anything else may have happened at the printer.
  return said.status.startsWith('502') || said.status.startsWith('503') ? { kind: 'refused', why: why(words) } : { kind: 'failed', why: why(words) }
}

const WechatSaid = z.looseObject({ command: z.string(), requestID: text, results: z.array(z.looseObject({ taskID: text, success: z.unknown().optional(), failureReason: text })).catch([]) })

function wechatEvent(message: unknown, { taskId }: Pick<ComponentTask, 'taskId'>): ComponentEvent | undefined {
  const said = WechatSaid.safeParse(message).data
  const results = said?.command === 'print' ? said.results.filter((each) => each.taskID === taskId) : []
  if (results.length === 0) return undefined
  // Published with the types of a client: { taskID, success, failureReason }. Whatever else it may say is no proof of anything: unknown. So is a yes beside a no.
  const failed = results.find((each) => each.success !== true && each.success !== 'true')
  return failed ? { kind: 'failed', why: why(failed.failureReason) } : { kind: 'ended' }
}
