/** One end of a message channel, without naming whose: Electron's MessagePortMain fits it, and so does a test's. */
export type MainPort = {
  postMessage(data: unknown): void
  onMessage(listen: (data: unknown) => void): void
  onClose(listen: () => void): void
  start(): void
  close(): void
}

/** A port on its way to another process: nobody here reads it. */
export type TravellingPort = { readonly travelling: unknown }

/** A fresh channel. The near end is either used here or sent away with `sendNear`; the far end always goes to a window. */
export type Channel = { near: MainPort; nearTravelling: TravellingPort; far: TravellingPort }
export type MakeChannel = () => Channel
