import type { MessagePortMain, utilityProcess } from 'electron'
import type { MakeChannel, TravellingPort } from './ports.ts'
import type { ServiceProcess, ServiceSpec } from './service-process.ts'

/** Runs a service as a utility process. It takes its end of every connection itself; nothing passes through here. */
export function launchUtility(
  spec: ServiceSpec,
  deps: { fork: typeof utilityProcess.fork; makeChannel: MakeChannel; log: (text: Uint8Array) => void },
): ServiceProcess {
  const child = deps.fork(spec.file, [JSON.stringify(spec.argument)], { stdio: ['ignore', 'pipe', 'pipe'], serviceName: `packwave ${spec.name}` })
  child.stdout?.on('data', deps.log)
  child.stderr?.on('data', deps.log)
  return {
    onMessage(listen) {
      child.on('message', listen)
    },
    onExit(listen) {
      child.once('exit', listen)
    },
    connect() {
      const { nearTravelling, far } = deps.makeChannel()
      child.postMessage({ kind: 'connect' }, [portOf(nearTravelling)])
      return far
    },
    kill(signal) {
      if (signal === 'SIGTERM') child.kill()
      else if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    },
  }
}

/** Electron's own port again: only a channel made in index.ts ever comes here. */
export function portOf(port: TravellingPort): MessagePortMain {
  return port.travelling as MessagePortMain
}
