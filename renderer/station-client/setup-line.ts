import type { Port } from '#shared/contract/port.ts'
import { type SetupCall, SetupNews, SetupReply } from '#shared/contract/setup-api.ts'
import { useSetup } from '../state/setup-store.ts'
import { useStation } from '../state/station-store.ts'
import { wallClockMs } from '../system.ts'

/** Serves the first-start screen over a line of kind 'setup'. After a choice is carried out the page is given a station line. */
export function takeSetupLine(port: Port): void {
  useStation.setState({ link: 'setup', linkSinceMs: wallClockMs() })
  let nextId = 1
  port.onMessage((raw) => {
    const news = SetupNews.safeParse(raw)
    if (news.success) return useSetup.setState({ phase: 'working', progress: news.data.data.text })
    const reply = SetupReply.safeParse(raw)
    if (reply.success && !reply.data.ok) useSetup.setState({ phase: 'refused', message: reply.data.message })
  })
  useSetup.setState({
    choose(choice) {
      useSetup.setState({ phase: 'working', progress: '', message: '' })
      port.send({ id: nextId++, call: 'setup.choose', input: choice } satisfies SetupCall)
    },
  })
}
