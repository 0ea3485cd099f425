import { fork } from 'node:child_process'
import type { MainPort, MakeChannel } from './ports.ts'
import type { ServiceProcess, ServiceSpec } from './service-process.ts'

type PortMessage = { kind: 'port-message' | 'port-close'; connectionId: string; data?: unknown }

/**
 * Runs a service on the Node at `execPath`. Such a child cannot take a MessagePort, so this end keeps it and passes every
 * message on unread, marked with the connection it belongs to.
 */
export function launchNodeChild(spec: ServiceSpec, deps: { execPath: string; makeChannel: MakeChannel; log: (text: Uint8Array) => void }): ServiceProcess {
  const child = fork(spec.file, [JSON.stringify(spec.argument)], {
    execPath: deps.execPath,
    // Values cross as they would through a MessagePort.
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--enable-source-maps'],
  })
  child.stdout?.on('data', deps.log)
  child.stderr?.on('data', deps.log)
  const ports = new Map<string, MainPort>()
  let connections = 0
  let listenMessage: (message: unknown) => void = () => undefined

  const send = (message: PortMessage | { kind: 'port-open'; connectionId: string }) => {
    // A child that is going away closes its ports with its exit; what was on the way is asked again by the window.
    if (child.connected) child.send(message, () => undefined)
  }
  child.on('message', (message: { kind?: unknown }) => {
    if (message.kind !== 'port-message' && message.kind !== 'port-close') {
      listenMessage(message)
      return
    }
    const { connectionId, data } = message as PortMessage
    const port = ports.get(connectionId)
    if (!port) return
    if (message.kind === 'port-message') {
      port.postMessage(data)
    } else {
      ports.delete(connectionId)
      port.close()
    }
  })
  const closePorts = () => {
    for (const port of ports.values()) port.close()
    ports.clear()
  }

  return {
    onMessage(listen) {
      listenMessage = listen
    },
    onExit(listen) {
      let exited = false
      const end = (code: number) => {
        if (exited) return
        exited = true
        closePorts()
        listen(code)
      }
      child.on('exit', code => end(code ?? 1))
      child.on('error', fault => {
        deps.log(Buffer.from(`${spec.name} could not be started: ${fault.message}\n`))
        end(1)
      })
    },
    connect() {
      const { near, far } = deps.makeChannel()
      connections += 1
      const connectionId = `window-${connections}`
      ports.set(connectionId, near)
      send({ kind: 'port-open', connectionId })
      near.onMessage(data => send({ kind: 'port-message', connectionId, data }))
      near.onClose(() => {
        if (ports.delete(connectionId)) send({ kind: 'port-close', connectionId })
      })
      near.start()
      return far
    },
    kill(signal) {
      child.kill(signal)
    },
  }
}
