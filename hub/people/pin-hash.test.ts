import { describe, expect, it } from 'vitest'
import * as station from '#station/people/pin-hash.ts'
import * as hub from './pin-hash.ts'

describe('PIN hashes', () => {
  it('of the hub are understood by the station, and the other way round', async () => {
    expect(await station.verifyPin('246810', await hub.hashPin('246810'))).toBe(true)
    expect(await hub.verifyPin('246810', await station.hashPin('246810'))).toBe(true)
    expect(await station.verifyPin('246811', await hub.hashPin('246810'))).toBe(false)
  })

  it('carry their parameters and are salted anew each time', async () => {
    const [first, second] = await Promise.all([hub.hashPin('246810'), hub.hashPin('246810')])
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/)
    expect(second).not.toBe(first)
  })

  it('that are damaged, or ask for more than a machine can give, fit no PIN', async () => {
    for (const phc of ['', '246810', '$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', '$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']) {
      expect(await hub.verifyPin('246810', phc)).toBe(false)
    }
  })
})
