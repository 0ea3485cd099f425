// A label printer with an out tray: what comes over TCP becomes dots, and the waybill number is read from the dots, as a scanner would.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { bytesPerRow, type Raster } from '#station/labels/raster.ts'
import { readEscpos } from '#tests/support/escpos-parser.ts'

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
// Without its binary the decoder asks the network for it.
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer } })

/** A Code 128 is the same in every row: one row in four is enough, and quick. Rows between are looked at when that reads nothing. */
const rowSteps = [4, 1] as const

async function readRows(raster: Raster, step: number): Promise<string[]> {
  const rowBytes = bytesPerRow(raster)
  const { widthDots: width } = raster
  const height = Math.floor(raster.heightDots / step)
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((raster.bits[y * step * rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3)
    }
  }
  const found = await readBarcodes({ data, width, height, colorSpace: 'srgb' } as Parameters<typeof readBarcodes>[0], { formats: ['Code128'], tryHarder: step === 1, tryInvert: false, tryDownscale: false, maxNumberOfSymbols: 4 })
  return [...new Set(found.filter((symbol) => symbol.isValid).map((symbol) => symbol.text))]
}

/** The waybill number on a label. Throws when no number, or more than one, can be read from its dots. */
async function readWaybillNumber(raster: Raster): Promise<string> {
  for (const step of rowSteps) {
    const [number, another] = await readRows(raster, step)
    if (another !== undefined) throw new Error(`One label carries two numbers: ${number} and ${another}.`)
    if (number !== undefined) return number
  }
  throw new Error('A label came out whose barcode cannot be read.')
}

export type LabelTray = {
  host: string
  port: number
  /** Takes the next label out of the tray, waiting for it; undefined when none comes in time. Throws when one came out that cannot be read. */
  take(timeoutMs: number): Promise<string | undefined>
  /** Every label that came out, in order. */
  tape(): readonly string[]
  /** The power of the printer fails in the middle of the next label. */
  breakNext(): void
  /** Milliseconds spent on reading barcodes from dots. */
  readingMs(): number
  close(): Promise<void>
}

export async function openLabelTray(): Promise<LabelTray> {
  const tape: string[] = []
  const tray: string[] = []
  const takers: (() => void)[] = []
  const open = new Set<Socket>()
  let willBreak = false
  let readingMs = 0
  let unreadable: Error | undefined
  const feed = async (bytes: Buffer): Promise<void> => {
    const startedAt = performance.now()
    for (const raster of readEscpos(bytes).labels) {
      const number = await readWaybillNumber(raster)
      tape.push(number)
      tray.push(number)
    }
    readingMs += performance.now() - startedAt
    takers.shift()?.()
  }
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const chunks: Buffer[] = []
    const breaks = willBreak
    willBreak = false
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => open.delete(socket))
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (breaks) socket.resetAndDestroy()
    })
    socket.on('end', () => {
      socket.end()
      if (breaks) return
      feed(Buffer.concat(chunks)).catch((fault: Error) => {
        unreadable = fault
        takers.shift()?.()
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    async take(timeoutMs) {
      if (tray.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          takers.push(() => {
            clearTimeout(timer)
            resolve()
          })
        })
      }
      if (unreadable) throw unreadable
      return tray.shift()
    },
    tape: () => tape,
    breakNext() {
      willBreak = true
    },
    readingMs: () => readingMs,
    async close() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
