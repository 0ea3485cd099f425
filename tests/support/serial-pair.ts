// A serial line with two ends, by socat: one for the station, one for a device that a test plays.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SerialPort } from 'serialport'

export type SerialPair = {
  /** The station's end. */
  path: string
  /** Sends from the device. */
  send(bytes: Uint8Array | string): void
  /** Everything the station sent so far. */
  received(): Buffer
  /** The plug is pulled. */
  unplug(): Promise<void>
  close(): Promise<void>
}

/** Undefined where socat is not installed (Debian package socat). `folder` keeps the ends under the same names when they are made again. */
export async function openSerialPair(folder = mkdtempSync(join(tmpdir(), 'packwave-serial-'))): Promise<SerialPair | undefined> {
  mkdirSync(folder, { recursive: true })
  const [path, far] = [join(folder, 'station'), join(folder, 'device')]
  const socat = spawn('socat', ['-d', '-d', `pty,raw,echo=0,link=${path}`, `pty,raw,echo=0,link=${far}`], { stdio: ['ignore', 'ignore', 'pipe'] })
  const started = await new Promise<boolean>((resolve) => {
    socat.on('error', () => resolve(false))
    socat.on('exit', () => resolve(false))
    socat.stderr.setEncoding('utf8').on('data', (text: string) => { if (text.includes('starting data transfer loop')) resolve(true) })
  })
  if (!started) return undefined
  const port = new SerialPort({ path: far, baudRate: 9_600 })
  const chunks: Buffer[] = []
  port.on('data', (bytes: Buffer) => chunks.push(bytes))
  // Its other end may go first.
  port.on('error', () => undefined)
  await once(port, 'open')
  const unplug = async (): Promise<void> => {
    if (socat.exitCode !== null || socat.signalCode !== null) return
    socat.kill('SIGTERM')
    await once(socat, 'exit')
  }
  return {
    path,
    send: (bytes) => void port.write(Buffer.from(bytes as string)),
    received: () => Buffer.concat(chunks),
    unplug,
    async close() {
      if (port.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()))
      await unplug()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
