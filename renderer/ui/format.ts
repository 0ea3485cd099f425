// Times, weights and counts as the chosen language writes them.
import type { TFunction } from 'i18next'
import { wallClockMs } from '../system.ts'

/** One formatter for each language: to make one takes longer than to paint the verdict of a scan, and the bar needs several. */
function once<T>(make: (language: string) => T): (language: string) => T {
  const made = new Map<string, T>()
  return (language) => {
    const known = made.get(language) ?? make(language)
    made.set(language, known)
    return known
  }
}
const clock = once((language) => new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false }))
const calendar = once((language) => new Intl.DateTimeFormat(language, { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false }))
const counts = once((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 0 }))

/** 14:05 in the time zone that the machine had when the page was opened. */
export function clockTime(atMs: number, language: string): string {
  return clock(language).format(atMs)
}

/** The time of day, with its day where that is not today: at night a bare 04:00 says too little. */
export function momentOf(atMs: number, language: string): string {
  const isToday = new Date(atMs).toDateString() === new Date(wallClockMs()).toDateString()
  return isToday ? clockTime(atMs, language) : dayAndTime(atMs, language)
}

/** When the courier comes, or that he has come. */
export function cutOffWords(atMs: number, language: string, t: TFunction): string {
  return t(atMs < wallClockMs() ? 'common.cutOffOver' : 'common.cutOff', { time: momentOf(atMs, language) })
}

/** A carrier in the language of the screen. */
export function carrierWords({ carrierName, carrierNameEn }: { carrierName: string; carrierNameEn: string }, language: string): string {
  return language === 'en' ? carrierNameEn || carrierName : carrierName
}

/** 2026-12-31, the same for every reader: the day that it is then, by this computer's calendar. */
export function dayOf(atMs: number): string {
  const at = new Date(atMs)
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}

export function dayAndTime(atMs: number, language: string): string {
  return calendar(language).format(atMs)
}

export function wholeNumber(value: number, language: string): string {
  return counts(language).format(value)
}

/** A length of time in its largest whole unit. A negative one (a clock that was set back) counts as none. */
export function age(ms: number, t: TFunction): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return t('age.seconds', { count: seconds })
  if (seconds < 3600) return t('age.minutes', { count: Math.floor(seconds / 60) })
  if (seconds < 86_400) return t('age.hours', { count: Math.floor(seconds / 3600) })
  return t('age.days', { count: Math.floor(seconds / 86_400) })
}

/** A length of work: minutes, and from two hours on hours and minutes. */
export function workingTime(minutes: number, t: TFunction): string {
  return minutes < 120 ? t('workingTime.minutes', { count: minutes }) : t('workingTime.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

/** Time left to a cut-off, or how long it is over. */
export function timeLeft(untilMs: number, nowMs: number, t: TFunction): string {
  const minutes = Math.floor((untilMs - nowMs) / 60_000)
  if (minutes < 0) return t('left.over', { age: age(nowMs - untilMs, t) })
  return minutes < 60 ? t('left.minutes', { count: minutes }) : t('left.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}
