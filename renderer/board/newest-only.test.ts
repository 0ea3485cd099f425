import { expect, it } from 'vitest'
import { newestOnly } from './newest-only.ts'

it('an answer that was overtaken by that of a later question is not taken', () => {
  const taken: string[] = []
  const newest = newestOnly()
  const take = (answer: string): void => void taken.push(answer)
  const first = newest(take)
  first('first')
  const slow = newest(take)
  const quick = newest(take)
  quick('quick')
  slow('slow')
  expect(taken).toEqual(['first', 'quick'])
})
