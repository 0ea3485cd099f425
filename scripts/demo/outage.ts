// The network fails in the middle of the shift, while parcels are packed, and comes back after a while.
import type { Wire } from './wire.ts'

export type Outage = {
  /** Another parcel was closed; cuts or heals the wire when its number comes. */
  parcelClosed(): void
  isOn(): boolean
  /** The work at the bench is over: whatever is left of the outage ends now. */
  end(): void
  figures(): { seconds: number; parcelsClosedDuring: number }
}

/** Cut after `afterParcels` closed parcels, healed after `forParcels` more. Counted in parcels, so that every run of a shift has the same. */
export function planOutage(wire: Wire, { afterParcels, forParcels }: { afterParcels: number; forParcels: number }, say: (text: string) => void): Outage {
  let closed = 0
  let during = 0
  let cutAtMs = 0
  let seconds = 0
  let state: 'before' | 'on' | 'over' = 'before'
  const end = (): void => {
    if (state !== 'on') return
    state = 'over'
    seconds = (performance.now() - cutAtMs) / 1000
    wire.heal()
    say(`The network is back after ${seconds.toFixed(1)} s; ${during} parcels were closed without it.`)
  }
  return {
    parcelClosed() {
      closed += 1
      if (state === 'on') {
        during += 1
        if (during >= forParcels) end()
      } else if (state === 'before' && closed >= afterParcels) {
        state = 'on'
        cutAtMs = performance.now()
        wire.cut()
        say(`The network is cut after ${closed} parcels. The work goes on.`)
      }
    },
    isOn: () => state === 'on',
    end,
    figures: () => ({ seconds: Math.round(seconds * 10) / 10, parcelsClosedDuring: during }),
  }
}
