// Goal: a site's own lists come out as a person means them. Method: rows and people by hand.
import { describe, expect, it } from 'vitest'
import { containerCodes, missingParts, siteParts, staysManaged } from './site-lists.ts'

describe('containers in a row', () => {
  it('[NS6] are numbered on, with as many digits as asked, and grow past them', () => {
    expect(containerCodes({ prefix: 'T-', digits: 3, firstNumber: 98, count: 3 })).toEqual(['T-098', 'T-099', 'T-100'])
    expect(containerCodes({ prefix: 'W1-', digits: 1, firstNumber: 9, count: 2 })).toEqual(['W1-9', 'W1-10'])
  })
})

describe('people', () => {
  const boss = { personId: 'boss', role: 'admin', active: true } as const
  const packer = { personId: 'packer', role: 'packer', active: true } as const
  it('[NS4] the last admin stays one, and stays', () => {
    expect(staysManaged([boss, packer], { ...boss, active: false })).toBe(false)
    expect(staysManaged([boss, packer], { ...boss, role: 'supervisor' })).toBe(false)
    expect(staysManaged([boss, packer], { ...packer, role: 'admin' })).toBe(true)
    expect(staysManaged([boss, { ...packer, role: 'admin' }], { ...boss, active: false })).toBe(true)
    expect(staysManaged([boss, { ...packer, role: 'admin', active: false }], { ...boss, active: false })).toBe(false)
  })
})

describe('what a site lacks', () => {
  it('[NS10] is said in the order of setting it up', () => {
    const all = Object.fromEntries(siteParts.map((part) => [part, 1])) as Record<(typeof siteParts)[number], number>
    expect(missingParts(all)).toEqual([])
    expect(missingParts({ ...all, numbers: 0, sender: 0 })).toEqual(['sender', 'numbers'])
  })
})
