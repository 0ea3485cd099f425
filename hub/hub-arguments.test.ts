import { expect, it } from 'vitest'
import { readHubArguments } from './hub-arguments.ts'

it('[HR6] reads what is right, from a program and from a person', () => {
  expect(readHubArguments(['{"dataDir":"数据 1","port":4100,"sample":"site"}'])).toEqual({ dataDir: '数据 1', host: '127.0.0.1', port: 4100, sample: 'site' })
  expect(readHubArguments(['--data-dir', 'x', '--port', '0', '--sample', '--database-url', 'postgres://user@db/packwave'])).toEqual({ dataDir: 'x', host: '127.0.0.1', port: 0, sample: true, databaseUrl: 'postgres://user@db/packwave' })
  // Nobody's own site begins with made-up goods.
  expect(readHubArguments(['--data-dir', 'x'])).toEqual({ dataDir: 'x', host: '127.0.0.1', port: 0, sample: false })
})

it.each([
  [[], 'dataDir'], [['--data-dir', 'x', '--port', 'abc'], 'port'], [['--data-dir', 'x', '--port', ''], 'port'], [['--data-dir', 'x', '--port', '70000'], 'port'], [['--data-dir', 'x', '--port=-1'], 'port'], [['--data-dir', 'x', '--port', '1.5'], 'port'], [['--data-dir', 'x', '--port'], '--port'],
  [['--data-dir', 'x', '--port', '-1'], '--port'], [['--data-dir', 'x', '--nonsense', '1'], '--nonsense'], [['--data-dir', 'x', 'stray'], 'stray'], [['--data-dir', 'x', '--database-url', 'nonsense'], 'databaseUrl'], [['--data-dir', 'x', '--database-url', 'http://db'], 'databaseUrl'],
  [['{"dataDir":'], 'JSON'], [['{"port":1}'], 'dataDir'], [['{"dataDir":"x","port":70000}'], 'port'], [['{"dataDir":"x","port":"1"}'], 'port'], [['{"dataDir":"x","sampel":true}'], 'sampel'], [['{"dataDir":"x","__proto__":{"port":1}}'], '__proto__'],
])('[HR6] refuses all when one is wrong, in one sentence: %j', (given, named) => {
  expect(() => readHubArguments(given)).toThrow(new RegExp(`^[^\\n]*${named}[^\\n]*Usage: [^\\n]*$`))
})

it('[HX20] a certificate without its key, or two kinds of TLS at once, is refused', () => {
  expect(readHubArguments(['--data-dir', 'a', '--tls'])).toMatchObject({ ownTls: true })
  expect(readHubArguments(['--data-dir', 'a', '--tls-cert', 'c.pem', '--tls-key', 'k.pem', '--keys', 'k', '--public-url', 'https://hub.site.internal:4100'])).toMatchObject({ tlsCert: 'c.pem', tlsKey: 'k.pem', keysDir: 'k', publicUrl: 'https://hub.site.internal:4100' })
  for (const wrong of [['--tls-cert', 'c.pem'], ['--tls-key', 'k.pem'], ['--tls', '--tls-cert', 'c.pem', '--tls-key', 'k.pem']]) expect(() => readHubArguments(['--data-dir', 'a', ...wrong]), wrong.join(' ')).toThrow('tlsCert')
  expect(() => readHubArguments(['--data-dir', 'a', '--public-url', 'ftp://x'])).toThrow('publicUrl')
})

it('[RN1] how often the site is backed up is told in whole hours, up to a year', () => {
  expect(readHubArguments(['--data-dir', 'a', '--backup-every-hours', '168'])).toMatchObject({ backupEveryHours: 168 })
  for (const wrong of ['0', '1.5', '9000', 'weekly', '']) expect(() => readHubArguments(['--data-dir', 'a', '--backup-every-hours', wrong]), wrong).toThrow('backupEveryHours')
})
