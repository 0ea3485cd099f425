import { createWriteStream, mkdirSync } from 'node:fs'
import path from 'node:path'

/** A log file that begins anew with every run. */
export function openProcessLog(file: string): { write(text: string | Uint8Array): void; close(): void } {
  mkdirSync(path.dirname(file), { recursive: true })
  const stream = createWriteStream(file)
  return { write: text => void stream.write(text), close: () => void stream.end() }
}
