import type { TravellingPort } from './ports.ts'

/** A running service: a utility process of Electron, or a Node child where Electron's own Node is too old for native code. */
export type ServiceProcess = {
  onMessage(listen: (message: unknown) => void): void
  /** Called once. */
  onExit(listen: (code: number) => void): void
  /** Connects a window: one end of a fresh channel is the service's, the other is the answer. */
  connect(): TravellingPort
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/** What to run: the bundled entry, and its one argument as JSON. */
export type ServiceSpec = { name: 'hub' | 'station'; file: string; argument: unknown }

export type LaunchService = (spec: ServiceSpec) => ServiceProcess
