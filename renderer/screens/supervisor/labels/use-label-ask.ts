import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CallFault, type Client } from '#shared/contract/contract.ts'
import type { StationApi } from '#shared/contract/station-api.ts'
import { faultText } from '../../../board/refusal-text.ts'
import { stationClient } from '../../../station-client/station-link.ts'

/** Runs one question to the station at a time. `then` gets the answer, a no of the label page too; a fault becomes `trouble`. */
export function useLabelAsk(): { busy: boolean; trouble: string; ask<T>(run: (station: Client<StationApi>) => Promise<T>, then: (answer: T) => void): void } {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<CallFault | null>(null)
  const ask = useCallback(<T,>(run: (station: Client<StationApi>) => Promise<T>, then: (answer: T) => void): void => {
    const station = stationClient()
    if (!station) return
    setBusy(true)
    setFault(null)
    run(station).then(
      (answer) => {
        setBusy(false)
        then(answer)
      },
      (error: unknown) => {
        setBusy(false)
        if (!(error instanceof CallFault)) throw error
        setFault(error)
      },
    )
  }, [])
  return { busy, trouble: fault === null ? '' : faultText(fault, t), ask }
}
