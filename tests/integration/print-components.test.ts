// Goal: whatever a platform's component says, too often, too late, in the wrong order or not at all, a label is never sent twice and never believed printed on half a word.
// Method: the real client over real connections to a scripted component; what it was asked to print is counted.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { freePort } from '#hub/store/free-port.ts'
import { PrinterSettings } from '#shared/contract/printer-settings.ts'
import type { PlatformPrint, PrintComponent } from '#shared/domain/waybills/platform-print.ts'
import type { PrintJob, PrintResult } from '#station/devices/label-printer/label-printer.ts'
import { createComponentPrinter } from '#station/devices/print-component/component-printer.ts'
import { cainiao, inOrder, startFakeComponent, type Asked, type ComponentScript, type FakeComponent, type Step } from '#tests/support/fake-component.ts'
import { goods, waveFacts } from '#tests/support/site-facts.ts'
import { startTestStation, type TestStation } from '#tests/support/test-station.ts'
import { timersByHand } from '#tests/support/timers-by-hand.ts'

let fake: FakeComponent | undefined
let station: TestStation | undefined
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'packwave-components-'))
})
afterEach(async () => {
  await station?.stop()
  await fake?.close()
  fake = undefined
  station = undefined
  rmSync(folder, { recursive: true, force: true })
})

const platformPrint = (component: PrintComponent): PlatformPrint => ({ component, contents: [{ encryptedData: 'AES:1234', signature: 'MD:5678', templateURL: 'http://cloudprint.example/standard/1' }] })
const job = (component: PrintComponent, jobId = 'J1'): PrintJob => ({ jobId, documentName: '73100196611386', raster: { widthDots: 8, heightDots: 1, bits: new Uint8Array(1) }, platformPrint: platformPrint(component) })

async function printerOf(script: ComponentScript, component: PrintComponent = 'cainiao') {
  fake = await startFakeComponent(script)
  const timers = timersByHand()
  return { fake, timers, printer: createComponentPrinter({ printerId: 'C1', name: '菜鸟', kind: 'component', component, printerName: 'KM-118', address: fake.address }, timers) }
}

