import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs'
import path from 'node:path'

const defaultMaxBytes = 5_000_000

export type LogFile = { write(text: string | Uint8Array): void; close(): void }

/** A log that never holds more than twice `maxBytes`: when it is full it becomes `.1`, and the older `.1` goes. */
export function openLogFile(file: string, maxBytes = defaultMaxBytes): LogFile {
  mkdirSync(path.dirname(file), { recursive: true })
  let size = 0
  let stream: WriteStream | undefined
  const open = () => {
    size = existsSync(file) ? statSync(file).size : 0
    stream = createWriteStream(file, { flags: 'a' })
    // A full disk must not stop the floor for the sake of a log line.
    stream.on('error', () => {
      stream = undefined
    })
  }
  open()
  return {
    write(text) {
      if (size > maxBytes) {
        stream?.end()
        renameSync(file, `${file}.1`)
        open()
      }
      size += text.length
      stream?.write(text)
    },
    close() {
      stream?.end()
      stream = undefined
    },
  }
}
