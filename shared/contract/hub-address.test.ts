import { describe, expect, it } from 'vitest'
import { hubAddressFault } from './hub-address.ts'
import { SetupChoice } from './setup-api.ts'

describe('the address of a hub', () => {
  it.each([
    'http://127.0.0.1:4100', 'http://localhost:4100', 'http://10.1.2.3', 'http://172.16.0.1/', 'http://172.31.255.255:80', 'http://192.168.1.20:4100', 'http://169.254.7.7', 'http://[::1]:4100', 'http://[fd00::12]:4100', 'http://[fe80::1]', 'http://hub.local', 'http://hub.site.internal:4100', 'http://warehouse-pc:4100',
    'https://hub.example.com', 'HTTPS://203.0.113.7:8443/packwave',
  ])('[SY15] is taken: %s', (text) => expect(hubAddressFault(text)).toBeUndefined())

  it.each([
    'http://hub.example.com', 'http://203.0.113.7', 'http://172.15.0.1', 'http://172.32.0.1', 'http://192.169.0.1', 'http://[2001:db8::1]', 'http://[::ffff:8.8.8.8]', 'http://hub.local.example.com', 'http://127.0.0.1.example.com',
    'http://010.0.0.1', 'http://134744072', 'http://0x8.8.8.8', 'http://10.0.0.256', 'http://１０.0.0.1', 'http://hub.local.',
  ])('[SY15] needs https: %s', (text) => expect(hubAddressFault(text)).toBe('needs-https'))

  it.each(['', 'hub', 'ftp://10.0.0.1', 'file:///etc/passwd', 'javascript:alert(1)', 'http://', 'http://10.0.0.1@evil.example', 'http://10.0.0.1\\@evil.example', 'http://10.0.0.1:70000', 'http://10.0.0.1:0', 'http://10.0.0.1 .evil', 'http://10.0.0.1?x'])(
    '[SY15] is none: %j', (text) => expect(hubAddressFault(text)).toBe('not-http'))

  it('[SY15] the setup screen is told in words', () => {
    const tried = SetupChoice.safeParse({ kind: 'join', hubUrl: 'http://hub.example.com', joinToken: 'token' })
    expect(tried.error?.issues).toMatchObject([{ path: ['hubUrl'], message: expect.stringContaining('https') as string }])
    expect(SetupChoice.safeParse({ kind: 'join', hubUrl: 'http://192.168.1.20:4100', joinToken: 'token' }).success).toBe(true)
  })
})