const other: Asked = { requestId: 'of-another', taskId: 'T-other', documentId: 'd' }
const flows: [string, (asked: Asked) => Step[], PrintResult][] = [
  ['in the order of 1.x, where the first message is a notice', inOrder, { kind: 'delivered' }],
  ['in the order of 0.x, which knows of no task', (asked) => [cainiao.taken(asked), cainiao.notice(asked, 'rendered'), cainiao.notice(asked, 'printed')], { kind: 'delivered' }],
  ['everything twice', (asked) => inOrder(asked).flatMap((step) => [step, step]), { kind: 'delivered' }],
  ['the answer after the end', (asked) => [...inOrder(asked).filter((_, at) => at !== 1), cainiao.taken(asked)], { kind: 'delivered' }],
  ['notices of a task of before in between', (asked) => [cainiao.notice(other, 'failed'), cainiao.over(other, 'completeFailed'), ...inOrder(asked)], { kind: 'delivered' }],
  ['the printer does not exist', (asked) => [cainiao.refused(asked), 'close'], { kind: 'failed', reason: 'said: 无效的打印机' }],
  ['it cannot decrypt: "rendered" with a code, and nothing follows', (asked) => [cainiao.begun(asked), cainiao.taken(asked), cainiao.undecryptable(asked), 'close'], { kind: 'failed', reason: 'said: Unknown encryption type.' }],
  ['it cannot decrypt, and says so of the task, too', (asked) => [cainiao.undecryptable(asked), cainiao.taken(asked), cainiao.notice(asked, 'failed'), cainiao.over(asked, 'completeFailed'), 'close'], { kind: 'failed', reason: 'said: Unknown encryption type.' }],
  ['a code that is nought in words, or none, is no fault', (asked) => ['0', ' 0', '', null].map((code): Step => ({ say: { cmd: 'notifyDocResult', taskId: asked.taskId, status: 'rendered', code, detail: '' } })).concat(cainiao.notice(asked, 'printed')), { kind: 'delivered' }],
  ['refused, and then printed all the same', (asked) => [cainiao.refused(asked), cainiao.notice(asked, 'printed')], { kind: 'unknown', reason: 'said: 无效的打印机' }],
  ['it cannot decrypt, and then it is printed all the same', (asked) => [cainiao.undecryptable(asked), cainiao.notice(asked, 'printed')], { kind: 'unknown', reason: 'said: Unknown encryption type.' }],
  ['refused, and then the same question was taken', (asked) => [cainiao.refused(asked), cainiao.taken(asked)], { kind: 'unknown', reason: 'said: 无效的打印机' }],
  ['it failed at the printer', (asked) => [cainiao.taken(asked), cainiao.notice(asked, 'failed', 'failed', 'notifyPrintResult', '缺纸')], { kind: 'unknown', reason: 'said: 缺纸' }],
  ['it failed, with a blank behind the word', (asked) => [cainiao.taken(asked), cainiao.notice(asked, 'failed ', 'failed ')], { kind: 'unknown', reason: 'said: failed' }],
  ['printed, but not this document', (asked) => [cainiao.taken(asked), cainiao.notice(asked, 'printed', 'failed', 'notifyPrintResult', '打印暂停')], { kind: 'unknown', reason: 'said: 打印暂停' }],
  ['a part of it was printed', (asked) => [cainiao.taken(asked), cainiao.notice(asked, 'partPrinted')], { kind: 'unknown', reason: 'said: partPrinted' }],
  ['it was canceled there', (asked) => [cainiao.begun(asked), cainiao.taken(asked), cainiao.over(asked, 'canceled')], { kind: 'unknown', reason: 'said: canceled' }],
  ['printed, and then it failed', (asked) => [cainiao.begun(asked), cainiao.taken(asked), cainiao.notice(asked, 'printed'), cainiao.over(asked, 'completeFailure')], { kind: 'unknown', reason: 'said: completeFailure' }],
  ['taken, and then the same question was refused', (asked) => [cainiao.taken(asked), cainiao.refused(asked)], { kind: 'unknown', reason: 'said: 无效的打印机' }],
  ['refused in the answer to another task', (asked) => [{ say: { cmd: 'print', requestID: asked.requestId, taskID: 'T-OTHER', status: 'failed', msg: '任务不存在' } }, cainiao.taken(asked), cainiao.notice(asked, 'printed')], { kind: 'delivered' }],
  ['printed, and then it was refused', (asked) => [cainiao.begun(asked), cainiao.notice(asked, 'printed'), cainiao.refused(asked)], { kind: 'unknown', reason: 'said: 无效的打印机' }],
]
test.each(flows)('[PC3] [PC4] %s', async (_case, print, result) => {
  const { printer, fake } = await printerOf({ print })
  expect(await printer.print(job('cainiao'))).toEqual(result)
  expect(fake.printed()).toHaveLength(1)
})

test('[PC2] one document a task, under the id of our job; what the platform gave goes as it is', async () => {
  const { printer, fake } = await printerOf({ print: inOrder })
  await printer.print(job('cainiao'))
  expect(fake.printed()).toMatchObject([{ cmd: 'print', version: '1.0', task: { taskID: 'J1', preview: false, printer: 'KM-118', totalDocumentCount: 1, documents: [{ documentID: '73100196611386', contents: platformPrint('cainiao').contents }] } }])
})

test('[PC4] printed, and no word of the end: it is believed when the time for it is over', async () => {
  const { printer, timers, fake } = await printerOf({ print: (asked) => [cainiao.begun(asked), cainiao.taken(asked), cainiao.notice(asked, 'printed'), 'wait'] })
  const printed = printer.print(job('cainiao'))
  const settled = printed.then((result) => result)
  await expect.poll(() => fake.printed().length).toBe(1)
  await expect.poll(async () => {
    timers.fire()
    return Promise.race([settled, Promise.resolve(undefined)])
  }).toEqual({ kind: 'delivered' })
})

