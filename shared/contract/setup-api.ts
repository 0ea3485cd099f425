// What a window and the main process say to each other before the station knows its site. Runs anywhere.
import * as z from 'zod'
import { readEnrolment } from './enrolment.ts'
import { hubAddressFault, hubAddressWords } from './hub-address.ts'

const HubAddress = z.string().trim().max(500).superRefine((text, context) => {
  const fault = hubAddressFault(text)
  if (fault) context.addIssue({ code: 'custom', message: hubAddressWords[fault] })
})

const JoinCode = z.string().trim().max(500).refine((text) => readEnrolment(text) !== undefined, '加入码不完整，请照着看板上的加入码再输一遍 · The join code is not whole; type it again as the board shows it')

/** How this station gets its site: a made-up warehouse to try, a hub of its own for real work, or a hub that is already there. */
export const SetupChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sample') }),
  z.strictObject({ kind: z.literal('own-hub') }),
  z.strictObject({ kind: z.literal('join'), hubUrl: HubAddress, joinToken: JoinCode }),
])
export type SetupChoice = z.infer<typeof SetupChoice>

/** A question of the setup screen. `id` comes back on the answer. */
export const SetupCall = z.strictObject({ id: z.union([z.number(), z.string()]), call: z.literal('setup.choose'), input: SetupChoice })
export type SetupCall = z.infer<typeof SetupCall>

/** The answer; `message` is for the person at the screen. After `ok` the window is given a port of kind 'station'. */
export const SetupReply = z.discriminatedUnion('ok', [
  z.strictObject({ id: z.union([z.number(), z.string()]), ok: z.literal(true) }),
  z.strictObject({ id: z.union([z.number(), z.string()]), ok: z.literal(false), message: z.string() }),
])
export type SetupReply = z.infer<typeof SetupReply>

/** Told unasked while a choice is being carried out. */
export const SetupNews = z.strictObject({ feed: z.literal('setup.progress'), data: z.strictObject({ text: z.string() }) })
export type SetupNews = z.infer<typeof SetupNews>

/** What preload posts to the page together with a MessagePort. */
export const PortHandover = z.strictObject({ packwave: z.enum(['setup', 'station']) })
export type PortHandover = z.infer<typeof PortHandover>
