import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keepTimeZone } from '#tests/support/time-zones.ts'
import { siteDay } from '../store/settings.ts'
import { nextCutOff } from './cut-off.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
keepTimeZone()

describe('a cut-off', () => {
  it('[HB18] is the next of the day in site time, exactly then the one after, and the end of the site\'s day without any', () => {
    const midnight = Date.UTC(2026, 10, 23, 16)
    expect(nextCutOff(['18:00', '12:30'], midnight, 480)).toBe(midnight + 12.5 * hourMs)
    expect(nextCutOff(['18:00', '12:30'], midnight + 12.5 * hourMs, 480)).toBe(midnight + 18 * hourMs)
    expect(nextCutOff(['18:00', '12:30'], midnight + 18 * hourMs, 480)).toBe(midnight + 36.5 * hourMs)
    expect([nextCutOff([], midnight, 480), nextCutOff([], midnight - 1, 480)]).toEqual([midnight + 24 * hourMs, midnight])
  })

  it('[HB18] and the day of a count are the same whatever zone the machine has, also in the two hours of its summer time', () => {
    const moments = [
      // New York leaps over 02:00 and has 01:00 twice; Berlin likewise; Lord Howe by half an hour.
      Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 10, 1, 6), Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 3, 4, 15), Date.UTC(2026, 9, 3, 15, 30),
    ].flatMap((atMs) => [-hourMs, -1, 0, 30 * minuteMs, hourMs].map((byMs) => atMs + byMs))
    const told = (): number[] => moments.flatMap((atMs) => [480, -300, 630].flatMap((offset) => [siteDay(atMs, offset), nextCutOff(['01:30', '02:30', '23:59'], atMs, offset)]))
    process.env.TZ = 'UTC'
    const inUtc = told()
    for (const zone of ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe']) {
      process.env.TZ = zone
      expect(new Date(moments[0]!).getTimezoneOffset(), zone).not.toBe(0)
      expect(told(), zone).toEqual(inUtc)
    }
  })
})

it('[HB18] neither hub, station nor what they share asks for the zone of the machine; only the paper of the house says the time of its wall', () => {
  const root = join(import.meta.dirname, '../..')
  const asks = /\.[gs]et(Hours|Minutes|Date|Day|Month|FullYear|TimezoneOffset)\(|\.toLocale|DateTimeFormat|\.to(Date|Time)String\(|new Date\([^()]*,/
  const asking = globSync('{shared,hub,electron/station}/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts') && asks.test(readFileSync(join(root, file), 'utf8')))
  expect(asking).toEqual([join('electron', 'station', 'app', 'paper-content.ts')])
})