const silent = (): Step[] => []
test.each<[string, ComponentScript['status'], PrintResult]>([
  ['knows that it was printed', (asked) => [cainiao.knows(asked, 'printed')], { kind: 'delivered' }],
  ['knows that it failed', (asked) => [cainiao.knows(asked, 'failed')], { kind: 'unknown', reason: 'component-failed' }],
  ['has forgotten it', (asked) => [{ say: { cmd: 'getTaskStatus', requestID: asked.requestId, printStatus: [] } }, 'close'], { kind: 'unknown', reason: 'gone' }],
  ['goes again', () => ['close'], { kind: 'unknown', reason: 'gone' }],
])('[PC5] it goes in the middle of a job; asked later it %s: never sent anew', async (_case, status, result) => {
  const { printer, fake } = await printerOf({ print: (asked) => [cainiao.taken(asked), 'close'], ...(status ? { status } : {}) })
  expect(await printer.print(job('cainiao'))).toEqual(result)
  expect(fake.printed()).toHaveLength(1)
  expect(fake.asked()).toMatchObject([{ cmd: 'getTaskStatus', taskID: ['J1'] }])
})

test('[PC5] it never answers, and does not answer what became of it', async () => {
  const { printer, fake, timers } = await printerOf({ print: silent, status: silent })
  const printed = printer.print(job('cainiao'))
  await expect.poll(() => fake.printed().length).toBe(1)
  timers.fire()
  await expect.poll(() => fake.asked().length).toBe(1)
  timers.fire()
  expect(await printed).toEqual({ kind: 'unknown', reason: 'component-silent' })
  expect(fake.printed()).toHaveLength(1)
})

test('[PC6] a notice that comes after the job was given up changes nothing, and the next job goes its own way', async () => {
  const { printer, fake, timers } = await printerOf({ print: (asked) => [cainiao.taken(asked), 'wait', cainiao.notice(asked, 'printed')], status: silent })
  const first = printer.print(job('cainiao', 'J1'))
  await expect.poll(() => fake.printed().length).toBe(1)
  timers.fire()
  await expect.poll(() => fake.asked().length).toBe(1)
  fake.setScript({ print: inOrder })
  const second = printer.print(job('cainiao', 'J2'))
  fake.release()
  timers.fire()
  expect(await first).toMatchObject({ kind: 'unknown' })
  expect(await second).toEqual({ kind: 'delivered' })
  expect(fake.printed()).toMatchObject([{ task: { taskID: 'J1' } }, { task: { taskID: 'J2' } }])
})

test('[PC3] no component: not sent', async () => {
  const printer = createComponentPrinter({ printerId: 'C1', name: '菜鸟', kind: 'component', component: 'cainiao', printerName: 'KM-118', address: `ws://127.0.0.1:${await freePort()}` }, timersByHand())
  expect(await printer.print(job('cainiao'))).toEqual({ kind: 'not-sent', reason: 'connection-refused' })
})

test('[PC4] refused, and not another word: it has failed when the time for it is over', async () => {
  fake = await startFakeComponent({ print: (asked) => [cainiao.refused(asked), 'wait'] })
  const timers = { after: (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  } }
  const printer = createComponentPrinter({ printerId: 'C1', name: '菜鸟', kind: 'component', component: 'cainiao', printerName: 'KM-118', address: fake.address }, timers, { connectMs: 4_000, printMs: 60_000, endMs: 1, statusMs: 5_000 })
  expect(await printer.print(job('cainiao'))).toEqual({ kind: 'failed', reason: 'said: 无效的打印机' })
})

