// A serial port of this computer, through serialport. The library is loaded with the first port: most stations have none.
import type { SerialPort } from 'serialport'
import type { LineSettings } from '#shared/contract/line-settings.ts'
import type { TroubleReason } from '#shared/domain/outcomes/trouble-reasons.ts'
import { systemReason } from '../../system-reason.ts'
import type { Attempt } from './byte-line.ts'

type SerialSettings = Extract<LineSettings, { kind: 'serial' }>

/** Flow control stays off: XON and XOFF are ordinary bytes of scales and scanners. */
export function serialAttempt({ path, baudRate, dataBits, parity }: SerialSettings): Attempt {
  return ({ onOpen, onBytes, onEnd }) => {
    let port: SerialPort | undefined
    let isOver = false
    const end = (why: TroubleReason): void => {
      isOver = true
      onEnd(why)
    }
    const opened = async (): Promise<void> => {
      const serialport = await import('serialport')
      if (isOver) return
      const own = new serialport.SerialPort({ path, baudRate, dataBits, parity, stopBits: 1, autoOpen: false })
      port = own
      own.on('data', onBytes)
      own.on('error', (error) => end(systemReason(error)))
      own.on('close', () => end('gone'))
      own.open((error) => {
        if (error) end(systemReason(error))
        else if (isOver) own.close()
        else onOpen()
      })
    }
    opened().catch((error: unknown) => end(systemReason(error)))
    return {
      write: (bytes) => void port?.write(bytes),
      end() {
        if (port?.isOpen) port.close()
        else end('gone')
      },
    }
  }
}
