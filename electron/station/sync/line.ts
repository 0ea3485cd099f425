// Whether the hub is heard, since when, and what is wrong: what the station bar shows.
import type { Trouble } from '#shared/contract/station-view.ts'
import type { HubAnswer } from './hub-client.ts'

type Part = 'join' | 'push' | 'pull'
export type Line = ReturnType<typeof createLine>

export function createLine({ nowMs, onState }: { nowMs: () => number; onState: () => void }) {
  let connected = false
  let sinceMs = nowMs()
  const troubles = new Map<string, Trouble>()
  const set = (key: string, trouble: Omit<Trouble, 'sinceMs'> | undefined): boolean => {
    const before = troubles.get(key)
    if (before?.code === trouble?.code && before?.detail === trouble?.detail && before?.reason === trouble?.reason) return false
    if (trouble) troubles.set(key, { ...trouble, sinceMs: before?.code === trouble.code ? before.sinceMs : nowMs() })
    else troubles.delete(key)
    return true
  }
  const connect = (now: boolean): boolean => {
    if (connected === now) return false
    connected = now
    sinceMs = nowMs()
    return true
  }
  return {
    /** Keeps what an answer says about the line. */
    heard(part: Part, answer: HubAnswer<unknown>): void {
      const isOpen = answer.kind === 'answered' || answer.kind === 'refused'
      const changed = [
        connect(isOpen),
        set('line', isOpen ? undefined : { code: 'hub-unreachable', detail: ('where' in answer && answer.where) || '', reason: answer.why }),
        set(part, answer.kind === 'refused' ? { code: 'hub-refused', detail: '', reason: answer.why } : undefined),
      ]
      if (changed.includes(true)) onState()
    },
    /** Something that stays until a person mends it. */
    trouble(key: string, trouble: Omit<Trouble, 'sinceMs'> | undefined): void {
      if (set(key, trouble)) onState()
    },
    state: () => ({ connected, sinceMs, troubles: [...troubles.values()] }),
  }
}
