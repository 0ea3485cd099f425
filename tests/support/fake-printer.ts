// A network printer as bad as life, on a port of the loopback. What it received can be read as labels.
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import type { PrinterLanguage } from '#shared/contract/printer-settings.ts'
import type { PrinterCondition, StatusMapId } from '#shared/domain/printing/status-maps.ts'
import type { Raster } from '#station/labels/raster.ts'
import { rasterToPng } from '#station/labels/to-png.ts'
import { readCpcl } from './cpcl-parser.ts'
import { readEscpos } from './escpos-parser.ts'
import { answerTo, usualMap } from './printer-answers.ts'
import { readTspl } from './tspl-parser.ts'
import { readZplPictures } from './zpl-picture-parser.ts'

export type PrinterReading = { labels: Raster[]; cutOff: boolean }
const readers: Record<PrinterLanguage, (bytes: Buffer) => PrinterReading> = { escpos: readEscpos, tspl: readTspl, cpcl: readCpcl, zpl: readZplPictures }

export type PrinterManners =
  /** Reads all and closes when we do. */
  | { kind: 'good' }
  /** Reads so many bytes a second and pushes four bytes of status as soon as someone connects, as printers with ASB do. */
  | { kind: 'slow-and-chatty'; bytesPerSecond: number }
  /** Out of paper: takes the connection and reads nothing. */
  | { kind: 'never-reads' }
  /** Resets the connection after so many bytes. */
  | { kind: 'resets-after'; bytes: number }
  /** Reads so many bytes, then the power goes: the connection ends and the port is closed. */
  | { kind: 'switched-off-after'; bytes: number }
  /** Reads all, closes only when told to by `release()`. */
  | { kind: 'closes-late' }
  /** Takes the connection, reads and prints what was sent when told to by `release()`, whoever has given up meanwhile. */
  | { kind: 'reads-late' }
  /** Reads all, closes as it should, and forgets it: nothing comes out. */
  | { kind: 'forgets' }
  /** Has paper for so many labels more. What comes after lies in its memory until `reload()`; meanwhile it says that it is out of paper. */
  | { kind: 'paper-out-after'; labels: number }
  /** Reads all, closes as it should, and prints only when told to by `release()`. */
  | { kind: 'prints-late' }
  /** Reads all, closes as it should, brings out the upper half of the label, and is switched off. */
  | { kind: 'prints-half' }
  /** Prints what it should, and answers to every question with this instead of the truth. */
  | { kind: 'wrong-status'; answer: Uint8Array }
  /** Prints what it should and answers no question. */
  | { kind: 'mute' }
  /** Closes its side politely after so many bytes, and reads no further. */
  | { kind: 'closes-early'; bytes: number }

/** Manners by their name; `amount` is the bytes, bytes a second or labels that they speak of. */
export function mannersOf(name: string, amount = 1_000): PrinterManners | undefined {
  switch (name) {
    case 'slow-and-chatty': return { kind: name, bytesPerSecond: amount }
    case 'resets-after':
    case 'switched-off-after':
    case 'closes-early': return { kind: name, bytes: amount }
    case 'paper-out-after': return { kind: name, labels: amount }
    case 'wrong-status': return { kind: name, answer: Uint8Array.of(amount & 0xff) }
    default: return plainManners.find((each) => each === name) === undefined ? undefined : ({ kind: name } as PrinterManners)
  }
}
const plainManners = ['good', 'never-reads', 'closes-late', 'reads-late', 'prints-late', 'prints-half', 'forgets', 'mute'] as const
export const allManners: readonly PrinterManners['kind'][] = [...plainManners, 'slow-and-chatty', 'resets-after', 'switched-off-after', 'closes-early', 'paper-out-after', 'wrong-status']