test.each<PrintComponent>(['pinduoduo', 'douyin', 'kuaishou'])('[PC2] %s names its notice by itself', async (component) => {
  const notice = component === 'pinduoduo' ? 'PrintResultNotify' : 'notifyPrintResult'
  const { printer, fake } = await printerOf({ print: (asked) => [cainiao.taken(asked), cainiao.notice(asked, 'printed', 'success', notice)] }, component)
  expect(await printer.print(job(component))).toEqual({ kind: 'delivered' })
  expect(fake.printed()).toMatchObject([component === 'pinduoduo' ? { cmd: 'print', ISVName: 'Packwave' } : { cmd: 'print' }])
})

test.each<[string, object, PrintResult]>([
  ['success', { code: '2', success: 'true', status: '500', detailinfo: { total: '1-1' } }, { kind: 'delivered' }],
  ['"false" is no success', { code: '2', success: 'false', status: '502 bad data', message: '数据错误', detailinfo: {} }, { kind: 'failed', reason: 'said: 数据错误' }],
  ['anything else may have printed', { code: '2', success: 'false', status: '501', detailinfo: { errors: [{ seq: 1, msg: '打印机脱机' }] } }, { kind: 'unknown', reason: 'said: 打印机脱机' }],
])('[PC2] 京东: %s', async (_case, answer, result) => {
  const { printer, fake } = await printerOf({ print: ({ taskId }) => [{ say: { code: '6', success: 'true', key: taskId } }, { say: { ...answer, key: 'of-another' } }, { say: { ...answer, key: taskId } }, 'close'] }, 'jd')
  expect(await printer.print(job('jd'))).toEqual(result)
  expect(fake.printed()).toMatchObject([{ orderType: 'PRINT', key: 'J1', version: '2', parameters: { printName: 'KM-118' } }])
})

test.each<[string, object, PrintResult]>([
  ['success', { success: true }, { kind: 'delivered' }],
  ['a failure', { success: false, failureReason: '打印机不存在' }, { kind: 'unknown', reason: 'said: 打印机不存在' }],
  ['"false" is no success', { success: 'false' }, { kind: 'unknown', reason: 'component-failed' }],
  ['neither', { status: 'ok', code: 0 }, { kind: 'unknown', reason: 'component-failed' }],
])('[PC2] 微信小店: %s', async (_case, answer, result) => {
  const { printer, fake } = await printerOf({ print: ({ taskId }) => [{ say: { command: 'print', results: [{ taskID: 'of-another', success: true }, { taskID: taskId, ...answer }] } }] }, 'wechat-shop')
  expect(await printer.print({ ...job('wechat-shop'), platformPrint: { component: 'wechat-shop', contents: [{ printInfo: 'PI', size: { width: 100, height: 150 } }] } })).toEqual(result)
  expect(fake.printed()).toMatchObject([{ command: 'print', version: '2.0', printType: 1, size: { width: 100, height: 150 }, taskList: [{ taskID: 'J1', printInfo: 'PI', printNum: { curNum: 1, sumNum: 1 } }] }])
})

const wechatWords: object[] = [{ command: 'print' }, { command: 'print', results: [] }, { command: 'print', errCode: 0, errMsg: 'ok' }, { command: 'print', results: [{ success: true }] }, { command: 'preview', results: [{ taskID: 'J1', success: true }] }, { taskID: 'J1', success: true }]
test.each(wechatWords)('[PC9] 微信小店: what is not the answer that is known proves nothing: unknown, and it is not sent again: %j', async (said) => {
  const { printer, fake, timers } = await printerOf({ print: () => [{ say: said }] }, 'wechat-shop')
  const printed = printer.print(job('wechat-shop'))
  await expect.poll(() => fake.printed().length).toBe(1)
  timers.fire()
  expect(await printed).toMatchObject({ kind: 'unknown' })
  expect(fake.printed()).toHaveLength(1)
})

test('[PC5] 京东 cannot be asked later: unknown', async () => {
  const { printer, fake } = await printerOf({ print: () => ['close'] }, 'jd')
  expect(await printer.print(job('jd'))).toEqual({ kind: 'unknown', reason: 'gone' })
  expect(fake.printed()).toHaveLength(1)
})

