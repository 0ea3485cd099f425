import { useEffect, useState } from 'react'
import type { DevicesState } from '#shared/contract/device-calls.ts'
import { ignoreClosed } from '../../../board/use-board.ts'
import { stationClient } from '../../../station-client/station-link.ts'

const askEveryMs = 400

/** The devices as they are, asked again and again while the page is open. Scans of scanners on lines are shown and no work meanwhile. */
export function useDevices(): DevicesState | null {
  const [devices, setDevices] = useState<DevicesState | null>(null)
  useEffect(() => {
    let wanted = true
    const ask = (): void => {
      stationClient()?.call('devices.read', { echoScans: true }).then((answer) => {
        if (wanted && answer.kind === 'devices') setDevices(answer)
      }, ignoreClosed)
    }
    ask()
    const timer = setInterval(ask, askEveryMs)
    return () => {
      wanted = false
      clearInterval(timer)
      stationClient()?.call('devices.read', { echoScans: false }).catch(ignoreClosed)
    }
  }, [])
  return devices
}
