import type { Scale } from './scale.ts'

/** Knows whether what lies on the plate may be a parcel that has left the bench without its weight. Rule WS7 of docs/specs/weighing.md. */
export type PlateWatch = {
  /** A weight was taken, and for this parcel. */
  weighed(parcelId: string | null): void
  /** Something was recorded: another parcel may lie on the bench now. */
  look(parcelId: string | null): void
}

/** `scale`: the one in use now. */
export function createPlateWatch(scale: () => Pick<Scale, 'parcelLeft'> | undefined): PlateWatch {
  let weighedParcelId: string | null = null
  let before: string | null = null
  return {
    weighed(parcelId) {
      weighedParcelId = parcelId
    },
    look(parcelId) {
      if (before !== null && before !== parcelId && before !== weighedParcelId) scale()?.parcelLeft()
      before = parcelId
    },
  }
}
