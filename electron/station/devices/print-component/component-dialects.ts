// How the platforms' print components are spoken to, as data. Each is a program on this computer; none asks who is there. Rules PC1 to PC7 of docs/specs/printing.md.
import type { PrintComponent } from '#shared/domain/waybills/platform-print.ts'

/** 菜鸟 and those that copied it: a task of documents, an answer to the question, and notices of what becomes of the task. */
export type TaskDialect = {
  shape: 'task'
  address: string
  /** Fields beside cmd, requestID and version. */
  greeting: Readonly<Record<string, string>>
  /** The names of the notices, by what they are about. */
  notices: { print: string; task?: string; document?: string }
  /** Whether it can be asked what became of a task. */
  canAskLater: boolean
}
/** 京东: one question, one answer, `key` is the question's. */
export type JdDialect = { shape: 'jd'; address: string }
/** 微信小店: a list of tasks, and a list of what became of them. */
export type WechatDialect = { shape: 'wechat'; address: string }
export type ComponentDialect = TaskDialect | JdDialect | WechatDialect

// 127.0.0.1 and not localhost: some listen on IPv4 only.
export const componentDialects: Readonly<Record<PrintComponent, ComponentDialect>> = {
  cainiao: {
    shape: 'task', address: 'ws://127.0.0.1:13528', greeting: {}, canAskLater: true,
    // 0.x knows only the first.
    notices: { print: 'notifyPrintResult', task: 'notifyTaskResult', document: 'notifyDocResult' },
  },
  pinduoduo: { shape: 'task', address: 'ws://127.0.0.1:5000', greeting: { ERPId: '', ISVName: 'Packwave' }, canAskLater: true, notices: { print: 'PrintResultNotify' } },
  douyin: { shape: 'task', address: 'ws://127.0.0.1:13888', greeting: {}, canAskLater: true, notices: { print: 'notifyPrintResult', document: 'notifyDocResult' } },
  kuaishou: { shape: 'task', address: 'ws://127.0.0.1:16888/ks/printer', greeting: {}, canAskLater: true, notices: { print: 'notifyPrintResult' } },
  jd: { shape: 'jd', address: 'ws://127.0.0.1:9113' },
  'wechat-shop': { shape: 'wechat', address: 'ws://127.0.0.1:12705' },
}
