import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

export type VirtualDisplay = { display: string; stop(): Promise<void> }

/** Starts a display in memory and answers its name (":99"). Throws one sentence when there is no Xvfb. */
export async function startXvfb(size = '1920x1080x24'): Promise<VirtualDisplay> {
  // A process group of its own: a Ctrl-C at the terminal must not take the display away under a window that is closing.
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', '-noreset'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const ended = new Promise<void>(resolve => {
    child.on('exit', () => resolve())
    child.on('error', () => resolve())
  })
  const number = await new Promise<string>((resolve, reject) => {
    let text = ''
    const numbers = child.stdio[3] as Readable
    numbers.on('data', chunk => {
      text += chunk
      if (text.endsWith('\n')) resolve(text.trim())
    })
    child.on('error', fault => reject(new Error(`Xvfb could not be started: ${fault.message}`)))
    child.on('exit', code => reject(new Error(`Xvfb ended at once (code ${code}).`)))
  })
  // However this process ends, the display does not outlive it.
  const kill = () => void child.kill('SIGTERM')
  process.once('exit', kill)
  return {
    display: `:${number}`,
    async stop() {
      process.removeListener('exit', kill)
      kill()
      await ended
    },
  }
}
