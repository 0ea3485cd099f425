import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSecurityPolicy, isOwnPage, servePage } from './security.ts'

let folder: string
let pages: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'packwave-pages-'))
  pages = path.join(folder, 'pages')
  await mkdir(pages)
  await writeFile(path.join(pages, 'index.html'), '<p>hello')
  await writeFile(path.join(folder, 'secret.json'), '{}')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const get = (url: string, method = 'GET') => servePage(pages, { url, method })

describe('our pages', () => {
  it('are served with the policy, the page itself at the root', async () => {
    const response = await get('app://packwave/')
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, 'text/html; charset=utf-8', '<p>hello'])
    expect(response.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
  })
  it.each([
    ['a file outside the folder', 'app://packwave/..%2fsecret.json', 404],
    ['a path that climbs', 'app://packwave/%2e%2e/secret.json', 404],
    ['a file that is not there', 'app://packwave/none.js', 404],
    ['a kind that is not served', 'app://packwave/index.exe', 404],
    ['a folder', 'app://packwave/a.css/', 404],
    ['a zero byte', 'app://packwave/index.html%00.js', 404],
    ['a broken escape', 'app://packwave/%E0%A4%A', 400],
    ['another host', 'app://other/index.html', 405],
  ])('refuse %s', async (_what, url, status) => {
    expect((await get(url)).status).toBe(status)
  })
  it('answer questions only', async () => {
    expect((await get('app://packwave/', 'POST')).status).toBe(405)
  })
  it('are told from everybody else by their address', () => {
    expect(['app://packwave/index.html', 'app://packwave'].map(isOwnPage)).toEqual([true, true])
    expect(['https://packwave/', 'app://packwave.evil/', 'app://other/', 'file:///index.html', ''].map(isOwnPage)).toEqual([false, false, false, false, false])
  })
  it('allow no script but their own', () => {
    const scripts = contentSecurityPolicy.split('; ').find(part => part.startsWith('script-src'))
    expect(scripts).toBe("script-src 'self'")
    expect(contentSecurityPolicy).toContain("default-src 'none'")
  })
})
