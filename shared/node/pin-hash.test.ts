import { expect, it } from 'vitest'
import { hashPin, spendPinTime, verifyPin } from './pin-hash.ts'

it('[LO6] an unknown badge costs one comparison with a hash of the same making', async () => {
  const compared: string[] = []
  await spendPinTime('000000', (pin, phc) => {
    compared.push(phc)
    return verifyPin(pin, phc)
  })
  const making = (phc: string): string[] => phc.split('$').slice(1, 4)
  expect(compared.map(making)).toEqual([making(await hashPin('135790'))])
  expect(compared.map((phc) => phc.length)).toEqual([(await hashPin('135790')).length])
})

it.each([
  ['nothing', ''], ['no hash', 'secret'], ['another making', '$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA'], ['a gigabyte of work', '$argon2id$v=19$m=1048576,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA'], ['no passes', '$argon2id$v=19$m=19456,t=0,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA'],
])('a stored text that is no hash of ours fits no PIN: %s', async (_what, phc) => {
  expect(await verifyPin('462915', phc)).toBe(false)
})

it('a PIN fits its own hash and no other, and two hashes of one PIN differ', async () => {
  const phc = await hashPin('462915')
  expect(await verifyPin('462915', phc)).toBe(true)
  for (const other of ['462916', '', '４６２９１５', '4'.repeat(100)]) expect(await verifyPin(other, phc)).toBe(false)
  expect(await hashPin('462915')).not.toBe(phc)
})
