// Runs anywhere. One typed contract: a map from the name of a call to the shape of its input and output, and a map of news.
import * as z from 'zod'
import type { Port } from './port.ts'

export type CallShapes = Record<string, { input: z.ZodType; output: z.ZodType }>
export type NewsShapes = Record<string, z.ZodType>
export type Contract<C extends CallShapes = CallShapes, N extends NewsShapes = NewsShapes> = { calls: C; news: N }

export type In<T extends Contract, K extends keyof T['calls']> = z.infer<T['calls'][K]['input']>
export type Out<T extends Contract, K extends keyof T['calls']> = z.infer<T['calls'][K]['output']>
export type News<T extends Contract, K extends keyof T['news']> = z.infer<T['news'][K]>
export type Handlers<T extends Contract> = {
  [K in keyof T['calls']]: (input: In<T, K>) => Out<T, K> | Promise<Out<T, K>>
}

const Request = z.strictObject({ id: z.number(), call: z.string(), input: z.unknown() })
const Message = z.union([
  z.strictObject({ id: z.number(), ok: z.literal(true), output: z.unknown() }),
  z.strictObject({ id: z.number(), ok: z.literal(false), fault: z.strictObject({ code: z.enum(['bad-input', 'unknown-call', 'fault', 'closed']), incidentId: z.string(), message: z.string() }) }),
  z.strictObject({ news: z.string(), data: z.unknown() }),
])

/** A call that could not be answered. Expected refusals are never this: they are part of the output. */
export class CallFault extends Error {
  override name = 'CallFault'
  readonly code: 'bad-input' | 'unknown-call' | 'fault' | 'closed'
  readonly incidentId: string
  constructor(fault: { code: CallFault['code']; incidentId: string; message: string }) {
    super(fault.message)
    this.code = fault.code
    this.incidentId = fault.incidentId
  }
}

export type Client<T extends Contract> = {
  call<K extends keyof T['calls'] & string>(name: K, input: In<T, K>): Promise<Out<T, K>>
  /** Returns what stops the listening. */
  on<K extends keyof T['news'] & string>(name: K, listener: (data: News<T, K>) => void): () => void
  onClose(listener: () => void): void
  close(): void
}

/** The asking side. Output is checked too, so that a page never paints what an older or newer station did not mean. */
export function connect<T extends Contract>(contract: T, port: Port): Client<T> {
  const waiting = new Map<number, { name: string; resolve: (output: never) => void; reject: (error: Error) => void }>()
  const listeners = new Map<string, Set<(data: never) => void>>()
  const closers: (() => void)[] = []
  let nextId = 1
  let closed = false
  port.onMessage((raw) => {
    const message = Message.parse(raw)
    if ('news' in message) {
      const shape = contract.news[message.news]
      if (!shape) return // News of a newer station: nothing here listens to it.
      const data = shape.parse(message.data)
      for (const listener of listeners.get(message.news) ?? []) listener(data as never)
      return
    }
    const caller = waiting.get(message.id)
    if (!caller) return // The caller's side was closed meanwhile.
    waiting.delete(message.id)
    if (!message.ok) return caller.reject(new CallFault(message.fault))
    const output = contract.calls[caller.name]?.output.safeParse(message.output)
    if (!output) return
    if (output.success) caller.resolve(output.data as never)
    else caller.reject(new CallFault({ code: 'fault', incidentId: '', message: `${caller.name}: answer has the wrong shape: ${output.error.message}` }))
  })
  port.onClose(() => {
    closed = true
    for (const caller of waiting.values()) caller.reject(new CallFault({ code: 'closed', incidentId: '', message: 'the connection closed before the answer' }))
    waiting.clear()
    for (const closer of closers) closer()
  })
  return {
    call: (name, input) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new CallFault({ code: 'closed', incidentId: '', message: 'the connection is closed' }))
        const id = nextId++
        waiting.set(id, { name, resolve, reject })
        port.send({ id, call: name, input })
      }),
    on(name, listener) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener as (data: never) => void)
      return () => set.delete(listener as (data: never) => void)
    },
    onClose: (listener) => closers.push(listener),
    close: () => port.close(),
  }
}

export type Served<T extends Contract> = {
  tell<K extends keyof T['news'] & string>(name: K, data: News<T, K>): void
}

/**
 * The answering side. Input is checked before the handler sees it; unknown calls and wrong shapes are answered, never ignored.
 * `onFault` gets every error a handler throws and returns the incident id that crosses the wire; stacks stay on this side.
 */
export function serve<T extends Contract>(contract: T, port: Port, handlers: Handlers<T>, onFault: (call: string, error: unknown) => string): Served<T> {
  port.onMessage((raw) => {
    const request = Request.safeParse(raw)
    if (!request.success) {
      const incidentId = onFault('(unreadable)', request.error)
      return port.send({ id: -1, ok: false, fault: { code: 'bad-input', incidentId, message: 'the message is not a call' } })
    }
    const { id, call } = request.data
    const refuse = (code: CallFault['code'], message: string, incidentId = ''): void => port.send({ id, ok: false, fault: { code, incidentId, message } })
    const shape = Object.hasOwn(contract.calls, call) ? contract.calls[call] : undefined
    const handler = handlers[call]
    if (!shape || !handler) return refuse('unknown-call', `there is no call "${call}"`)
    const input = shape.input.safeParse(request.data.input)
    if (!input.success) return refuse('bad-input', `${call}: ${z.prettifyError(input.error)}`)
    const answer = (output: unknown): void => port.send({ id, ok: true, output })
    const fail = (error: unknown): void => refuse('fault', 'the program made a mistake; it was logged', onFault(call, error))
    try {
      const output: unknown = handler(input.data as never)
      if (output instanceof Promise) output.then(answer, fail)
      else answer(output)
    } catch (error) {
      fail(error)
    }
  })
  return { tell: (name, data) => port.send({ news: name, data }) }
}
