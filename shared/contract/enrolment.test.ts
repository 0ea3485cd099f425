import { describe, expect, it } from 'vitest'
import { base32 } from '../kernel/base32.ts'
import { enrolmentCode, enrolmentLink, readEnrolment, tokenWithPin } from './enrolment.ts'

const pin = '0123456789ABCDEF'
describe('what a person carries to a new station', () => {
  it('[HX15] is read as it is typed: small letters, letters that look like digits, blanks, with and without dashes', () => {
    for (const typed of ['K7QM-2XR1', 'k7qm2xr1', ' k7qm 2xrI ', 'K7QM–2XRL'.replace('–', '-')]) expect(readEnrolment(typed), typed).toEqual({ hubUrl: null, joinToken: 'K7QM2XR1', pin: null })
    expect(readEnrolment('oooo-1111')).toEqual({ hubUrl: null, joinToken: '00001111', pin: null })
  })
  it('[HX15] over https carries the fingerprint, typed or scanned with the address', () => {
    expect(enrolmentCode('K7QM2XRD', pin)).toBe('K7QM-2XRD-0123-4567-89AB-CDEF')
    expect(readEnrolment(enrolmentCode('K7QM2XRD', pin))).toEqual({ hubUrl: null, joinToken: 'K7QM2XRD', pin })
    expect(readEnrolment(enrolmentLink('https://10.0.0.5:4100', 'K7QM2XRD', pin))).toEqual({ hubUrl: 'https://10.0.0.5:4100', joinToken: 'K7QM2XRD', pin })
    expect(readEnrolment(enrolmentLink('http://hub:4100', 'K7QM2XRD', null))).toEqual({ hubUrl: 'http://hub:4100', joinToken: 'K7QM2XRD', pin: null })
  })
  it('[HX15] may be the token of the hub’s own machine', () => {
    const token = 'aB-_'.repeat(11)
    expect(readEnrolment(token)).toEqual({ hubUrl: null, joinToken: token, pin: null })
    expect(readEnrolment(tokenWithPin(token, pin))).toEqual({ hubUrl: null, joinToken: token, pin })
  })
  it('[HX15] is nothing else', () => {
    for (const wrong of ['', 'K7QM', '六', 'https://10.0.0.5:4100', `${'x'.repeat(40)}~SHORT`, 'a b c!', 'x'.repeat(201)]) expect(readEnrolment(wrong), wrong).toBeUndefined()
  })
  it('[HX15] base 32 is Crockford’s, most significant bit first', () => {
    expect(base32(Uint8Array.of(0xff, 0x00, 0xff, 0x00, 0xff), 8)).toBe('ZW0FY07Z')
    expect(base32(Uint8Array.of(0, 0, 0, 0, 1, 0xf8), 9)).toBe('00000001Z')
  })
})
