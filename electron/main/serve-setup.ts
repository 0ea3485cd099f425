import * as z from 'zod'
import { SetupCall, type SetupChoice, type SetupNews, type SetupReply } from '#shared/contract/setup-api.ts'
import type { MainPort } from './ports.ts'

const AnyCall = z.looseObject({ id: z.union([z.number(), z.string()]) })

/**
 * Serves the setup screen's one question on `port`. What cannot be read is answered with a refusal when it has an id, and
 * ignored otherwise. Answers a function that tells the screen about progress.
 */
export function serveSetup(port: MainPort, choose: (choice: SetupChoice) => Promise<void>): (text: string) => void {
  const reply = (message: SetupReply) => port.postMessage(message)
  port.onMessage(data => {
    const call = SetupCall.safeParse(data)
    if (!call.success) {
      const addressed = AnyCall.safeParse(data)
      if (addressed.success) reply({ id: addressed.data.id, ok: false, message: z.prettifyError(call.error) })
      return
    }
    const { id, input } = call.data
    choose(input).then(
      () => reply({ id, ok: true }),
      (fault: unknown) => reply({ id, ok: false, message: fault instanceof Error ? fault.message : String(fault) }),
    )
  })
  port.start()
  return text => port.postMessage({ feed: 'setup.progress', data: { text } } satisfies SetupNews)
}
