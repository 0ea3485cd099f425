import { assert } from '#shared/kernel/assert.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** The first of the carrier's daily pick-ups (`HH:MM` in site time) that is still to come; the end of the site's day when it has none. */
export function nextCutOff(times: readonly string[], nowMs: number, utcOffsetMinutes: number): number {
  const todayMs = Math.floor((nowMs + utcOffsetMinutes * minuteMs) / dayMs) * dayMs - utcOffsetMinutes * minuteMs
  const daily = times.map((time) => {
    const [hours, minutes] = time.split(':').map(Number)
    assert(hours !== undefined && minutes !== undefined && Number.isInteger(hours) && Number.isInteger(minutes), 'a cut-off reads HH:MM')
    return (hours * 60 + minutes) * minuteMs
  })
  const candidates = [0, dayMs].flatMap((day) => daily.map((time) => todayMs + day + time)).filter((atMs) => atMs > nowMs)
  return candidates.length > 0 ? Math.min(...candidates) : todayMs + dayMs
}
