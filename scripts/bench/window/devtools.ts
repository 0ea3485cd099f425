// The few words of Chromium's DevTools protocol that the benches need: ask a page, and press keys on it.
import { assert } from '#shared/kernel/assert.ts'

export type DevTools = {
  send(method: string, params?: Record<string, unknown>): Promise<Record<string, unknown>>
  /** The value of an expression in the page; a promise is waited for. Throws what the page throws. */
  evaluate<T>(expression: string): Promise<T>
  /** As `evaluate`; when the page is replaced meanwhile, the new one is asked. */
  evaluateWherever<T>(expression: string): Promise<T>
  /** One press of a key as a scanner sends it, with its place on a US keyboard. */
  press(character: string): Promise<void>
  close(): void
}

/** Connects to the first page that `debuggingUrl` (http://127.0.0.1:port) names. Looks again until there is one. */
export async function connectToPage(debuggingUrl: string, patienceMs = 60_000): Promise<DevTools> {
  const untilMs = performance.now() + patienceMs
  for (;;) {
    const targets = (await fetch(`${debuggingUrl}/json`).then((answer) => answer.json(), () => [])) as { type: string; url: string; webSocketDebuggerUrl?: string }[]
    const page = targets.find((target) => target.type === 'page' && target.url !== '' && target.url !== 'about:blank')
    if (page?.webSocketDebuggerUrl) return open(page.webSocketDebuggerUrl)
    assert(performance.now() < untilMs, 'a page opens within the time')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function open(url: string): Promise<DevTools> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', () => reject(new Error('the page cannot be asked')))
  })
  let lastId = 0
  const waiting = new Map<number, { resolve: (result: Record<string, unknown>) => void; reject: (fault: Error) => void }>()
  socket.addEventListener('message', ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as { id?: number; result?: Record<string, unknown>; error?: { message: string } }
    const asked = id === undefined ? undefined : waiting.get(id)
    if (id === undefined || !asked) return
    waiting.delete(id)
    if (error) asked.reject(new Error(error.message))
    else asked.resolve(result ?? {})
  })
  socket.addEventListener('close', () => {
    for (const asked of waiting.values()) asked.reject(new Error('the page went away'))
    waiting.clear()
  })
  const send = (method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> => {
    lastId += 1
    const id = lastId
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }))
    })
  }
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = (await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })) as { result: { value: T }; exceptionDetails?: { exception?: { description?: string }; text: string } }
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  return {
    send,
    evaluate,
    async evaluateWherever<T>(expression: string): Promise<T> {
      for (;;) {
        try {
          return await evaluate<T>(expression)
        } catch (fault) {
          await new Promise((resolve) => setTimeout(resolve, 5))
          if (!(fault instanceof Error && /execution context|context with specified id|navigated/i.test(fault.message))) throw fault
        }
      }
    },
    async press(character) {
      const key = keyOf(character)
      await send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
    },
    close: () => socket.close(),
  }
}

type Key = { code: string; key: string; windowsVirtualKeyCode: number; modifiers: number }
const shift = 8

/** Letters, digits, `-` and Enter ('\n'): what the codes of the benches are made of. */
export function keyOf(character: string): Key {
  if (character === '\n') return { code: 'Enter', key: 'Enter', windowsVirtualKeyCode: 13, modifiers: 0 }
  if (character === '-') return { code: 'Minus', key: '-', windowsVirtualKeyCode: 189, modifiers: 0 }
  if (/^\d$/.test(character)) return { code: `Digit${character}`, key: character, windowsVirtualKeyCode: character.charCodeAt(0), modifiers: 0 }
  assert(/^[A-Z]$/.test(character), `the key of ${character} is known`)
  return { code: `Key${character}`, key: character, windowsVirtualKeyCode: character.charCodeAt(0), modifiers: shift }
}