export type FakePrinter = {
  host: string
  port: number
  /** The bytes of each connection so far; one that only asked for the status is none. */
  jobs: () => Buffer[]
  /** What each of them met, in the same order. */
  met: () => PrinterManners['kind'][]
  /** The other side of every connection is gone: nothing more of it is heard. What was read stays read. */
  cut: () => void
  /** False once it was switched off by its manners. */
  isOn: () => boolean
  /** What came out of each connection; of a job that was forgotten, nothing. */
  read: () => PrinterReading[]
  /** Every label that was fed out, as a picture. */
  labelsAsPng: () => Buffer[]
  /** Resolves when a connection is over, in the order in which they end. */
  jobEnded: () => Promise<void>
  release: () => void
  setManners: (manners: PrinterManners) => void
  /** What it says of itself from now on. */
  setConditions: (conditions: readonly PrinterCondition[]) => void
  /** A new roll: what waited for paper comes out. */
  reload: () => void
  /** How often it was asked how it is. */
  questions: () => number
  close: () => Promise<void>
}

const PUSHED_STATUS = Buffer.from([0x14, 0x00, 0x00, 0x0f])
const READS_PER_SECOND = 50
/** Under these it hears a question. */
const readsAtOnce: ReadonlySet<PrinterManners['kind']> = new Set<PrinterManners['kind']>(['good', 'forgets', 'paper-out-after', 'prints-late', 'wrong-status', 'mute'])

/** What was on the paper when the power went. */
function upperHalf(label: Raster): Raster {
  const bits = new Uint8Array(label.bits)
  return { ...label, bits: bits.fill(0, Math.floor(label.heightDots / 2) * (bits.length / label.heightDots)) }
}

