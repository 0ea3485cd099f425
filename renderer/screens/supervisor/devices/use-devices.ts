import { useEffect } from 'react'
import type { DevicesState } from '#shared/contract/device-calls.ts'
import { ignoreClosed } from '../../../board/use-board.ts'
import { stationClient } from '../../../station-client/station-link.ts'
import { useAsked } from '../../../station-client/use-asked.ts'

const askEveryMs = 400
const withEcho = { echoScans: true }

/** The devices as they are, asked again and again while the page is open. Scans of scanners on lines are shown and no work meanwhile. */
export function useDevices(): DevicesState | null {
  useEffect(() => () => {
    stationClient()?.call('devices.read', { echoScans: false }).catch(ignoreClosed)
  }, [])
  return useAsked('devices.read', withEcho, askEveryMs)
}
