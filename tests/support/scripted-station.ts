// A station that plays a script: serves stationApi over a WebSocket, and the built pages over HTTP, so that every screen can be
// looked at and driven in a browser without a database or devices. Scans are recorded, answered in order and never decided on.
import { createServer, type Server } from 'node:http'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { serve, type Contract, type Handlers, type Served } from '#shared/contract/contract.ts'
import type { Port } from '#shared/contract/port.ts'
import { boardApi, type BoardApi } from '#shared/contract/board-api.ts'
import { stationApi, type StationApi, type StationSettings } from '#shared/contract/station-api.ts'
import type { StationView } from '#shared/contract/station-view.ts'
import { scriptedDevices } from './scripted-devices.ts'
import { scriptedLabels } from './scripted-labels.ts'
import type { Outcome } from '#shared/domain/outcomes/outcome.ts'
import type { Scan } from '#shared/domain/outcomes/scan.ts'

const contentTypes: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wav': 'audio/wav', '.ogg': 'audio/ogg', '.json': 'application/json' }

export type ScriptedStation = {
  url: string
  /** Every scan in the order of arrival, resends included. */
  scans: Scan[]
  pins: string[]
  /** Shows this view from now on. */
  show(view: StationView): void
  /** What the next scans are answered with; the default is `item-checked`. */
  answerWith(answer: (scan: Scan) => { outcome: Outcome; view?: StationView }): void
  /** Breaks every line, as a station that died. */
  dropLines(): void
  /** False: new lines are turned away until true again. */
  acceptLines(accept: boolean): void
  close(): Promise<void>
}

function portOfServerSocket(socket: WebSocket): Port {
  return {
    send: (message) => socket.send(JSON.stringify(message)),
    onMessage: (listener) => socket.on('message', (data) => listener(JSON.parse(String(data)))),
    onClose: (listener) => socket.on('close', listener),
    close: () => socket.close(),
  }
}

const settings: StationSettings = {
  name: '复核台 3', language: 'zh-CN', volume: 0.6, idleLockMinutes: 10, weightFloorGrams: 5, scaleStepGrams: 1,
  scale: { scaleId: 'scale-1', protocol: 'and', line: { kind: 'tcp', host: '192.168.1.40', port: 4001 } },
  scanners: [], printers: [{ printerId: 'p1', name: '面单打印机', kind: 'tcp', host: '192.168.1.50', port: 9100, language: 'escpos', dotsPerInch: 203 }, { printerId: 'p2', name: '文件', kind: 'file', folder: 'labels' }],
}

/** Serves `pagesFolder` (the built renderer) and plays the station at /station and the hub's board at /board. */
export async function startScriptedStation({ pagesFolder, view, boardHandlers }: { pagesFolder: string; view: StationView; boardHandlers: Handlers<BoardApi> }): Promise<ScriptedStation> {
  let shown = view
  let accepting = true
  let answerOf: Parameters<ScriptedStation['answerWith']>[0] = () => ({ outcome: { kind: 'accepted', verdict: 'item-checked', values: {} } })
  const scans: Scan[] = []
  const pins: string[] = []
  const lines = new Map<WebSocket, Served<StationApi>>()
  const fail = (call: string, error: unknown): string => {
    console.error(call, error)
    return 'incident-1'
  }

  const stationHandlers = (told: () => Served<StationApi>): Handlers<StationApi> => {
    const board = memoryBoard(boardHandlers, (message) => told().tell('board.message', { lineId: 'line-1', message }))
    return {
      'scan.submit': (scan) => {
        scans.push(scan)
        const answer = answerOf(scan)
        if (answer.view) shown = answer.view
        return { outcome: answer.outcome, view: shown }
      },
      'pin.submit': ({ pin }) => {
        pins.push(pin)
        return { outcome: { kind: 'accepted', verdict: 'signed-in', values: {} }, view: shown }
      },
      'station.view': () => shown,
      'station.touch': () => ({}),
      'settings.read': () => settings,
      'settings.save': () => ({ kind: 'saved' }),
      'board.open': () => ({ kind: 'open', lineId: 'line-1' }),
      'board.send': ({ message }) => {
        board(message)
        return {}
      },
      'board.close': () => ({}),
      ...scriptedDevices(settings), ...scriptedLabels(),
    }
  }

  const server: Server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = path.join(pagesFolder, path.normalize(name === '/' ? '/index.html' : name))
    readFile(file).then(
      (body) => response.writeHead(200, { 'content-type': contentTypes[path.extname(file)] ?? 'application/octet-stream' }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket, request) => {
    if (!accepting) return socket.close()
    if (request.url === '/board') {
      serve(boardApi, portOfServerSocket(socket), boardHandlers, fail)
      return
    }
    const served: Served<StationApi> = serve(stationApi, portOfServerSocket(socket), stationHandlers(() => served), fail)
    lines.set(socket, served)
    socket.on('close', () => lines.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the scripted station has no port')

  return {
    url: `http://127.0.0.1:${address.port}`,
    scans,
    pins,
    show(next) {
      shown = next
      for (const line of lines.values()) line.tell('view.changed', next)
    },
    answerWith: (answer) => { answerOf = answer },
    dropLines: () => { for (const socket of lines.keys()) socket.terminate() },
    acceptLines: (accept) => { accepting = accept },
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The hub's board behind the station's relay: takes a message, answers by `tell`. */
function memoryBoard(handlers: Handlers<BoardApi>, tell: (message: unknown) => void): (message: unknown) => void {
  let listener: (message: unknown) => void = () => undefined
  const contract: Contract = boardApi
  serve(contract, { send: tell, onMessage: (next) => { listener = next }, onClose: () => undefined, close: () => undefined }, handlers as Handlers<Contract>, () => 'incident-board')
  return (message) => listener(message)
}