test('[PC1] without the data of its own platform it is asked for nothing', async () => {
  const { printer, fake } = await printerOf({ print: inOrder })
  for (const wrong of [job('jd'), { ...job('cainiao'), platformPrint: undefined }]) expect(await printer.print(wrong)).toMatchObject({ kind: 'failed' })
  expect(fake.printed()).toEqual([])
})

test('[PC4] 微信小店 that says yes and no to one task leaves it unknown', async () => {
  const { printer } = await printerOf({ print: ({ taskId }) => [{ say: { command: 'print', results: [{ taskID: taskId, success: true }, { taskID: taskId, success: false, failureReason: '缺纸' }] } }] }, 'wechat-shop')
  expect(await printer.print({ ...job('wechat-shop'), platformPrint: { component: 'wechat-shop', contents: [{ printInfo: 'PI' }] } })).toEqual({ kind: 'unknown', reason: 'said: 缺纸' })
})

test('[PC1] settings name the component and its printer', () => {
  const settings = { printerId: 'C1', name: '菜鸟', kind: 'component', component: 'cainiao', printerName: 'KM-118' }
  expect(PrinterSettings.safeParse(settings).success).toBe(true)
  for (const wrong of [{ component: 'other' }, { printerName: '' }, { address: 'http://127.0.0.1:13528' }]) expect(PrinterSettings.safeParse({ ...settings, ...wrong }).success).toBe(false)
})

test('[PC7] at the bench: a label that the platform gave is printed by its component, and one that it did not give fails in words', async () => {
  fake = await startFakeComponent({ print: inOrder })
  station = await startTestStation(folder, { printers: [{ printerId: 'C1', name: '菜鸟', kind: 'component', component: 'cainiao', printerName: 'KM-118', address: fake.address }, { printerId: 'file', name: '文件', kind: 'file', folder: join(folder, 'labels') }] })
  await station.signIn('B-PACKER')
  const wave = waveFacts('w-o1', 'by-order', [{ orderId: 'o1', lines: { cup: 1 } }])
  station.fromHub(wave.map((entry) => ({ ...entry, ...('personal' in entry && entry.personal ? { personal: { ...entry.personal, platformPrint: platformPrint('cainiao') } } : {}) })))
  expect(await station.scans('PL-w-o1-1', 'TOTE-1', goods.cup.placeCode, goods.cup.ean, 'TOTE-1', goods.cup.ean)).toBe('accepted label-queued')
  await station.viewWhere(({ screen }) => screen.kind === 'check' && screen.parcel?.labelState === 'sent')
  expect(fake.printed()).toMatchObject([{ task: { documents: [{ documentID: 'WB-o1', contents: platformPrint('cainiao').contents }] } }])
  expect(await station.scan('WB-o1')).toBe('accepted label-scanned-back')
  await station.command('suspend')
  await station.command('finish')
  station.fromHub(waveFacts('w-o2', 'by-order', [{ orderId: 'o2', lines: { cup: 1 } }]))
  expect(await station.scans('PL-w-o2-1', 'TOTE-2', goods.cup.placeCode, goods.cup.ean, 'TOTE-2', goods.cup.ean)).toBe('accepted label-queued')
  await station.viewWhere(({ screen }) => screen.kind === 'check' && screen.parcel?.labelState === 'failed')
  expect(station.bodies('LabelFailed')).toMatchObject([{ waybillNumber: 'WB-o2' }])
  expect(fake.printed()).toHaveLength(1)
  // Nothing of it can come out late: the copy at a printer of ours needs no mark.
  expect(await station.command('printer-next')).toBe('accepted label-reprinted')
  await station.viewWhere(({ screen }) => screen.kind === 'check' && screen.parcel?.labelState === 'sent')
  expect(await station.scan('WB-o2')).toBe('accepted label-scanned-back')
})
