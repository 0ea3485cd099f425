import { useEffect, useRef, useState } from 'react'
import type { In, Out } from '#shared/contract/contract.ts'
import type { StationApi } from '#shared/contract/station-api.ts'
import { ignoreClosed } from '../../../board/use-board.ts'
import { stationClient } from '../../../station-client/station-link.ts'

export type PreviewQuestion = In<StationApi, 'labels.preview'>
export type Preview = Out<StationApi, 'labels.preview'>

/** What the station draws for the newest question. While one is being drawn only the newest of those that come is kept: dragging does not pile up drawings. */
export function usePreview(question: PreviewQuestion | null): Preview | null {
  const [preview, setPreview] = useState<Preview | null>(null)
  const line = useRef<{ wanted: string | null; isAsking: boolean; isOpen: boolean }>({ wanted: null, isAsking: false, isOpen: true })
  const key = question === null ? null : JSON.stringify(question)
  useEffect(() => {
    const state = line.current
    state.isOpen = true
    return () => {
      state.isOpen = false
    }
  }, [])
  useEffect(() => {
    const state = line.current
    state.wanted = key
    const askNext = (): void => {
      const station = stationClient()
      if (state.isAsking || state.wanted === null || !station) return
      const asked = state.wanted
      state.isAsking = true
      station.call('labels.preview', JSON.parse(asked) as PreviewQuestion).then((answer) => {
        state.isAsking = false
        if (!state.isOpen) return
        if (state.wanted !== null) setPreview(answer)
        if (state.wanted !== asked) askNext()
      }, (error: unknown) => {
        state.isAsking = false
        ignoreClosed(error)
      })
    }
    askNext()
  }, [key])
  return key === null ? null : preview
}