/** Listens on a free port, or on the one that is given. */
export async function startFakePrinter(firstManners: PrinterManners = { kind: 'good' }, port = 0, language: PrinterLanguage = 'escpos', model: StatusMapId = usualMap[language]): Promise<FakePrinter> {
  let manners = firstManners
  const jobs: Buffer[][] = []
  const metBy = new Map<Buffer[], PrinterManners['kind']>()
  /** Jobs of which nothing came out, or not yet. */
  const forgotten = new Set<Buffer[]>()
  const waitingForPaper = new Set<Buffer[]>()
  const late = new Set<Buffer[]>()
  const halved = new Set<Buffer[]>()
  let conditions: readonly PrinterCondition[] = []
  let questions = 0
  let paperLeft = firstManners.kind === 'paper-out-after' ? firstManners.labels : Infinity
  const isQuestion = new Set<Socket>()
  const answer = (socket: Socket, asked: Uint8Array): boolean => {
    const truth = answerTo(model, asked, paperLeft === 0 ? [...conditions, 'paper-out'] : conditions)
    if (!truth) return false
    questions += 1
    if (manners.kind === 'wrong-status') socket.write(manners.answer)
    else if (manners.kind !== 'mute') socket.write(truth)
    return true
  }
  const useUpPaper = (chunks: Buffer[]): void => {
    const { labels } = readers[language](Buffer.concat(chunks))
    if (labels.length > paperLeft) waitingForPaper.add(chunks)
    else paperLeft -= labels.length
  }
  const open = new Set<Socket>()
  const held = new Set<Socket>()
  const endings: (() => void)[] = []
  let ended = 0
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const chunks: Buffer[] = []
    jobs.push(chunks)
    metBy.set(chunks, manners.kind)
    if (manners.kind === 'forgets') forgotten.add(chunks)
    if (manners.kind === 'prints-late') late.add(chunks)
    if (manners.kind === 'prints-half') {
      halved.add(chunks)
      socket.on('close', () => server.close())
    }
    open.add(socket)
    socket.on('close', () => {
      open.delete(socket)
      if (isQuestion.delete(socket)) return
      if (Number.isFinite(paperLeft)) useUpPaper(chunks)
      ended += 1
      endings.shift()?.()
    })
    // A connection that breaks is what this printer is for; the close event follows.
    socket.on('error', () => undefined)
    behave(socket, chunks, manners, held, () => server.close())
    if (readsAtOnce.has(manners.kind)) {
      socket.on('data', (chunk) => {
        if (!answer(socket, chunk)) return
        if (!isQuestion.has(socket) && jobs.includes(chunks)) jobs.splice(jobs.indexOf(chunks), 1)
        isQuestion.add(socket)
      })
    }
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const received = (): Buffer[] => jobs.map((chunks) => Buffer.concat(chunks))
  // A job is read again only when more of it has come.
  const readings = new WeakMap<Buffer[], { parts: number; reading: PrinterReading }>()
  const readingOf = (chunks: Buffer[]): PrinterReading => {
    const known = readings.get(chunks)
    if (known?.parts === chunks.length) return known.reading
    const reading = readers[language](Buffer.concat(chunks))
    readings.set(chunks, { parts: chunks.length, reading })
    return reading
  }
  const read = (): PrinterReading[] => jobs.map((chunks) => {
    const isInside = forgotten.has(chunks) || waitingForPaper.has(chunks) || late.has(chunks)
    const reading = isInside ? readers[language](Buffer.alloc(0)) : readingOf(chunks)
    return halved.has(chunks) ? { ...reading, labels: reading.labels.map(upperHalf) } : reading
  })
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    jobs: received,
    met: () => jobs.map((chunks) => metBy.get(chunks) ?? 'good'),
    cut() {
      for (const socket of open) socket.destroy()
      held.clear()
    },
    isOn: () => server.listening,
    read,
    labelsAsPng: () => read().flatMap((job) => job.labels.map((label) => rasterToPng(label))),
    jobEnded: () =>
      new Promise((resolve) => {
        if (ended > 0) {
          ended -= 1
          resolve()
        } else
          endings.push(() => {
            ended -= 1
            resolve()
          })
      }),
    release() {
      for (const socket of held) {
        socket.resume()
        socket.end()
      }
      held.clear()
      late.clear()
    },
    setManners(next) {
      manners = next
      paperLeft = next.kind === 'paper-out-after' ? next.labels : Infinity
    },
    setConditions(next) {
      conditions = next
    },
    reload() {
      paperLeft = Infinity
      waitingForPaper.clear()
    },
    questions: () => questions,
    async close() {
      for (const socket of open) socket.destroy()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}

function behave(socket: Socket, chunks: Buffer[], manners: PrinterManners, held: Set<Socket>, switchOff: () => void): void {
  const readUpTo = (limit: number, then: () => void): void => {
    let read = 0
    socket.on('data', (chunk) => {
      if (read >= limit) return
      chunks.push(chunk.subarray(0, limit - read))
      read += chunk.length
      if (read >= limit) then()
    })
    socket.on('end', () => socket.end())
  }
  switch (manners.kind) {
    case 'never-reads':
      socket.pause()
      return
    case 'resets-after':
      readUpTo(manners.bytes, () => socket.resetAndDestroy())
      return
    case 'switched-off-after':
      readUpTo(manners.bytes, () => {
        socket.resetAndDestroy()
        switchOff()
      })
      return
    case 'closes-early':
      readUpTo(manners.bytes, () => {
        socket.pause()
        socket.end()
      })
      return
    case 'closes-late':
      held.add(socket)
      socket.on('data', (chunk) => chunks.push(chunk))
      return
    case 'reads-late':
      held.add(socket)
      socket.pause()
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.pause()
      return
    case 'slow-and-chatty':
      socket.write(PUSHED_STATUS)
      readSlowly(socket, chunks, manners.bytesPerSecond)
      return
    case 'forgets':
    case 'paper-out-after':
    case 'prints-late':
    case 'prints-half':
    case 'wrong-status':
    case 'mute':
    case 'good':
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.on('end', () => socket.end())
  }
}

function readSlowly(socket: Socket, chunks: Buffer[], bytesPerSecond: number): void {
  const portion = Math.max(1, Math.round(bytesPerSecond / READS_PER_SECOND))
  socket.pause()
  let gone = false
  const timer = setInterval(() => {
    const chunk = socket.read(Math.min(portion, socket.readableLength)) as Buffer | null
    if (chunk != null) chunks.push(chunk)
  }, 1000 / READS_PER_SECOND)
  socket.on('readable', () => undefined)
  socket.on('end', () => {
    gone = true
    socket.end()
  })
  socket.on('close', () => {
    clearInterval(timer)
    if (!gone) socket.destroy()
  })
}
