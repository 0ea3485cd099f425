import { useEffect, useState } from 'react'
import type { In, Out } from '#shared/contract/contract.ts'
import type { StationApi } from '#shared/contract/station-api.ts'
import { ignoreClosed } from '../board/use-board.ts'
import { stationClient } from './station-link.ts'

type Calls = StationApi['calls']
type Granted<Method extends keyof Calls> = Exclude<Out<StationApi, Method>, { kind: 'refused' }>

/** What the station granted last, asked again and again while the component is shown; a refusal leaves it as it was. Null before the first. `asked` is one object for all drawings. */
export function useAsked<Method extends 'devices.read' | 'labels.jobs'>(method: Method, asked: In<StationApi, Method>, everyMs: number): Granted<Method> | null {
  const [answer, setAnswer] = useState<Granted<Method> | null>(null)
  useEffect(() => {
    let wanted = true
    const ask = (): void => {
      stationClient()?.call(method, asked).then((came) => {
        if (wanted && came.kind !== 'refused') setAnswer(came as Granted<Method>)
      }, ignoreClosed)
    }
    ask()
    const timer = setInterval(ask, everyMs)
    return () => {
      wanted = false
      clearInterval(timer)
    }
  }, [method, asked, everyMs])
  return answer
}
