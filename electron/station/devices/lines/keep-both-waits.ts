// A mend of @serialport/bindings-cpp 13.0.0: asked to wait until a line can be read, it forgets that it waits until the line can be written (src/poller.cpp: `poll` hands on the new
// event alone). The rest of a print job then lay there until the printer said something, or for ever. Windows waits in another way.
import type { SerialPort } from 'serialport'

type Poller = { poll(events: number): void; listenerCount(event: string): number }
/** As in its dist/poller.js. */
const readable = 1
const writable = 2

/** To be called when the port was opened, before anything is read from it. */
export function keepBothWaits(port: SerialPort): void {
  const poller = (port.port as { poller?: Poller } | undefined)?.poller
  if (!poller) return
  const poll = poller.poll.bind(poller)
  poller.poll = (events) => poll(events | (poller.listenerCount('readable') > 0 ? readable : 0) | (poller.listenerCount('writable') > 0 ? writable : 0))
}
