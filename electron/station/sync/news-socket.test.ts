import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { timersByHand } from '#tests/support/timers-by-hand.ts'
import { newsDefaults, openNews, type NewsLine } from './news-socket.ts'

it('[SY14] a machine that slept for hours while its line died without a word: the first timer that is due cuts it, one new line is opened, and what came meanwhile is asked for', () => {
  const timers = timersByHand()
  const lines: { says: EventEmitter; isCut: boolean }[] = []
  let asked = 0
  const news = openNews({
    hubUrl: 'http://hub', key: () => 'key', timers, random: () => 0.5, config: newsDefaults, onNews: () => void (asked += 1),
    openLine() {
      const says = new EventEmitter()
      const line = { says, isCut: false }
      lines.push(line)
      const terminate = (): void => {
        line.isCut = true
        says.emit('close')
      }
      return Object.assign(says, { terminate }) as unknown as NewsLine
    },
  })
  lines[0]!.says.emit('open')
  lines[0]!.says.emit('ping')
  expect([lines.length, asked, timers.waiting()]).toEqual([1, 1, 1])
  // Timers stand still while the machine sleeps; awake, the silence is over.
  timers.fire()
  expect([lines[0]!.isCut, timers.waiting()]).toEqual([true, 1])
  timers.fire()
  expect([lines.length, asked]).toEqual([2, 1])
  lines[1]!.says.emit('open')
  expect([asked, timers.waiting()]).toEqual([2, 1])
  news.close()
  expect([lines[1]!.isCut, lines.length, timers.waiting()]).toEqual([true, 2, 0])
})
