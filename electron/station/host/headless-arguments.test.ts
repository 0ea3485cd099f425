import { expect, it } from 'vitest'
import { readHeadlessArguments } from './headless-arguments.ts'

it('reads what is right', () => {
  expect(readHeadlessArguments(['--data-dir', '数据 1', '--port', '0', '--scale', 'scale.local:4001', '--hub', 'http://127.0.0.1:4100', '--second-dir', '第二 盘'])).toEqual({ 'data-dir': '数据 1', 'second-dir': '第二 盘', port: 0, scale: { host: 'scale.local', port: 4001 }, hub: 'http://127.0.0.1:4100' })
  expect(readHeadlessArguments(['--data-dir=x']).port).toBe(0)
})

it.each([
  [[], '--data-dir'], [['--data-dir', ''], '--data-dir'], [['--data-dir', 'x', '--port', 'abc'], '--port'], [['--data-dir', 'x', '--port', '70000'], '--port'], [['--data-dir', 'x', '--port=-1'], '--port'], [['--data-dir', 'x', '--port', '1.5'], '--port'],
  [['--data-dir', 'x', '--port', '-1'], '--port'], [['--data-dir', 'x', '--port'], '--port'], [['--data-dir', 'x', '--nonsense', '1'], '--nonsense'], [['--data-dir', 'x', 'stray'], 'stray'],
  [['--data-dir', 'x', '--hub', 'ftp://10.0.0.1'], '--hub'], [['--data-dir', 'x', '--hub', 'http://hub.example.com'], '--hub'], [['--data-dir', 'x', '--scale', 'here'], '--scale'], [['--data-dir', 'x', '--scale', 'here:0'], '--scale'],
])('refuses all when one is wrong: %j', (given, named) => {
  expect(() => readHeadlessArguments(given)).toThrow(new RegExp(`^[^\\n]*${named}[^\\n]*Usage: [^\\n]*$`))
})
